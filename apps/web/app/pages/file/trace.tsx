import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Download } from "lucide-react";
import type { FileTrace, TracedRun } from "@caudal/contract/resources/trace.ts";
import { api } from "../../api/client.ts";
import { traceQuery } from "../../api/queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { paths } from "../../paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { buttonClass } from "../../ui/button.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ShareList } from "../../share/share-list.tsx";
import { Facts } from "./facts.tsx";
import { InsightOrigin } from "./insight-origin.tsx";
import { useFile } from "./use-file.ts";
import { VerifyReceipt } from "./verify-receipt.tsx";

/** From bytes to insights: who, when, which run and engine, and what came of it. */
export function TraceSection() {
  const { fileId, query } = useFile();
  const { insight } = useSearch({ from: "/inside/files/$fileId/trace" });
  const answer = useQuery(traceQuery(fileId));
  if (answer.isError) return <FailureNotice failure={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.data === undefined) return <Skeleton className="h-96 w-full" />;
  return (
    <div className="max-w-4xl">
      {insight === undefined ? null : <InsightOrigin key={insight} id={insight} />}
      <Trace trace={answer.data} />
      {query.data === undefined || query.data.shared !== null ? null : <ShareList fileId={fileId} />}
    </div>
  );
}

function Trace({ trace }: { readonly trace: FileTrace }) {
  const { w, f } = useSpeech();
  const words = w.file.trace;
  const { file, person } = trace;
  return (
    <div>
      <p className="measure mb-6 text-n5">{words.lead}</p>
      <ol className="space-y-8 border-l-2 border-n2 pl-5">
        <li>
          <h2 className="text-md font-semibold">{words.arrived}</h2>
          <Facts
            facts={[
              [words.who, `${person.name} · ${person.email}`],
              [words.when, f.dateTime(file.uploaded_at)],
              [words.size, f.bytes(file.file_size)],
              ["SHA-256", file.sha256 ?? words.notYet],
            ]}
          />
        </li>
        {trace.runs.map((run) => (
          <Run key={run.id} run={run} fileId={file.id} trace={trace} />
        ))}
        <li>
          <h2 className="text-md font-semibold">{words.told(trace.notification_total)}</h2>
          <ul className="mt-2 space-y-1 text-n5">
            {trace.notifications.slice(0, 5).map((notice) => (
              <li key={notice.id} className="flex flex-wrap gap-x-3">
                <time dateTime={notice.created_at} className="num text-n4">
                  {f.dateTime(notice.created_at)}
                </time>
                <span>{notice.title}</span>
              </li>
            ))}
          </ul>
        </li>
      </ol>
    </div>
  );
}

function Run({ run, fileId, trace }: { readonly run: TracedRun; readonly fileId: string; readonly trace: FileTrace }) {
  const { w, f } = useSpeech();
  const words = w.file.trace;
  const copy = trace.copies.find((each) => each.run_id === run.id);
  const insights = trace.insights.filter((each) => each.run_id === run.id);
  const left =
    run.rows === null
      ? words.nothing
      : [words.rows(run.rows), words.rejected(run.rejected ?? 0), words.insights(run.insight_count)].join(" · ");
  return (
    <li>
      <h2 className="flex flex-wrap items-baseline gap-x-2 text-md font-semibold">
        <span>
          {words.run} · {w.file.run.states[run.state]}
        </span>
        {run.shown ? <span className="text-sm font-normal text-n4">{words.shown}</span> : null}
      </h2>
      {run.error === null ? null : <p className="measure mt-1 text-bad">{run.error.detail}</p>}
      <Facts
        facts={[
          [words.when, f.dateTime(run.started_at ?? run.queued_at)],
          ...(run.seconds === null ? [] : [[w.file.run.took, f.duration(run.seconds)] as const]),
          [w.file.run.attempts, f.number(run.attempts)],
          [words.engine, run.engine === null ? words.noEngine : run.engine.version],
          [words.left, left],
          ...(copy?.sha256 == null
            ? []
            : [[words.copy, `${f.bytes(copy.bytes ?? 0)} · SHA-256 ${copy.sha256}`] as const]),
          [w.file.run.id, run.id],
        ]}
      />
      {insights.length === 0 || !run.shown ? null : (
        <ul className="mt-3 space-y-1">
          {insights.slice(0, 8).map((insight) => (
            <li key={insight.id}>
              <AppLink
                to={`${paths.file(fileId)}#${insight.id}`}
                className="text-accent underline-offset-3 hover:underline"
              >
                {insight.title}
              </AppLink>
            </li>
          ))}
          {run.insight_count > 8 ? (
            <li>
              <AppLink to={paths.file(fileId)} className="text-n5 underline underline-offset-3 hover:text-ink">
                {words.allInsights(run.insight_count)}
              </AppLink>
            </li>
          ) : null}
        </ul>
      )}
      {run.receipt === null ? null : (
        <div className="mt-4">
          <VerifyReceipt runId={run.id}>
            <a
              href={api.receiptAddress(run.id)}
              download={`recibo-${run.id}.json`}
              className={buttonClass("plain", "small")}
            >
              <Download size={14} aria-hidden />
              {words.download}
            </a>
          </VerifyReceipt>
        </div>
      )}
    </li>
  );
}
