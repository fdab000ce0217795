import type { Schema } from "./logical-type.ts";

/**
 * The values of one column of a batch, dense, one per row (also for absent ones, whose value is then meaningless):
 * bool → Uint8Array (0, 1); int of up to 32 bits → Int32Array; int of 64 bits → BigInt64Array; float → Float64Array;
 * decimal → bigint[] (unscaled); text, json → string[]; date → Int32Array (days since 1970-01-01);
 * time → BigInt64Array (µs since midnight); timestamp → BigInt64Array (µs since the epoch); binary → Uint8Array[].
 */
export type ColumnValues =
  | Uint8Array
  | Int32Array
  | BigInt64Array
  | Float64Array
  | readonly bigint[]
  | readonly string[]
  | readonly Uint8Array[];

/** `validity` is a bitmap, least significant bit first as in Arrow, 1 = present; null when every value is present. */
export type Column = { readonly values: ColumnValues; readonly validity: Uint8Array | null };

/** The one shape in which rows move through Caudal. `columns` stand in the order of `schema.fields`. */
export type RecordBatch = {
  readonly schema: Schema;
  readonly length: number;
  readonly columns: readonly Column[];
};

/** Whether row `index` of a column holds a value. */
export function isPresent(column: Column, index: number): boolean {
  return column.validity === null || ((column.validity[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
}
