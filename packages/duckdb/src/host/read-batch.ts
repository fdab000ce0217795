import type { DuckDBDataChunk, DuckDBResult, DuckDBType } from "@duckdb/node-api";
import type { LogicalType, Schema } from "@caudal/tables/logical-type.ts";
import type { Column, RecordBatch } from "@caudal/tables/record-batch.ts";
import { logicalTypeOf } from "../sql/types.ts";
import { convertValue, type PlainValue } from "./convert-value.ts";

/** Rows of a batch at most, and about how many characters of text: what travels between processes stays bounded. */
const batchRows = 16_384;
const batchCharacters = 8 * 1024 * 1024;

export function schemaOf(result: DuckDBResult): Schema {
  const names = result.deduplicatedColumnNames();
  return {
    fields: result.columnTypes().map((type, index) => ({ name: names[index] ?? "", type: columnTypeOf(type) })),
  };
}

function columnTypeOf(type: DuckDBType): LogicalType {
  return type.alias === "JSON" ? { kind: "json" } : logicalTypeOf(type.toString());
}

/** The next rows of a result; an empty batch when there are no more. */
export async function readBatch(result: DuckDBResult, schema: Schema): Promise<RecordBatch> {
  const builders = schema.fields.map(({ type }) => ({ type, values: [] as PlainValue[], absent: 0 }));
  let length = 0;
  let characters = 0;
  while (length < batchRows && characters < batchCharacters) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    builders.forEach((builder, index) => (characters += appendColumn(builder, chunk, index)));
    length += chunk.rowCount;
  }
  return { schema, length, columns: builders.map(finishColumn) };
}

type Builder = { readonly type: LogicalType; readonly values: PlainValue[]; absent: number };

function appendColumn(builder: Builder, chunk: DuckDBDataChunk, index: number): number {
  let characters = 0;
  chunk.visitColumnValues(index, (value) => {
    const plain = value === null ? null : convertValue(value, builder.type);
    if (plain === null) builder.absent++;
    else if (typeof plain === "string") characters += plain.length;
    builder.values.push(plain);
  });
  return characters;
}

function finishColumn({ type, values, absent }: Builder): Column {
  return { values: denseValues(type, values), validity: absent === 0 ? null : validityOf(values) };
}

function validityOf(values: readonly PlainValue[]): Uint8Array {
  const bitmap = new Uint8Array((values.length + 7) >> 3);
  values.forEach((value, index) => {
    if (value !== null) bitmap[index >> 3] = (bitmap[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return bitmap;
}

function denseValues(type: LogicalType, values: readonly PlainValue[]): Column["values"] {
  switch (type.kind) {
    case "bool":
      return Uint8Array.from(values, (value) => (value === true ? 1 : 0));
    case "int":
      return type.bits === 64
        ? BigInt64Array.from(values, (value) => BigInt((value as number | bigint | null) ?? 0))
        : Int32Array.from(values, (value) => (value as number | null) ?? 0);
    case "float":
      return Float64Array.from(values, (value) => (value as number | null) ?? 0);
    case "date":
      return Int32Array.from(values, (value) => (value as number | null) ?? 0);
    case "time":
    case "timestamp":
      return BigInt64Array.from(values, (value) => (value as bigint | null) ?? 0n);
    case "decimal":
      return values.map((value) => (value as bigint | null) ?? 0n);
    case "text":
    case "json":
      return values.map((value) => (value as string | null) ?? "");
    case "binary":
      return values.map((value) => (value as Uint8Array | null) ?? new Uint8Array());
  }
}
