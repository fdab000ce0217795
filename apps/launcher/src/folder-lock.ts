import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import { lockFile, type FileLock } from "@caudal/base/file-lock.ts";

export type FolderLock = {
  /** The launcher before this one did not stop in order: what it started may still be on its way out. */
  readonly afterCrash: boolean;
  /** Tells whoever comes second where the platform answers. */
  announce(address: string): void;
  /** Lets the next launcher in. */
  release(): void;
};

/**
 * Makes sure that one launcher works on a data folder. The lock is one of the system's on a file of its own.
 * @throws Fault already_running with the address of the other, data_folder_unusable when no lock can be had.
 */
export function lockFolder(folder: string): FolderLock {
  const note = join(folder, "running.json");
  const lock = hold(join(folder, "launcher.lock"), note, folder);
  const afterCrash = readNote(note) !== undefined;
  return {
    afterCrash,
    announce(address) {
      writeFileSync(`${note}.new`, JSON.stringify({ pid: process.pid, address }), { mode: 0o600 });
      renameSync(`${note}.new`, note);
    },
    release() {
      rmSync(note, { force: true });
      lock.release();
    },
  };
}

function hold(path: string, note: string, folder: string): FileLock {
  let lock: FileLock | null;
  try {
    lock = lockFile(path);
  } catch (cause) {
    throw new Fault("data_folder_unusable", { params: { path: folder, reason: String(cause) }, cause });
  }
  if (lock === null) throw new Fault("already_running", { params: { address: readNote(note) ?? null, path: folder } });
  return lock;
}

function readNote(path: string): string | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof note === "object" && note !== null && "address" in note ? String(note.address) : "";
  } catch (error) {
    // Absent after an orderly stop; cut short never, for it is renamed into place.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    return "";
  }
}
