import { lockWays } from "@caudal/db/scope.ts";
import { sql, type Kysely } from "kysely";
import type { AuthDatabase } from "./auth-database.ts";

/** After all intervals of an authenticator: no code of a second factor whose last one this is counts any more. */
export const withdrawnStep = Number.MAX_SAFE_INTEGER;

/** What stays: the session in which it is done, and the second factor that is about to be turned on, by its sealed secret. */
export type Kept = { readonly session?: string | undefined; readonly offer?: string };

/**
 * The one way in which a person's sessions end, except what is said: with them goes whoever has given the password and owes the
 * code, what browsers are known by, except that of the one that stays, whoever has shown all that was asked and is about to come in, and
 * a second factor that was offered in one of them and not turned on: nobody knows in whose authenticator it is.
 * Gives the ids of those that still held. Call it in the transaction of what ends them, first of all: from then on none begins and none
 * writes until that has been committed, and those that were begun before do not. What one of them wrote before is seen by what follows.
 */
export async function endSessions(
  on: Kysely<AuthDatabase>,
  userId: string,
  kept: Kept = {},
): Promise<readonly string[]> {
  await lockWays(on, userId);
  await on
    .updateTable("user")
    .set({ sessionSeries: sql<number>`"sessionSeries" + 1` })
    .where("id", "=", userId)
    .execute();
  await on.deleteFrom("second_steps").where("user_id", "=", userId).execute();
  // Not deleted: the log would say that one was turned off.
  await on
    .updateTable("second_factors")
    .set({ last_step: String(withdrawnStep) })
    .where("user_id", "=", userId)
    .where("confirmed_at", "is", null)
    .where(sql<boolean>`secret is distinct from ${kept.offer ?? null}`)
    .execute();
  let devices = on.deleteFrom("known_devices").where("user_id", "=", userId);
  let query = on.deleteFrom("session").where("userId", "=", userId);
  if (kept.session !== undefined) {
    devices = devices.where(sql<boolean>`session_id is distinct from ${kept.session}`);
    query = query.where("id", "<>", kept.session);
  }
  await devices.execute();
  const ended = await query.returning(["id", sql<boolean>`"expiresAt" > now()`.as("held")]).execute();
  return ended.filter(({ held }) => held).map(({ id }) => id);
}
