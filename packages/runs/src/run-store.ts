import type { FaultParams } from "@caudal/base/fault.ts";
import type { ClaimedRun, RunState, StepResult, StoredFault } from "./run.ts";

export type ClaimRequest = {
  /** Who takes it: shown to operators, no part of the fence. */
  readonly worker: string;
  /** Only runs that this worker can carry out. */
  readonly kinds: readonly string[];
  readonly leaseMs: number;
  /** Most runs of one account that all workers together hold at a time. */
  readonly perAccount: number;
};

/** `lastFault` is that of the attempt before; null when there was none or its worker died without a word. */
export type Claim = { readonly run: ClaimedRun; readonly lastFault: StoredFault | null };

/** How an attempt ended, as an event of the transition table. */
export type Conclusion =
  | { readonly event: "succeed" }
  | { readonly event: "fail"; readonly fault: StoredFault }
  | { readonly event: "retry"; readonly fault: StoredFault; readonly delayMs: number }
  | { readonly event: "release" }
  | { readonly event: "stop" };

export type StepStart = { readonly name: string; readonly ordinal: number };
/** Where a run stands: `progress` 0 to 1 of the whole run, and the message of the step at work. */
export type RunProgress = {
  readonly progress: number;
  readonly step: string;
  readonly message: { readonly key: string; readonly params: FaultParams } | null;
};

/**
 * Where runs are kept. Everything that names a ClaimedRun is refused with Fault `run_lease_lost` when its token is not the run's any more,
 * and, `extendLease` and `conclude` excepted, with `run_cancelled` when a person asked for the run's end. A store that cannot be
 * reached throws a transient Fault, and then the same call may be repeated: each has the effect of one.
 */
export type RunStore = {
  /** The next run whose turn it is, leased; null when there is none. Accounts take turns. */
  claim(request: ClaimRequest): Promise<Claim | null>;
  /** Takes runs whose lease ran out away from their workers; gives how many. */
  sweep(): Promise<number>;
  /** The lease starts anew; gives the state, in which a wish to cancel shows. */
  extendLease(run: ClaimedRun, leaseMs: number): Promise<RunState>;
  /** Gives the stored result when the step was finished before, else null: it is marked as running now. */
  startStep(run: ClaimedRun, step: StepStart): Promise<StepResult | null>;
  finishStep(run: ClaimedRun, name: string, result: StepResult, progress: number): Promise<void>;
  failStep(run: ClaimedRun, name: string, fault: StoredFault): Promise<void>;
  reportProgress(run: ClaimedRun, progress: RunProgress): Promise<void>;
  log(run: ClaimedRun, level: "info" | "warn" | "error", key: string, params: FaultParams): Promise<void>;
  /** Ends the attempt and gives the state that the run is in now. */
  conclude(run: ClaimedRun, conclusion: Conclusion): Promise<RunState>;
};

/**
 * What a store tells at once instead of at the next poll: a run may be claimed now, or a person asked for the end of one. "anything": for a
 * while nothing was heard, look at all of it.
 */
export type RunSignal =
  | { readonly about: "queued" | "anything" }
  | { readonly about: "cancelling"; readonly runId: string };
/** Subscribes; gives the way to unsubscribe. */
export type RunSignals = (listener: (signal: RunSignal) => void) => () => void;
