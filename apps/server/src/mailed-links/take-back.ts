import type { Ended } from "@caudal/contract/resources/mailed-link.ts";
import { sql, type Kysely } from "kysely";
import type { AuthDatabase } from "../auth/auth-database.ts";
import { endSessions } from "../auth/end-sessions.ts";

export type TakenBack = {
  /** The sessions that ended, by id. */
  readonly sessions: readonly string[];
  readonly ended: Ended;
};

/**
 * Ends what opens a person's accounts: sessions, API keys, links, webhooks. Call it in the transaction that changes the password.
 *
 * `since`: from when on somebody else acted as the person. Then what was shared and whom was invited since, ways to sign in elsewhere that
 * were added since, and the second factor end as well. Null where nobody knows of anybody: a password was forgotten, and the second factor
 * is what stands between whoever reads the person's mail and the account.
 */
export async function takeBack(on: Kysely<AuthDatabase>, userId: string, since: Date | null): Promise<TakenBack> {
  const sessions = await endSessions(on, userId);
  const { rows } = await sql<Omit<Ended, "sessions" | "second_factor">>`
    select * from caudal.take_back(${userId}, ${since})`.execute(on);
  const [ended] = rows;
  if (ended === undefined) throw new Error("caudal.take_back gave no row");
  const factor = since !== null && (await removeForeignWays(on, userId, since));
  return { sessions, ended: { ...ended, sessions: sessions.length, second_factor: factor } };
}

/** Whether there was a second factor. It goes whenever it was turned on: a thief may have done that before anything else. */
async function removeForeignWays(on: Kysely<AuthDatabase>, userId: string, since: Date): Promise<boolean> {
  await on
    .deleteFrom("account")
    .where("userId", "=", userId)
    .where("providerId", "<>", "credential")
    .where("createdAt", ">=", since)
    .execute();
  const removed = await on
    .deleteFrom("second_factors")
    .where("user_id", "=", userId)
    .where("confirmed_at", "is not", null)
    .executeTakeFirst();
  return removed.numDeletedRows === 1n;
}
