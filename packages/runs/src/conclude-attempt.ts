import type { Fault } from "@caudal/base/fault.ts";
import { decideRetry, type RetryPolicy } from "./retry.ts";
import type { ClaimedRun } from "./run.ts";
import type { Conclusion } from "./run-store.ts";

/** Why the work was told to stop. A stronger reason replaces a weaker one: what was lost cannot be given back. */
export type Interruption = "draining" | "cancelled" | "lost";
const strength: Readonly<Record<Interruption, number>> = { draining: 1, cancelled: 2, lost: 3 };

export function strongerInterruption(known: Interruption | null, next: Interruption): Interruption {
  return known !== null && strength[known] >= strength[next] ? known : next;
}

/**
 * What the end of an attempt makes of its run; null when the run belongs to somebody else and nothing may be written.
 * `failure` is null when the work came to its end, which counts even when it was told to stop.
 */
export function concludeAttempt(
  failure: Fault | null,
  interruption: Interruption | null,
  run: Pick<ClaimedRun, "attempt" | "maxAttempts">,
  random: () => number,
  policy?: RetryPolicy,
): Conclusion | null {
  if (interruption === "lost" || failure?.code === "run_lease_lost") return null;
  if (failure === null) return { event: "succeed" };
  if (interruption === "cancelled" || failure.code === "run_cancelled") return { event: "stop" };
  if (interruption === "draining") return { event: "release" };
  return decideRetry(failure, run, random, policy);
}
