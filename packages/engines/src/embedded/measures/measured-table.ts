import { Fault } from "@caudal/base/fault.ts";
import type { Cell, Row } from "@caudal/duckdb/duckdb-process.ts";
import type { MeasureKind, MeasureOf, MeasureValues } from "@caudal/insights/measure.ts";
import { formatBinary } from "@caudal/tables/format-cell.ts";
import type { LogicalType } from "@caudal/tables/logical-type.ts";

/** One column of a table under measurement: `sql` is its name inside the query, which is never the person's own. */
export type MeasuredColumn = { readonly name: string; readonly sql: string; readonly type: LogicalType };

/** What a measure's query is put together from. `from` is a FROM clause in which `rowNumber` counts the rows from 0. */
export type MeasuredTable = {
  readonly from: string;
  readonly rowNumber: string;
  readonly columns: readonly MeasuredColumn[];
};

/** Asks DuckDB; the answer has few rows. */
export type Ask = (sql: string) => Promise<readonly Row[]>;

/** One kind of measure: how it becomes queries, and how their rows become its value. */
export type AnswerMeasure<K extends MeasureKind> = (
  measure: MeasureOf<K>,
  table: MeasuredTable,
  ask: Ask,
) => Promise<MeasureValues[K]>;

export function columnNamed(table: MeasuredTable, name: string): MeasuredColumn {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Fault("internal", { params: { column: name }, cause: "a measure of no column" });
  return column;
}

/** The one row that an aggregate without groups gives. */
export async function askOne(ask: Ask, sql: string): Promise<Row> {
  const [row] = await ask(sql);
  if (row === undefined) throw new Fault("internal", { cause: "an aggregate without a row" });
  return row;
}

/** A column as double precision; NaN and infinities as missing. */
export function finiteSql({ sql, type }: MeasuredColumn): string {
  return type.kind === "float" ? `CASE WHEN isfinite(${sql}) THEN ${sql}::DOUBLE END` : `${sql}::DOUBLE`;
}

/** Text by which ties are put in order. */
export function tieSql({ sql, type }: MeasuredColumn): string {
  return type.kind === "float" ? `regexp_replace(${sql}::VARCHAR, '\\.0$', '')` : `${sql}::VARCHAR`;
}

/** A cell that counts something. */
export function countOf(cell: Cell | undefined): number {
  return cell === null || cell === undefined ? 0 : Number(cell);
}

/** A cell in double precision; null when it is missing or not finite. */
export function numberOf(cell: Cell | undefined): number | null {
  if (cell === null || cell === undefined) return null;
  const number = Number(cell);
  return Number.isFinite(number) ? number : null;
}

/** A cell's canonical text. */
export function textOf(cell: Cell | undefined): string | null {
  if (cell === null || cell === undefined) return null;
  return cell instanceof Uint8Array ? formatBinary(cell) : String(cell);
}

export const exampleLength = 200;

/** A cell's canonical text, cut to what an example may hold; never through the middle of a character. */
export function exampleOf(cell: Cell | undefined): string | null {
  const text = textOf(cell);
  return text === null || text.length <= exampleLength ? text : [...text].slice(0, exampleLength).join("");
}

/** All columns of a table, for a SELECT list, as v0, v1, …. */
export function allColumnsSql(table: MeasuredTable): string {
  return table.columns.map(({ sql }, place) => `${sql} AS v${place}`).join(", ");
}

export function exampleRow(row: Row, table: MeasuredTable): readonly (string | null)[] {
  return table.columns.map((_, place) => exampleOf(row[`v${place}`]));
}
