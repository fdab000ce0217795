import type { EnqueueMail } from "@caudal/db/queries/outbox.ts";
import type { Kysely } from "kysely";
import type { AuthDatabase } from "../auth/auth-database.ts";
import type { PageLinks } from "../mail/page-links.ts";

/** What everything that goes by mailed links works with. */
export type MailedLinks = {
  readonly auth: Kysely<AuthDatabase>;
  readonly enqueueMail: EnqueueMail;
  readonly links: PageLinks;
};

export type KnownPerson = { readonly userId: string; readonly name: string; readonly email: string };

/** The person who signs in with this address; null when there is none. */
export async function findPerson(on: Kysely<AuthDatabase>, email: string): Promise<KnownPerson | null> {
  const row = await on
    .selectFrom("user")
    .select(["id as userId", "name", "email"])
    .where("email", "=", email.toLowerCase())
    .executeTakeFirst();
  return row ?? null;
}

/** Ends a person's sessions, except one; gives the ids of those that ended. */
export async function endSessions(
  on: Kysely<AuthDatabase>,
  userId: string,
  except?: string,
): Promise<readonly string[]> {
  let query = on.deleteFrom("session").where("userId", "=", userId);
  if (except !== undefined) query = query.where("id", "<>", except);
  return (await query.returning("id").execute()).map(({ id }) => id);
}
