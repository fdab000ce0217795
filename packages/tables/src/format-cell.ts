import { formatDate, formatTime, formatTimestamp } from "./format-moment.ts";
import type { LogicalType } from "./logical-type.ts";
import { isPresent, type Column } from "./record-batch.ts";

/** An unscaled decimal as plain digits: (-5n, 2) is "-0.05". Exact at any size. */
export function formatDecimal(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString();
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Bytes as lower-case hexadecimal. */
export function formatBinary(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/**
 * The canonical text of one cell: the same for everybody, to be written for a reader's locale elsewhere.
 * Numbers plainly with a point ("12.50"), floats in the shortest form that reads back ("NaN", "Infinity" spelled so),
 * dates and timestamps in ISO 8601 (a "Z" marks an instant, its absence wall clock), binary in hexadecimal; null when absent.
 */
export function formatCell(column: Column, index: number, type: LogicalType): string | null {
  if (!isPresent(column, index)) return null;
  const value = column.values[index];
  if (value === undefined) throw new RangeError(`row ${index} is not in a column of ${column.values.length}`);
  switch (type.kind) {
    case "bool":
      return value === 1 ? "true" : "false";
    case "decimal":
      return formatDecimal(BigInt(value as bigint), type.scale);
    case "date":
      return formatDate(value as number);
    case "time":
      return formatTime(value as bigint);
    case "timestamp":
      return formatTimestamp(value as bigint, type.zone);
    case "binary":
      return formatBinary(value as Uint8Array);
    default:
      return Object.is(value, -0) ? "-0" : String(value);
  }
}
