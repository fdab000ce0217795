import type { Reject, ScanColumn } from "@caudal/tables/scan.ts";

/** What is known of a table beside its measures. `rows`: those that could be read (before the first pass: 0). */
export type InsightTable = {
  readonly columns: readonly ScanColumn[];
  readonly rows: number;
  readonly rejected: number;
  /** The first of the rejected rows, in the order of the file, as far as they were kept. */
  readonly rejects?: readonly Reject[];
  /** ISO date on which the file is read: later dates in it lie in the future. */
  readonly today: string;
};
