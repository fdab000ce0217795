import { Fault } from "@caudal/base/fault.ts";
import type { RowPage } from "@caudal/contract/resources/file.ts";
import type { FileRow } from "@caudal/db/queries/files.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import { formatCell } from "@caudal/tables/format-cell.ts";
import type { RecordBatch } from "@caudal/tables/record-batch.ts";
import { typeName } from "@caudal/tables/type-name.ts";
import { columnsOf } from "./file-resource.ts";

export type RowsRequest = { readonly offset: number; readonly limit: number; readonly sort?: string | undefined };

/** Reads pages of a Parquet copy: the pool of @caudal/engines, as far as the server needs it. */
export type RowReader = {
  readRows(request: {
    /** Whose share of the readers it takes: an account, or a link. */
    readonly owner: string;
    /** Set for who share one among them: all who read without an account. */
    readonly crowd?: string;
    readonly path: string;
    readonly offset: number;
    readonly limit: number;
    readonly sort?: { readonly column: string; readonly descending: boolean };
    readonly signal?: AbortSignal;
  }): Promise<{ readonly batch: RecordBatch; readonly rowNumbers: readonly number[]; readonly total: number }>;
};

export type RowPorts = {
  readonly rows: RowReader;
  readonly objects: Pick<ObjectStore, "size" | "localPath">;
};

/** Who reads: an account's members, or whoever holds a link to one of its files. */
export type RowsReader = { readonly accountId: string } | { readonly shareId: string };

/** A page of a file's raw rows. @throws Fault `not_ready` before its rows were kept, `invalid_fields` for a column it has not. */
export async function readFileRows(
  ports: RowPorts,
  reader: RowsReader,
  file: FileRow,
  request: RowsRequest,
  signal: AbortSignal,
): Promise<RowPage> {
  const key = file.table_key;
  if (key === null || (await ports.objects.size(key)) === null) throw new Fault("not_ready");
  const sort =
    request.sort === undefined
      ? undefined
      : sortOf(request.sort, new Set(columnsOf(file)?.map((column) => column.name)));
  const path = await ports.objects.localPath(key);
  const { batch, rowNumbers, total } = await ports.rows.readRows({
    ...("accountId" in reader ? { owner: reader.accountId } : { owner: reader.shareId, crowd: "links" }),
    path,
    offset: request.offset,
    limit: request.limit,
    signal,
    ...(sort ? { sort } : {}),
  });
  return {
    columns: batch.schema.fields.map((field) => ({ name: field.name, type: typeName(field.type) })),
    rows: Array.from({ length: batch.length }, (_, index) => rowOf(batch, index)),
    numbers: rowNumbers.map((number) => number + 1),
    offset: request.offset,
    total,
  };
}

function rowOf(batch: RecordBatch, index: number): (string | null)[] {
  return batch.schema.fields.map((field, column) => {
    const values = batch.columns[column];
    return values === undefined ? null : formatCell(values, index, field.type);
  });
}

/** A column that is really named with a minus in front is meant before a descending one. */
function sortOf(text: string, columns: ReadonlySet<string>): { column: string; descending: boolean } {
  if (columns.has(text)) return { column: text, descending: false };
  if (text.startsWith("-") && columns.has(text.slice(1))) return { column: text.slice(1), descending: true };
  throw new Fault("invalid_fields", { params: { fields: "sort", reading: true } });
}
