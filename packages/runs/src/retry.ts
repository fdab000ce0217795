import type { Fault } from "@caudal/base/fault.ts";
import type { StoredFault } from "./run.ts";

/** Waits before attempt 2, 3, …: base · factor^(n−1), at most `maxDelayMs`, of which the last half is drawn at random so that runs that failed together do not come back together. */
export type RetryPolicy = { readonly baseDelayMs: number; readonly factor: number; readonly maxDelayMs: number };

export const defaultRetryPolicy: RetryPolicy = { baseDelayMs: 1_000, factor: 3, maxDelayMs: 5 * 60_000 };
export const defaultMaxAttempts = 5;

export type RetryDecision =
  | { readonly event: "retry"; readonly fault: StoredFault; readonly delayMs: number }
  | { readonly event: "fail"; readonly fault: StoredFault };

/** What follows from a failed attempt. `attempt` counts from 1; `random` gives [0, 1). A run out of attempts fails with the fault of its last one. */
export function decideRetry(
  fault: Fault,
  run: { readonly attempt: number; readonly maxAttempts: number },
  random: () => number,
  policy: RetryPolicy = defaultRetryPolicy,
): RetryDecision {
  const stored = storeFault(fault);
  if (fault.persistence === "permanent" || run.attempt >= run.maxAttempts) return { event: "fail", fault: stored };
  return { event: "retry", fault: stored, delayMs: retryDelayMs(run.attempt, random, policy) };
}

/** Milliseconds, whole, between half of the attempt's backoff and all of it. */
export function retryDelayMs(attempt: number, random: () => number, policy: RetryPolicy = defaultRetryPolicy): number {
  const full = Math.min(policy.maxDelayMs, policy.baseDelayMs * policy.factor ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * random());
}

/** A failure without its stack and its cause, which may name secrets. */
export function storeFault(fault: Fault): StoredFault {
  return { code: fault.code, params: fault.params };
}
