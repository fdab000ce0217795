import { Eye, EyeOff } from "lucide-react";
import { useId, useState } from "react";
import type { ComponentProps, ReactNode } from "react";
import { useSpeech } from "../i18n/speech.ts";

export const inputClass =
  "h-10 touch:h-11 w-full rounded border border-n3 bg-surface px-3 text-md sm:text-base placeholder:text-n4 aria-invalid:border-bad disabled:bg-n1 disabled:text-n4";

type FieldProps = Omit<ComponentProps<"input">, "id"> & {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly trailing?: ReactNode;
};

/** A labelled input with its hint and its problem tied to it for everybody. */
export function Field({ label, hint, problem, trailing, className = "", ...rest }: FieldProps) {
  const id = useId();
  const described = [hint === undefined ? null : `${id}-hint`, problem === undefined ? null : `${id}-problem`]
    .filter((part) => part !== null)
    .join(" ");
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          aria-invalid={problem !== undefined}
          {...(described === "" ? {} : { "aria-describedby": described })}
          className={`${inputClass} ${trailing === undefined ? "" : "pr-11"}`}
          {...rest}
        />
        {trailing}
      </div>
      {problem === undefined ? null : (
        <p id={`${id}-problem`} className="mt-1.5 text-sm text-bad">
          {problem}
        </p>
      )}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="mt-1.5 text-sm text-n4">
          {hint}
        </p>
      )}
    </div>
  );
}

export function PasswordField(props: Omit<FieldProps, "type" | "trailing">) {
  const { w } = useSpeech();
  const [shown, setShown] = useState(false);
  const words = shown ? w.people.hidePassword : w.people.showPassword;
  return (
    <Field
      {...props}
      type={shown ? "text" : "password"}
      autoCapitalize="none"
      spellCheck={false}
      trailing={
        <button
          type="button"
          aria-label={words}
          title={words}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
          className="absolute inset-y-0 right-0 grid w-10 place-items-center text-n4 hover:text-ink"
        >
          {shown ? <EyeOff size={17} aria-hidden /> : <Eye size={17} aria-hidden />}
        </button>
      }
    />
  );
}
