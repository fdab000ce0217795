import { openDuckdb } from "@caudal/duckdb/open-duckdb.ts";
import type { TableChecksum } from "../engine.ts";
import { checksumCopy } from "./checksum-copy.ts";
import { createFairSeats } from "./fair-seats.ts";
import { waitForSeat } from "./wait-for-seat.ts";

export type TableCheckerSettings = {
  /** Checks at a time; one owner has all but one of these places. */
  readonly size: number;
  /** The folder that holds the Parquet copies: nothing outside it can be read. */
  readonly folder: string;
  readonly spillDir: string;
  readonly memoryLimitBytes: number;
  readonly timeLimitMs: number;
  /** How long one may wait for its turn before it is refused as `unavailable`. */
  readonly queueTimeLimitMs: number;
};

/** `owner`: whose share of the places it takes; an account. */
export type CheckPlace = { readonly owner: string; readonly signal: AbortSignal };
/** Adds a Parquet copy up, in a process of its own that ends with it. Faults as of `checksumCopy`. */
export type AddUp = (path: string) => Promise<TableChecksum>;
export type TableChecker = {
  /** Does all that a check takes while it holds a place, the hashing of files included. Faults of the work, and `unavailable`. */
  inPlace<T>(place: CheckPlace, work: (addUp: AddUp) => Promise<T>): Promise<T>;
};

export function createTableChecker(settings: TableCheckerSettings): TableChecker {
  const seats = createFairSeats(settings.size);

  async function addUp(path: string, signal: AbortSignal): Promise<TableChecksum> {
    const duckdb = await openDuckdb({
      memoryLimitBytes: settings.memoryLimitBytes,
      spillDir: settings.spillDir,
      maxSpillBytes: 1024 ** 3,
      threads: 1,
      timeLimitMs: settings.timeLimitMs,
      allowedPaths: [settings.folder.endsWith("/") ? settings.folder : `${settings.folder}/`],
      readOnly: true,
    });
    try {
      return await checksumCopy(duckdb, path, { signal });
    } finally {
      await duckdb.close();
    }
  }

  return {
    async inPlace({ owner, signal }, work) {
      await waitForSeat(seats, { owner }, settings.queueTimeLimitMs, [[signal, "unavailable"]]);
      try {
        signal.throwIfAborted();
        return await work((path) => addUp(path, signal));
      } finally {
        seats.release({ owner });
      }
    },
  };
}
