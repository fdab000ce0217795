import { quoteIdentifier, quoteLiteral } from "@caudal/duckdb/sql/quote.ts";
import { duckdbTypeOf } from "@caudal/duckdb/sql/types.ts";
import type { Scan } from "@caudal/tables/scan.ts";
import type { MeasuredTable } from "../measures/measured-table.ts";

/** A Parquet file that a person sent, as a table to measure. Nested values are read as JSON, others as their column's type. */
export function measuredParquetScan(scan: Extract<Scan, { kind: "parquet" }>): MeasuredTable {
  const values = scan.columns.map(({ sourceName, type }, place) => {
    const source = quoteIdentifier(sourceName);
    const value = type.kind === "json" ? `to_json(${source})` : `${source}::${duckdbTypeOf(type)}`;
    return `${value} AS c${place}`;
  });
  return {
    from: `(SELECT ${values.join(", ")}, row_number() OVER () - 1 AS caudal_row FROM read_parquet(${quoteLiteral(scan.path)}))`,
    rowNumber: "caudal_row",
    columns: scan.columns.map(({ name, type }, place) => ({ name, type, sql: `c${place}` })),
  };
}
