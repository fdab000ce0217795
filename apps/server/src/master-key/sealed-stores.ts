import { listSealed, replaceSealed, type SealedText } from "@caudal/db/queries/sealed-texts.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Kysely } from "kysely";
import type { Pool } from "pg";
import { secondFactorBelongsTo } from "../auth/second-factor/second-factor.ts";

/** Where sealed texts stand. */
export type SealedStore = {
  /** Those that are not under this key, after a spot (the empty text before all), in order. */
  list(currentKey: string, after: string, atMost: number): Promise<readonly SealedText[]>;
  /** Puts the same content under another key, unless somebody has changed it since. */
  replace(text: SealedText, anew: string): Promise<boolean>;
};

/** Everything that is sealed: a test looks for texts that stand elsewhere. */
export function sealedStores(db: Kysely<Database>, authPool: Pool): readonly SealedStore[] {
  return [
    {
      list: (currentKey, after, atMost) => listSealed(db, currentKey, after, atMost),
      replace: (text, anew) => replaceSealed(db, text, anew),
    },
    {
      list: async (currentKey, after, atMost) => {
        const { rows } = await authPool.query<{ user_id: string; secret: string }>(
          `select user_id, secret from second_factors where split_part(secret, '.', 2) <> $1 and user_id::text collate "C" > $2 collate "C"
           order by user_id::text collate "C" limit $3`,
          [currentKey, after, atMost],
        );
        return rows.map(({ user_id, secret }) => ({
          spot: user_id,
          sealed: secret,
          belongsTo: secondFactorBelongsTo(user_id),
        }));
      },
      replace: async ({ spot, sealed }, anew) => {
        const changed = await authPool.query(
          "update second_factors set secret = $3 where user_id = $1 and secret = $2",
          [spot, sealed, anew],
        );
        return changed.rowCount === 1;
      },
    },
  ];
}
