import { sql, type Kysely } from "kysely";
import type { AuthDatabase } from "./auth-database.ts";

/**
 * The one way in which a person's sessions end, except one where that is said: with them goes whoever has given the password and owes the
 * code, what browsers are known by, except that of the one that stays, and whoever has shown all that was asked and is about to come in.
 * Gives the ids of those that still held. Call it in the transaction of what ends them, first of all: from then on none begins until that
 * has been committed, and those that were begun before do not.
 */
export async function endSessions(
  on: Kysely<AuthDatabase>,
  userId: string,
  except?: string,
): Promise<readonly string[]> {
  await on
    .updateTable("user")
    .set({ sessionSeries: sql<number>`"sessionSeries" + 1` })
    .where("id", "=", userId)
    .execute();
  await on.deleteFrom("second_steps").where("user_id", "=", userId).execute();
  let devices = on.deleteFrom("known_devices").where("user_id", "=", userId);
  if (except !== undefined) devices = devices.where(sql<boolean>`session_id is distinct from ${except}`);
  await devices.execute();
  let query = on.deleteFrom("session").where("userId", "=", userId);
  if (except !== undefined) query = query.where("id", "<>", except);
  const ended = await query.returning(["id", sql<boolean>`"expiresAt" > now()`.as("held")]).execute();
  return ended.filter(({ held }) => held).map(({ id }) => id);
}
