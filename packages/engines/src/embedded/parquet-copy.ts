import { randomBytes } from "node:crypto";
import { open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import type { DuckdbProcess } from "@caudal/duckdb/duckdb-process.ts";
import type { StatementOptions } from "@caudal/duckdb/settings.ts";
import { quoteLiteral } from "@caudal/duckdb/sql/quote.ts";
import { duckdbTypeOf } from "@caudal/duckdb/sql/types.ts";
import type { Field } from "@caudal/tables/logical-type.ts";
import { parseTypeName, typeName } from "@caudal/tables/type-name.ts";
import type { MeasuredTable } from "./measures/measured-table.ts";
import { textOf } from "./measures/measured-table.ts";

/**
 * A copy's columns are named c0, c1, … in the file, and their real names and types stand in its metadata:
 * a person's names may differ in case alone, or be one that DuckDB keeps for itself.
 */
const metadataKey = "caudal.columns";
const rowGroupRows = 122_880;
/** What a row group holds is in memory until it is written, once for each thread. */
const rowGroupCells = 4_194_304;
const vectorRows = 2048;

/** Rows of a group: fewer in a wide table, in whole vectors. */
function groupRows(columns: number): number {
  const rows = Math.floor(rowGroupCells / Math.max(columns, 1) / vectorRows) * vectorRows;
  return Math.max(vectorRows, Math.min(rowGroupRows, rows));
}

/** Writes the rows of a FROM clause that has columns c0, c1, … as Parquet, all or nothing: fsync, then rename. */
export async function writeCopy(
  duckdb: DuckdbProcess,
  from: string,
  fields: readonly Field[],
  path: string,
  options: StatementOptions,
): Promise<void> {
  await removeUnfinished(path);
  const unfinished = `${path}.${randomBytes(6).toString("hex")}.part`;
  const metadata = JSON.stringify(fields.map(({ name, type }) => [name, typeName(type)]));
  const columns = fields.map((_, place) => `c${place}`).join(", ");
  try {
    await duckdb.execute(
      `COPY (SELECT ${columns} FROM ${from}) TO ${quoteLiteral(unfinished)} (FORMAT PARQUET, COMPRESSION ZSTD, COMPRESSION_LEVEL 1,
        ROW_GROUP_SIZE ${groupRows(fields.length)}, KV_METADATA {${quoteLiteral(metadataKey)}: ${quoteLiteral(metadata)}})`,
      options,
    );
    const file = await open(unfinished, "r+");
    await file.sync();
    await file.close();
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** What earlier attempts at the same copy left when they were killed. */
async function removeUnfinished(path: string): Promise<void> {
  const name = basename(path);
  for (const entry of await readdir(dirname(path))) {
    if (entry.startsWith(`${name}.`) && entry.endsWith(".part")) await rm(join(dirname(path), entry), { force: true });
  }
}

export type ParquetCopy = { readonly fields: readonly Field[]; readonly rows: number; readonly table: MeasuredTable };

/** What a copy holds. Throws `file_missing` where it is gone, `file_damaged` where it is none of ours. */
export async function describeCopy(
  duckdb: DuckdbProcess,
  path: string,
  options: StatementOptions,
): Promise<ParquetCopy> {
  const file = quoteLiteral(path);
  const [found] = await duckdb
    .queryRows(
      `SELECT (SELECT decode(value) FROM parquet_kv_metadata(${file}) WHERE decode(key) = ${quoteLiteral(metadataKey)}) AS columns,
        (SELECT num_rows FROM parquet_file_metadata(${file})) AS rows`,
      options,
    )
    .catch((error: unknown) => {
      throw readingFault(error, path);
    });
  const fields = fieldsOf(textOf(found?.["columns"]));
  if (fields === null) throw new Fault("file_damaged", { params: { reason: "not_a_copy" } });
  // JSON is kept as text in Parquet: the cast gives it its type again. The others keep theirs.
  // Only these are named: in a wide table each name that a query does not need would cost more than the query.
  const replaced = fields.flatMap(({ type }, place) =>
    type.kind === "json" ? [`c${place}::${duckdbTypeOf(type)} AS c${place}`] : [],
  );
  const columns = replaced.length === 0 ? "*" : `* REPLACE (${replaced.join(", ")})`;
  return {
    fields,
    rows: Number(found?.["rows"] ?? 0),
    table: {
      from: `(SELECT ${columns} FROM read_parquet(${file}, file_row_number = true))`,
      rowNumber: "file_row_number",
      columns: fields.map(({ name, type }, place) => ({ name, type, sql: `c${place}` })),
    },
  };
}

function readingFault(error: unknown, path: string): unknown {
  if (!(error instanceof Fault) || error.code !== "engine_query_failed") return error;
  const message = String(error.params["message"]);
  if (message.startsWith("Permission Error")) return error;
  if (/No files found|does not exist|No such file/i.test(message)) return new Fault("file_missing", { cause: error });
  return /Invalid Input|too small|magic bytes|Parquet/i.test(message)
    ? new Fault("file_damaged", { params: { name: basename(path) }, cause: error })
    : error;
}

function fieldsOf(metadata: string | null): readonly Field[] | null {
  const parsed: unknown = JSON.parse(metadata ?? "null");
  if (!Array.isArray(parsed)) return null;
  return parsed.flatMap((pair: unknown) => {
    if (!Array.isArray(pair)) return [];
    const [name, type] = pair.map(String);
    const logical = parseTypeName(type ?? "");
    return name === undefined || logical === null ? [] : [{ name, type: logical }];
  });
}
