import { Fault } from "@caudal/base/fault.ts";
import { sql, type Kysely, type Transaction } from "kysely";
import { refuseEnded } from "./credential-ended.ts";
import { sendAhead } from "./postgres-driver.ts";
import type { Database } from "./schema.ts";

/** Who asks: set in the database for the length of one transaction, where every policy reads it. */
export type Scope = {
  readonly userId: string;
  readonly accountId: string;
  readonly origin?: Origin;
  /** The person looks at the account as the member whom this session's view names: reading only, and nothing that is a person's alone. */
  readonly view?: { readonly sessionId: string };
  /** The person left the account and reads what they left there: their own rows only, and without writing. */
  readonly left?: true;
};

/** Somebody who acts in no account. */
export type PersonScope = Pick<Scope, "userId" | "origin">;

/** The same person without a view: for what is their own, such as their language, while they look as somebody else. */
export function ownScope({ view: _view, ...own }: Scope): Scope {
  return own;
}

/**
 * From where a request comes, for the audit: its network address as the server saw it, the id under which its log lines stand, and with
 * what the person showed who it is, as `session:<id>` or `key:<id>`. Background work has no origin.
 */
export type Origin = { readonly address: string; readonly requestId: string; readonly credential?: string };

/**
 * Runs queries as one member: a short transaction whose first statement sets the claims (transaction-local), under FORCE ROW LEVEL
 * SECURITY. Never hold it over an upload or an event stream: PostgreSQL ends a transaction that idles for 5 s. Without a scope no row
 * is visible. What the scope's origin says was shown is held until the end: nobody ends it meanwhile.
 *
 * Throws Fault `forbidden` when the person is no member of the account, `not_signed_in` or `key_refused` when the session or key has ended.
 *
 * Nothing else in the platform may set the claims: the database believes the application's login about who asks, and this is where
 * it is said.
 */
export async function withScope<T>(
  db: Kysely<Database>,
  scope: Scope,
  work: (tx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  return refuseEnded(() =>
    db.transaction().execute(async (tx) => {
      await enterScope(tx, scope);
      return work(tx);
    }),
  );
}

/**
 * Runs queries as a person and in no account: no row of one is visible but what functions tell of the person's own. For what outlasts
 * membership, such as leaving for good.
 */
export async function withPerson<T>(
  db: Kysely<Database>,
  { userId, origin }: PersonScope,
  work: (tx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  return refuseEnded(() =>
    db.transaction().execute(async (tx) => {
      await sql`select caudal.set_person_scope(${userId}, ${originText(origin)})`.execute(tx);
      return work(tx);
    }),
  );
}

/** The same for what only reads. */
export async function readAsPerson<T>(
  db: Kysely<Database>,
  { userId, origin }: PersonScope,
  work: (tx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  return db
    .transaction()
    .setAccessMode("read only")
    .execute(async (tx) => {
      const entering = sql`select caudal.set_person_scope(${userId}, ${originText(origin)})`.compile(tx);
      await sendAhead(tx, entering, { judge: () => undefined, whose: userId });
      return work(tx);
    });
}

/** As `withScope` for work that only reads: PostgreSQL refuses it everything else, and nobody waits for its end. */
export async function readInScope<T>(
  db: Kysely<Database>,
  scope: Scope,
  work: (tx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  return db
    .transaction()
    .setAccessMode("read only")
    .execute(async (tx) => {
      await enterScope(tx, scope);
      return work(tx);
    });
}

/** As `readInScope`, on a connection of its own: for what reads much, so that nobody waits behind it. */
export async function readApart<T>(
  db: Kysely<Database>,
  scope: Scope,
  work: (tx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await sql`set transaction read only`.execute(tx);
    await enterScope(tx, scope);
    return work(tx);
  });
}

/** As `readAsPerson`, on a connection of its own. */
export async function readPersonApart<T>(
  db: Kysely<Database>,
  { userId, origin }: PersonScope,
  work: (tx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await sql`set transaction read only`.execute(tx);
    await sql`select caudal.set_person_scope(${userId}, ${originText(origin)})`.execute(tx);
    return work(tx);
  });
}

/**
 * As `withScope`, for what finishes an act that was let in and done, whatever has become of the session or key since: it is not held, and the
 * log says all the same by which it was.
 */
export async function withScopeOfDone<T>(
  db: Kysely<Database>,
  { origin, ...scope }: Scope,
  work: (tx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await enterScope(tx, scope);
    await sql`select set_config('caudal.origin', ${originText(origin) ?? ""}, true)`.execute(tx);
    return work(tx);
  });
}

/** As `withScope`, for what ends ways into this very person's accounts: whoever only asked to write first would wait for others of theirs. */
export async function withOwnWays<T>(
  db: Kysely<Database>,
  scope: Scope,
  work: (tx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  return refuseEnded(() =>
    db.transaction().execute(async (tx) => {
      await lockWays(tx, scope.userId);
      await enterScope(tx, scope);
      return work(tx);
    }),
  );
}

/** Longer than any write that was let in takes by itself. */
export const waysPatienceMs = 8_000;

/**
 * First in a transaction that ends ways into a person's accounts: waits for those that write by one, and lets none in until the end. Not for
 * ever: it holds a connection, of which sign-in has few for everybody. What is held longer, here or later in the transaction, fails with
 * lock_not_available (55P03), which is worth another try.
 */
export async function lockWays(
  tx: Pick<Kysely<unknown>, "getExecutor">,
  userId: string,
  patienceMs = waysPatienceMs,
): Promise<void> {
  await sql`select set_config('lock_timeout', ${`${patienceMs}ms`}, true), caudal.lock_ways(${userId})`.execute(tx);
}

/** Of one who is no member it sets no claim: until that is known, the first statement of the work finds nothing, and may write nothing. */
async function enterScope(tx: Transaction<Database>, scope: Scope): Promise<void> {
  const entering = enteringOf(scope).compile(tx);
  const judge = ([row]: readonly unknown[]): void => {
    if (!isMember(row)) throw new Fault("forbidden");
  };
  await sendAhead(tx, entering, { judge, whose: scope.accountId });
}

function enteringOf({ userId, accountId, origin, view, left }: Scope) {
  if (view !== undefined)
    return sql`select caudal.set_view_scope(${view.sessionId}, ${userId}, ${accountId}) as member`;
  if (left === true) return sql`select caudal.set_left_scope(${userId}, ${accountId}, ${originText(origin)}) as member`;
  return sql`select caudal.set_scope(${userId}, ${accountId}, ${originText(origin)}) as member`;
}

function originText(origin: Origin | undefined): string | null {
  return origin === undefined ? null : JSON.stringify(origin);
}

function isMember(row: unknown): boolean {
  return typeof row === "object" && row !== null && "member" in row && row.member === true;
}
