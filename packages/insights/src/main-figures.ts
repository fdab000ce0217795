import type { ColumnFacts } from "./classify-columns.ts";
import type { Known } from "./finder.ts";

/** The amounts that a file is about: those that add up first, then those that vary most, in the order of the file among equals. */
export function mainFigures(known: Known): readonly ColumnFacts[] {
  const figures = known.columns.filter(
    ({ role, summary }) => role === "measure" && summary.present >= 0.5 * known.table.rows,
  );
  return figures.toSorted((a, b) => Number(b.additive) - Number(a.additive));
}
