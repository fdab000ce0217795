import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import { listExpiredUploads, removeExpiredUpload } from "@caudal/db/queries/uploads.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import { Cron } from "croner";
import type { Kysely } from "kysely";

const atOnce = 100;

/** Removes what was never uploaded to its end: the row first, so that a crash leaves bytes without a row and never the reverse. */
export async function sweepUploads(db: Kysely<Database>, objects: ObjectStore): Promise<number> {
  let removed = 0;
  for (
    let found = await listExpiredUploads(db, atOnce);
    found.length > 0;
    found = await listExpiredUploads(db, atOnce)
  ) {
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

/** Sweeps once an hour. */
export function createUploadSweeper(db: Kysely<Database>, objects: ObjectStore, log: Log): Service {
  let schedule: Cron | null = null;
  return {
    name: "upload sweeper",
    start: async () => {
      schedule = new Cron(
        "17 * * * *",
        { protect: true, catch: (err) => log.error({ err }, "expired uploads could not be removed") },
        async () => {
          const removed = await sweepUploads(db, objects);
          if (removed > 0) log.info({ removed }, "expired uploads removed");
        },
      );
    },
    stop: async () => schedule?.stop(),
  };
}
