import type { FaultParams } from "@caudal/base/fault.ts";
import { toFault } from "@caudal/base/fault.ts";
import { createProgressWriter } from "./progress-writer.ts";
import { storeFault } from "./retry.ts";
import type { ClaimedRun, RunContext, StepReport, StepResult } from "./run.ts";
import type { RunHandler } from "./run-handler.ts";
import type { RunStore } from "./run-store.ts";
import { overallProgress } from "./step-weights.ts";
import type { Timers } from "./timers.ts";

export type RunContextParts = {
  readonly store: RunStore;
  readonly run: ClaimedRun;
  readonly steps: RunHandler["steps"];
  readonly signal: AbortSignal;
  readonly timers: Timers;
  /** Wraps each call that must not be lost to a short outage of the store. */
  readonly persist: <T>(call: () => Promise<T>) => Promise<T>;
  readonly onStepEnd: (step: StepEnd) => void;
  /** A write that may be lost was lost: progress, or the mark on a failed step. */
  readonly onLostWrite: (write: "progress" | "failed step", thrown: unknown) => void;
};

export type StepEnd = {
  readonly name: string;
  readonly seconds: number;
  readonly outcome: "done" | "failed" | "stored";
};

/** What a handler is given for one attempt. */
export function createRunContext({
  store,
  run,
  steps,
  signal,
  timers,
  persist,
  onStepEnd,
  onLostWrite,
}: RunContextParts): RunContext {
  const finished = new Set<string>();
  /** The last step that an earlier attempt had done, until it is told. */
  let resumedAfter: string | null = null;
  let ordinal = 0;
  let atWork: string | null = null;
  // A lost progress write is nothing: the next one, or the step's end, carries the newer figure. What the fence refuses, the next step is told.
  const progress = createProgressWriter(
    (report) => store.reportProgress(run, report).catch((thrown: unknown) => onLostWrite("progress", thrown)),
    timers,
  );

  async function carryOutStep<R extends StepResult>(
    name: string,
    work: (report: StepReport) => Promise<R>,
  ): Promise<R> {
    const startedAt = timers.now();
    const end = (outcome: StepEnd["outcome"]) =>
      onStepEnd({ name, seconds: (timers.now() - startedAt) / 1000, outcome });
    const stored = await persist(() => store.startStep(run, { name, ordinal }));
    ordinal += 1;
    if (stored !== null) {
      finished.add(name);
      resumedAfter = name;
      end("stored");
      return stored as R;
    }
    if (resumedAfter !== null) {
      const step = resumedAfter;
      resumedAfter = null;
      await persist(() => store.log(run, "info", "run.resumed", { step, attempt: run.attempt }));
    }
    let open = true;
    try {
      const result = asJson(
        await work(({ fraction, key, params }) => {
          if (signal.aborted || !open) return;
          progress.report({
            progress: overallProgress(steps, finished, { name, fraction }),
            step: name,
            message: { key, params: params ?? {} },
          });
        }),
      );
      open = false;
      await progress.settle();
      finished.add(name);
      await persist(() =>
        store.finishStep(run, name, result, Math.max(progress.highest(), overallProgress(steps, finished))),
      );
      end("done");
      return result;
    } catch (thrown) {
      open = false;
      await progress.settle();
      end("failed");
      // Best effort: the attempt's conclusion carries the same fault, and a step left running is started again.
      if (!signal.aborted)
        await store
          .failStep(run, name, storeFault(toFault(thrown)))
          .catch((lost: unknown) => onLostWrite("failed step", lost));
      throw thrown;
    }
  }

  return {
    run,
    signal,
    async step(name, work) {
      signal.throwIfAborted();
      if (atWork !== null) throw new Error(`step ${name} begun inside step ${atWork}: steps run one after another`);
      if (finished.has(name))
        throw new Error(`step ${name} was done already in this attempt: names of steps are unique in a run`);
      atWork = name;
      try {
        return await carryOutStep(name, work);
      } finally {
        atWork = null;
      }
    },
    async log(level, key, params: FaultParams = {}) {
      signal.throwIfAborted();
      await persist(() => store.log(run, level, key, params));
    },
  };
}

/** A result as it will be read again, so that the first attempt sees what a later one would: no dates, no undefined, no bigint (which throws). */
function asJson<R extends StepResult>(result: R): R {
  return JSON.parse(JSON.stringify(result)) as R;
}
