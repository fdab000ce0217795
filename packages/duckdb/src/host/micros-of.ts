import {
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  type DuckDBTimestampTZValue,
  type DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";

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
