import type { Kysely } from "kysely";
import type { AuthDatabase } from "../auth/auth-database.ts";
import { findPerson, type KnownPerson } from "./mailed-links.ts";
import { holderOfEmail } from "./one-time-links.ts";

/** Whose address this is, or was until lately. */
export async function findTaken(on: Kysely<AuthDatabase>, email: string): Promise<KnownPerson | null> {
  const known = await findPerson(on, email);
  if (known !== null) return known;
  const holder = await holderOfEmail(on, email);
  if (holder === null) return null;
  const row = await on.selectFrom("user").select("name").where("id", "=", holder).executeTakeFirst();
  return row === undefined ? null : { userId: holder, name: row.name, email };
}
