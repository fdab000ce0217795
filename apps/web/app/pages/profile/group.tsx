import type { ReactNode } from "react";

/** One subject of a section: what it is called at the left, what can be done about it beside. */
export function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="grid gap-x-10 gap-y-4 py-7 md:grid-cols-[12rem_1fr]">
      <h2 className="text-md font-semibold">{title}</h2>
      <div className="space-y-6">{children}</div>
    </section>
  );
}
