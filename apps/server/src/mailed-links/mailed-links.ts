import type { EnqueueMail } from "@caudal/db/queries/outbox.ts";
import type { Kysely } from "kysely";
import type { AuthDatabase } from "../auth/auth-database.ts";
import type { PasswordHasher } from "../auth/password-hash.ts";
import type { PageLinks } from "../mail/page-links.ts";

/** What everything that goes by mailed links works with. */
export type MailedLinks = {
  readonly auth: Kysely<AuthDatabase>;
  readonly passwords: PasswordHasher;
  readonly enqueueMail: EnqueueMail;
  readonly links: PageLinks;
  /** Whether passwords are used here; where not, people sign in by the service alone. */
  readonly passwordsOn: boolean;
  /** Whether anybody may make an account of their own; where not, people are invited. */
  readonly signUpOpen: boolean;
  /** The service with which people sign in besides their password; null where none is configured. */
  readonly service: { readonly name: string; readonly issuer: string } | null;
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
