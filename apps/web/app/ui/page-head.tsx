import type { ReactNode } from "react";

/** Every page begins alike: title, one line of state, its one primary action. */
export function PageHead({
  title,
  state,
  actions,
  above,
}: {
  readonly title: ReactNode;
  readonly state?: ReactNode;
  readonly actions?: ReactNode;
  readonly above?: ReactNode;
}) {
  // A name that fills the page pushes away what it names.
  const long = typeof title === "string" && title.length > 48;
  return (
    <header className="mb-6 flex flex-wrap items-end gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-56">
        {above}
        <h1 className={`${long ? "text-lg" : "text-xl"} font-semibold [overflow-wrap:anywhere]`}>{title}</h1>
        {state === undefined ? null : <div className="mt-1 text-n4">{state}</div>}
      </div>
      {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
