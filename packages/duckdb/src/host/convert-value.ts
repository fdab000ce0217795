import {
  DuckDBBlobValue,
  DuckDBDecimalValue,
  DuckDBTimeNSValue,
  type DuckDBDateValue,
  type DuckDBTimeValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { LogicalType } from "@caudal/tables/logical-type.ts";
import { jsonText } from "./json-text.ts";
import { microsOf } from "./micros-of.ts";

export type PlainValue = null | boolean | number | bigint | string | Uint8Array;

/** One value of DuckDB's binding as the record batch of its logical type holds it. */
export function convertValue(value: DuckDBValue, type: LogicalType): PlainValue {
  switch (type.kind) {
    case "bool":
    case "int":
    case "float":
      return value as boolean | number | bigint;
    case "decimal":
      return value instanceof DuckDBDecimalValue ? value.value : BigInt(value as bigint);
    case "text":
      return typeof value === "string" ? value : String(value);
    case "date":
      return (value as DuckDBDateValue).days;
    case "time":
      return value instanceof DuckDBTimeNSValue ? value.nanos / 1000n : (value as DuckDBTimeValue).micros;
    case "timestamp":
      return microsOf(value);
    case "binary":
      // A copy: the binding's bytes may lie in memory that the next chunk overwrites.
      return value instanceof DuckDBBlobValue ? Uint8Array.from(value.bytes) : Buffer.from(String(value));
    case "json":
      return typeof value === "string" ? value : jsonText(value);
  }
}
