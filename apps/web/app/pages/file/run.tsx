import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, LoaderCircle } from "lucide-react";
import type { RunDetail } from "@caudal/contract/resources/run.ts";
import { runQuery } from "../../api/queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { FailureNotice, Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useFile } from "./use-file.ts";

export function RunSection() {
  const { w } = useSpeech();
  const { query } = useFile();
  const file = query.data;
  if (file === undefined) return <Skeleton className="h-96 w-full" />;
  if (file.run === null) return <p className="text-n4">{w.file.run.none}</p>;
  return <Run id={file.run.id} />;
}

function Run({ id }: { readonly id: string }) {
  const { w, f } = useSpeech();
  const answer = useQuery(runQuery(id));
  if (answer.isError) return <FailureNotice failure={answer.error} onRetry={() => void answer.refetch()} />;
  const run = answer.data;
  if (run === undefined) return <Skeleton className="h-96 w-full" />;
  const words = w.file.run;
  const took =
    run.started_at === null || run.finished_at === null
      ? null
      : (Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000;
  const facts: readonly (readonly [string, string])[] = [
    [words.queued, f.dateTime(run.queued_at)],
    ...(run.started_at === null ? [] : [[words.started, f.dateTime(run.started_at)] as const]),
    ...(run.finished_at === null ? [] : [[words.finished, f.dateTime(run.finished_at)] as const]),
    ...(took === null ? [] : [[words.took, f.duration(took)] as const]),
    [words.attempts, f.number(run.attempt)],
    [words.id, run.id],
  ];
  return (
    <div className="grid gap-x-12 gap-y-8 lg:grid-cols-[1fr_1fr]">
      <section>
        <h2 className="mb-3 text-md font-semibold">
          {words.states[run.state]}
          {run.state === "queued" ? null : (
            <span className="num ml-2 font-normal text-n4">{f.progress(run.progress)}</span>
          )}
        </h2>
        {run.error === null ? null : (
          <div className="mb-4">
            <Notice tone={run.state === "cancelled" ? "info" : "bad"} title={run.error.title}>
              {run.error.detail} {run.error.action}
            </Notice>
          </div>
        )}
        <dl className="num space-y-1">
          {facts.map(([name, value]) => (
            <div key={name} className="flex gap-3">
              <dt className="w-28 shrink-0 text-n4">{name}</dt>
              <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <Steps run={run} />
      <Log run={run} />
    </div>
  );
}

function Steps({ run }: { readonly run: RunDetail }) {
  const { w, f } = useSpeech();
  const longest = Math.max(0.001, ...run.steps.map((step) => step.seconds ?? 0));
  return (
    <section>
      <h2 className="mb-3 text-md font-semibold">{w.file.run.steps}</h2>
      <ol className="divide-y divide-n2 border-y border-n2">
        {run.steps.map((step) => (
          <li
            key={`${step.name}-${step.attempt}`}
            className="grid grid-cols-[1.25rem_1fr_5rem] items-center gap-x-3 py-2.5"
          >
            {step.state === "done" ? (
              <CircleCheck size={15} aria-label={w.file.run.stepStates.done} className="text-good" />
            ) : step.state === "failed" ? (
              <CircleAlert size={15} aria-label={w.file.run.stepStates.failed} className="text-bad" />
            ) : (
              <LoaderCircle size={15} aria-label={w.file.run.stepStates.running} className="animate-spin text-accent" />
            )}
            <span>
              {step.title}
              {step.attempt > 1 ? <span className="text-n4"> ({w.file.detail.attempt(step.attempt)})</span> : null}
            </span>
            <span className="num text-right text-n4">{step.seconds === null ? "" : f.duration(step.seconds)}</span>
            <span aria-hidden className="col-start-2 mt-1 h-1 rounded-full bg-n2">
              <span
                className="block h-full rounded-full bg-n3"
                style={{ width: `${((step.seconds ?? 0) / longest) * 100}%` }}
              />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const levelTones = { info: "text-n4", warn: "text-warn", error: "text-bad" } as const;

function Log({ run }: { readonly run: RunDetail }) {
  const { w, f } = useSpeech();
  return (
    <section className="lg:col-span-2">
      <h2 className="mb-3 text-md font-semibold">{w.file.run.log}</h2>
      {run.logs.length === 0 ? (
        <p className="text-n4">{run.finished_at === null ? w.file.run.noLog : w.file.run.quietLog}</p>
      ) : (
        <ol
          tabIndex={0}
          aria-label={w.file.run.log}
          className="max-h-96 overflow-auto rounded border border-n2 bg-surface p-3 text-sm"
        >
          {run.logs.map((line, index) => (
            <li key={index} className="grid gap-x-4 py-0.5 sm:grid-cols-[5.5rem_6rem_1fr]">
              <time dateTime={line.at} className="num text-n4">
                {f.clock(line.at)}
              </time>
              <span className={levelTones[line.level]}>{w.file.run.levels[line.level]}</span>
              <span className="[overflow-wrap:anywhere]">{line.message}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
