import { sql, type Selectable, type Transaction } from "kysely";
import type { Database, FilesTable, InsightsTable, NotificationsTable, RunsTable } from "../schema.ts";

/** The most of each list that a trace holds; its totals count all. */
export const tracedAtMost = { runs: 50, insights: 100, notifications: 50 } as const;

export type TracedRunRow = Pick<
  Selectable<RunsTable>,
  "id" | "kind" | "state" | "attempt" | "request_id" | "queued_at" | "started_at" | "finished_at" | "error" | "file_id"
> & {
  readonly engine: { readonly name: string; readonly version: string } | null;
  readonly rows: string | null;
  readonly rejected: string | null;
  readonly insight_count: string;
  readonly table_key: string | null;
  readonly table_digest: { readonly sha256?: unknown } | null;
  readonly steps: readonly { name: string; state: "running" | "done" | "failed"; seconds: number | null }[];
  readonly receipt_at: Date | null;
  readonly receipt_key: string | null;
};

/** Runs of a file, or one run, the newest first, each with what it left. */
export async function listTracedRuns(
  tx: Transaction<Database>,
  of: { readonly fileId: string } | { readonly runId: string },
): Promise<TracedRunRow[]> {
  const query = tx
    .selectFrom("runs")
    .leftJoin("run_profiles as found", "found.run_id", "runs.id")
    .leftJoin("receipts", "receipts.run_id", "runs.id")
    .select([
      "runs.id",
      "runs.kind",
      "runs.state",
      "runs.attempt",
      "runs.request_id",
      "runs.queued_at",
      "runs.started_at",
      "runs.finished_at",
      "runs.error",
      "runs.file_id",
      sql<TracedRunRow["engine"]>`coalesce(found.engine, nullif(receipts.content -> 'engine', 'null'))`.as("engine"),
      sql<string | null>`coalesce(found.rows, (receipts.content #>> '{left,rows}')::bigint)`.as("rows"),
      sql<string | null>`coalesce(found.rejected, (receipts.content #>> '{left,rejected}')::bigint)`.as("rejected"),
      sql<string>`(select count(*) from insights i where i.run_id = runs.id)`.as("insight_count"),
      "found.table_key",
      "found.table_digest",
      sql<TracedRunRow["steps"]>`coalesce((select jsonb_agg(jsonb_build_object('name', s.name, 'state', s.state,
        'seconds', round(extract(epoch from s.finished_at - s.started_at), 3)) order by s.ordinal, s.name)
        from run_steps s where s.run_id = runs.id), '[]')`.as("steps"),
      "receipts.written_at as receipt_at",
      "receipts.key_id as receipt_key",
    ])
    .orderBy("runs.queued_at", "desc")
    .orderBy("runs.id", "desc")
    .limit(tracedAtMost.runs);
  return (
    "fileId" in of ? query.where("runs.file_id", "=", of.fileId) : query.where("runs.id", "=", of.runId)
  ).execute();
}

export type TracedPerson = { readonly user_id: string; readonly name: string; readonly email: string };
export type FileTraceRows = {
  readonly file: Selectable<FilesTable>;
  readonly person: TracedPerson;
  readonly upload: { readonly id: string; readonly created_at: Date } | null;
  readonly runs: readonly TracedRunRow[];
  readonly insights: readonly Selectable<InsightsTable>[];
  readonly notifications: readonly Selectable<NotificationsTable>[];
  readonly totals: { readonly runs: number; readonly insights: number; readonly notifications: number };
  readonly rejectsKept: number;
};

/** All that came of a file; null when this scope sees none. */
export async function loadFileTrace(tx: Transaction<Database>, fileId: string): Promise<FileTraceRows | null> {
  // The way of a file is its own person's to see, whomever it is shared with.
  const file = await ownFile(tx, fileId);
  if (file === undefined) return null;
  const counts = await tx
    .selectNoFrom([
      sql<string>`(select count(*) from runs where file_id = ${fileId})`.as("runs"),
      sql<string>`(select count(*) from insights where file_id = ${fileId})`.as("insights"),
      sql<string>`(select count(*) from notifications where related_file_id = ${fileId})`.as("notifications"),
      sql<string>`(select count(*) from rejects where run_id = ${file.profile_run_id}::uuid)`.as("rejects"),
    ])
    .executeTakeFirstOrThrow();
  return {
    file,
    person: await loadPerson(tx, file.user_id),
    upload:
      (await tx.selectFrom("uploads").select(["id", "created_at"]).where("file_id", "=", fileId).executeTakeFirst()) ??
      null,
    runs: await listTracedRuns(tx, { fileId }),
    insights: await tx
      .selectFrom("insights")
      .selectAll()
      .where("file_id", "=", fileId)
      .orderBy("created_at", "desc")
      .orderBy("importance", "desc")
      .orderBy("id")
      .limit(tracedAtMost.insights)
      .execute(),
    notifications: await tx
      .selectFrom("notifications")
      .selectAll()
      .where("related_file_id", "=", fileId)
      .orderBy("created_at", "desc")
      .limit(tracedAtMost.notifications)
      .execute(),
    totals: {
      runs: Number(counts.runs),
      insights: Number(counts.insights),
      notifications: Number(counts.notifications),
    },
    rejectsKept: Number(counts.rejects),
  };
}

export type InsightTraceRows = {
  readonly insight: Selectable<InsightsTable>;
  readonly file: Selectable<FilesTable>;
  readonly person: TracedPerson;
  readonly run: TracedRunRow;
  readonly asInReceipt: boolean | null;
};

/** Where a finding comes from; null when this scope sees none. */
export async function loadInsightTrace(tx: Transaction<Database>, id: string): Promise<InsightTraceRows | null> {
  const insight = await tx.selectFrom("insights").selectAll().where("id", "=", id).executeTakeFirst();
  if (insight === undefined) return null;
  const [run] = await listTracedRuns(tx, { runId: insight.run_id });
  const file = await ownFile(tx, insight.file_id);
  if (run === undefined || file === undefined) return null;
  const told = await tx
    .selectFrom("insights")
    .innerJoin("receipts", "receipts.run_id", "insights.run_id")
    .select(
      sql<boolean>`receipts.content #> '{left,insights,items}' @> jsonb_build_array(
        jsonb_build_object('id', insights.id, 'sha256', caudal.insight_digest(insights)))`.as("same"),
    )
    .where("insights.id", "=", id)
    .executeTakeFirst();
  return { insight, file, run, person: await loadPerson(tx, insight.user_id), asInReceipt: told?.same ?? null };
}

function ownFile(tx: Transaction<Database>, id: string): Promise<Selectable<FilesTable> | undefined> {
  const own = sql<boolean>`user_id = caudal.claim_user_id()`;
  return tx.selectFrom("files").selectAll().where("id", "=", id).where(own).executeTakeFirst();
}

function loadPerson(tx: Transaction<Database>, userId: string): Promise<TracedPerson> {
  return tx
    .selectFrom("profiles")
    .select(["user_id", "name", "email"])
    .where("user_id", "=", userId)
    .executeTakeFirstOrThrow();
}
