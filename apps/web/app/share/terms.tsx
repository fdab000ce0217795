import { useId, type ReactNode } from "react";
import { inputClass } from "../forms/field.tsx";
import { useSpeech } from "../i18n/speech.ts";
import { day, shareSpans } from "./spans.ts";

/** Until when a share holds: `children` are choices before the spans, which `wordOf` names. */
export function UntilSelect({
  value,
  className,
  wordOf,
  onChange,
  children,
}: {
  readonly value: string;
  readonly className: string;
  readonly wordOf: (days: number) => string;
  readonly onChange: (value: string) => void;
  readonly children: ReactNode;
}) {
  const { w } = useSpeech();
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {w.share.until}
      </label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)} className={inputClass}>
        {children}
        {shareSpans.map((days) => (
          <option key={days} value={days}>
            {wordOf(days)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Whether a share is with the file's bytes. */
export function DownloadBox({
  checked,
  onChange,
}: {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  const { w } = useSpeech();
  return (
    <label className="flex min-h-6 touch:min-h-11 items-center gap-2.5">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 accent-accent"
      />
      {w.share.download}
    </label>
  );
}

/** When a span that was chosen is over; null for one without an end. */
export const endOf = (span: string): string | null =>
  span === "" ? null : new Date(Date.now() + Number(span) * day).toISOString();
