import { Fault } from "@caudal/base/fault.ts";
import { withLogContext, type Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import { carryOutRun, type Attempt, type AttemptEnd } from "./carry-out-run.ts";
import { defaultRetryPolicy, type RetryPolicy } from "./retry.ts";
import type { ClaimedRun } from "./run.ts";
import type { StepEnd } from "./run-context.ts";
import type { RunHandler, RunHandlers } from "./run-handler.ts";
import type { Claim, RunSignal, RunSignals, RunStore } from "./run-store.ts";
import { systemTimers, type Timers } from "./timers.ts";

export type RunLoopOptions = {
  readonly store: RunStore;
  readonly handlers: RunHandlers;
  /** Unique among the workers alive; shown to operators. */
  readonly workerId: string;
  /** Runs at work at a time in this process. */
  readonly concurrency: number;
  /** Runs of one account at a time in all processes. */
  readonly perAccount: number;
  readonly log: Log;
  /** Wakes the loop at once; without it, everything is seen at the next poll or heartbeat. */
  readonly signals?: RunSignals;
  readonly leaseMs?: number;
  readonly pollMs?: number;
  readonly graceMs?: number;
  readonly retry?: RetryPolicy;
  readonly random?: () => number;
  readonly timers?: Timers;
  /** For metrics. */
  readonly observe?: (observation: RunObservation) => void;
};

export type RunObservation =
  | ({ readonly about: "step"; readonly kind: string } & StepEnd)
  | { readonly about: "attempt"; readonly kind: string; readonly state: AttemptEnd["state"]; readonly seconds: number };

export type RunLoop = Service & {
  /** Ids of the runs at work in this process. */
  active(): readonly string[];
  /** Claims nothing more, stops what is at work and gives it back to the queue; resolves when all of it is written. */
  drain(): Promise<void>;
};

/** From its start on, claims runs and carries them out until it is stopped. */
export function createRunLoop(options: RunLoopOptions): RunLoop {
  const { store, handlers, log, timers = systemTimers, leaseMs = 15_000, pollMs = 1_000 } = options;
  const kinds = Object.keys(handlers);
  // A set, not a map by run: a run that was lost may come back to this worker while its old attempt is still ending.
  const attempts = new Set<Attempt>();
  let draining = false;
  let filling: Promise<void> | null = null;
  let wanted = false;
  let callOffPoll: () => void = () => {};

  const wake = () => {
    wanted = true;
    filling ??= fill().finally(() => {
      filling = null;
      if (wanted && !draining) wake();
    });
  };
  const poll = () => {
    wake();
    if (!draining) callOffPoll = timers.after(pollMs, poll);
  };
  const hear = (signal: RunSignal) => {
    if (signal.about !== "cancelling") wake();
    if (signal.about === "queued") return;
    const of = signal.about === "cancelling" ? signal.runId : null;
    for (const attempt of attempts) if (of === null || attempt.runId === of) attempt.look();
  };
  let unsubscribe: (() => void) | undefined;

  async function fill(): Promise<void> {
    try {
      while (wanted && !draining) {
        wanted = false;
        await store.sweep();
        while (!draining && attempts.size < options.concurrency) {
          const claim = await store.claim({ worker: options.workerId, kinds, leaseMs, perAccount: options.perAccount });
          if (claim === null) break;
          begin(claim);
        }
      }
    } catch (thrown) {
      // The next poll asks again; a store that cannot be reached is told of by its own health check.
      log.warn({ err: thrown }, "runs cannot be claimed");
    }
  }

  function begin(claim: Claim): void {
    const { run } = claim;
    const handler = handlers[run.kind] ?? refuseKind(run.kind);
    const fields = describeRun(run);
    const startedAt = timers.now();
    log.info(fields, "run claimed");
    const attempt = withLogContext({ run_id: run.id }, () =>
      carryOutRun({
        store,
        claim,
        handler,
        leaseMs,
        timers,
        graceMs: options.graceMs ?? 5_000,
        retry: options.retry ?? defaultRetryPolicy,
        random: options.random ?? Math.random,
        onStepEnd: (step) => {
          log.info({ ...fields, step: step.name, seconds: step.seconds, outcome: step.outcome }, "step ended");
          options.observe?.({ about: "step", kind: run.kind, ...step });
        },
        onTrouble: (what, thrown) => log.warn({ ...fields, err: thrown }, `run could not write its ${what}`),
      }),
    );
    attempts.add(attempt);
    if (draining) attempt.drain();
    void attempt.ended.then(({ state, failure }) => {
      attempts.delete(attempt);
      const seconds = (timers.now() - startedAt) / 1000;
      log[failure === null ? "info" : "warn"](
        { ...fields, state, seconds, ...(failure === null ? {} : { err: failure }) },
        "run attempt ended",
      );
      options.observe?.({ about: "attempt", kind: run.kind, state, seconds });
      if (!draining) wake();
    });
  }

  async function drain(): Promise<void> {
    draining = true;
    callOffPoll();
    await filling;
    for (const attempt of attempts) attempt.drain();
    await Promise.all([...attempts].map(({ ended }) => ended));
  }

  return {
    name: "runs",
    async start() {
      unsubscribe = options.signals?.(hear);
      poll();
    },
    active: () => [...attempts].map(({ runId }) => runId),
    drain,
    async stop() {
      await drain();
      unsubscribe?.();
    },
  };
}

function describeRun(run: ClaimedRun) {
  return {
    run_id: run.id,
    kind: run.kind,
    account_id: run.accountId,
    attempt: run.attempt,
    fence: run.token.toString(),
  };
}

/** A store that gives a kind nobody asked for is broken; its run fails with `internal` instead of waiting for ever. */
function refuseKind(kind: string): RunHandler {
  return { steps: {}, carryOut: () => Promise.reject(new Fault("internal", { params: { kind } })) };
}
