import { useId } from "react";
import type { ComponentProps } from "react";
import { inputClass } from "./field.tsx";

/** A labelled choice of one of several: the browser's own, so that it works on every device and for everybody. */
export function SelectField({
  label,
  hideLabel = false,
  hint,
  className = "",
  children,
  ...rest
}: Omit<ComponentProps<"select">, "id"> & {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly hint?: string | undefined;
}) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "mb-1.5 block font-medium"}>
        {label}
      </label>
      <select
        id={id}
        className={`${inputClass} pr-8`}
        {...(hint === undefined ? {} : { "aria-describedby": `${id}-hint` })}
        {...rest}
      >
        {children}
      </select>
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="mt-1.5 text-sm text-n4">
          {hint}
        </p>
      )}
    </div>
  );
}
