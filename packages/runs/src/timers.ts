/** Time as the loop sees it; tests hand in their own. */
export type Timers = {
  /** Milliseconds from any origin, never going back. */
  now(): number;
  /** Calls `work` once after `ms`; gives the way to call it off. */
  after(ms: number, work: () => void): () => void;
};

export const systemTimers: Timers = {
  now: () => performance.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};
