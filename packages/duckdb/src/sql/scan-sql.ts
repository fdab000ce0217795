import type { Scan } from "@caudal/tables/scan.ts";
import { castSql, type TextConventions } from "./cast-sql.ts";
import { quoteIdentifier, quoteLiteral } from "./quote.ts";

/** Largest object of a JSON array that can be read, in bytes. (A line of CSV or NDJSON: DuckDB's own 2 MB, as it reads 16 lines' worth at once.) */
const maxObjectBytes = 16 * 1024 * 1024;

export type RejectTables = { readonly errors: string; readonly scans: string };

/** Where rejects go that nobody will look at: another pass has kept them. */
export const ignoredRejects: RejectTables = { errors: "ignored_reject_errors", scans: "ignored_reject_scans" };

/** To be carried out before a scan: a table of rejects is added to, and would hold those of earlier passes too. */
export function dropRejectsSql(rejects: RejectTables): string {
  return [rejects, ignoredRejects]
    .flatMap(({ errors, scans }) => [errors, scans])
    .map((table) => `DROP TABLE IF EXISTS ${quoteIdentifier(table)}`)
    .join("; ");
}

/**
 * A file's columns as texts named t0, t1, … in the order of the scan, with the structural rejects kept in `rejects`.
 * Rows of broken structure are left out. NDJSON adds `bad`: true where a line is not an object.
 */
export function textSql(scan: Exclude<Scan, { kind: "parquet" }>, rejects: RejectTables = ignoredRejects): string {
  if (scan.kind === "csv") return csvSql(scan, rejects);
  return scan.layout === "newline" ? ndjsonSql(scan, rejects) : jsonArraySql(scan);
}

function csvSql(scan: Extract<Scan, { kind: "csv" }>, rejects: RejectTables): string {
  const columns = scan.columns.map((_, place) => `'t${place}': 'VARCHAR'`).join(", ");
  const options = [
    "auto_detect = false",
    "header = false",
    `skip = ${scan.skip}`,
    `delim = ${quoteLiteral(scan.delimiter)}`,
    `quote = ${quoteLiteral(scan.quote)}`,
    `escape = ${quoteLiteral(scan.quote)}`,
    `columns = {${columns}}`,
    `nullstr = [${["", ...scan.nulls].map(quoteLiteral).join(", ")}]`,
    keepRejectsSql(rejects),
  ];
  return `(SELECT * FROM read_csv(${quoteLiteral(scan.path)}, ${options.join(", ")}))`;
}

/** `ignore_errors` alone loses sound rows after a broken one (DuckDB 1.5); keeping the rejects does not. */
function keepRejectsSql({ errors, scans }: RejectTables): string {
  return `store_rejects = true, rejects_table = ${quoteLiteral(errors)}, rejects_scan = ${quoteLiteral(scans)}`;
}

/** Lines are read as they are and taken apart here, so that one that is not an object is kept as a reject. */
function ndjsonSql(scan: Extract<Scan, { kind: "json" }>, rejects: RejectTables): string {
  const lines = `read_csv(${quoteLiteral(scan.path)}, auto_detect = false, header = false, delim = '\u001f', quote = '', escape = '', columns = {'line': 'VARCHAR'}, strict_mode = false, ${keepRejectsSql(rejects)})`;
  const texts = scan.columns.map(
    ({ sourceName }, place) => `line ->> ${quoteLiteral(jsonPath(sourceName))} AS t${place}`,
  );
  return `(SELECT ${texts.join(", ")}, NOT fit AS bad, raw FROM (SELECT CASE WHEN fit THEN line::JSON END AS line, fit, line AS raw FROM (SELECT line, coalesce(json_valid(line) AND json_type(CASE WHEN json_valid(line) THEN line ELSE 'null' END) = 'OBJECT', false) AS fit FROM ${lines} WHERE trim(line) <> '')))`;
}

function jsonArraySql(scan: Extract<Scan, { kind: "json" }>): string {
  const columns = scan.columns.map(({ sourceName }) => `${quoteLiteral(sourceName)}: 'VARCHAR'`).join(", ");
  const texts = scan.columns.map(({ sourceName }, place) => `${quoteIdentifier(sourceName)} AS t${place}`);
  return `(SELECT ${texts.join(", ")} FROM read_json(${quoteLiteral(scan.path)}, format = 'array', columns = {${columns}}, maximum_object_size = ${maxObjectBytes}))`;
}

/** RFC 6901 pointer to a member of the outermost object. */
function jsonPath(name: string): string {
  return `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** How figures and dates are written in a scan's text: as the file's dialect says, in JSON with a decimal point and no thousands. */
export function conventionsOf(scan: Exclude<Scan, { kind: "parquet" }>): TextConventions {
  return scan.kind === "csv"
    ? scan
    : { decimal: ".", thousands: "", dateFormat: scan.dateFormat, timestampFormat: scan.timestampFormat };
}

/** A column's value, by the text in `t<place>`. In JSON an empty text is a value only for a text. */
export function valueSql(scan: Exclude<Scan, { kind: "parquet" }>, place: number): string {
  const column = scan.columns[place];
  if (column === undefined) throw new RangeError(`a scan of ${scan.columns.length} columns has none at ${place}`);
  return castSql(sourceTextSql(scan, place), column.type, conventionsOf(scan));
}

/** The text that a column's value is read from; NULL where the value is missing. */
export function sourceTextSql(scan: Exclude<Scan, { kind: "parquet" }>, place: number): string {
  const column = scan.columns[place];
  return scan.kind === "json" && column?.type.kind !== "text" && column?.type.kind !== "json"
    ? `nullif(t${place}, '')`
    : `t${place}`;
}

/** SQL that is true where every text of the row holds a value of its column's type. */
export function readableSql(scan: Exclude<Scan, { kind: "parquet" }>): string {
  const conditions = scan.columns.flatMap(({ type }, place) =>
    type.kind === "text" ? [] : [`(${sourceTextSql(scan, place)} IS NULL OR (${valueSql(scan, place)}) IS NOT NULL)`],
  );
  if (scan.kind === "json" && scan.layout === "newline") conditions.unshift("NOT bad");
  return conditions.length === 0 ? "true" : conditions.join(" AND ");
}

/** A scan as an SQL FROM clause: its readable rows, with the scan's names and types, in the order of the file. */
export function scanSql(scan: Scan, rejects: RejectTables = ignoredRejects): string {
  if (scan.kind === "parquet") {
    const columns = scan.columns.map(
      ({ name, sourceName }) => `${quoteIdentifier(sourceName)} AS ${quoteIdentifier(name)}`,
    );
    return `(SELECT ${columns.join(", ")} FROM read_parquet(${quoteLiteral(scan.path)}))`;
  }
  const values = scan.columns.map(({ name }, place) => `${valueSql(scan, place)} AS ${quoteIdentifier(name)}`);
  return `(SELECT ${values.join(", ")} FROM ${textSql(scan, rejects)} WHERE ${readableSql(scan)})`;
}
