import { open, type FileHandle } from "node:fs/promises";
import { Fault } from "@caudal/base/fault.ts";
import type { Inspection } from "./inspect-delimited.ts";
import type { ReadingLimits } from "./limits.ts";
import { nameColumns } from "./name-columns.ts";
import { readFooter, type ParquetFooter, type SchemaField } from "./read-footer.ts";
import { ThriftBroken } from "./thrift-reader.ts";
import { typeParquet } from "./type-parquet.ts";

/** Ten thousand row groups of a hundred columns with their statistics take about as much. */
const maxFooterBytes = 128 * 1024 * 1024;
/** Fields of the schema, nested ones included, for each column that a table may have. */
const fieldsPerColumn = 16;
const maxSchemaDepth = 64;

/** A Parquet file as a table: its footer says all there is to know. */
export async function inspectParquet(path: string, limits: ReadingLimits): Promise<Inspection> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const footer = parseFooter(await readFooterBytes(file, size), limits);
  if (footer.encrypted) throw new Fault("file_encrypted");
  const children = topFields(footer.fields);
  if (children.length === 0) throw new Fault("file_no_table", { params: { reason: "no_columns" } });
  if (children.length > limits.maxColumns)
    throw new Fault("file_too_many_columns", { params: { columns: children.length, limit: limits.maxColumns } });
  if (footer.rows === 0) throw new Fault("file_header_only", { params: { columns: children.length } });
  // A footer may promise data that the file does not hold.
  if (footer.firstPage < 0 || footer.lastPage >= size) throw damaged();
  const names = nameColumns(
    children.map((child) => child.name),
    children.length,
  );
  const columns = children.map((child, index) => ({
    name: names.names[index]?.name ?? child.name,
    sourceName: child.name,
    type: typeParquet(child),
  }));
  return {
    reading: {
      format: "parquet",
      compression: "none",
      encoding: null,
      delimiter: null,
      quote: null,
      header_row: null,
      decimal: null,
      thousands: null,
      date_order: null,
      sheet: null,
      sheets: [],
      reasons: [],
    },
    scan: { kind: "parquet", path, columns },
    scratch: [],
  };
}

function damaged(cause?: unknown): Fault {
  return new Fault("file_damaged", { params: { format: "parquet" }, cause });
}

/** The footer stands before its length and the mark: the last eight bytes. */
async function readFooterBytes(file: FileHandle, size: number): Promise<Buffer> {
  if (size < 12) throw new Fault("file_truncated", { params: { format: "parquet" } });
  const end = await readAt(file, size - 8, 8);
  const length = end.readUInt32LE(0);
  if (end.toString("latin1", 4) !== "PAR1") throw new Fault("file_truncated", { params: { format: "parquet" } });
  if (length > size - 12 || length > maxFooterBytes) throw damaged();
  return readAt(file, size - 8 - length, length);
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, offset);
  if (bytesRead !== length) throw new Fault("file_truncated", { params: { format: "parquet" } });
  return bytes;
}

function parseFooter(bytes: Buffer, limits: ReadingLimits): ParquetFooter {
  try {
    return readFooter(bytes, limits.maxColumns * fieldsPerColumn);
  } catch (thrown) {
    throw thrown instanceof ThriftBroken ? damaged(thrown) : thrown;
  }
}

/** The root's children out of the flat list, in which each field is followed by all that lies below it. */
function topFields(fields: readonly SchemaField[]): readonly SchemaField[] {
  const top: SchemaField[] = [];
  const open: number[] = [];
  for (const [index, field] of fields.entries()) {
    while (open.at(-1) === 0) open.pop();
    if (index > 0 && open.length === 0) break;
    if (open.length === 1) top.push(field);
    if (open.length > 0) open.push((open.pop() ?? 0) - 1);
    if (field.children < 0 || field.children > fields.length || open.length > maxSchemaDepth) throw damaged();
    open.push(field.children);
  }
  if (open.some((children) => children > 0)) throw damaged();
  return top;
}
