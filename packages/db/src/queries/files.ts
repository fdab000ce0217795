import { sql, type RawBuilder, type Selectable, type Transaction } from "kysely";
import { storableText } from "../storable.ts";
import type { Database, FilesTable, RunsTable } from "../schema.ts";

/** A run as a file's row carries it. */
export type LatestRun = Pick<
  Selectable<RunsTable>,
  | "id"
  | "kind"
  | "state"
  | "progress"
  | "step"
  | "message"
  | "attempt"
  | "queued_at"
  | "started_at"
  | "finished_at"
  | "error"
>;

/** By which share this scope reads another's file. */
export type ReadBy = {
  readonly share_id: string;
  readonly owner_name: string;
  readonly since: string;
  readonly until: string | null;
  readonly may_download: boolean;
};

/** A file with what is shown beside it, as a list carries it: without how it was read. `place` is where a list goes on after it. */
export type ListedFileRow = Omit<Selectable<FilesTable>, "reading" | "columns"> & {
  readonly duplicate_of: string | null;
  readonly insight_count: string;
  readonly place: string;
  readonly latest_run: LatestRun | null;
  /** Null for a file of one's own. */
  readonly read_by: ReadBy | null;
  /** Shares of one's own file that hold now. */
  readonly share_count: number;
};

/** The same with how it was read: some kilobytes that a list has no use for. */
export type FileRow = ListedFileRow & Pick<Selectable<FilesTable>, "reading" | "columns">;

export type FileList = {
  readonly limit: number;
  /** The `place` of the last file of the page before. */
  readonly after?: { readonly uploadedAt: string; readonly id: string };
  readonly status?: FilesTable["status"]["__select__"];
  /** Part of the name, without regard to case. */
  readonly nameContains?: string;
  /** One's own alone, or those of others alone; both without it. */
  readonly whose?: "own" | "shared";
};

/** Files that this scope reads, newest first: its own, and those that are shared with it. */
export async function listFiles(tx: Transaction<Database>, list: FileList): Promise<ListedFileRow[]> {
  const ids = sql<string>`(select id from (${pickFiles(list)}) as picked order by uploaded_at desc, id desc limit ${list.limit})`;
  const rows = await selectFiles(tx)
    .where("files.id", "in", ids)
    .orderBy("files.uploaded_at", "desc")
    .orderBy("files.id", "desc")
    .execute();
  return rows.map(fileRow);
}

/**
 * The ids of a page. Each half names whose its files are, so that an index leads it: what a policy says of a row's person is one of
 * several reasons to see it, and leads nothing.
 */
export function pickFiles(list: FileList): RawBuilder<unknown> {
  const conditions = [
    ...(list.status === undefined ? [] : [sql`and files.status = ${list.status}`]),
    ...(list.nameContains
      ? [sql`and files.file_name ilike ${`%${escapeLike(storableText(list.nameContains))}%`}`]
      : []),
    ...(list.after
      ? [sql`and (files.uploaded_at, files.id) < (${list.after.uploadedAt}::timestamptz, ${list.after.id}::uuid)`]
      : []),
  ];
  const rest = sql`${sql.join(conditions, sql` `)} order by files.uploaded_at desc, files.id desc limit ${list.limit}`;
  const own = sql`(select files.id, files.uploaded_at from files
    where files.account_id = (select caudal.claim_account_id()) and files.user_id = (select caudal.claim_user_id()) ${rest})`;
  const shared = sql`(select files.id, files.uploaded_at from shares join files on files.id = shares.file_id
    where shares.account_id = (select caudal.claim_account_id()) and shares.grantee_user_id = (select caudal.claim_user_id()) ${rest})`;
  return list.whose === undefined ? sql`${own} union all ${shared}` : list.whose === "own" ? own : shared;
}

/** One file; null when this scope sees none. */
export async function findFile(tx: Transaction<Database>, id: string): Promise<FileRow | null> {
  const row = await selectFiles(tx)
    .select(["files.reading", "files.columns"])
    .where("files.id", "=", id)
    .executeTakeFirst();
  return row === undefined ? null : fileRow(row);
}

export type RejectRow = {
  readonly line: string;
  readonly column_name: string | null;
  readonly reason: string;
  readonly text: string;
};

