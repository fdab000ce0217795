/** What one DuckDB process may use. Sizes in bytes, times in milliseconds. */
export type DuckdbSettings = {
  /** DuckDB's own limit. It does not count everything that the process holds: see `maxRssBytes`. */
  readonly memoryLimitBytes: number;
  /** The whole process is killed above this. Default: 1.5 × `memoryLimitBytes` + 256 MiB. */
  readonly maxRssBytes?: number;
  /** Folder for spilled data; each process takes a folder of its own in it and removes it. */
  readonly spillDir: string;
  readonly maxSpillBytes: number;
  readonly threads: number;
  /** Limit of one statement, unless the statement says otherwise. Default: none. */
  readonly timeLimitMs?: number;
  /** Files, and folders (ending in "/"), that SQL may read and write. Absolute. Nothing else on this machine can be opened. */
  readonly allowedPaths: readonly string[];
  /** Only SELECT statements are carried out. */
  readonly readOnly?: boolean;
};

const mebibyte = 1024 * 1024;

/** Bytes that the process may hold before it is stopped: as set, or half as much again as DuckDB's own limit and 256 MiB. */
export function maxRssOf({ maxRssBytes, memoryLimitBytes }: DuckdbSettings): number {
  return maxRssBytes ?? Math.round(memoryLimitBytes * 1.5) + 256 * mebibyte;
}

export type StatementOptions = {
  readonly signal?: AbortSignal;
  readonly timeLimitMs?: number;
  /** 0 to 1, never falling, as DuckDB estimates it; called a few times a second. */
  readonly onProgress?: (fraction: number) => void;
};
