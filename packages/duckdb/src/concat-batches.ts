import { Fault } from "@caudal/base/fault.ts";
import { isPresent, type Column, type ColumnValues, type RecordBatch } from "@caudal/tables/record-batch.ts";

/** Batches of one query as one. A query always answers with at least one batch, which may be empty. */
export function concatBatches(batches: readonly RecordBatch[]): RecordBatch {
  const [first] = batches;
  if (first === undefined) throw new Fault("internal", { cause: "a query answered without a batch" });
  if (batches.length === 1) return first;
  const length = batches.reduce((sum, batch) => sum + batch.length, 0);
  const columns = first.columns.map((_, place) => {
    const parts = batches.map((batch) => ({ column: columnAt(batch, place), length: batch.length }));
    return {
      values: concatValues(
        parts.map(({ column }) => column.values),
        length,
      ),
      validity: concatValidity(parts, length),
    };
  });
  return { schema: first.schema, length, columns };
}

function columnAt(batch: RecordBatch, place: number): Column {
  const column = batch.columns[place];
  if (column === undefined) throw new Fault("internal", { cause: "batches of one query differ in their columns" });
  return column;
}

function concatValues(parts: readonly ColumnValues[], length: number): ColumnValues {
  const [first] = parts;
  if (first instanceof Uint8Array) return fill(new Uint8Array(length), parts as Uint8Array[]);
  if (first instanceof Int32Array) return fill(new Int32Array(length), parts as Int32Array[]);
  if (first instanceof Float64Array) return fill(new Float64Array(length), parts as Float64Array[]);
  if (first instanceof BigInt64Array) return fill(new BigInt64Array(length), parts as BigInt64Array[]);
  return (parts as (readonly string[])[]).flat();
}

function fill<T extends { readonly length: number; set(part: T, at: number): void }>(whole: T, parts: readonly T[]): T {
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function concatValidity(parts: readonly { column: Column; length: number }[], length: number): Uint8Array | null {
  if (parts.every(({ column }) => column.validity === null)) return null;
  const bitmap = new Uint8Array((length + 7) >> 3);
  let at = 0;
  for (const part of parts) {
    for (let index = 0; index < part.length; index++, at++) {
      if (isPresent(part.column, index)) bitmap[at >> 3] = (bitmap[at >> 3] ?? 0) | (1 << (at & 7));
    }
  }
  return bitmap;
}
