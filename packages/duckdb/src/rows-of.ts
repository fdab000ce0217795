import { formatCell } from "@caudal/tables/format-cell.ts";
import type { LogicalType } from "@caudal/tables/logical-type.ts";
import { isPresent, type Column, type RecordBatch } from "@caudal/tables/record-batch.ts";
import type { Cell, Row } from "./duckdb-process.ts";

/** The rows of a batch as objects by column name. */
export function rowsOf(batch: RecordBatch): readonly Row[] {
  return Array.from({ length: batch.length }, (_, index) =>
    Object.fromEntries(
      batch.schema.fields.map(({ name, type }, place) => {
        const column = batch.columns[place];
        return [name, column === undefined ? null : cellOf(column, index, type)];
      }),
    ),
  );
}

function cellOf(column: Column, index: number, type: LogicalType): Cell {
  if (!isPresent(column, index)) return null;
  if (type.kind === "bool") return column.values[index] === 1;
  if (type.kind === "decimal" || type.kind === "date" || type.kind === "time" || type.kind === "timestamp") {
    return formatCell(column, index, type);
  }
  return column.values[index] ?? null;
}
