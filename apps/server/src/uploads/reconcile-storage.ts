import { isDeepStrictEqual } from "node:util";
import { listKeptTables, noteTableSizes } from "@caudal/db/queries/quotas.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import type { Kysely } from "kysely";

const atOnce = 200;

/**
 * Compares the noted sizes of copies with what lies in the object store, and notes what lies there: of a worker that died between its note
 * and its table, and of versions that noted none. Runs at work are left alone, because they write. Gives how many were corrected.
 */
export async function reconcileStorage(
  db: Kysely<Database>,
  objects: Pick<ObjectStore, "size">,
  signal: AbortSignal,
): Promise<number> {
  let corrected = 0;
  for (let after: string | null = null; !signal.aborted;) {
    const page = await listKeptTables(db, after, atOnce);
    for (const kept of page) {
      const found: Record<string, number> = {};
      for (const key of kept.keys) {
        const bytes = await objects.size(key);
        if (bytes !== null) found[key] = bytes;
      }
      if (!isDeepStrictEqual(found, { ...kept.sizes }) && (await noteTableSizes(db, kept, found))) corrected += 1;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < atOnce) break;
    after = last.runId;
  }
  return corrected;
}
