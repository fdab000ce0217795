import { familiesOf } from "./families.ts";
import { takeStock } from "./finder.ts";
import { finders } from "./finders.ts";
import type { Finding } from "./finding.ts";
import { foldFindings } from "./fold-findings.ts";
import type { MeasureResult } from "./measure.ts";
import type { InsightTable } from "./table.ts";

/** The most that one wave says about a file. */
const mostOfWave = { 1: 10, 2: 20 } as const;

/**
 * What is worth saying, once and ranked. Wave 1 needs the results of round 1; wave 2 those of all rounds, and never repeats what wave 1 said:
 * the findings of a file are both together.
 */
export function findInsights(wave: 1 | 2, table: InsightTable, results: readonly MeasureResult[]): readonly Finding[] {
  const known = takeStock(table, results);
  const found = finders.filter((finder) => finder.wave === wave).flatMap((finder) => finder.find(known));
  return foldFindings(found, wave === 1 ? new Map() : familiesOf(known)).slice(0, mostOfWave[wave]);
}
