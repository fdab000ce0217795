import type { Locale } from "@caudal/contract/resources/common.ts";
import { foundAccount, resolveMember } from "@caudal/db/queries/people.ts";
import type { Database } from "@caudal/db/schema.ts";
import { withScope, type Origin, type Scope } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import type { Auth, Session } from "../auth/create-auth.ts";
import type { SignedInPerson } from "../http/route-handler.ts";

/**
 * Who is signed in by these headers, in the account in which they act. A person whom sign-in knows and the platform does not (it stopped
 * between the two) is founded now.
 */
export async function resolvePerson(
  auth: Auth,
  db: Kysely<Database>,
  headers: Headers,
  origin?: Origin,
): Promise<{
  readonly person: SignedInPerson | null;
  readonly session: Session | null;
  readonly cookies: readonly string[];
}> {
  const { session, cookies } = await auth.sessionOf(headers);
  if (session === null) return { person: null, session, cookies };
  const { userId, email, name } = session;
  const member = (await resolveMember(db, userId)) ?? (await foundAccount(db, { userId, email, name, locale: "es" }));
  const scope: Scope = {
    userId,
    accountId: member.accountId,
    ...(origin === undefined ? {} : { origin: { ...origin, credential: `session:${session.id}` } }),
  };
  return { person: { credential: { kind: "session", id: session.id }, scope, role: member.role }, session, cookies };
}

export async function loadLocale(db: Kysely<Database>, scope: Scope): Promise<Locale> {
  const row = await withScope(db, scope, (tx) =>
    tx.selectFrom("profiles").select("locale").where("user_id", "=", scope.userId).executeTakeFirst(),
  );
  return row?.locale ?? "es";
}

/** The name that a person goes by. Sign-in's own is the one of the sign-up, and may be old. */
export async function loadName(db: Kysely<Database>, scope: Scope): Promise<string> {
  const row = await withScope(db, scope, (tx) =>
    tx.selectFrom("profiles").select("name").where("user_id", "=", scope.userId).executeTakeFirst(),
  );
  return row?.name ?? "";
}
