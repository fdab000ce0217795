import type { TableDigest } from "@caudal/contract/resources/receipt.ts";
import type { ColumnProfile, FileReading } from "@caudal/contract/resources/reading.ts";
import type { Engine } from "@caudal/engines/engine.ts";
import type { Finding } from "@caudal/insights/finding.ts";
import type { RunContext } from "@caudal/runs/run.ts";
import type { ReadingLimits } from "@caudal/sources/files/limits.ts";
import type { Reject } from "@caudal/tables/scan.ts";

/** What the first pass over a file gave. `rejects` holds the first of the rejected rows, `rejected` counts all. */
export type FirstLook = {
  readonly rows: number;
  readonly rejected: number;
  readonly rejects: readonly Reject[];
  readonly columns: readonly ColumnProfile[];
  readonly findings: readonly Finding[];
};

/** What the passes over the Parquet copy added: findings of the second wave, and the columns' exact figures. */
export type SecondLook = { readonly columns: readonly ColumnProfile[]; readonly findings: readonly Finding[] };

/**
 * Where a profile goes as it becomes known. A step that was interrupted is done again, so each of these may be called again
 * with the same content and must then leave what one call leaves.
 */
export type ProfileSink = {
  saveReading(reading: FileReading): Promise<void>;
  saveFirstLook(look: FirstLook): Promise<void>;
  /** The Parquet copy at a local path becomes the file's table; gives the path under which engines find it from now on. `digest` is of it. */
  keepTable(parquetPath: string, digest: TableDigest): Promise<string>;
  saveHash(sha256: string): Promise<void>;
  saveSecondLook(look: SecondLook): Promise<void>;
};

export type ProfilePorts = {
  readonly file: { readonly path: string; readonly name: string };
  /** A folder of this run alone, on this machine; who calls the flow removes it in the end. */
  readonly scratchDir: string;
  readonly limits: ReadingLimits;
  /** For one attempt at the file, whatever it does: unpacking, reading, copying, measuring. Default: none. */
  readonly timeLimitMs?: number;
  /** The engine ends what it does when the signal says so. */
  readonly openEngine: (signal: AbortSignal) => Promise<Engine>;
  readonly sink: ProfileSink;
};

export type ProfileSteps = Pick<RunContext, "signal" | "step" | "log">;
