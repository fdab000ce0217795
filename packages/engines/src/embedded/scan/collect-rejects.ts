import type { DuckdbProcess, Row } from "@caudal/duckdb/duckdb-process.ts";
import type { StatementOptions } from "@caudal/duckdb/settings.ts";
import { readableSql, sourceTextSql, textSql, valueSql } from "@caudal/duckdb/sql/scan-sql.ts";
import type { Reject } from "@caudal/tables/scan.ts";
import { countOf, textOf } from "../measures/measured-table.ts";
import { placeRecords, type PlacedRecord, type StructuralReject } from "./place-records.ts";
import { keepsRejects, rejectTables, type TextScan } from "./text-scan.ts";

/** How many rejects are kept with their texts; all are counted. */
export const keptRejects = 1000;

const reasons: Readonly<Record<string, Reject["reason"]>> = {
  CAST: "cast",
  "MISSING COLUMNS": "missing_columns",
  "TOO MANY COLUMNS": "too_many_columns",
  "UNQUOTED VALUE": "quote",
  "LINE SIZE OVER MAXIMUM": "line_too_long",
  "INVALID ENCODING": "encoding",
};

export async function countStructuralRejects(duckdb: DuckdbProcess, options: StatementOptions): Promise<number> {
  const rows = await duckdb.queryRows(
    `SELECT count(DISTINCT line_byte_position) AS n FROM ${rejectTables.errors}`,
    options,
  );
  return countOf(rows[0]?.["n"]);
}

/** Rejects of broken structure, those at the lowest positions; `lineOffset` is not yet added. */
export async function structuralRejects(
  duckdb: DuckdbProcess,
  scan: TextScan,
  options: StatementOptions,
): Promise<readonly StructuralReject[]> {
  const rows = await duckdb.queryRows(
    `SELECT line_byte_position AS start, any_value(line) AS line, any_value(csv_line) AS text,
      first(error_type::VARCHAR ORDER BY column_idx) AS reason, first(column_name ORDER BY column_idx) AS column_name
      FROM ${rejectTables.errors} GROUP BY line_byte_position ORDER BY start LIMIT ${keptRejects}`,
    options,
  );
  return rows.map((row) => {
    const written = textOf(row["text"]) ?? "";
    const text = written.replace(/^[\r\n]+|[\r\n]+$/g, "");
    // DuckDB counts bytes from 1, and takes empty lines before a row for its beginning.
    const emptyLines = written.length - written.replace(/^[\r\n]+/, "").length;
    return {
      start: countOf(row["start"]) - 1 + emptyLines,
      bytes: Buffer.byteLength(text),
      reject: {
        line: countOf(row["line"]),
        column: columnName(scan, textOf(row["column_name"])),
        reason: reasons[textOf(row["reason"]) ?? ""] ?? "other",
        text,
      },
    };
  });
}

function columnName(scan: TextScan, internal: string | null): string | null {
  const place = /^t(\d+)$/.exec(internal ?? "")?.[1];
  return place === undefined ? null : (scan.columns[Number(place)]?.name ?? null);
}

/** A row of sound structure that holds a text which is no value of its column's type. `ordinal` counts such rows from 0, sound ones included. */
export type CastReject = { readonly ordinal: number; readonly column: string | null; readonly text: string };

export async function castRejects(
  duckdb: DuckdbProcess,
  scan: TextScan,
  options: StatementOptions,
): Promise<readonly CastReject[]> {
  const refused = scan.columns.flatMap(({ type }, place) =>
    type.kind === "text"
      ? []
      : [`WHEN ${sourceTextSql(scan, place)} IS NOT NULL AND (${valueSql(scan, place)}) IS NULL THEN ${place}`],
  );
  const newline = scan.kind === "json" && scan.layout === "newline";
  const texts = newline ? "raw" : `to_json([${scan.columns.map((_, place) => `t${place}`).join(", ")}])::VARCHAR`;
  const bad = newline ? ["WHEN bad THEN -1"] : [];
  const rows = await duckdb.queryRows(
    `SELECT ordinal, CASE ${[...bad, ...refused].join(" ")} END AS place, ${texts} AS text FROM
      (SELECT *, row_number() OVER () - 1 AS ordinal FROM ${textSql(scan)})
      WHERE NOT (${readableSql(scan)}) ORDER BY ordinal LIMIT ${keptRejects}`,
    options,
  );
  return rows.map((row) => ({
    ordinal: countOf(row["ordinal"]),
    column: scan.columns[countOf(row["place"])]?.name ?? null,
    text: newline ? (textOf(row["text"]) ?? "") : joinTexts(scan, row),
  }));
}

/** The row's texts joined again, for files where the line itself is not looked up. */
function joinTexts(scan: TextScan, row: Row): string {
  const texts: unknown = JSON.parse(textOf(row["text"]) ?? "[]");
  const delimiter = scan.kind === "csv" ? scan.delimiter : ", ";
  return Array.isArray(texts) ? texts.map((text) => (typeof text === "string" ? text : "")).join(delimiter) : "";
}

/** The first rejects of a file by line, as a person counts lines in the original. */
export async function collectRejects(
  duckdb: DuckdbProcess,
  scan: TextScan,
  hasCastRejects: boolean,
  options: StatementOptions,
): Promise<readonly Reject[]> {
  const structural = keepsRejects(scan) ? await structuralRejects(duckdb, scan, options) : [];
  const cast = hasCastRejects ? await castRejects(duckdb, scan, options) : [];
  if (structural.length === 0 && cast.length === 0) return [];
  if (scan.kind === "json" && scan.layout === "array") {
    return cast.map(({ ordinal, column, text }) => ({ line: ordinal + 1, column, reason: "cast", text }));
  }
  const placed = await placeRecords(scan, structural, new Set(cast.map(({ ordinal }) => ordinal)));
  const offset = scan.kind === "csv" ? scan.lineOffset : 0;
  const rejects = [
    ...structural.map(({ start, reject }) => ({ ...reject, line: placed.structural.get(start) ?? reject.line })),
    ...cast.map((reject) => castReject(reject, placed.sound.get(reject.ordinal))),
  ];
  return rejects
    .map((reject) => ({ ...reject, line: reject.line + offset }))
    .sort((a, b) => a.line - b.line)
    .slice(0, keptRejects);
}

function castReject({ ordinal, column, text }: CastReject, placed: PlacedRecord | undefined): Reject {
  return {
    line: placed?.line ?? ordinal + 1,
    column,
    reason: column === null ? "other" : "cast",
    text: placed?.text ?? text,
  };
}
