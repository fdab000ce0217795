import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Fault } from "@caudal/base/fault.ts";

export type FolderLock = {
  /** The launcher before this one did not stop in order: what it started may still be on its way out. */
  readonly afterCrash: boolean;
  /** Tells whoever comes second where the platform answers. */
  announce(address: string): void;
  /** Lets the next launcher in. */
  release(): void;
};

/** Locks that are held: a file that nothing refers to any more is closed with the next collection of garbage, and its lock gone. */
const held = new Set<DatabaseSync>();

const busy = 5; // SQLITE_BUSY, https://www.sqlite.org/rescode.html

/**
 * Makes sure that one launcher works on a data folder. The lock is SQLite's exclusive lock on a file of its own:
 * the system drops it however the process ends, so that there is no stale lock to judge and none to take over.
 * @throws Fault already_running with the address of the other, data_folder_unusable when no lock can be had.
 */
export function lockFolder(folder: string): FolderLock {
  const note = join(folder, "running.json");
  const file = hold(join(folder, "launcher.lock"), note, folder);
  held.add(file);
  const afterCrash = readNote(note) !== undefined;
  return {
    afterCrash,
    announce(address) {
      writeFileSync(`${note}.new`, JSON.stringify({ pid: process.pid, address }), { mode: 0o600 });
      renameSync(`${note}.new`, note);
    },
    release() {
      rmSync(note, { force: true });
      held.delete(file);
      file.close();
    },
  };
}

function hold(path: string, note: string, folder: string): DatabaseSync {
  let file: DatabaseSync | undefined;
  // SQLite makes its file readable to all that the mask allows.
  const mask = process.umask(0o077);
  try {
    file = new DatabaseSync(path, { timeout: 0 });
    // Nothing is ever written to it, so it needs no journal beside it.
    file.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return file;
  } catch (cause) {
    file?.close();
    if (cause instanceof Error && "errcode" in cause && cause.errcode === busy) {
      throw new Fault("already_running", { params: { address: readNote(note) ?? null, path: folder }, cause });
    }
    throw new Fault("data_folder_unusable", { params: { path: folder, reason: String(cause) }, cause });
  } finally {
    process.umask(mask);
  }
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
