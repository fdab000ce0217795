import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimeNSValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { LogicalType } from "@caudal/tables/logical-type.ts";
import { jsonText } from "./json-text.ts";

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

const infinite = 9_223_372_036_854_775_807n;

/** Microseconds since the epoch; nanoseconds are rounded down, and the infinities stay what they are. */
export function microsOf(value: DuckDBValue): bigint {
  if (value instanceof DuckDBTimestampSecondsValue) return scaled(value.seconds, 1_000_000n);
  if (value instanceof DuckDBTimestampMillisecondsValue) return scaled(value.millis, 1000n);
  if (value instanceof DuckDBTimestampNanosecondsValue) {
    const { nanos } = value;
    if (nanos === infinite || nanos === -infinite) return nanos;
    return (nanos - (((nanos % 1000n) + 1000n) % 1000n)) / 1000n;
  }
  return (value as DuckDBTimestampValue | DuckDBTimestampTZValue).micros;
}

function scaled(units: bigint, factor: bigint): bigint {
  return units === infinite || units === -infinite ? units : units * factor;
}
