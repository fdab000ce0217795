import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { toStorageFault } from "@caudal/objects/storage-fault.ts";

export type ScratchFolders = {
  /**
   * The folder of one run on this machine, in which what an earlier attempt left is found again, and within it one that this attempt alone
   * writes to: a worker that was taken for dead may still be writing to its own.
   */
  open(runId: string, attempt: string): Promise<{ readonly run: string; readonly attempt: string }>;
  /** Of all attempts. */
  remove(runId: string): Promise<void>;
  /** Removes what no run has written to for so long that none will come back for it; never what belongs to a run that will. */
  sweep(now?: number): Promise<void>;
};

/** Longer than any run waits between two attempts. */
const forgottenMs = 6 * 3_600_000;

/** Of these runs those that have not ended. */
export type UnfinishedRuns = (runIds: readonly string[]) => Promise<ReadonlySet<string>>;

/** Scratch space on this machine's disk, one folder a run. */
export function openScratchFolders(root: string, unfinishedRuns: UnfinishedRuns): ScratchFolders {
  return {
    open: async (runId, attempt) => {
      const run = join(root, runId);
      const own = join(run, attempt);
      try {
        await mkdir(own, { recursive: true, mode: 0o700 });
      } catch (error) {
        throw toStorageFault(error);
      }
      return { run, attempt: own };
    },
    // Somebody's dying engine may still write there: then it takes another try.
    remove: (runId) => rm(join(root, runId), { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
    sweep: async (now = Date.now()) => {
      await mkdir(root, { recursive: true, mode: 0o700 });
      const old: string[] = [];
      for (const runId of await readdir(root))
        if (now - (await lastWrite(join(root, runId))) > forgottenMs) old.push(runId);
      if (old.length === 0) return;
      // A clock that was set forward makes everything look old, also what a run is writing at this moment.
      const unfinished = await unfinishedRuns(old);
      for (const runId of old)
        if (!unfinished.has(runId)) await rm(join(root, runId), { recursive: true, force: true });
    },
  };
}

/** Milliseconds since the epoch; now for what is gone while one looks, since another process is at it. */
async function lastWrite(path: string): Promise<number> {
  try {
    const info = await stat(path);
    if (!info.isDirectory()) return info.mtimeMs;
    const within = await Promise.all((await readdir(path)).map((name) => lastWrite(join(path, name))));
    return Math.max(info.mtimeMs, ...within);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return Date.now();
    throw error;
  }
}
