import type { Locale } from "@caudal/contract/resources/common.ts";
import { Fault } from "@caudal/base/fault.ts";
import { resolveKey } from "@caudal/db/queries/api-keys.ts";
import { foundAccount, resolveMember } from "@caudal/db/queries/people.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readInScope, type Origin, type Scope } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import type { Auth, Session } from "../auth/create-auth.ts";
import { bearerOf } from "../http/bearer-of.ts";
import type { Person, SignedInPerson } from "../http/route-handler.ts";
import { hashOfSentKey } from "../keys/secret-key.ts";

/**
 * Who asks by these headers: the member whose API key they show, or else who is signed in. A key is never made up for by a cookie.
 *
 * @throws Fault `key_refused` for a key that opens nothing, whatever the reason: it is one answer for all.
 */
export async function resolveAsker(
  auth: Auth,
  db: Kysely<Database>,
  headers: Headers,
  origin: Origin,
): Promise<{ readonly person: Person | null; readonly cookies: readonly string[] }> {
  const shown = bearerOf(headers);
  if (shown === null) return resolvePerson(auth, db, headers, origin);
  const hash = hashOfSentKey(shown);
  const key = hash === null ? null : await resolveKey(db, hash);
  if (key === null) throw new Fault("key_refused");
  const { keyId, userId, accountId, role, scopes, expiresAt } = key;
  const person = {
    credential: { kind: "key" as const, id: keyId, scopes, expiresAt },
    scope: { userId, accountId, origin: { ...origin, credential: `key:${keyId}` } },
    role,
  };
  return { person, cookies: [] };
}

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
  const credential = { kind: "session" as const, id: session.id, email, provedAt: session.provedAt };
  return { person: { credential, scope, role: member.role }, session, cookies };
}

export async function loadLocale(db: Kysely<Database>, scope: Scope): Promise<Locale> {
  const row = await readInScope(db, scope, (tx) =>
    tx.selectFrom("profiles").select("locale").where("user_id", "=", scope.userId).executeTakeFirst(),
  );
  return row?.locale ?? "es";
}

/** The name that a person goes by. Sign-in's own is the one of the sign-up, and may be old. */
export async function loadName(db: Kysely<Database>, scope: Scope): Promise<string> {
  const row = await readInScope(db, scope, (tx) =>
    tx.selectFrom("profiles").select("name").where("user_id", "=", scope.userId).executeTakeFirst(),
  );
  return row?.name ?? "";
}
