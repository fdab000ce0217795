import { open } from "node:fs/promises";
import { parquetMetadataAsync, parquetSchema, type SchemaElement, type SchemaTree } from "hyparquet";
import { Fault } from "@caudal/base/fault.ts";
import type { LogicalType } from "@caudal/tables/logical-type.ts";
import { nameColumns } from "./name-columns.ts";
import type { Inspection } from "./inspect-delimited.ts";
import type { ReadingLimits } from "./limits.ts";

/** A Parquet file as a table: its footer says all there is to know. */
export async function inspectParquet(path: string, limits: ReadingLimits): Promise<Inspection> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const slice = async (start: number, end = size): Promise<ArrayBuffer> => {
    const bytes = new Uint8Array(end - start);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    if (bytesRead !== bytes.length) throw new Fault("file_truncated", { params: { format: "parquet" } });
    return bytes.buffer;
  };
  const metadata = await parquetMetadataAsync({ byteLength: size, slice }).catch((cause: unknown) => {
    throw new Fault("file_damaged", { params: { format: "parquet" }, cause });
  });
  const children = readChildren(() => parquetSchema(metadata).children);
  if (children.length === 0) throw new Fault("file_no_table", { params: { reason: "no_columns" } });
  if (children.length > limits.maxColumns)
    throw new Fault("file_too_many_columns", { params: { columns: children.length, limit: limits.maxColumns } });
  if (metadata.num_rows === 0n) throw new Fault("file_header_only", { params: { columns: children.length } });
  checkChunks(metadata.row_groups, size);
  const names = nameColumns(
    children.map((child) => child.element.name),
    children.length,
  );
  const columns = children.map((child, index) => ({
    name: names.names[index]?.name ?? child.element.name,
    sourceName: child.element.name,
    type: columnType(child),
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

function readChildren(read: () => SchemaTree[]): SchemaTree[] {
  try {
    return read();
  } catch (cause) {
    throw new Fault("file_damaged", { params: { format: "parquet" }, cause });
  }
}

/** A footer may promise data that the file does not hold. */
function checkChunks(
  groups: readonly {
    readonly columns: readonly {
      readonly meta_data?: { readonly data_page_offset: bigint; readonly total_compressed_size: bigint };
    }[];
  }[],
  size: number,
): void {
  for (const group of groups) {
    for (const { meta_data: chunk } of group.columns) {
      if (chunk !== undefined && (chunk.data_page_offset < 0n || chunk.data_page_offset + 1n > BigInt(size))) {
        throw new Fault("file_damaged", { params: { format: "parquet" } });
      }
    }
  }
}

/** The logical type of one top-level column; what is nested is JSON. */
function columnType(tree: SchemaTree): LogicalType {
  const { element } = tree;
  if (tree.children.length > 0 || element.repetition_type === "REPEATED") return { kind: "json" };
  return annotatedType(element) ?? physicalType(element);
}

function annotatedType(element: SchemaElement): LogicalType | null {
  const logical = element.logical_type;
  switch (logical?.type) {
    case "STRING":
    case "ENUM":
    case "UUID":
      return { kind: "text" };
    case "JSON":
      return { kind: "json" };
    case "DATE":
      return { kind: "date" };
    case "TIME":
      return { kind: "time" };
    case "TIMESTAMP":
      return { kind: "timestamp", zone: logical.isAdjustedToUTC };
    case "DECIMAL":
      return { kind: "decimal", precision: logical.precision, scale: logical.scale };
    case "INTEGER":
      return integerType(logical.bitWidth, logical.isSigned);
    default:
      return convertedType(element);
  }
}

function convertedType(element: SchemaElement): LogicalType | null {
  switch (element.converted_type) {
    case "UTF8":
    case "ENUM":
      return { kind: "text" };
    case "JSON":
      return { kind: "json" };
    case "DATE":
      return { kind: "date" };
    case "TIME_MILLIS":
    case "TIME_MICROS":
      return { kind: "time" };
    case "TIMESTAMP_MILLIS":
    case "TIMESTAMP_MICROS":
      return { kind: "timestamp", zone: true };
    case "DECIMAL":
      return { kind: "decimal", precision: element.precision ?? 18, scale: element.scale ?? 0 };
    default: {
      const match = /^(U?)INT_(\d+)$/.exec(element.converted_type ?? "");
      return match === null ? null : integerType(Number(match[2]), match[1] === "");
    }
  }
}

function physicalType(element: SchemaElement): LogicalType {
  switch (element.type) {
    case "BOOLEAN":
      return { kind: "bool" };
    case "INT32":
      return { kind: "int", bits: 32 };
    case "INT64":
      return { kind: "int", bits: 64 };
    case "INT96":
      return { kind: "timestamp", zone: false };
    case "FLOAT":
      return { kind: "float", bits: 32 };
    case "DOUBLE":
      return { kind: "float", bits: 64 };
    default:
      return { kind: "binary" };
  }
}

/** Unsigned integers go into the next wider signed type; the widest into a decimal. */
function integerType(width: number, signed: boolean): LogicalType {
  const needed = signed ? width : width * 2;
  if (needed > 64) return { kind: "decimal", precision: 20, scale: 0 };
  return { kind: "int", bits: needed <= 8 ? 8 : needed <= 16 ? 16 : needed <= 32 ? 32 : 64 };
}
