import {
  DuckDBArrayValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBUnionValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import { formatDecimal } from "@caudal/tables/format-cell.ts";
import { formatDate, formatTimestamp } from "@caudal/tables/format-moment.ts";
import { microsOf } from "./micros-of.ts";

/**
 * A nested value as JSON. Integers and decimals keep all their digits (JSON sets no limit on them);
 * NaN and infinities, which JSON does not have, become texts; maps become objects when their keys are texts, else pairs.
 */
export function jsonText(value: DuckDBValue): string {
  if (value === null) return "null";
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? JSON.stringify(value) : JSON.stringify(String(value));
  if (typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (value instanceof DuckDBDecimalValue) return formatDecimal(value.value, value.scale);
  if (value instanceof DuckDBDateValue) return JSON.stringify(formatDate(value.days));
  if (isTimestamp(value))
    return JSON.stringify(formatTimestamp(microsOf(value), value instanceof DuckDBTimestampTZValue));
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    return `[${value.items.map(jsonText).join(",")}]`;
  }
  if (value instanceof DuckDBStructValue) return jsonObject(Object.entries(value.entries));
  if (value instanceof DuckDBMapValue) {
    const entries = value.entries.map(({ key, value: held }): [DuckDBValue, DuckDBValue] => [key, held]);
    return entries.every(hasTextKey)
      ? jsonObject(entries)
      : `[${entries.map(([key, held]) => `[${jsonText(key)},${jsonText(held)}]`).join(",")}]`;
  }
  if (value instanceof DuckDBUnionValue) return jsonText(value.value);
  return JSON.stringify(String(value));
}

function isTimestamp(value: DuckDBValue): boolean {
  return (
    value instanceof DuckDBTimestampValue ||
    value instanceof DuckDBTimestampTZValue ||
    value instanceof DuckDBTimestampSecondsValue ||
    value instanceof DuckDBTimestampMillisecondsValue ||
    value instanceof DuckDBTimestampNanosecondsValue
  );
}

function hasTextKey(entry: [DuckDBValue, DuckDBValue]): entry is [string, DuckDBValue] {
  return typeof entry[0] === "string";
}

function jsonObject(entries: readonly (readonly [string, DuckDBValue])[]): string {
  return `{${entries.map(([key, held]) => `${JSON.stringify(key)}:${jsonText(held)}`).join(",")}}`;
}
