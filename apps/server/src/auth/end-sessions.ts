import { sql, type Kysely } from "kysely";
import type { AuthDatabase } from "./auth-database.ts";

/**
 * The one way in which a person's sessions end, except one where that is said: with them goes whoever has given the password and owes the
 * code, and what browsers are known by, except that of the one that stays. Gives the ids of those that still held.
 */
export async function endSessions(
  on: Kysely<AuthDatabase>,
  userId: string,
  except?: string,
): Promise<readonly string[]> {
  await on.deleteFrom("second_steps").where("user_id", "=", userId).execute();
  let devices = on.deleteFrom("known_devices").where("user_id", "=", userId);
  if (except !== undefined) devices = devices.where(sql<boolean>`session_id is distinct from ${except}`);
  await devices.execute();
  let query = on.deleteFrom("session").where("userId", "=", userId);
  if (except !== undefined) query = query.where("id", "<>", except);
  const ended = await query.returning(["id", sql<boolean>`"expiresAt" > now()`.as("held")]).execute();
  return ended.filter(({ held }) => held).map(({ id }) => id);
}
