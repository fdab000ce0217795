import type { ReactNode } from "react";

export function Empty({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="rounded border border-dashed border-n2 px-6 py-12 text-center">
      <p className="text-md font-medium">{title}</p>
      <p className="measure mx-auto mt-1 text-n4">{text}</p>
      {children === undefined ? null : <div className="mt-5 flex justify-center gap-2">{children}</div>}
    </div>
  );
}
