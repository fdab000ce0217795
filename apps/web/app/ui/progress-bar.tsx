/** `value` from 0 to 1; null when nobody can tell yet. */
export function ProgressBar({
  value,
  label,
  paused = false,
}: {
  readonly value: number | null;
  readonly label: string;
  readonly paused?: boolean;
}) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(value === null ? {} : { "aria-valuenow": Math.floor(value * 100) })}
      className="h-1.5 w-full overflow-hidden rounded-full bg-n2"
    >
      <div
        className={`h-full origin-left rounded-full transition-transform ${paused ? "bg-n3" : "bg-accent"} ${value === null ? "skeleton" : ""}`}
        style={{ transform: `scaleX(${value ?? 1})` }}
      />
    </div>
  );
}
