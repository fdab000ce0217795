import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";

/** Below this much room PostgreSQL itself could stop in the middle of its work. */
const leastFreeBytes = 100_000_000;

/**
 * Makes the data folder and shows that it can be written to, before anything is started in it.
 * @throws Fault data_folder_unusable with `path` and `reason`.
 */
export function prepareDataFolder(folder: string): void {
  try {
    // Others may pass through and see nothing: when we are root, PostgreSQL runs as one of them.
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    // Not recursive: on a read-only disk Node would then say that the folder is missing.
    if (!existsSync(join(folder, "logs"))) mkdirSync(join(folder, "logs"), { mode: 0o700 });
    const free = statfsSync(folder);
    const freeBytes = free.bavail * free.bsize;
    if (freeBytes < leastFreeBytes) {
      throw new Fault("data_folder_unusable", {
        params: { path: folder, reason: `ENOSPC: ${Math.floor(freeBytes / 1e6)} MB < ${leastFreeBytes / 1e6} MB` },
      });
    }
    writeProbe(join(folder, ".probe"));
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Fault("data_folder_unusable", { params: { path: folder, reason }, cause });
  }
}

function writeProbe(path: string): void {
  const descriptor = openSync(path, "w", 0o600);
  try {
    writeSync(descriptor, Buffer.alloc(4096));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
    rmSync(path, { force: true });
  }
}
