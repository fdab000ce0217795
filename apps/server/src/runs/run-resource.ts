import { renderMessage, type MessageKey } from "@caudal/contract/messages/message.ts";
import { problemOfStored } from "@caudal/contract/faults/problem-of.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { RunDetail, RunSummary } from "@caudal/contract/resources/run.ts";
import type { LatestRun } from "@caudal/db/queries/files.ts";
import type { RunWithSteps } from "@caudal/db/queries/runs.ts";
import { z } from "zod";

/** A run as a reader sees it. While its work says nothing, or nobody is at work on it, its state speaks. */
export function runSummary(run: LatestRun, locale: LanguageTag): RunSummary {
  const error = run.error === null ? null : problemOfStored(run.error, locale);
  return {
    id: run.id,
    kind: run.kind,
    state: run.state,
    progress: run.progress,
    step: run.step,
    message:
      run.message === null || run.state !== "running"
        ? renderMessage(locale, stateMessages[run.state], { attempt: run.attempt, reason: error?.title ?? "…" })
        : renderMessage(locale, run.message.key, run.message.params),
    attempt: run.attempt,
    queued_at: run.queued_at.toISOString(),
    started_at: run.started_at?.toISOString() ?? null,
    finished_at: run.finished_at?.toISOString() ?? null,
    error,
  };
}

export function runDetail({ run, steps, logs }: RunWithSteps, locale: LanguageTag): RunDetail {
  return {
    ...runSummary(run, locale),
    file_id: run.file_id,
    steps: steps.map((step) => ({
      name: step.name,
      title: renderMessage(locale, `step.${step.name}`),
      state: step.state,
      attempt: step.attempt,
      started_at: step.started_at.toISOString(),
      finished_at: step.finished_at?.toISOString() ?? null,
      seconds: step.finished_at === null ? null : (step.finished_at.getTime() - step.started_at.getTime()) / 1000,
    })),
    logs: logs.map((line) => ({
      at: line.at.toISOString(),
      level: line.level,
      message: renderMessage(locale, line.key, wordsOfLine(line.params, locale)),
    })),
  };
}

/** What a line names by its key gets its words: a step its title, a fault its sentence. */
function wordsOfLine(
  params: Readonly<Record<string, unknown>>,
  locale: LanguageTag,
): Readonly<Record<string, unknown>> {
  const { step, fault } = params;
  const stored = StoredLineFault.safeParse(fault).data;
  return {
    ...params,
    ...(typeof step === "string" ? { step: renderMessage(locale, `step.${step}`) } : {}),
    ...(stored === undefined ? {} : { reason: problemOfStored(stored, locale).detail }),
  };
}

const StoredLineFault = z.object({ code: z.string(), params: z.unknown().default({}) });

const stateMessages: Readonly<Record<RunSummary["state"], MessageKey>> = {
  queued: "run.queued",
  running: "run.beginning",
  waiting: "run.waiting",
  cancelling: "run.cancelling",
  succeeded: "run.succeeded",
  failed: "run.failed",
  cancelled: "run.cancelled",
};
