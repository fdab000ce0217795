import type { DuckdbProcess } from "@caudal/duckdb/duckdb-process.ts";
import type { StatementOptions } from "@caudal/duckdb/settings.ts";
import type { Measure, MeasureResult } from "@caudal/insights/measure.ts";
import type { ScanColumn } from "@caudal/tables/scan.ts";
import type { EngineProgress, ScanOutcome } from "../../engine.ts";
import { answerMeasures } from "../measures/answer-measures.ts";
import { batchColumns } from "../measures/batch-columns.ts";
import { askOne, columnNamed, countOf, type MeasuredTable } from "../measures/measured-table.ts";
import { readSummary, summaryAggregates } from "../measures/summary.ts";
import { collectRejects, countStructuralRejects } from "./collect-rejects.ts";
import { widenColumns } from "./look-at-refused.ts";
import {
  dropRejects,
  failureAggregates,
  keepsRejects,
  measuredTextScan,
  readFailures,
  rejectTables,
  wholeRowAggregates,
  wholeTextSql,
  withRowNumber,
  type ScanFailures,
  type TextScan,
} from "./text-scan.ts";

export type ScanAnswer = {
  readonly results: readonly MeasureResult[];
  readonly outcome: ScanOutcome;
  readonly columns: readonly ScanColumn[];
};

/** Passes at most in which types are found to be too narrow; each one widens, so that few are ever needed. */
const maxPasses = 4;

/**
 * Measures a text file in one pass where its values are as its sample promised. Where some are not, the columns are widened
 * and the file is read again; rows that then still hold no values of their types are rejects, left out by a last pass.
 */
export async function measureTextScan(
  duckdb: DuckdbProcess,
  scan: TextScan,
  measures: readonly Measure[],
  options: StatementOptions,
  progress: EngineProgress,
): Promise<ScanAnswer> {
  let current = scan;
  for (let pass = 1; ; pass++) {
    // What is left to do after this pass is not known before it: a clean file needs no more.
    const reported = { ...options, onProgress: (fraction: number) => progress((1 - 0.5 ** pass) * fraction) };
    const { failures, summaries } = await lookAtAll(duckdb, current, measures, reported, false);
    if (failures.columns.length > 0 && pass < maxPasses) {
      const columns = await widenColumns(duckdb, current, failures.columns, options);
      if (columns.some((column, place) => column.type !== current.columns[place]?.type)) {
        current = { ...current, columns };
        continue;
      }
    }
    const dirty = failures.columns.length > 0 || failures.badRows > 0;
    const structural = keepsRejects(current) ? await countStructuralRejects(duckdb, options) : 0;
    const rejects = await collectRejects(duckdb, current, dirty, options);
    const sound = dirty ? await lookAtAll(duckdb, current, measures, options, true) : { failures, summaries };
    const rows = sound.failures.allRows;
    const others = await answerOthers(duckdb, current, measures, options);
    const known = new Map([...sound.summaries, ...others].map((result) => [result.measure, result]));
    progress(1);
    return {
      results: measures.flatMap((measure) => known.get(measure) ?? []),
      outcome: { rows, rejected: failures.allRows - rows + structural, rejects },
      columns: current.columns,
    };
  }
}

/** The summaries of all columns asked for, and what their types refused: one pass, unless the file is very wide. */
async function lookAtAll(
  duckdb: DuckdbProcess,
  scan: TextScan,
  measures: readonly Measure[],
  options: StatementOptions,
  readableOnly: boolean,
): Promise<Look> {
  const batches = batchColumns(scan.columns.map((_, place) => place));
  const looks: Look[] = [];
  for (const [i, places] of batches.entries()) {
    const reported = {
      ...options,
      onProgress: (fraction: number) => options.onProgress?.((i + fraction) / batches.length),
    };
    looks.push(await lookAtSome(duckdb, scan, places, measures, reported, readableOnly));
  }
  const [first] = looks;
  return {
    failures: {
      allRows: first?.failures.allRows ?? 0,
      badRows: first?.failures.badRows ?? 0,
      columns: looks.flatMap(({ failures }) => failures.columns),
    },
    summaries: looks.flatMap(({ summaries }) => summaries),
  };
}

type Look = { readonly failures: ScanFailures; readonly summaries: readonly MeasureResult[] };

async function lookAtSome(
  duckdb: DuckdbProcess,
  scan: TextScan,
  places: readonly number[],
  measures: readonly Measure[],
  options: StatementOptions,
  readableOnly: boolean,
): Promise<Look> {
  await duckdb.execute(dropRejects);
  const whole = measuredTextScan(scan, readableOnly, rejectTables, places);
  const table: MeasuredTable = { ...whole, columns: whole.columns.filter((_, place) => places.includes(place)) };
  const names = new Set(table.columns.map(({ name }) => name));
  const asked = measures.flatMap((measure) =>
    measure.kind === "summary" && names.has(measure.column) ? [measure] : [],
  );
  const columns = asked.map((measure) => ({ measure, column: columnNamed(table, measure.column) }));
  const aggregates = columns.flatMap(({ column }, place) => summaryAggregates(column, `m${place}`));
  const row = await askOne(
    (sql) => duckdb.queryRows(sql, options),
    `SELECT ${[...failureAggregates(scan, places), ...aggregates].join(", ")} FROM ${table.from}`,
  );
  return {
    failures: readFailures(scan, row),
    summaries: columns.map(({ measure, column }, place) => ({
      kind: "summary",
      measure,
      value: readSummary(column, `m${place}`, row),
    })),
  };
}

/** Measures that are no summaries take a pass each, over the readable rows. */
async function answerOthers(
  duckdb: DuckdbProcess,
  scan: TextScan,
  measures: readonly Measure[],
  options: StatementOptions,
): Promise<readonly MeasureResult[]> {
  const others = measures.filter(({ kind }) => kind !== "summary");
  if (others.length === 0) return [];
  const table: MeasuredTable = withRowNumber(measuredTextScan(scan, true));
  return answerMeasures(
    others,
    table,
    (sql) => duckdb.queryRows(sql, options),
    () => undefined,
  );
}

/** Rows that can be read and rows that cannot, once a pass has kept the structural rejects. */
export async function outcomeOf(
  duckdb: DuckdbProcess,
  scan: TextScan,
  rows: number,
  options: StatementOptions,
): Promise<ScanOutcome> {
  const structural = keepsRejects(scan) ? await countStructuralRejects(duckdb, options) : 0;
  const all = await askOne(
    (sql) => duckdb.queryRows(sql, options),
    `SELECT ${["count(*) AS n", ...wholeRowAggregates(scan, [])].join(", ")} FROM ${wholeTextSql(scan, [])}`,
  );
  const unreadable = countOf(all["n"]) - rows;
  const rejects = await collectRejects(duckdb, scan, unreadable > 0, options);
  return { rows, rejected: unreadable + structural, rejects };
}
