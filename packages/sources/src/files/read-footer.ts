import { createThriftReader, thrift, ThriftBroken, type ThriftReader } from "./thrift-reader.ts";

/** Numbers stand for the names in parquet.thrift (github.com/apache/parquet-format). */
export type SchemaField = {
  type: number | null;
  repetition: number;
  name: string;
  children: number;
  converted: number | null;
  scale: number;
  precision: number;
  logical: LogicalField | null;
};

/** `id` is the member of the union LogicalType; the others are parameters of those that have some: `flag` is adjusted to UTC, or signed. */
export type LogicalField = { id: number; precision: number; scale: number; flag: boolean; bits: number };

export type ParquetFooter = {
  /** The schema as it stands: the root first, each field before its children. */
  readonly fields: readonly SchemaField[];
  readonly rows: number;
  readonly encrypted: boolean;
  /** The first and the last place at which a column's data begins; 0 without any. */
  readonly firstPage: number;
  readonly lastPage: number;
};

const maxNameBytes = 64 * 1024;

/** What a Parquet footer says of its table. Keeps nothing of its row groups, statistics and notes, but checks their structure. Throws ThriftBroken. */
export function readFooter(bytes: Uint8Array, maxFields: number): ParquetFooter {
  const reader = createThriftReader(bytes);
  const fields: SchemaField[] = [];
  const pages = { first: 0, last: 0 };
  let rows = -1;
  let encrypted = false;
  reader.struct((id, type) => {
    if (id === 2 && type === thrift.list) {
      reader.list((element) => {
        if (element !== thrift.struct || fields.length >= maxFields) throw new ThriftBroken("schema");
        fields.push(readField(reader));
      });
      return true;
    }
    if (id === 3 && type === thrift.i64) {
      rows = reader.integer();
      return true;
    }
    if (id === 4 && type === thrift.list) {
      reader.list((element) => {
        if (element === thrift.struct) readGroup(reader, pages);
        else reader.skipElement(element);
      });
      return true;
    }
    if (id === 8) encrypted = true;
    return false;
  });
  if (rows < 0 || fields.length === 0) throw new ThriftBroken("no table");
  return { fields, rows, encrypted, firstPage: pages.first, lastPage: pages.last };
}

function readField(reader: ThriftReader): SchemaField {
  const field: SchemaField = {
    type: null,
    repetition: 0,
    name: "",
    children: 0,
    converted: null,
    scale: 0,
    precision: 0,
    logical: null,
  };
  reader.struct((id, type) => {
    if (id === 4 && type === thrift.binary) field.name = readName(reader);
    else if (id === 10 && type === thrift.struct) field.logical = readLogical(reader);
    else if (type !== thrift.i32) return false;
    else if (id === 1) field.type = reader.integer();
    else if (id === 3) field.repetition = reader.integer();
    else if (id === 5) field.children = reader.integer();
    else if (id === 6) field.converted = reader.integer();
    else if (id === 7) field.scale = reader.integer();
    else if (id === 8) field.precision = reader.integer();
    else return false;
    return true;
  });
  return field;
}

function readName(reader: ThriftReader): string {
  const bytes = reader.binary();
  if (bytes.length > maxNameBytes) throw new ThriftBroken("a name of more than 64 KiB");
  return Buffer.from(bytes).toString("utf8");
}

function readLogical(reader: ThriftReader): LogicalField {
  const logical: LogicalField = { id: 0, precision: 0, scale: 0, flag: false, bits: 0 };
  reader.struct((member, type) => {
    logical.id = member;
    if (type !== thrift.struct) return false;
    reader.struct((id, inner) => {
      const flag = inner === thrift.yes || inner === thrift.no;
      if (member === 5 && inner === thrift.i32 && id === 1) logical.scale = reader.integer();
      else if (member === 5 && inner === thrift.i32 && id === 2) logical.precision = reader.integer();
      else if (member === 10 && inner === thrift.byte && id === 1) logical.bits = reader.byte();
      else if (flag && ((member < 9 && id === 1) || (member === 10 && id === 2))) logical.flag = inner === thrift.yes;
      else return false;
      return true;
    });
    return true;
  });
  return logical;
}

/** The place of each column's data, which must lie within the file. */
function readGroup(reader: ThriftReader, pages: { first: number; last: number }): void {
  const note = (place: number): void => {
    pages.first = Math.min(pages.first, place);
    pages.last = Math.max(pages.last, place);
  };
  reader.struct((inGroup, columns) => {
    if (inGroup !== 1 || columns !== thrift.list) return false;
    reader.list((element) => {
      if (element !== thrift.struct) throw new ThriftBroken("columns");
      reader.struct((inChunk, data) => {
        if (inChunk !== 3 || data !== thrift.struct) return false;
        reader.struct((id, type) => {
          if (id !== 9 || type !== thrift.i64) return false;
          note(reader.integer());
          return true;
        });
        return true;
      });
    });
    return true;
  });
}
