import type { Locale } from "@caudal/contract/resources/common.ts";
import { Fault } from "@caudal/base/fault.ts";
import { resolveKey } from "@caudal/db/queries/api-keys.ts";
import { withOrigin } from "@caudal/db/origin-context.ts";
import { foundAccount, resolveActing, type Acting } from "@caudal/db/queries/people.ts";
import type { Database } from "@caudal/db/schema.ts";
import { ownScope, readAsPerson, readInScope, type Origin, type PersonScope, type Scope } from "@caudal/db/scope.ts";
import type { Kysely, Transaction } from "kysely";
import type { Auth, Session } from "../auth/create-auth.ts";
import { bearerOf } from "../http/bearer-of.ts";
import type { Credential, Outsider, Person, SignedInPerson } from "../http/route-handler.ts";
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
): Promise<{ readonly person: Person | Outsider | null; readonly cookies: readonly string[] }> {
  const shown = bearerOf(headers);
  if (shown === null) {
    const { person, session, cookies } = await resolvePerson(auth, db, headers, origin);
    return { person: person ?? (session === null ? null : outsiderOf(session, origin)), cookies };
  }
  const hash = hashOfSentKey(shown);
  const key = hash === null ? null : await resolveKey(db, hash);
  if (key === null) throw new Fault("key_refused");
  const { keyId, userId, accountId, role, locale, scopes, expiresAt, factorMissing } = key;
  const person = {
    credential: { kind: "key" as const, id: keyId, scopes, expiresAt },
    scope: { userId, accountId, origin: { ...origin, credential: `key:${keyId}` } },
    role,
    locale,
    ...(factorMissing ? { factorMissing } : {}),
  };
  return { person, cookies: [] };
}

function outsiderOf({ id, userId, email, emailConfirmed, provedUntil }: Session, origin: Origin): Outsider {
  const scope = { userId, origin: { ...origin, credential: `session:${id}` } };
  return { outside: true, credential: { kind: "session", id, email, emailConfirmed, provedUntil }, scope };
}

/**
 * Who is signed in by these headers, in the account in which they act. A person whom sign-in knows and the platform does not (it stopped
 * between the two) is founded now. A session without a person: somebody who belongs to no account any more.
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
  const { session, acting: asked, cookies } = await auth.sessionOf(headers);
  if (session === null) return { person: null, session, cookies };
  const { userId, email, name } = session;
  const found = async (): Promise<Acting | null> => {
    const member = await foundAccount(db, { userId, email, name, locale: "es" }).catch(unlessNoMembership);
    // Of an account that begins now nobody has asked anything yet.
    return member === null ? null : { ...member, locale: "es", view: null, factorMissing: false };
  };
  const acting =
    (asked === undefined ? await resolveActing(db, userId, session.id) : asked) ??
    (await (origin === undefined ? found() : withOrigin(origin, found)));
  if (acting === null) return { person: null, session, cookies };
  const { view, factorMissing } = acting;
  const scope: Scope = {
    userId,
    accountId: acting.accountId,
    ...(origin === undefined ? {} : { origin: { ...origin, credential: `session:${session.id}` } }),
    ...(view === null ? {} : { view: { sessionId: session.id } }),
  };
  const person = {
    credential: {
      kind: "session",
      id: session.id,
      email,
      emailConfirmed: session.emailConfirmed,
      provedUntil: session.provedUntil,
    },
    scope,
    role: view?.role ?? acting.role,
    locale: acting.locale,
    ...(factorMissing ? { factorMissing } : {}),
    ...(view === null
      ? {}
      : { viewing: { userId: view.userId, name: view.name, endsAt: view.endsAt, ownRole: acting.role } }),
  } as const;
  return { person, session, cookies };
}

/** null for somebody who belongs to no account. Thrown on: everything else. */
export function unlessNoMembership(thrown: unknown): null {
  if (thrown instanceof Fault && thrown.code === "no_membership") return null;
  throw thrown;
}

/** Whether this scope is still somebody's: a member's, or a view that goes on. */
export async function belongs(db: Kysely<Database>, scope: Scope): Promise<boolean> {
  try {
    return await readInScope(db, scope, async () => true);
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === "forbidden") return false;
    throw thrown;
  }
}

/** Whether a session has what its account asks for by now. Of a key `keyHolds` says so. */
export async function hasFactorAskedFor(db: Kysely<Database>, credential: Credential, scope: Scope): Promise<boolean> {
  if (credential.kind === "key") return true;
  const acting = await resolveActing(db, scope.userId, credential.id);
  return acting !== null && !acting.factorMissing;
}

export async function loadLocale(db: Kysely<Database>, scope: Scope | PersonScope): Promise<Locale> {
  const load = (tx: Transaction<Database>) =>
    tx.selectFrom("profiles").select("locale").where("user_id", "=", scope.userId).executeTakeFirst();
  const row = await ("accountId" in scope ? readInScope(db, ownScope(scope), load) : readAsPerson(db, scope, load));
  return row?.locale ?? "es";
}

/** The name that a person goes by. Sign-in's own is the one of the sign-up, and may be old. */
export async function loadName(db: Kysely<Database>, scope: Scope): Promise<string> {
  const row = await readInScope(db, ownScope(scope), (tx) =>
    tx.selectFrom("profiles").select("name").where("user_id", "=", scope.userId).executeTakeFirst(),
  );
  return row?.name ?? "";
}