/** Kept rejects of a file in their order. The file's own `rejected` counts also those that were not kept. */
export async function listRejects(
  tx: Transaction<Database>,
  fileId: string,
  offset: number,
  limit: number,
): Promise<RejectRow[]> {
  return tx
    .selectFrom("rejects")
    .innerJoin("files", "files.profile_run_id", "rejects.run_id")
    .select(["rejects.line", "rejects.column_name", "rejects.reason", "rejects.text"])
    .where("files.id", "=", fileId)
    .orderBy("rejects.ordinal")
    .offset(offset)
    .limit(limit)
    .execute();
}

/** What was done with a file, oldest first. */
export async function listProcessingLogs(
  tx: Transaction<Database>,
  fileId: string,
): Promise<Selectable<Database["processing_logs"]>[]> {
  return tx
    .selectFrom("processing_logs")
    .selectAll()
    .where("file_id", "=", fileId)
    .orderBy("started_at")
    .orderBy("id")
    .limit(1000)
    .execute();
}

function selectFiles(tx: Transaction<Database>) {
  return tx
    .selectFrom("files")
    .select([
      "files.id",
      "files.account_id",
      "files.user_id",
      "files.file_name",
      "files.file_type",
      "files.file_size",
      "files.storage_url",
      "files.object_key",
      "files.databricks_job_id",
      "files.status",
      "files.error_message",
      "files.error",
      "files.uploaded_at",
      "files.processed_at",
      "files.metadata",
      "files.sha256",
      "files.rows",
      "files.rejected",
      "files.profile_run_id",
      "files.table_key",
    ])
    .select([
      sql<string>`files.uploaded_at::text`.as("place"),
      // An earlier file with the same bytes. Policies keep it to this person's own.
      sql<string | null>`(select e.id from files e where e.account_id = files.account_id and e.user_id = files.user_id
        and e.sha256 = files.sha256 and (e.uploaded_at, e.id) < (files.uploaded_at, files.id) order by e.uploaded_at, e.id limit 1)`.as(
        "duplicate_of",
      ),
      sql<string>`(select count(*) from insights i where i.run_id = files.profile_run_id)`.as("insight_count"),
      sql<StoredLatestRun | null>`(select to_jsonb(r) from (select id, kind, state, progress, step, message, attempt, queued_at, started_at, finished_at, error
        from runs where runs.file_id = files.id order by queued_at desc, id desc limit 1) r)`.as("stored_run"),
      // By which share it is read (one at most: a member has one of a file that is not revoked), and how many of one's own hold.
      sql<StoredShares | null>`(select jsonb_build_object(
          'read_by', (array_agg(jsonb_build_object('share_id', s.id,
            'owner_name', coalesce((select n.name from caudal.name_sharers(array[s.user_id]) n), ''), 'since', s.created_at,
            'until', s.expires_at, 'may_download', s.may_download)) filter (where s.grantee_user_id = (select caudal.claim_user_id())))[1],
          'own', count(*) filter (where s.user_id = (select caudal.claim_user_id()) and (s.expires_at is null or s.expires_at > now())))
        from shares s where s.file_id = files.id and s.revoked_at is null)`.as("stored_shares"),
    ]);
}

/** As JSON carries it: instants as text. */
type StoredLatestRun = Omit<LatestRun, "queued_at" | "started_at" | "finished_at"> & {
  queued_at: string;
  started_at: string | null;
  finished_at: string | null;
};

type StoredShares = { readonly read_by: ReadBy | null; readonly own: number };

function fileRow<
  T extends { readonly stored_run: StoredLatestRun | null; readonly stored_shares: StoredShares | null },
>({ stored_run: run, stored_shares: shares, ...stored }: T) {
  const file = { ...stored, read_by: shares?.read_by ?? null, share_count: shares?.own ?? 0 };
  if (run === null) return { ...file, latest_run: null };
  const instant = (text: string | null) => (text === null ? null : new Date(text));
  return {
    ...file,
    latest_run: {
      ...run,
      queued_at: new Date(run.queued_at),
      started_at: instant(run.started_at),
      finished_at: instant(run.finished_at),
    },
  };
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
