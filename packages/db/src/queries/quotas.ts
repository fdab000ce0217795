import { Fault } from "@caudal/base/fault.ts";
import { sql, type Kysely, type Transaction } from "kysely";
import { fromRequest } from "../from-request.ts";
import type { Database } from "../schema.ts";

/**
 * How much counts of how much may be kept; null for no limit. `departed`: what whoever left had brought, of which `used` holds only what is
 * more than a whole limit. `own`: what whoever asks keeps themselves.
 */
export type Kept = {
  readonly used: number;
  readonly limit: number | null;
  readonly departed: number;
  readonly own: number;
};

/** What the scope's account keeps: bytes, uploads under way in full length, and files, of which each such upload is one. */
export type StorageState = { readonly storage: Kept; readonly files: Kept };

/** What an account without figures of its own may keep; null for no limit. */
export type StorageDefaults = { readonly bytes: number | null; readonly files: number | null };

const defaultsInSql = ({ bytes, files }: StorageDefaults) => sql`${bytes ?? -1}::bigint, ${files ?? -1}::integer`;

export async function loadStorage(tx: Transaction<Database>, byDefault: StorageDefaults): Promise<StorageState> {
  return stateOf(await sql<Row>`select ${state} from caudal.storage_state(${defaultsInSql(byDefault)})`.execute(tx));
}

/**
 * Makes sure that one more file of so many bytes fits, until this transaction ends: what is announced at the same time waits, and counts them.
 *
 * @throws Faults `storage_quota_reached` and `files_quota_reached` with `used`, `limit`, `own`, and `departed` where what others left counts;
 * the first one with `asked`.
 */
export async function reserveStorage(
  tx: Transaction<Database>,
  asked: number,
  byDefault: StorageDefaults,
): Promise<void> {
  const { storage, files } = stateOf(
    await sql<Row>`select ${state} from caudal.lock_storage(${defaultsInSql(byDefault)})`.execute(tx),
  );
  if (files.limit !== null && files.used >= files.limit)
    throw new Fault("files_quota_reached", { params: whyFull(files, files.limit) });
  if (storage.limit !== null && storage.used + asked > storage.limit)
    throw new Fault("storage_quota_reached", { params: { ...whyFull(storage, storage.limit), asked } });
}

function whyFull({ used, departed, own }: Kept, limit: number) {
  const counted = departed - limit;
  return { used, limit, own, ...(counted > 0 ? { departed: counted } : {}) };
}

/** Null leaves a figure to the settings; what is absent stays as it is. */
export type QuotaFigures = {
  readonly storageBytes?: number | null | undefined;
  readonly files?: number | null | undefined;
  readonly runs?: number | null | undefined;
};

/** Sets an account's own figures. Needs no scope: the operator's. @throws Fault `not_found` */
export async function setQuota(
  db: Kysely<Database>,
  accountId: string,
  { storageBytes, files, runs }: QuotaFigures,
): Promise<void> {
  const figures = JSON.stringify({ storage_bytes: storageBytes, files, runs });
  const setting = sql<{ done: boolean }>`select caudal.set_quota(${accountId}::uuid, ${figures}::jsonb) as done`;
  const { rows } = await fromRequest(db, (from) => setting.execute(from));
  if (rows[0]?.done !== true) throw new Fault("not_found");
}

/** How much somebody keeps in an account. Of whoever left: until when, and no name where nothing is kept for them any more. */
export type PersonStorage = {
  readonly userId: string;
  readonly name: string | null;
  readonly bytes: number;
  readonly departed: boolean;
  readonly endsAt: Date | null;
};

/** Of the scope's account, for who manages it, members first; nothing for others. */
export async function listStorageByPerson(tx: Transaction<Database>): Promise<readonly PersonStorage[]> {
  const { rows } = await sql<PersonStorage>`
    select user_id as "userId", name, bytes::float8 as bytes, departed, ends_at as "endsAt" from caudal.storage_by_person()`.execute(
    tx,
  );
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

/** `used` and `usedFiles` are all that lies there; of them, `departed` and `departedFiles` were brought by whoever left. */
export type AccountQuotaRow = {
  readonly id: string;
  readonly name: string;
  readonly used: number;
  readonly departed: number;
  readonly departedFiles: number;
  readonly storageBytes: number | null;
  readonly usedFiles: number;
  readonly files: number | null;
  readonly runs: number | null;
};

/** Accounts with what lies there for them and their own figures, by id. Needs no scope: the operator's. */
export async function listQuotas(
  db: Kysely<Database>,
  after: string | null,
  atMost: number,
): Promise<readonly AccountQuotaRow[]> {
  const { rows } = await sql<AccountQuotaRow>`
    select id, name, used::float8 as used, storage_bytes::float8 as "storageBytes", files::float8 as "usedFiles",
      files_at_most as files, runs_at_once as runs, departed_bytes::float8 as departed, departed_files::float8 as "departedFiles"
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

const state = sql`used::float8 as used, most::float8 as most, files::float8 as files, most_files as "mostFiles",
  departed_bytes::float8 as "departedBytes", departed_files::float8 as "departedFiles", own_bytes::float8 as "ownBytes",
  own_files::float8 as "ownFiles"`;
type Row = {
  readonly used: number;
  readonly most: number | null;
  readonly files: number;
  readonly mostFiles: number | null;
  readonly departedBytes: number;
  readonly departedFiles: number;
  readonly ownBytes: number;
  readonly ownFiles: number;
};

function stateOf({ rows: [row] }: { readonly rows: readonly Row[] }): StorageState {
  if (row === undefined) throw new Error("no state of the storage");
  return {
    storage: { used: row.used, limit: row.most, departed: row.departedBytes, own: row.ownBytes },
    files: { used: row.files, limit: row.mostFiles, departed: row.departedFiles, own: row.ownFiles },
  };
}
