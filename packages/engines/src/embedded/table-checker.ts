import { openDuckdb } from "@caudal/duckdb/open-duckdb.ts";
import type { TableChecksum } from "../engine.ts";
import { checksumCopy } from "./checksum-copy.ts";
import { createFairSeats } from "./fair-seats.ts";
import { waitForSeat } from "./wait-for-seat.ts";

export type TableCheckerSettings = {
  /** Copies that are added up at a time; one owner has all but one of these places. */
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
export type TableCheck = { readonly owner: string; readonly path: string; readonly signal: AbortSignal };
export type TableChecker = { checksum(check: TableCheck): Promise<TableChecksum> };

/** Adds up Parquet copies, each in a process of its own that ends with it. Faults as of `checksumCopy`, and `unavailable`. */
export function createTableChecker(settings: TableCheckerSettings): TableChecker {
  const seats = createFairSeats(settings.size);
  return {
    async checksum({ owner, path, signal }) {
      await waitForSeat(seats, { owner }, settings.queueTimeLimitMs, [[signal, "unavailable"]]);
      try {
        signal.throwIfAborted();
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
      } finally {
        seats.release({ owner });
      }
    },
  };
}
