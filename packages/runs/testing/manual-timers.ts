import type { Timers } from "@caudal/runs/timers.ts";

export type ManualTimers = Timers & {
  /** Moves time on, doing what falls due in its order; everything that it sets going on microtasks has ended when this resolves. */
  advance(ms: number): Promise<void>;
};

/** Time that moves when a test says so. */
export function createManualTimers(): ManualTimers {
  let now = 0;
  const due = new Set<{ at: number; work: () => void }>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    after(ms, work) {
      const timer = { at: now + ms, work };
      due.add(timer);
      return () => due.delete(timer);
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const [next] = [...due].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        due.delete(next);
        now = Math.max(now, next.at);
        next.work();
        await settle();
      }
      now = end;
    },
  };
}
