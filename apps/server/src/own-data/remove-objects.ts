import type { ErasableObject } from "@caudal/db/queries/erasure.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";

export type ObjectRemoval<T extends ErasableObject> = {
  readonly objects: Pick<ObjectStore, "remove">;
  /** What has bytes in the store, at most so many. */
  readonly list: (atMost: number) => Promise<readonly T[]>;
  /** Its rows. */
  readonly forget: (object: T) => Promise<void>;
};

const atOnce = 100;

/**
 * Removes bytes before rows, of everything that there is. What cannot be removed stays for the next round and keeps nothing else: its failures
 * are given back, unless there are so many that it must be the store. Null when it was told to stop.
 */
export async function removeObjects<T extends ErasableObject>(
  { objects, list, forget }: ObjectRemoval<T>,
  signal?: AbortSignal,
): Promise<readonly { readonly object: T; readonly error: unknown }[] | null> {
  const failures = new Map<string, { readonly object: T; readonly error: unknown }>();
  for (;;) {
    const found = (await list(atOnce + failures.size)).filter(({ id }) => !failures.has(id));
    for (const object of found) {
      if (signal?.aborted === true) return null;
      const folder = folderOf(object.object_key);
      try {
        await objects.remove(folder);
        await forget(object);
        // What a worker put there in between, before it saw that its run is gone.
        await objects.remove(folder);
      } catch (error) {
        failures.set(object.id, { object, error });
        if (failures.size >= atOnce) return [...failures.values()];
      }
    }
    if (found.length === 0) return [...failures.values()];
  }
}

/** A file's bytes and what was made from them stand in one folder of the store. */
export function folderOf(objectKey: string): string {
  return objectKey.includes("/") ? objectKey.slice(0, objectKey.lastIndexOf("/") + 1) : objectKey;
}
