import { findInsights } from "../src/find-insights.ts";
import type { Finding } from "../src/finding.ts";
import type { MeasureResult } from "../src/measure.ts";
import { planRound } from "../src/plan-round.ts";
import { rankFindings } from "../src/rank-findings.ts";
import type { InsightTable } from "../src/table.ts";
import { measureReference } from "./reference-engine.ts";
import type { ReferenceTable } from "./reference-table.ts";

/** Plans and measures round after round with the reference engine, as a flow does. */
export function measureInRounds(table: ReferenceTable, today = "2026-11-22", rejected = 0) {
  const columns = table.columns.map(({ name, type }) => ({ name, sourceName: name, type }));
  const known: InsightTable = { columns, rows: table.rows, rejected, today };
  let results: readonly MeasureResult[] = [];
  for (let round = 1; ; round++) {
    const asked = planRound(round, known, results);
    if (asked.length === 0) return { table: known, results };
    results = [...results, ...measureReference(table, asked)];
  }
}

/** Everything that is said about a table, ranked. */
export function insightsOf(table: ReferenceTable, today?: string, rejected?: number): readonly Finding[] {
  const measured = measureInRounds(table, today, rejected);
  return rankFindings([
    ...findInsights(1, measured.table, measured.results),
    ...findInsights(2, measured.table, measured.results),
  ]);
}
