import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

export type ScratchFolders = {
  /** The folder of one run on this machine; the same one when the run comes back after a crash. */
  open(runId: string): Promise<string>;
  remove(runId: string): Promise<void>;
  /** Removes what runs left that are no longer at work anywhere. */
  sweep(isAlive: (runIds: readonly string[]) => Promise<ReadonlySet<string>>): Promise<void>;
};

/** Scratch space on this machine's disk, one folder a run. */
export function openScratchFolders(root: string): ScratchFolders {
  return {
    open: async (runId) => {
      const folder = join(root, runId);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return folder;
    },
    remove: (runId) => rm(join(root, runId), { recursive: true, force: true }),
    sweep: async (isAlive) => {
      await mkdir(root, { recursive: true, mode: 0o700 });
      const found = await readdir(root);
      if (found.length === 0) return;
      const alive = await isAlive(found);
      for (const runId of found) if (!alive.has(runId)) await rm(join(root, runId), { recursive: true, force: true });
    },
  };
}
