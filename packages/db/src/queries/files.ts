import { sql, type RawBuilder, type Selectable, type Transaction } from "kysely";
import { fixedQuery, type StandIns } from "../fixed-query.ts";
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
  const { limit, after, status, nameContains, whose } = list;
  const like = nameContains ? `%${escapeLike(storableText(nameContains))}%` : undefined;
  const given = { limit, uploadedAt: after?.uploadedAt, id: after?.id, status, like };
  return (await pages[whose ?? "all"](tx, given)).map(fileRow);
}

type PageValues = {
  readonly limit: number;
  readonly uploadedAt?: string | undefined;
  readonly id?: string | undefined;
  readonly status?: FileList["status"] | undefined;
  readonly like?: string | undefined;
};

const pageOf = (whose: FileList["whose"]) =>
  fixedQuery((tx, said: StandIns<PageValues>) => {
    const page = sql`(select * from (${pickFiles(whose, said)}) as picked order by uploaded_at desc, id desc limit ${said.limit})`;
    return selectFiles(tx, page).orderBy("files.uploaded_at", "desc").orderBy("files.id", "desc");
  });
const pages = { own: pageOf("own"), shared: pageOf("shared"), all: pageOf(undefined) };

/**
 * The files of a page. Each half names whose its files are, so that an index leads it: what a policy says of a row's person is one of
 * several reasons to see it, and leads nothing.
 */
export function pickFiles(whose: FileList["whose"], said: StandIns<PageValues>): RawBuilder<unknown> {
  const conditions = [
    ...(said.status === undefined ? [] : [sql`and files.status = ${said.status}`]),
    ...(said.like === undefined ? [] : [sql`and files.file_name ilike ${said.like}`]),
    ...(said.uploadedAt === undefined || said.id === undefined
      ? []
      : [sql`and (files.uploaded_at, files.id) < (${said.uploadedAt}::timestamptz, ${said.id}::uuid)`]),
  ];
  const rest = sql`${sql.join(conditions, sql` `)} order by files.uploaded_at desc, files.id desc limit ${said.limit}`;
  const own = sql`(select ${stored} from files
    where files.account_id = (select caudal.claim_account_id()) and files.user_id = (select caudal.claim_user_id()) ${rest})`;
  const shared = sql`(select ${stored} from shares join files on files.id = shares.file_id
    where shares.account_id = (select caudal.claim_account_id()) and shares.grantee_user_id = (select caudal.claim_user_id()) ${rest})`;
  return whose === undefined ? sql`${own} union all ${shared}` : whose === "own" ? own : shared;
}

/** One file; null when this scope sees none. */
export async function findFile(tx: Transaction<Database>, id: string): Promise<FileRow | null> {
  const [row] = await fileOfId(tx, { id });
  return row === undefined ? null : fileRow(row);
}

const fileOfId = fixedQuery((tx, said: StandIns<{ readonly id: string }>) =>
  selectFiles(tx, sql`(select * from files where id = ${said.id})`).select(["files.reading", "files.columns"]),
);

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

/** What was done with a file, oldest first; `offset` of it is left out. */
export async function listProcessingLogs(
  tx: Transaction<Database>,
  fileId: string,
  limit = 1000,
  offset = 0,
): Promise<Selectable<Database["processing_logs"]>[]> {
  return tx
    .selectFrom("processing_logs")
    .selectAll()
    .where("file_id", "=", fileId)
    .orderBy("started_at")
    .orderBy("id")
    .limit(limit)
    .offset(offset)
    .execute();
}

/** What a list carries of a file's row. */
const listed = [
  "id",
  "account_id",
  "user_id",
  "file_name",
  "file_type",
  "file_size",
  "storage_url",
  "object_key",
  "databricks_job_id",
  "status",
  "error_message",
  "error",
  "uploaded_at",
  "processed_at",
  "metadata",
  "sha256",
  "rows",
  "rejected",
  "profile_run_id",
  "table_key",
] as const;
const stored = sql.join(listed.map((name) => sql.ref(`files.${name}`)));

/** Files out of `which`, with what is shown beside each. */
function selectFiles(tx: Transaction<Database>, which: RawBuilder<unknown>) {
  const isOwn = sql<boolean>`files.user_id = (select caudal.claim_user_id())`;
  const holds = sql<boolean>`s.file_id = files.id and s.revoked_at is null and (s.expires_at is null or s.expires_at > now())`;
  return tx
    .selectFrom(sql<Selectable<FilesTable>>`${which}`.as("files"))
    .leftJoinLateral(
      sql<LatestRun>`(select id, kind, state, progress, step, message, attempt, queued_at, started_at, finished_at, error
        from runs where runs.file_id = files.id order by queued_at desc, id desc limit 1)`.as("run"),
      (join) => join.onTrue(),
    )
    .select(listed.map((name) => `files.${name}` as const))
    .select([
      "run.id as run_id",
      "run.kind as run_kind",
      "run.state as run_state",
      "run.progress as run_progress",
      "run.step as run_step",
      "run.message as run_message",
      "run.attempt as run_attempt",
      "run.queued_at as run_queued_at",
      "run.started_at as run_started_at",
      "run.finished_at as run_finished_at",
      "run.error as run_error",
    ])
    .select([
      sql<string>`files.uploaded_at::text`.as("place"),
      // An earlier file with the same bytes. Policies keep it to this person's own.
      sql<string | null>`(select e.id from files e where e.account_id = files.account_id and e.user_id = files.user_id
        and e.sha256 = files.sha256 and (e.uploaded_at, e.id) < (files.uploaded_at, files.id) order by e.uploaded_at, e.id limit 1)`.as(
        "duplicate_of",
      ),
      sql<string>`(select count(*) from insights i where i.run_id = files.profile_run_id)`.as("insight_count"),
      // By which share it is read: one at most, since a member has one of a file that is not revoked.
      sql<ReadBy | null>`case when not ${isOwn} then (select jsonb_build_object('share_id', s.id,
          'owner_name', coalesce((select n.name from caudal.name_sharers(array[s.user_id]) n), ''), 'since', s.created_at,
          'until', s.expires_at, 'may_download', s.may_download)
        from shares s where ${holds} and s.grantee_user_id = (select caudal.claim_user_id()) limit 1) end`.as(
        "read_by",
      ),
      sql<string>`case when ${isOwn} then (select count(*) from shares s where ${holds}) else 0 end`.as("shares_held"),
    ]);
}

type SelectedFile = Awaited<ReturnType<ReturnType<typeof selectFiles>["executeTakeFirstOrThrow"]>>;

/** The run's columns stay on the row beside `latest_run`: to take them off takes longer than all else here. */
function fileRow<T extends SelectedFile>(row: T) {
  const { run_id: id, run_kind: kind, run_state: state, run_queued_at: queued_at } = row;
  const latest_run: LatestRun | null =
    id === null || kind === null || state === null || queued_at === null
      ? null
      : {
          id,
          kind,
          state,
          progress: row.run_progress ?? 0,
          step: row.run_step,
          message: row.run_message,
          attempt: row.run_attempt ?? 0,
          queued_at,
          started_at: row.run_started_at,
          finished_at: row.run_finished_at,
          error: row.run_error,
        };
  return { ...row, share_count: Number(row.shares_held), latest_run };
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
