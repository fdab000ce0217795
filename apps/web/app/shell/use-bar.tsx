import { useSpeech } from "../i18n/speech.ts";

/** From how much of its limit on an account is told without being asked. */
export const nearLimit = 0.8;

/** How much of a limit is used, of space where `label` says nothing else; the words beside it say it too. */
export function UseBar({
  used,
  limit,
  label,
}: {
  readonly used: number;
  readonly limit: number;
  readonly label?: string;
}) {
  const { w } = useSpeech();
  const part = limit === 0 ? 1 : Math.min(1, used / limit);
  const tone = part >= 1 ? "bg-bad" : part >= nearLimit ? "bg-warn" : "bg-accent";
  return (
    <div
      role="meter"
      aria-label={label ?? w.admin.use.bar}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(part * 100)}
      className="h-1.5 overflow-hidden rounded-full bg-n2"
    >
      <div className={`h-full ${tone}`} style={{ width: `${part * 100}%` }} />
    </div>
  );
}
