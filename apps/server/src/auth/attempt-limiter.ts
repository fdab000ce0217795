import type { Clock } from "@caudal/base/clock.ts";

export type AttemptLimit = { readonly max: number; readonly windowMs: number };

export type AttemptLimiter = {
  /** Counts an attempt for a key; gives the seconds to wait, or 0 when it may go on. */
  take(key: string, limit: AttemptLimit): number;
  /** Forgets a key: it succeeded. */
  forget(key: string): void;
};

/** How many of the oldest are looked at for one to forget. */
const considered = 100;

/**
 * Each key keeps a count that begins anew after its window. At most `maxKeys` are kept; of the oldest, one whose window is over is
 * forgotten first, then the one with the fewest attempts: many keys used once do not wash away one that was used up.
 */
export function createAttemptLimiter(clock: Clock, maxKeys = 50_000): AttemptLimiter {
  const counts = new Map<string, { count: number; until: number }>();

  function forgetOne(now: number): void {
    let worst: { key: string; count: number } | null = null;
    let seen = 0;
    for (const [key, { count, until }] of counts) {
      if (until <= now) return void counts.delete(key);
      if (worst === null || count < worst.count) worst = { key, count };
      if (++seen >= considered) break;
    }
    if (worst === null) return;
    counts.delete(worst.key);
  }

  return {
    take: (key, limit) => {
      const now = clock.monotonic();
      const known = counts.get(key);
      const current = known !== undefined && known.until > now ? known : { count: 0, until: now + limit.windowMs };
      if (current.count >= limit.max) return Math.max(1, Math.ceil((current.until - now) / 1000));
      if (known === undefined && counts.size >= maxKeys) forgetOne(now);
      current.count += 1;
      counts.delete(key);
      counts.set(key, current);
      return 0;
    },
    forget: (key) => void counts.delete(key),
  };
}
