import type { Measure, MeasureResult } from "@caudal/insights/measure.ts";
import type { RecordBatch } from "@caudal/tables/record-batch.ts";
import type { Reject, Scan, ScanColumn } from "@caudal/tables/scan.ts";

/** What was read of a file, once all of it was seen. `rejects` holds the first of the rejected rows, `rejected` counts them all. */
export type ScanOutcome = { readonly rows: number; readonly rejected: number; readonly rejects: readonly Reject[] };

/**
 * A copy's rows added up so that their order does not matter. Checksums are hexadecimal, and comparable between two that name the same
 * `algorithm`; `present` counts the values that are there.
 */
export type TableChecksum = {
  readonly rows: number;
  readonly algorithm: string;
  readonly checksum: string;
  readonly columns: readonly { readonly name: string; readonly present: number; readonly checksum: string }[];
};

export type EngineProgress = (fraction: number) => void;

/**
 * Where a computation runs. An engine turns measures into its own queries and never decides what is worth measuring;
 * the same measures give the same results in every engine.
 */
export type Engine = {
  readonly name: string;
  /** One pass over the file as it arrived. `retyped`: the columns as read, after those whose values contradict the sample were demoted to text. */
  measureScan(
    scan: Scan,
    measures: readonly Measure[],
    progress: EngineProgress,
  ): Promise<{ results: readonly MeasureResult[]; outcome: ScanOutcome; columns: readonly ScanColumn[] }>;
  /** Writes the rows that could be read as Parquet (all types kept), sorted as in the file. */
  writeParquet(scan: Scan, path: string, progress: EngineProgress): Promise<ScanOutcome>;
  /** Measures over such a Parquet copy. */
  measureParquet(
    path: string,
    measures: readonly Measure[],
    progress: EngineProgress,
  ): Promise<readonly MeasureResult[]>;
  /** Such a copy's rows and columns, added up. */
  checksumParquet(path: string): Promise<TableChecksum>;
  /** Rows of a Parquet copy in its own order. */
  readRows(path: string, offset: number, limit: number): Promise<RecordBatch>;
  close(): Promise<void>;
};
