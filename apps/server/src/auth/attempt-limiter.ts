import type { Clock } from "@caudal/base/clock.ts";

export type AttemptLimit = { readonly max: number; readonly windowMs: number };

export type Attempt = {
  /** Seconds to wait before the next; 0 when this one may go on, and was counted. */
  readonly wait: number;
  /** Takes this one attempt out of its count again, however often it is called, and nothing of a later window. */
  readonly giveBack: () => void;
};

export type AttemptLimiter = {
  /** Counts an attempt for a key, unless it has to wait. */
  take(key: string, limit: AttemptLimit): Attempt;
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
      if (current.count >= limit.max)
        return { wait: Math.max(1, Math.ceil((current.until - now) / 1000)), giveBack: () => undefined };
      if (known === undefined && counts.size >= maxKeys) forgetOne(now);
      current.count += 1;
      counts.delete(key);
      counts.set(key, current);
      let given = false;
      const giveBack = (): void => {
        if (!given) current.count -= 1;
        given = true;
      };
      return { wait: 0, giveBack };
    },
    forget: (key) => void counts.delete(key),
  };
}
