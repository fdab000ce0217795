/** Where time comes from, so that a test can stand still or jump. */
export type Clock = {
  /** Milliseconds since the epoch; may jump when the machine's clock is set. */
  now(): number;
  /** Milliseconds of a clock that never goes back, for durations. */
  monotonic(): number;
};

/** The machine's own clocks, in milliseconds. */
export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
