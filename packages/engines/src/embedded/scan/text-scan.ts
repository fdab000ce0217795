import type { Scan } from "@caudal/tables/scan.ts";
import type { Row } from "@caudal/duckdb/duckdb-process.ts";
import {
  dropRejectsSql,
  ignoredRejects,
  readableSql,
  sourceTextSql,
  textSql,
  valueSql,
  type RejectTables,
} from "@caudal/duckdb/sql/scan-sql.ts";
import { countOf, type MeasuredTable } from "../measures/measured-table.ts";

/** A scan of a file whose values are written as text, and have to be cast. */
export type TextScan = Exclude<Scan, { kind: "parquet" }>;

/** Tables in which DuckDB keeps what it could not take apart; they live as long as the connection. */
export const rejectTables: RejectTables = { errors: "caudal_reject_errors", scans: "caudal_reject_scans" };

/** Whether DuckDB keeps what it cannot take apart; a broken JSON array fails as a whole instead. */
export function keepsRejects(scan: TextScan): boolean {
  return scan.kind === "csv" || scan.layout === "newline";
}

export const dropRejects = dropRejectsSql(rejectTables);

const everyPlace = (scan: TextScan): readonly number[] => scan.columns.map((_, place) => place);

/**
 * The rows of a text scan as a table to measure: values as c0, c1, … and, for each, the text it was read from as s0, s1, ….
 * `readableOnly` leaves out rows with a text that is no value of its column's type. `places`: the columns that are computed
 * (all of them, unless said); whether any of the others can be read is found out all the same, see `wholeRowAggregates`.
 */
export function measuredTextScan(
  scan: TextScan,
  readableOnly: boolean,
  rejects: RejectTables = ignoredRejects,
  places: readonly number[] = everyPlace(scan),
): MeasuredTable {
  const values = places.flatMap((place) => [
    `${valueSql(scan, place)} AS c${place}`,
    `${sourceTextSql(scan, place)} AS s${place}`,
  ]);
  if (isPart(scan, places)) values.push(`${wholeRowSql(scan)} AS whole`);
  const bad = scan.kind === "json" && scan.layout === "newline" ? ["bad"] : [];
  const where = readableOnly ? ` WHERE ${readableSql(scan)}` : "";
  const rows = `SELECT ${[...values, ...bad].join(", ")} FROM ${textSql(scan, rejects)}${where}`;
  return {
    from: `(${rows})`,
    rowNumber: "row_number() OVER () - 1",
    columns: scan.columns.map(({ name, type }, place) => ({ name, type, sql: `c${place}` })),
  };
}

function isPart(scan: TextScan, places: readonly number[]): boolean {
  return scan.kind === "csv" && places.length < scan.columns.length;
}

/** A value for which all texts of a row are read. */
function wholeRowSql(scan: TextScan): string {
  return `coalesce(${scan.columns.map((_, place) => `t${place}`).join(", ")})`;
}

/**
 * What a pass over some columns has to ask besides. DuckDB refuses a row for a text that is no UTF-8 only where it reads that text,
 * so that passes over parts would not agree on the rows; and where it meets such a text in a column that it does not read,
 * it may fail as a whole (1.5).
 */
export function wholeRowAggregates(scan: TextScan, places: readonly number[]): readonly string[] {
  return isPart(scan, places) ? ["count(whole) AS whole_rows"] : [];
}

/** The texts of a scan with what `wholeRowAggregates` asks for. */
export function wholeTextSql(scan: TextScan, places: readonly number[]): string {
  return isPart(scan, places) ? `(SELECT *, ${wholeRowSql(scan)} AS whole FROM ${textSql(scan)})` : textSql(scan);
}

/** The same with a row number that can stand in any clause: costs a pass in the order of the file. */
export function withRowNumber(table: MeasuredTable): MeasuredTable {
  return {
    ...table,
    from: `(SELECT *, ${table.rowNumber} AS caudal_row FROM ${table.from})`,
    rowNumber: "caudal_row",
  };
}

/** Aggregates that tell how many texts of each column are no values of its type, besides the rows of the whole. */
export function failureAggregates(scan: TextScan, places: readonly number[] = everyPlace(scan)): readonly string[] {
  const bad = scan.kind === "json" && scan.layout === "newline" ? ["count_if(bad) AS bad_rows"] : [];
  const failures = places.flatMap((place) =>
    scan.columns[place]?.type.kind === "text"
      ? []
      : [`count(s${place}) AS f${place}_texts`, `count(c${place}) AS f${place}_values`],
  );
  return ["count(*) AS all_rows", ...bad, ...wholeRowAggregates(scan, places), ...failures];
}

export type ColumnFailures = { readonly place: number; readonly texts: number; readonly failed: number };

export type ScanFailures = {
  readonly allRows: number;
  /** Lines that are no objects (NDJSON only). */
  readonly badRows: number;
  readonly columns: readonly ColumnFailures[];
};

export function readFailures(scan: TextScan, row: Row): ScanFailures {
  return {
    allRows: countOf(row["all_rows"]),
    badRows: countOf(row["bad_rows"]),
    columns: scan.columns.flatMap(({ type }, place) => {
      const texts = countOf(row[`f${place}_texts`]);
      const failed = texts - countOf(row[`f${place}_values`]);
      return type.kind === "text" || failed === 0 ? [] : [{ place, texts, failed }];
    }),
  };
}
