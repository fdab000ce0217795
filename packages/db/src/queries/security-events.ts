import { sql, type Kysely, type Transaction } from "kysely";
import type { AuditedChange, Database } from "../schema.ts";
import type { Origin } from "../scope.ts";

/** Whom something that was refused is about; all null where it is nobody. */
export type Refused = {
  readonly userId: string | null;
  readonly accountId: string | null;
  readonly keyId: string | null;
  readonly keyName: string | null;
  /** Of a key: revoked, expired, or unknown. */
  readonly reason: string | null;
};

/** By the address or the hash of the key that was shown. Needs no scope. */
export async function findRefused(
  db: Kysely<Database>,
  email: string | null,
  keyHash: Buffer | null,
): Promise<Refused> {
  const { rows } = await sql<{
    user_id: string | null;
    account_id: string | null;
    key_id: string | null;
    key_name: string | null;
    reason: string | null;
  }>`select * from caudal.find_refused(${email}, ${keyHash})`.execute(db);
  const [row] = rows;
  return {
    userId: row?.user_id ?? null,
    accountId: row?.account_id ?? null,
    keyId: row?.key_id ?? null,
    keyName: row?.key_name ?? null,
    reason: row?.reason ?? null,
  };
}

export type SecurityEntry = {
  readonly action: string;
  readonly person: string | null;
  readonly account: string | null;
  readonly actor: string | null;
  readonly role: string | null;
  readonly object_id: string | null;
  readonly object_name: string | null;
  readonly changes: Readonly<Record<string, AuditedChange>>;
};

/** Writes an entry of the audit. `origin` null: from several places. Needs no scope. */
export async function recordSecurityEvent(
  db: Kysely<Database>,
  entry: SecurityEntry,
  origin: Origin | null,
): Promise<void> {
  await db
    .transaction()
    .execute((tx) =>
      sql`select caudal.record_security_event(${JSON.stringify(entry)}, ${origin === null ? null : JSON.stringify(origin)})`.execute(
        tx,
      ),
    );
}

export type OwnSecurityRow = {
  readonly id: string;
  readonly at: Date;
  readonly action: string;
  readonly object_id: string | null;
  readonly object_name: string | null;
  readonly address: string | null;
  readonly changes: Readonly<Record<string, AuditedChange>> | null;
  readonly by_me: boolean | null;
};

/** What concerns the security of this scope's person, in whatever account, newest first. Nothing in a view of somebody else. */
export async function listOwnSecurity(
  tx: Transaction<Database>,
  before: string | null,
  limit: number,
): Promise<readonly OwnSecurityRow[]> {
  const { rows } = await sql<OwnSecurityRow>`select * from caudal.list_own_security(${before}, ${limit})`.execute(tx);
  return rows;
}
