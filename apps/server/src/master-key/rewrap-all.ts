import { rewrapSealed, SealBroken } from "@caudal/secrets/envelope.ts";
import type { Keyring } from "@caudal/secrets/keyring.ts";
import type { SealedStore } from "./sealed-stores.ts";

export type Rewrapped = {
  readonly wrapped: number;
  /** Spots of what does not open: it was changed or moved, or its key is on no ring. */
  readonly broken: readonly string[];
  /** What somebody else changed in the meantime: to be looked at again. */
  readonly missed: number;
};

/**
 * Wraps everything anew that is not under the current key, a page at a time, each text by itself: whatever is killed when, each of them opens,
 * under the one key or the other. `keepOn` is asked before each.
 */
export async function rewrapAll(
  stores: readonly SealedStore[],
  ring: Keyring,
  keepOn: () => boolean,
  page = 200,
): Promise<Rewrapped> {
  const broken: string[] = [];
  let wrapped = 0;
  let missed = 0;
  for (const store of stores) {
    for (let after = "", more = true; more && keepOn();) {
      const texts = await store.list(ring.current.id, after, page);
      more = texts.length === page;
      for (const text of texts) {
        if (!keepOn()) break;
        after = text.spot;
        try {
          const anew = rewrapSealed(ring, text.sealed, text.belongsTo);
          if (await store.replace(text, anew)) wrapped += 1;
          else missed += 1;
        } catch (error) {
          if (!(error instanceof SealBroken)) throw error;
          broken.push(text.spot);
        }
      }
    }
  }
  return { wrapped, broken, missed };
}
