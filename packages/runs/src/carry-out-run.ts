import { Fault, toFault } from "@caudal/base/fault.ts";
import { concludeAttempt, strongerInterruption, type Interruption } from "./conclude-attempt.ts";
import { keepLease } from "./lease-keeper.ts";
import { repeatUntilKept } from "./repeat-until-kept.ts";
import type { RetryPolicy } from "./retry.ts";
import type { RunState } from "./run.ts";
import { createRunContext, type StepEnd } from "./run-context.ts";
import type { RunHandler } from "./run-handler.ts";
import type { Claim, Conclusion, RunStore } from "./run-store.ts";
import type { Timers } from "./timers.ts";

export type AttemptParts = {
  readonly store: RunStore;
  readonly claim: Claim;
  readonly handler: RunHandler;
  readonly leaseMs: number;
  /** How long the work may take to end after its signal aborted; then it is left behind, and the fence keeps it from writing. */
  readonly graceMs: number;
  readonly retry: RetryPolicy;
  readonly random: () => number;
  readonly timers: Timers;
  readonly onStepEnd: (step: StepEnd) => void;
  readonly onTrouble: (what: string, thrown: unknown) => void;
};

/** `state` is null when the run was lost to another worker, or nothing could be written about its end. */
export type AttemptEnd = { readonly state: RunState | null; readonly failure: Fault | null };

export type Attempt = {
  readonly runId: string;
  /** Settles when the attempt's end is written; never rejects. */
  readonly ended: Promise<AttemptEnd>;
  /** Tells the work to stop and gives the run back. */
  drain(): void;
  /** Asks the store now whether a person wants the run's end. */
  look(): void;
};

/** Carries out one claimed run: lease, steps, and the transition that its end makes. */
export function carryOutRun(parts: AttemptParts): Attempt {
  const { store, claim, handler, timers } = parts;
  const { run } = claim;
  const controller = new AbortController();
  let interruption: Interruption | null = null;
  const interrupt = (kind: Interruption, fault: Fault) => {
    interruption = strongerInterruption(interruption, kind);
    controller.abort(fault);
  };
  const lease = keepLease(store, run, parts.leaseMs, timers, (fault) =>
    interrupt(fault.code === "run_cancelled" ? "cancelled" : "lost", fault),
  );
  const persist = <T>(call: () => Promise<T>) => repeatUntilKept(call, timers, lease.endsAt);

  async function work(): Promise<Fault | null> {
    // Only workers that die without a word bring a run here: each of them took an attempt.
    if (run.attempt > run.maxAttempts) {
      const { lastFault } = claim;
      return new Fault(lastFault?.code ?? "run_attempts_exhausted", {
        params: lastFault?.params ?? { attempts: run.maxAttempts },
      });
    }
    const context = createRunContext({
      store,
      run,
      steps: handler.steps,
      signal: controller.signal,
      timers,
      persist,
      onStepEnd: parts.onStepEnd,
      onLostWrite: parts.onTrouble,
    });
    const done = handler.carryOut(context).then(
      () => null,
      (thrown: unknown) => toFault(thrown),
    );
    const grace = startGrace(controller.signal, parts.graceMs, timers);
    return Promise.race([done, grace.over]).finally(grace.callOff);
  }

  async function conclude(conclusion: Conclusion): Promise<RunState | null> {
    try {
      return await repeatUntilKept(
        () => store.conclude(run, conclusion),
        timers,
        () => lease.endsAt() + parts.leaseMs,
      );
    } catch (thrown) {
      parts.onTrouble("conclusion", thrown);
      return null;
    }
  }

  async function carryOut(): Promise<AttemptEnd> {
    const failure = await work().catch((thrown: unknown) => toFault(thrown));
    await lease.stop();
    const conclusion = concludeAttempt(failure, interruption, run, parts.random, parts.retry);
    return { state: conclusion === null ? null : await conclude(conclusion), failure };
  }

  return {
    runId: run.id,
    ended: carryOut(),
    drain: () =>
      interrupt("draining", new Fault("unavailable", { params: { reason: "draining" }, persistence: "transient" })),
    look: lease.beat,
  };
}

/** The signal's reason, once `graceMs` went by after it aborted. */
function startGrace(
  signal: AbortSignal,
  graceMs: number,
  timers: Timers,
): { over: Promise<Fault>; callOff: () => void } {
  let callOff = () => {};
  const over = new Promise<Fault>((resolve) => {
    signal.addEventListener("abort", () => {
      callOff = timers.after(graceMs, () => resolve(toFault(signal.reason)));
    });
  });
  return { over, callOff: () => callOff() };
}
