import { Fault } from "@caudal/base/fault.ts";
import type { AttemptLimit, AttemptLimiter } from "../auth/attempt-limiter.ts";
import { networkOf } from "../auth/network-of.ts";

/** Links that open nothing, from one place. A token cannot be guessed; trying is stopped all the same, and costs the database nothing. */
export const linkLimit: AttemptLimit = { max: 40, windowMs: 15 * 60_000 };

/**
 * Opens a link, unless its address has tried too many that open nothing. What opens does not count.
 *
 * @throws Fault `rate_limited` with the seconds to wait, and what `open` throws.
 */
export async function limitLinks<T>(
  limiter: AttemptLimiter,
  limit: AttemptLimit,
  address: string,
  open: () => Promise<T>,
): Promise<T> {
  const attempt = limiter.take(networkOf(address), limit);
  if (attempt.wait > 0) throw new Fault("rate_limited", { params: { seconds: attempt.wait } });
  try {
    const opened = await open();
    attempt.giveBack();
    return opened;
  } catch (error) {
    if (!(error instanceof Fault && error.code === "link_unknown")) attempt.giveBack();
    throw error;
  }
}
