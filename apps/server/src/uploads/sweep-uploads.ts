import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import { listExpiredUploads, removeExpiredUpload } from "@caudal/db/queries/uploads.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import { Cron } from "croner";
import { sql, type Kysely } from "kysely";
import type { MayRemove } from "../audit/chain-watch.ts";
import { reconcileStorage } from "./reconcile-storage.ts";
import { sweepObjects } from "./sweep-objects.ts";

const atOnce = 100;

/** Removes what was never uploaded to its end: the row first, so that a crash leaves bytes without a row and never the reverse. */
export async function sweepUploads(db: Kysely<Database>, objects: ObjectStore, mayRemove: MayRemove): Promise<number> {
  let removed = 0;
  for (
    let found = await listExpiredUploads(db, atOnce);
    found.length > 0;
    found = await listExpiredUploads(db, atOnce)
  ) {
    if (!(await mayRemove())) break;
    let progress = 0;
    for (const upload of found) {
      if (!(await removeExpiredUpload(db, upload.id))) continue;
      await objects.remove(upload.objectKey);
      progress += 1;
    }
    removed += progress;
    if (progress === 0) break;
  }
  return removed;
}

/**
 * Sweeps at its start and once an hour, unless another server is at it: one at a time is plenty. Nothing goes while the database lacks what
 * was kept of its audit: a copy of Tuesday knows nothing of Wednesday's files, and whoever started it may want Wednesday's again.
 */
export function createUploadSweeper(
  db: Kysely<Database>,
  objects: ObjectStore,
  mayRemove: MayRemove,
  log: Log,
): Service {
  const stopping = new AbortController();
  let schedule: Cron | null = null;
  let sweeping: Promise<void> = Promise.resolve();
  const sweep = async (): Promise<void> => {
    try {
      const held = await alone(db, async () => {
        if (await mayRemove()) {
          const uploads = await sweepUploads(db, objects, mayRemove);
          if (uploads > 0) log.info({ removed: uploads }, "expired uploads removed");
          const folders = await sweepObjects(db, objects, mayRemove, Date.now(), stopping.signal);
          if (folders > 0) log.info({ removed: folders }, "bytes without a row removed");
        } else log.warn({}, "the object store is not swept: the database may be older than the bytes beside it");
        const corrected = await reconcileStorage(db, objects, stopping.signal);
        if (corrected > 0) log.info({ corrected }, "sizes of tables corrected");
      });
      if (!held) log.debug({ part: "upload sweeper" }, "another server sweeps the object store");
    } catch (err) {
      log.error({ err }, "the object store could not be swept");
    }
  };
  return {
    name: "upload sweeper",
    start: async () => {
      schedule = new Cron("17 * * * *", { protect: true }, async () => {
        await (sweeping = sweep());
      });
      // In the background: nobody waits for it.
      sweeping = sweep();
    },
    stop: async () => {
      schedule?.stop();
      stopping.abort();
      await sweeping;
    },
  };
}

/** Does the work unless another server holds the lock; says which. The lock is its connection's, so that a killed server leaves none behind. */
async function alone(db: Kysely<Database>, work: () => Promise<void>): Promise<boolean> {
  return db.connection().execute(async (connection) => {
    const lock = sql`hashtextextended('caudal sweep of the object store', 0)`;
    const { rows } = await sql<{ held: boolean }>`select pg_try_advisory_lock(${lock}) as held`.execute(connection);
    if (rows[0]?.held !== true) return false;
    try {
      await work();
      return true;
    } finally {
      await sql`select pg_advisory_unlock(${lock})`.execute(connection);
    }
  });
}
