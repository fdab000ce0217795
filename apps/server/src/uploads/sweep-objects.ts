import { listOrphanedFolders } from "@caudal/db/queries/uploads.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import type { Kysely } from "kysely";
import type { MayRemove } from "../audit/chain-watch.ts";

/** An upload that is being announced has its bytes before its row; no request takes this long. */
const youngest = 24 * 3_600_000;
const atOnce = 200;

/**
 * Removes folders of the store that belong to no upload and no file any more: what a server left that was killed between a row and its
 * bytes. `now` in milliseconds since 1970. Stops where nothing may be removed any more: asked after each look into the database, because
 * another may have been put in its place. Answers how many went.
 */
export async function sweepObjects(
  db: Kysely<Database>,
  objects: Pick<ObjectStore, "listFolders" | "remove">,
  mayRemove: MayRemove,
  now: number,
  signal?: AbortSignal,
): Promise<number> {
  let removed = 0;
  let asked: string[] = [];
  const removeOrphans = async (): Promise<boolean> => {
    const orphans = await listOrphanedFolders(db, asked);
    asked = [];
    if (orphans.length > 0 && !(await mayRemove())) return false;
    for (const folder of orphans) {
      await objects.remove(`${folder}/`);
      removed += 1;
    }
    return true;
  };
  for await (const { prefix, changedAt } of objects.listFolders()) {
    if (signal?.aborted === true) return removed;
    if (now - changedAt.getTime() < youngest) continue;
    asked.push(prefix.slice(0, -1));
    if (asked.length >= atOnce && !(await removeOrphans())) return removed;
  }
  if (asked.length > 0) await removeOrphans();
  return removed;
}
