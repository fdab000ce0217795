import type { Kysely } from "kysely";
import type { AuthDatabase } from "../auth/auth-database.ts";
import { findTaken } from "./find-taken.ts";

export type NewPerson = {
  readonly name: string;
  readonly email: string;
  /** As scrypt left it. */
  readonly password: string;
  /** Whether somebody has shown that mails to the address reach them. */
  readonly confirmed: boolean;
};

/** Makes somebody who signs in with a password, and no session. Null where the address is somebody's, or was until lately. */
export async function createPerson(tx: Kysely<AuthDatabase>, person: NewPerson): Promise<string | null> {
  const email = person.email.toLowerCase();
  if ((await findTaken(tx, email)) !== null) return null;
  const row = await tx
    .insertInto("user")
    .values({ name: person.name, email, emailVerified: person.confirmed })
    .onConflict((on) => on.column("email").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (row === undefined) return null;
  const account = { accountId: row.id, providerId: "credential", userId: row.id, password: person.password };
  await tx
    .insertInto("account")
    .values({ ...account, updatedAt: new Date() })
    .execute();
  return row.id;
}
