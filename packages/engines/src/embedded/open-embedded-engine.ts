import { Fault } from "@caudal/base/fault.ts";
import type { Engine } from "../engine.ts";

export type EmbeddedEngineSettings = {
  readonly memoryLimitBytes: number;
  readonly threads: number;
  /** Folder for spilled data. */
  readonly spillDir: string;
  readonly maxSpillBytes: number;
  /** Files, and folders (ending in "/"), that the engine may read and write: the file's, its scratch copy's, the Parquet copy's. */
  readonly allowedPaths: readonly string[];
  /** For each pass over the data. */
  readonly timeLimitMs?: number;
  /** Ends whatever is running, with `run_cancelled`. */
  readonly signal?: AbortSignal;
};

/** Highest resident memory of the engine's process so far, in bytes. */
export type EmbeddedEngine = Engine & { readonly peakRssBytes: number };

/** The engine on this machine: one DuckDB process with limits, which ends with `close` or with this process. */
export async function openEmbeddedEngine(settings: EmbeddedEngineSettings): Promise<EmbeddedEngine> {
  throw new Fault("engine_crashed", { params: { threads: settings.threads } });
}
