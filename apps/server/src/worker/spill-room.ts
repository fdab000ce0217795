import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Fault, toFault } from "@caudal/base/fault.ts";
import { keptFree, type DiskSpace } from "@caudal/objects/free-space.ts";

/** What engines may spill to a disk without taking what it keeps free, shared by the runs that are carried out at once. */
export type SpillRoom = {
  /** The share of one run, whose engines spill below `folder` only. To be released once they have ended. */
  take(folder: string): Promise<SpillShare>;
};

export type SpillShare = {
  /** How much may be spilled; 0 for nothing. */
  readonly bytes: number;
  /** Aborts with `storage_full` once this run has spilled and less is free than the disk keeps, whoever took it. */
  readonly signal: AbortSignal;
  /** What a failure means: an engine that needed more than the disk had to give ran out of disk, not of memory. */
  explain(error: unknown): unknown;
  release(): void;
};

export type SpillRoomOptions = {
  readonly measure: () => Promise<DiskSpace>;
  /** Bytes that stay free; absent, a share of the disk (`keptFree`). */
  readonly keepFree: number | undefined;
  /** Runs at once: each gets its part of what is left when it begins. */
  readonly places: number;
  /** For one run, however much is free. */
  readonly mostBytes: number;
  readonly lookEveryMs?: number;
};

type Held = { readonly folder: string; readonly bytes: number };

export function createSpillRoom({
  measure,
  keepFree,
  places,
  mostBytes,
  lookEveryMs = 250,
}: SpillRoomOptions): SpillRoom {
  const held = new Set<Held>();

  const leftOf = ({ free, total }: DiskSpace): number => free - keptFree(keepFree, total);

  async function grant(folder: string): Promise<Held> {
    // First what others have spilled, then what is free: what they spill in between counts twice, and never not at all.
    const spilled = new Map<Held, number>();
    for (const other of held) spilled.set(other, await spilledIn(other.folder));
    const left = leftOf(await measure());
    // In one turn from here on: of two that begin together the second sees the first one's share.
    const promised = held
      .values()
      .reduce((sum, other) => sum + Math.max(0, other.bytes - (spilled.get(other) ?? 0)), 0);
    const share = Math.floor((left - promised) / Math.max(1, places - held.size));
    const granted = { folder, bytes: Math.max(0, Math.min(mostBytes, share)) };
    held.add(granted);
    return granted;
  }

  return {
    take: async (folder) => {
      const mine = await grant(folder);
      const full = new AbortController();
      let looking = false;
      const look = async (): Promise<void> => {
        if (looking) return;
        looking = true;
        try {
          if ((await spilledIn(folder)) > 0 && leftOf(await measure()) < 0) full.abort(storageFull());
        } finally {
          looking = false;
        }
      };
      // A look that fails is followed by the next one.
      const timer = setInterval(() => void look().catch(() => undefined), lookEveryMs).unref();
      return {
        bytes: mine.bytes,
        signal: full.signal,
        explain: (error) => (isShortOfDisk(toFault(error), mine.bytes, mostBytes) ? storageFull(error) : error),
        release: () => {
          clearInterval(timer);
          held.delete(mine);
        },
      };
    },
  };
}

/** Of an engine that was given less than runs may spill: it ran into that, or could spill nothing at all. */
function isShortOfDisk({ code, params }: Fault, bytes: number, mostBytes: number): boolean {
  return code === "engine_out_of_memory" && bytes < mostBytes && (bytes === 0 || params["limit"] === "spill");
}

function storageFull(cause?: unknown): Fault {
  return new Fault("storage_full", { persistence: "transient", ...(cause === undefined ? {} : { cause }) });
}

/** Bytes of the files below a folder, which may go while one looks. */
async function spilledIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
