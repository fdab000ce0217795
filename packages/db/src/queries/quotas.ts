import { Fault } from "@caudal/base/fault.ts";
import { sql, type Kysely, type Transaction } from "kysely";
import type { Database } from "../schema.ts";

/** Bytes that the scope's account keeps, uploads under way in full length, and how many it may; null for no limit. */
export type StorageState = { readonly used: number; readonly limit: number | null };

/** `byDefault`: the limit of an account without a figure of its own; null for none. */
export async function loadStorage(tx: Transaction<Database>, byDefault: number | null): Promise<StorageState> {
  return stateOf(
    await sql<Row>`select used::float8 as used, most::float8 as most from caudal.storage_state(${byDefault ?? -1}::bigint)`.execute(
      tx,
    ),
  );
}

/**
 * Makes sure that so many bytes more fit, until this transaction ends: what is announced at the same time waits, and counts them.
 *
 * @throws Fault `storage_quota_reached` with `used`, `limit` and `asked`.
 */
export async function reserveStorage(
  tx: Transaction<Database>,
  asked: number,
  byDefault: number | null,
): Promise<void> {
  const { used, limit } = stateOf(
    await sql<Row>`select used::float8 as used, most::float8 as most from caudal.lock_storage(${byDefault ?? -1}::bigint)`.execute(
      tx,
    ),
  );
  if (limit !== null && used + asked > limit)
    throw new Fault("storage_quota_reached", { params: { used, limit, asked } });
}

export type QuotaFigures = { readonly storageBytes: number | null; readonly runs: number | null };

/** Sets an account's own figures; null leaves one to the settings. Needs no scope: the operator's. @throws Fault `not_found` */
export async function setQuota(
  db: Kysely<Database>,
  accountId: string,
  { storageBytes, runs }: QuotaFigures,
): Promise<void> {
  const { rows } = await sql<{
    done: boolean;
  }>`select caudal.set_quota(${accountId}::uuid, ${storageBytes}::bigint, ${runs}::integer) as done`.execute(db);
  if (rows[0]?.done !== true) throw new Fault("not_found");
}

/** How much somebody keeps in an account; without a name where they are no member of it any more. */
export type PersonStorage = { readonly userId: string; readonly name: string | null; readonly bytes: number };

/** Of the scope's account, for who manages it; nothing for others. */
export async function listStorageByPerson(tx: Transaction<Database>): Promise<readonly PersonStorage[]> {
  const { rows } = await sql<PersonStorage>`
    select user_id as "userId", name, bytes::float8 as bytes from caudal.storage_by_person()`.execute(tx);
  return rows;
}

export type RunsState = { readonly most: number; readonly working: number; readonly waiting: number };

/** `byDefault`: how many an account without a figure of its own may have at once. */
export async function loadRunsState(tx: Transaction<Database>, byDefault: number): Promise<RunsState> {
  const { rows } = await sql<RunsState>`
    select most, working::integer as working, waiting::integer as waiting from caudal.runs_state(${byDefault}::integer)`.execute(
    tx,
  );
  return rows[0] ?? { most: byDefault, working: 0, waiting: 0 };
}

export type AccountQuotaRow = {
  readonly id: string;
  readonly name: string;
  readonly used: number;
  readonly storageBytes: number | null;
  readonly runs: number | null;
};

/** Accounts with what they keep and their own figures, by id. Needs no scope: the operator's. */
export async function listQuotas(
  db: Kysely<Database>,
  after: string | null,
  atMost: number,
): Promise<readonly AccountQuotaRow[]> {
  const { rows } = await sql<AccountQuotaRow>`
    select id, name, used::float8 as used, storage_bytes::float8 as "storageBytes", runs_at_once as runs
    from caudal.list_quotas(${after}::uuid, ${atMost})`.execute(db);
  return rows;
}

/** The copies of a run that has ended, and the bytes that are noted for each key. */
export type KeptTables = {
  readonly runId: string;
  readonly keys: readonly string[];
  readonly sizes: Readonly<Record<string, number>>;
};

/** By run, for comparing with the object store. Needs no scope. */
export async function listKeptTables(
  db: Kysely<Database>,
  after: string | null,
  atMost: number,
): Promise<readonly KeptTables[]> {
  const { rows } = await sql<KeptTables>`
    select run_id as "runId", keys, sizes from caudal.list_kept_tables(${after}::uuid, ${atMost})`.execute(db);
  return rows;
}

/** Notes what lies there of a run; false where somebody changed it meanwhile. */
export async function noteTableSizes(
  db: Kysely<Database>,
  { runId, keys, sizes }: KeptTables,
  found: Readonly<Record<string, number>>,
): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`
    select caudal.note_table_sizes(${runId}, ${keys}::text[], ${JSON.stringify(sizes)}::jsonb, ${JSON.stringify(found)}::jsonb) as done`.execute(
    db,
  );
  return rows[0]?.done === true;
}

type Row = { readonly used: number; readonly most: number | null };

function stateOf({ rows: [row] }: { readonly rows: readonly Row[] }): StorageState {
  if (row === undefined) throw new Error("no state of the storage");
  return { used: row.used, limit: row.most };
}
