import { listOrphanedFolders } from "@caudal/db/queries/uploads.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import type { Kysely } from "kysely";

/** An upload that is being announced has its bytes before its row; no request takes this long. */
const youngest = 24 * 3_600_000;
const atOnce = 200;

/**
 * Removes folders of the store that belong to no upload and no file any more: what a server left that was killed between a row and its
 * bytes. `now` in milliseconds since 1970. Answers how many went.
 */
export async function sweepObjects(
  db: Kysely<Database>,
  objects: Pick<ObjectStore, "listFolders" | "remove">,
  now: number,
  signal?: AbortSignal,
): Promise<number> {
  let removed = 0;
  let asked: string[] = [];
  const removeOrphans = async (): Promise<void> => {
    for (const folder of await listOrphanedFolders(db, asked)) {
      await objects.remove(`${folder}/`);
      removed += 1;
    }
    asked = [];
  };
  for await (const { prefix, changedAt } of objects.listFolders()) {
    if (signal?.aborted === true) return removed;
    if (now - changedAt.getTime() < youngest) continue;
    asked.push(prefix.slice(0, -1));
    if (asked.length >= atOnce) await removeOrphans();
  }
  if (asked.length > 0) await removeOrphans();
  return removed;
}
