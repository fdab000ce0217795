import { Fault } from "@caudal/base/fault.ts";
import type { RecordBatch } from "@caudal/tables/record-batch.ts";

export type RowPoolSettings = {
  /** Processes at most; each is started when first needed. */
  readonly size: number;
  /** The folder that holds the Parquet copies: nothing outside it can be read. */
  readonly folder: string;
  readonly spillDir: string;
  readonly memoryLimitBytes: number;
  readonly pageTimeLimitMs: number;
  /** How long a page may wait for a free process before it is refused as `unavailable`. */
  readonly queueTimeLimitMs: number;
};

/** Rows of a file's Parquet copy. `filters` all hold at once; comparisons are those of the column's type, `value` is canonical text. */
export type RowPageRequest = {
  readonly path: string;
  readonly offset: number;
  readonly limit: number;
  readonly sort?: { readonly column: string; readonly descending: boolean };
  readonly filters?: readonly RowFilter[];
  readonly signal?: AbortSignal;
};

export type RowFilter =
  | { readonly column: string; readonly is: "missing" | "present" }
  | { readonly column: string; readonly is: "equal" | "below" | "above" | "contains"; readonly value: string };

/** `total`: rows of the file, or those that meet the filters. */
export type RowPage = { readonly batch: RecordBatch; readonly total: number };

export type RowPool = {
  readRows(request: RowPageRequest): Promise<RowPage>;
  close(): Promise<void>;
};

/** A pool of read-only DuckDB processes over Parquet copies. A process that dies fails its page alone and is replaced. */
export function openRowPool(settings: RowPoolSettings): RowPool {
  throw new Fault("unavailable", { params: { size: settings.size } });
}
