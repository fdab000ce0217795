import type { RecordBatch } from "@caudal/tables/record-batch.ts";
import type { StatementOptions } from "./settings.ts";

/** A value as JavaScript holds it without loss: int64 as bigint, decimals and moments as canonical text. */
export type Cell = null | boolean | number | bigint | string | Uint8Array;
export type Row = Readonly<Record<string, Cell>>;

/**
 * DuckDB in a process of its own. Statements are carried out one after another.
 * Every failure is a Fault: `engine_query_failed` (with DuckDB's message), `engine_out_of_memory`, `engine_time_limit`,
 * `engine_crashed`, `storage_full`, or `run_cancelled` when the signal says so. After a crash, or a kill over a limit,
 * the process is gone: `alive` is false and every later statement fails with the same Fault.
 */
export type DuckdbProcess = {
  readonly pid: number;
  readonly alive: boolean;
  /** Resident memory at its highest, in bytes, as the system counts it (sampled where the system does not). */
  readonly peakRssBytes: number;
  /** Carries out statements whose rows do not matter; several may be separated by semicolons. */
  execute(sql: string, options?: StatementOptions): Promise<void>;
  /** Rows as they are produced; leaving the loop early ends the statement. */
  query(sql: string, options?: StatementOptions): AsyncGenerator<RecordBatch, void, undefined>;
  /** All rows in one batch. Only for answers that are known to be small. */
  queryBatch(sql: string, options?: StatementOptions): Promise<RecordBatch>;
  /** All rows as objects. Only for answers that are known to be small. */
  queryRows(sql: string, options?: StatementOptions): Promise<readonly Row[]>;
  /** Stops the statement that is running; it fails with `run_cancelled`. */
  interrupt(): void;
  close(): Promise<void>;
};
