import type { FaultCode, FaultParams } from "@caudal/base/fault.ts";

export const runStates = ["queued", "running", "waiting", "cancelling", "succeeded", "failed", "cancelled"] as const;
/**
 * queued: may be claimed now. running: leased by a worker. waiting: failed in a way that passes, may be claimed when its time comes.
 * cancelling: a person asked for its end while a worker holds it. The last three are final.
 */
export type RunState = (typeof runStates)[number];

/** A failure as it is stored: no stack, no secret. */
export type StoredFault = { readonly code: FaultCode; readonly params: FaultParams };

/** A run as a worker holds it. `token` rises with every claim; everything that the worker writes names it, and a lower one is refused. */
export type ClaimedRun = {
  readonly id: string;
  readonly kind: string;
  readonly accountId: string;
  readonly userId: string;
  readonly fileId: string | null;
  readonly input: Readonly<Record<string, unknown>>;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly token: bigint;
};

/** What a finished step left: it is read again instead of done again when the run goes on elsewhere. JSON only. */
export type StepResult = Readonly<Record<string, unknown>>;

/**
 * What a flow may do with its run while it carries it out. Steps are named and run in order; `step` gives the stored result
 * when the step was finished by an earlier attempt. Throws Fault `run_lease_lost` when the run belongs to another worker now,
 * `run_cancelled` when a person asked for its end.
 */
export type RunContext = {
  readonly run: ClaimedRun;
  readonly signal: AbortSignal;
  step<R extends StepResult>(name: string, work: (report: StepReport) => Promise<R>): Promise<R>;
  log(level: "info" | "warn" | "error", key: string, params?: FaultParams): Promise<void>;
};

/** `fraction` is 0 to 1 of this step; `key` and `params` name a message of the catalogue ("reading", "measuring", …). */
export type StepReport = (progress: {
  readonly fraction: number;
  readonly key: string;
  readonly params?: FaultParams;
}) => void;
