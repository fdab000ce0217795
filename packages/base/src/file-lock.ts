import { DatabaseSync } from "node:sqlite";

export type FileLock = { release(): void };

/** Locks that are held: a file that nothing refers to any more is closed with the next collection of garbage, and its lock gone. */
const held = new Set<DatabaseSync>();

const busy = 5; // SQLITE_BUSY, https://www.sqlite.org/rescode.html

/**
 * Locks a file of its own, which is made where there is none; null while another process, or this one, holds it. It is SQLite's exclusive
 * lock: the system drops it however the process ends, so that there is no stale lock to judge and none to take over.
 *
 * @throws what SQLite throws where the file cannot be used.
 */
export function lockFile(path: string): FileLock | null {
  let file: DatabaseSync | undefined;
  // SQLite makes its file readable to all that the mask allows.
  const mask = process.umask(0o077);
  try {
    file = new DatabaseSync(path, { timeout: 0 });
    // Nothing is ever written to it, so it needs no journal beside it.
    file.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (cause) {
    file?.close();
    if (cause instanceof Error && "errcode" in cause && cause.errcode === busy) return null;
    throw cause;
  } finally {
    process.umask(mask);
  }
  const locked = file;
  held.add(locked);
  return {
    release: () => {
      held.delete(locked);
      locked.close();
    },
  };
}
