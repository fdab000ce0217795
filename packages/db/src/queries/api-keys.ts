import { Fault } from "@caudal/base/fault.ts";
import { sql, type Kysely, type Transaction } from "kysely";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { KeyScope } from "@caudal/contract/access/key-scopes.ts";
import type { Database } from "../schema.ts";
import type { Membership } from "./people.ts";

const columns = ["id", "name", "prefix", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"] as const;
export type ApiKeyRow = {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly KeyScope[];
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
  /** Whether it opened anything when it was read, by the database's clock. */
  readonly active: boolean;
};

const active = sql<boolean>`revoked_at is null and expires_at > now()`.as("active");

/** The keys of this scope's member, newest first; `offset` of them are left out. */
export function listApiKeys(tx: Transaction<Database>, limit = 500, offset = 0): Promise<readonly ApiKeyRow[]> {
  return tx
    .selectFrom("api_keys")
    .select([...columns, active])
    .orderBy("created_at", "desc")
    .orderBy("id")
    .limit(limit)
    .offset(offset)
    .execute();
}

export type NewKey = {
  readonly name: string;
  readonly prefix: string;
  readonly secretHash: Buffer;
  readonly scopes: readonly KeyScope[];
  readonly days: number;
  /** The session in which it is made: where the sign-in service asked for a second factor, the key has it too. */
  readonly sessionId: string;
};

/** Keys of one member that hold at the same time, and those made within a day: making and revoking them in turn fills no table either. */
export const keyLimits = { held: 25, perDay: 100 } as const;

/** Of two at once, the second waits for the first. Throws Fault `too_many_keys` with the limit (`max`) and whether it is one of a day (`day`). */
export async function insertApiKey(
  tx: Transaction<Database>,
  key: NewKey,
  limits: { readonly held: number; readonly perDay: number } = keyLimits,
): Promise<ApiKeyRow> {
  await sql`select pg_advisory_xact_lock(hashtextextended(caudal.claim_user_id()::text, 21))`.execute(tx);
  const { held, made } = await tx
    .selectFrom("api_keys")
    .select([
      sql<number>`(count(*) filter (where revoked_at is null and expires_at > now()))::integer`.as("held"),
      sql<number>`(count(*) filter (where created_at between now() - interval '1 day' and clock_timestamp()))::integer`.as(
        "made",
      ),
    ])
    .executeTakeFirstOrThrow();
  if (held >= limits.held) throw new Fault("too_many_keys", { params: { max: limits.held, day: false } });
  if (made >= limits.perDay) throw new Fault("too_many_keys", { params: { max: limits.perDay, day: true } });
  return tx
    .insertInto("api_keys")
    .values({
      account_id: sql<string>`caudal.claim_account_id()`,
      user_id: sql<string>`caudal.claim_user_id()`,
      name: key.name,
      prefix: key.prefix,
      secret_hash: key.secretHash,
      scopes: key.scopes,
      expires_at: sql<Date>`now() + ${key.days} * interval '1 day'`,
      provider_factor: sql<boolean>`caudal.has_provider_factor(${key.sessionId})`,
    })
    .returning([...columns, active])
    .executeTakeFirstOrThrow();
}

/** Whether there is such a key of this scope's member; one that was revoked before stays revoked since then. */
export async function revokeApiKey(tx: Transaction<Database>, id: string): Promise<boolean> {
  const revoked = await tx
    .updateTable("api_keys")
    .set({ revoked_at: sql<Date>`coalesce(revoked_at, now())` })
    .where("id", "=", id)
    .executeTakeFirst();
  return revoked.numUpdatedRows > 0n;
}

export type ResolvedKey = Membership & {
  readonly keyId: string;
  readonly userId: string;
  readonly locale: Locale;
  readonly scopes: readonly KeyScope[];
  readonly expiresAt: Date;
  /** The account asks for a second factor, and neither the key nor its person has one. */
  readonly factorMissing: boolean;
};

/** Whose key this is the hash of, and as what they act now; marks it as used. Null when it opens nothing. Needs no scope. */
export async function resolveKey(db: Kysely<Database>, secretHash: Buffer): Promise<ResolvedKey | null> {
  const { rows } = await sql<{
    key_id: string;
    user_id: string;
    account_id: string;
    role: Membership["role"];
    locale: Locale;
    scopes: KeyScope[];
    expires_at: Date;
    factor_missing: boolean;
  }>`select key_id, user_id, account_id, role, locale, scopes, expires_at, factor_missing from caudal.resolve_key(${secretHash})`.execute(
    db,
  );
  const row = rows[0];
  if (row === undefined) return null;
  const { key_id: keyId, user_id: userId, account_id: accountId, role, locale, scopes, expires_at: expiresAt } = row;
  return { keyId, userId, accountId, role, locale, scopes, expiresAt, factorMissing: row.factor_missing };
}

/** Whether a key still opens anything. Needs no scope. */
export async function keyHolds(db: Kysely<Database>, id: string): Promise<boolean> {
  const { rows } = await sql<{ holds: boolean }>`select caudal.key_holds(${id}) as holds`.execute(db);
  return rows[0]?.holds === true;
}
