import { Fault } from "@caudal/base/fault.ts";
import { resolveMember } from "@caudal/db/queries/people.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Kysely } from "kysely";
import type { SignInBegun } from "../auth/create-auth.ts";
import type { MailedLinks } from "../mailed-links/mailed-links.ts";
import { checkPassword } from "../mailed-links/passwords.ts";

/**
 * Who is known by this address and password, belongs to no account and has no second step: somebody whose invitation let them in nowhere yet.
 * Anybody else signs in first, and is asked there for all that signing in asks for. In the series of before the password was looked at.
 */
export async function findHalfway(
  db: Kysely<Database>,
  mailed: Pick<MailedLinks, "auth" | "passwords">,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<SignInBegun | null> {
  const known = await mailed.auth
    .selectFrom("user")
    .leftJoin("second_factors", "second_factors.user_id", "user.id")
    .select(["user.id", "user.sessionSeries"])
    .where("user.email", "=", email.toLowerCase())
    .where("second_factors.user_id", "is", null)
    .executeTakeFirst();
  if (known === undefined || (await resolveMember(db, known.id)) !== null) return null;
  try {
    await checkPassword(mailed, known.id, password);
    return { userId: known.id, series: known.sessionSeries };
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === "password_wrong") return null;
    throw thrown;
  }
}
