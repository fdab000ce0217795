import type { Clock } from "@caudal/base/clock.ts";

export type AttemptLimit = { readonly max: number; readonly windowMs: number };

export type AttemptLimiter = {
  /** Counts an attempt for a key; gives the seconds to wait, or 0 when it may go on. */
  take(key: string, limit: AttemptLimit): number;
  /** Forgets a key: it succeeded. */
  forget(key: string): void;
};

/** Each key keeps a count that begins anew after its window. At most `maxKeys` are kept, the oldest forgotten first. */
export function createAttemptLimiter(clock: Clock, maxKeys = 50_000): AttemptLimiter {
  const counts = new Map<string, { count: number; until: number }>();
  return {
    take: (key, limit) => {
      const now = clock.monotonic();
      const known = counts.get(key);
      const current = known !== undefined && known.until > now ? known : { count: 0, until: now + limit.windowMs };
      if (current.count >= limit.max) return Math.max(1, Math.ceil((current.until - now) / 1000));
      current.count += 1;
      counts.delete(key);
      counts.set(key, current);
      if (counts.size > maxKeys) for (const oldest of counts.keys()) if (counts.size > maxKeys) counts.delete(oldest);
      return 0;
    },
    forget: (key) => void counts.delete(key),
  };
}
