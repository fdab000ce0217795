import type { Clock } from "@caudal/base/clock.ts";

/** So many requests in a window; they come back one by one, not all at once when the window ends. */
export type RateLimit = { readonly name: string; readonly max: number; readonly windowMs: number };

/** Where somebody stands after this request. Times in whole seconds, rounded up. */
export type RateState = {
  readonly limit: RateLimit;
  readonly allowed: boolean;
  readonly remaining: number;
  /** Until all of `max` is there again. */
  readonly reset: number;
  /** Until the next request may come; 0 when this one might. */
  readonly wait: number;
};

export type RateLimiter = { take(key: string): RateState };

/** How many of the oldest keys are looked at for those that hold nothing any more. */
const swept = 8;

/**
 * The generic cell rate algorithm: of each key one moment is kept, at which all of its requests have come back. At most `maxKeys`; the one
 * that was used longest ago goes first, and it has the most back.
 */
export function createRateLimiter(clock: Clock, limit: RateLimit, maxKeys = 50_000): RateLimiter {
  const full = new Map<string, number>();
  const each = limit.windowMs / limit.max;

  function forgetOld(now: number): void {
    let seen = 0;
    for (const [key, moment] of full) {
      if (seen++ >= swept) break;
      if (moment <= now || full.size > maxKeys) full.delete(key);
    }
  }

  return {
    take: (key) => {
      const now = clock.monotonic();
      const before = Math.max(full.get(key) ?? now, now);
      const after = before + each;
      const over = rounded(after - now - limit.windowMs);
      const allowed = over <= 0;
      const stands = allowed ? after : before;
      full.delete(key);
      full.set(key, stands);
      const gone = rounded(stands - now);
      forgetOld(now);
      return {
        limit,
        allowed,
        remaining: Math.max(0, Math.floor((limit.windowMs - gone) / each + 1e-9)),
        reset: Math.ceil(gone / 1000),
        wait: allowed ? 0 : Math.max(1, Math.ceil(over / 1000)),
      };
    },
  };
}

/** In thousandths of a millisecond: sums of fractions must neither refuse the last one that fits nor tell of a second more. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
