import { useQuery } from "@tanstack/react-query";
import { insightTraceQuery } from "../../api/queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { paths } from "../../paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Facts } from "./facts.tsx";

/** Back from one insight: the query that found it, the run and the engine, the file's bytes, the person, and whether its receipt says so. */
export function InsightOrigin({ id }: { readonly id: string }) {
  const { w, f } = useSpeech();
  const words = w.file.trace;
  const answer = useQuery(insightTraceQuery(id));
  if (answer.isError) return <FailureNotice failure={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.data === undefined) return <Skeleton className="mb-8 h-48 w-full" />;
  const { insight, query, run, file, person, as_in_receipt: same } = answer.data;
  return (
    <section className="mb-8 rounded border border-n2 bg-surface p-5">
      <h2 className="text-md font-semibold text-pretty">{words.originOf(insight.title)}</h2>
      <Facts
        facts={[
          [words.who, `${person.name} · ${person.email}`],
          [words.file, `${file.file_name} · ${file.sha256 === null ? words.notYet : `SHA-256 ${file.sha256}`}`],
          [words.run, `${f.dateTime(run.started_at ?? run.queued_at)} · ${run.id}`],
          [words.engine, run.engine === null ? words.noEngine : run.engine.version],
          [words.receipt, words.asInReceipt(same)],
        ]}
      />
      <p className="mt-3 text-n4">{words.query}</p>
      <pre
        tabIndex={0}
        aria-label={words.query}
        className="mt-1 overflow-x-auto rounded bg-n1 p-3 font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]"
      >
        {query}
      </pre>
      <p className="mt-3">
        <AppLink to={`${paths.file(file.id)}#${insight.id}`} className="text-accent underline-offset-3 hover:underline">
          {words.insight}
        </AppLink>
      </p>
    </section>
  );
}
