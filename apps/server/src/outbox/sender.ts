import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { lockFile } from "@caudal/base/file-lock.ts";

/** A process that delivers what is in the outbox. */
export type Sender = {
  readonly id: string;
  /** Call it once nothing is on its way any more. */
  close(): void;
};

/**
 * Who delivers is known by a file whose lock the system drops when the process ends, however that is. So whoever starts in the same folder
 * knows for sure who is dead, tells `giveBack` of each, and never of one that lives: neither a lost connection nor a database that
 * begins anew ends a lock. The folder has to be there. A file whose lock can be had and whose process has not locked it yet is of one that has taken nothing so far.
 */
export async function openSender(folder: string, giveBack: (dead: string) => Promise<unknown>): Promise<Sender> {
  for (const name of await readdir(folder)) {
    const [, dead] = /^([0-9a-f-]{36})\.lock$/.exec(name) ?? [];
    if (dead === undefined) continue;
    const lock = lockFile(join(folder, name));
    if (lock === null) continue;
    try {
      await giveBack(dead);
    } finally {
      lock.release();
    }
    await rm(join(folder, name), { force: true });
  }
  for (;;) {
    const id = randomUUID();
    // Null where another one starts at this moment and looks whether this one is dead.
    const lock = lockFile(join(folder, `${id}.lock`));
    if (lock !== null) return { id, close: () => lock.release() };
  }
}
