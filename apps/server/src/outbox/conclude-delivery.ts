import type { Fault } from "@caudal/base/fault.ts";
import type { OutboxEnd } from "@caudal/db/queries/outbox.ts";
import { retryDelayMs, storeFault, type RetryPolicy } from "@caudal/runs/retry.ts";

/** Soon at first, for a server that restarts; then so that one which is away for hours is not asked all the time. */
const policy: RetryPolicy = { baseDelayMs: 10_000, factor: 3, maxDelayMs: 30 * 60_000 };

/** What follows from an attempt: an entry's own time, not a count, says when to give up. */
export function concludeDelivery(failure: Fault | null, tried: number, random: () => number): OutboxEnd {
  if (failure === null) return { outcome: "sent" };
  const error = storeFault(failure);
  if (failure.persistence === "permanent") return { outcome: "failed", error };
  return { outcome: "retry", error, retryMs: retryDelayMs(tried, random, policy) };
}
