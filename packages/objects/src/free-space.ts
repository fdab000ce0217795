import { statfs } from "node:fs/promises";
import type { Clock } from "@caudal/base/clock.ts";
import { Fault } from "@caudal/base/fault.ts";

/** How much of a disk is free for who owns nothing special there, and how large it is, in bytes. */
export type DiskSpace = { readonly free: number; readonly total: number };

/** Guards the last bytes of a disk, so that whatever else lives there (the database, logs, runs under way) goes on. */
export type FreeSpace = {
  /** @throws Fault `storage_full` where so many more bytes would not leave what is kept free. Promises nothing. */
  require(bytes: number): Promise<void>;
  /** Carries a write out, unless it would not leave what is kept free. All that are under way count. @throws Fault `storage_full` */
  write<T>(bytes: number, carryOut: () => Promise<T>): Promise<T>;
};

/** Asking the disk before each write would cost more than the write; what is written meanwhile is subtracted, others' is seen this late. */
const measuredForMs = 500;

/** Without a figure: a fiftieth of the disk, and 2 GiB at most, so that a laptop with little left can still begin. */
export function keptFree(configured: number | undefined, total: number): number {
  return configured ?? Math.min(2 * 1024 ** 3, Math.floor(total / 50));
}

export function watchFreeSpace(
  measure: () => Promise<DiskSpace>,
  configured: number | undefined,
  clock: Pick<Clock, "monotonic">,
): FreeSpace {
  let left = 0;
  let measuredAt = -Infinity;
  /** Bytes of writes under way, and of those that were carried out since the beginning. */
  let underWay = 0;
  let written = 0;
  let measuring: Promise<void> | null = null;

  async function measureNow(): Promise<void> {
    const before = written;
    const { free, total } = await measure();
    // What was written while the disk was asked may be in its answer, or not.
    left = free - keptFree(configured, total) - (written - before);
    measuredAt = clock.monotonic();
  }

  async function measureFor(bytes: number): Promise<void> {
    if (clock.monotonic() - measuredAt > measuredForMs || left - underWay < bytes)
      await (measuring ??= measureNow().finally(() => (measuring = null)));
  }

  function refuseOver(bytes: number): void {
    if (left - underWay < bytes) throw new Fault("storage_full", { persistence: "transient" });
  }

  return {
    require: async (bytes) => {
      await measureFor(bytes);
      refuseOver(bytes);
    },
    write: async (bytes, carryOut) => {
      await measureFor(bytes);
      // In one turn: all who waited for the same answer of the disk go on together, and each must see what those before took.
      refuseOver(bytes);
      underWay += bytes;
      try {
        return await carryOut();
      } finally {
        underWay -= bytes;
        written += bytes;
        left -= bytes;
      }
    },
  };
}

export async function measureDisk(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, total: blocks * bsize };
}
