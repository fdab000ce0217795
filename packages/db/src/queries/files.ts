import { sql, type Selectable, type Transaction } from "kysely";
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

/** A file with what is shown beside it. `place` is where a list goes on after it. */
export type FileRow = Selectable<FilesTable> & {
  readonly duplicate_of: string | null;
  readonly insight_count: string;
  readonly place: string;
  readonly latest_run: LatestRun | null;
};

export type FileList = {
  readonly limit: number;
  /** The `place` of the last file of the page before. */
  readonly after?: { readonly uploadedAt: string; readonly id: string };
  readonly status?: FilesTable["status"]["__select__"];
  /** Part of the name, without regard to case. */
  readonly nameContains?: string;
};

/** Files of this scope, newest first. */
export async function listFiles(tx: Transaction<Database>, list: FileList): Promise<FileRow[]> {
  let query = selectFiles(tx);
  if (list.status !== undefined) query = query.where("files.status", "=", list.status);
  if (list.nameContains)
    query = query.where("files.file_name", "ilike", `%${escapeLike(storableText(list.nameContains))}%`);
  if (list.after)
    query = query.where(
      sql<boolean>`(files.uploaded_at, files.id) < (${list.after.uploadedAt}::timestamptz, ${list.after.id}::uuid)`,
    );
  const rows = await query.orderBy("files.uploaded_at", "desc").orderBy("files.id", "desc").limit(list.limit).execute();
  return rows.map(fileRow);
}

/** One file; null when this scope sees none. */
export async function findFile(tx: Transaction<Database>, id: string): Promise<FileRow | null> {
  const row = await selectFiles(tx).where("files.id", "=", id).executeTakeFirst();
  return row === undefined ? null : fileRow(row);
}

/**
 * Deletes a file and, by its references, all that was made from it. Gives the key of its bytes; null when this scope sees no such file.
 * Its runs are locked first, as every worker locks a run before its file: in the other order the two would wait for each other.
 */
export async function deleteFile(tx: Transaction<Database>, id: string): Promise<string | null> {
  await tx.selectFrom("runs").select("id").where("file_id", "=", id).orderBy("id").forUpdate().execute();
  const row = await tx.deleteFrom("files").where("id", "=", id).returning("object_key").executeTakeFirst();
  return row?.object_key ?? null;
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
    .selectAll("files")
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
    ]);
}

/** As JSON carries it: instants as text. */
type StoredLatestRun = Omit<LatestRun, "queued_at" | "started_at" | "finished_at"> & {
  queued_at: string;
  started_at: string | null;
  finished_at: string | null;
};

function fileRow({
  stored_run: run,
  ...file
}: Omit<FileRow, "latest_run"> & { readonly stored_run: StoredLatestRun | null }): FileRow {
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
