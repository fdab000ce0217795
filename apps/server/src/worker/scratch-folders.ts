import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

export type ScratchFolders = {
  /** The folder of one run on this machine; the same one when the run comes back after a crash. */
  open(runId: string): Promise<string>;
  remove(runId: string): Promise<void>;
  /** Removes what no run has written to for so long that none will come back for it. */
  sweep(now?: number): Promise<void>;
};

/** Longer than any run waits between two attempts. */
const forgottenMs = 6 * 3_600_000;

/** Scratch space on this machine's disk, one folder a run. */
export function openScratchFolders(root: string): ScratchFolders {
  return {
    open: async (runId) => {
      const folder = join(root, runId);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return folder;
    },
    remove: (runId) => rm(join(root, runId), { recursive: true, force: true }),
    sweep: async (now = Date.now()) => {
      await mkdir(root, { recursive: true, mode: 0o700 });
      for (const runId of await readdir(root)) {
        const folder = join(root, runId);
        if (now - (await lastWrite(folder)) > forgottenMs) await rm(folder, { recursive: true, force: true });
      }
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
