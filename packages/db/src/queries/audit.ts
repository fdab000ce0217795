import { sql, type Transaction } from "kysely";
import type { AuditedChange, Database } from "../schema.ts";

export type AuditList = {
  /** Who acted, or whom it is about. */
  readonly person?: string;
  readonly action?: string;
  readonly type?: string;
  readonly object?: string;
  readonly from?: string;
  readonly to?: string;
  /** Entries with a smaller number. */
  readonly before?: string;
  readonly limit: number;
};

export type AuditRow = {
  readonly id: string;
  readonly at: Date;
  readonly action: string;
  readonly object_type: string;
  readonly user_id: string | null;
  readonly role: string | null;
  readonly credential: string | null;
  readonly address: string | null;
  readonly request_id: string | null;
  readonly who_erased_by: string | null;
  readonly object_id: string | null;
  readonly object_name: string | null;
  readonly person_ids: readonly string[] | null;
  readonly changes: Readonly<Record<string, AuditedChange>> | null;
  readonly what_erased_by: string | null;
  readonly sealed: boolean;
};

/** Entries of this scope's account, newest first: by number, which follows the order of writing whatever the clock did. */
export function listAuditEntries(tx: Transaction<Database>, list: AuditList): Promise<AuditRow[]> {
  return pickAuditEntries(tx, list).execute();
}

/** The query of the same. */
export function pickAuditEntries(tx: Transaction<Database>, list: AuditList) {
  let query = tx
    .selectFrom("audit_entries as entry")
    .leftJoin("audit_seals as seal", "seal.entry_id", "entry.id")
    .select([
      "entry.id",
      "entry.at",
      "entry.action",
      "entry.object_type",
      "entry.user_id",
      "entry.role",
      "entry.credential",
      "entry.address",
      "entry.request_id",
      "entry.who_erased_by",
      "entry.object_id",
      "entry.object_name",
      "entry.person_ids",
      "entry.changes",
      "entry.what_erased_by",
      sql<boolean>`seal.position is not null`.as("sealed"),
    ])
    .where("entry.account_id", "=", sql<string>`(select caudal.claim_account_id())`);
  const { person } = list;
  if (person !== undefined)
    query = query.where(sql<boolean>`(entry.user_id = ${person}::uuid or ${person}::uuid = any (entry.person_ids))`);
  if (list.action !== undefined) query = query.where("entry.action", "=", list.action);
  if (list.type !== undefined) query = query.where("entry.object_type", "=", list.type);
  if (list.object !== undefined) query = query.where("entry.object_id", "=", list.object);
  if (list.from !== undefined) query = query.where("entry.at", ">=", sql<Date>`${list.from}::timestamptz`);
  if (list.to !== undefined) query = query.where("entry.at", "<", sql<Date>`${list.to}::timestamptz`);
  if (list.before !== undefined) query = query.where("entry.id", "<", list.before);
  return query.orderBy("entry.id", "desc").limit(list.limit);
}

/** Names by id of those who acted in these entries and whom they are about. */
export async function nameAuditedPeople(
  tx: Transaction<Database>,
  entries: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (entries.length === 0) return new Map();
  const { rows } = await sql<{
    user_id: string;
    name: string;
  }>`select user_id, name from caudal.name_audited_people(${entries}::bigint[])`.execute(tx);
  return new Map(rows.map((row) => [row.user_id, row.name]));
}
