import { takeStock } from "./finder.ts";
import { finders } from "./finders.ts";
import type { Measure, MeasureResult } from "./measure.ts";
import type { InsightTable } from "./table.ts";

/**
 * What to measure in a round. Round 1 is one pass over the file as it arrived; the following ones measure its copy, each chosen
 * from all results so far, the last of which asks for nothing. Pure: the same results give the same plan.
 */
export function planRound(
  round: number,
  table: InsightTable,
  resultsSoFar: readonly MeasureResult[],
): readonly Measure[] {
  if (round === 1) return table.columns.map(({ name }) => ({ kind: "summary", column: name }));
  if (table.rows === 0) return [];
  const known = takeStock(table, resultsSoFar);
  return finders.flatMap((finder) => finder.plan(round, known));
}
