import { problemOfStored } from "@caudal/contract/faults/problem-of.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import { renderMessage } from "@caudal/contract/messages/message.ts";
import type { FileTrace, InsightTrace, TracedRun } from "@caudal/contract/resources/trace.ts";
import type { FileTraceRows, InsightTraceRows, TracedRunRow } from "@caudal/db/queries/traces.ts";
import { insightResource } from "../files/insight-resource.ts";
import { notificationResource } from "../notifications/notification-resource.ts";

/** `sizeOf`: bytes of an object in the store; null when there is none. */
export async function fileTrace(
  rows: FileTraceRows,
  locale: LanguageTag,
  sizeOf: (key: string) => Promise<number | null>,
): Promise<FileTrace> {
  const { file } = rows;
  const tables = rows.runs.flatMap((run) => (run.table_key === null ? [] : [{ run, key: run.table_key }]));
  return {
    file: tracedFile(file),
    person: rows.person,
    upload: rows.upload === null ? null : { id: rows.upload.id, created_at: rows.upload.created_at.toISOString() },
    runs: rows.runs.map((run) => tracedRun(run, file.profile_run_id, locale)),
    run_total: rows.totals.runs,
    insights: rows.insights.map((row) => {
      const { id, type, title } = insightResource(row, locale);
      return { id, type, title, run_id: row.run_id };
    }),
    insight_total: rows.totals.insights,
    rejects_kept: rows.rejectsKept,
    copies: [
      { kind: "original", run_id: null, bytes: await sizeOf(file.object_key), sha256: file.sha256 },
      ...(await Promise.all(
        tables.map(async ({ run, key }) => ({
          kind: "table" as const,
          run_id: run.id,
          bytes: await sizeOf(key),
          sha256: typeof run.table_digest?.sha256 === "string" ? run.table_digest.sha256 : null,
        })),
      )),
    ],
    notifications: rows.notifications.map((row) => {
      const { id, title, message, created_at } = notificationResource(row, locale);
      return { id, title, message, created_at };
    }),
    notification_total: rows.totals.notifications,
  };
}

export function insightTrace(rows: InsightTraceRows, locale: LanguageTag): InsightTrace {
  const insight = insightResource(rows.insight, locale);
  return {
    insight,
    query: insight.evidence.query,
    run: tracedRun(rows.run, rows.file.profile_run_id, locale),
    file: tracedFile(rows.file),
    person: rows.person,
    as_in_receipt: rows.asInReceipt,
  };
}

function tracedFile(file: FileTraceRows["file"]): FileTrace["file"] {
  return {
    id: file.id,
    file_name: file.file_name,
    file_type: file.file_type,
    file_size: Number(file.file_size),
    sha256: file.sha256,
    status: file.status,
    uploaded_at: file.uploaded_at.toISOString(),
  };
}

function tracedRun(run: TracedRunRow, shownRunId: string | null, locale: LanguageTag): TracedRun {
  const { started_at: started, finished_at: finished } = run;
  return {
    id: run.id,
    kind: run.kind,
    state: run.state,
    attempts: run.attempt,
    request_id: run.request_id,
    queued_at: run.queued_at.toISOString(),
    started_at: started?.toISOString() ?? null,
    finished_at: finished?.toISOString() ?? null,
    seconds: started === null || finished === null ? null : (finished.getTime() - started.getTime()) / 1000,
    engine: run.engine,
    steps: run.steps.map((step) => ({ ...step, title: renderMessage(locale, `step.${step.name}`) })),
    rows: run.rows === null ? null : Number(run.rows),
    rejected: run.rejected === null ? null : Number(run.rejected),
    insight_count: Number(run.insight_count),
    shown: run.id === shownRunId,
    error: run.error === null || run.state !== "failed" ? null : problemOfStored(run.error, locale),
    receipt: run.receipt_at === null ? null : { written_at: run.receipt_at.toISOString(), key_id: run.receipt_key },
  };
}
