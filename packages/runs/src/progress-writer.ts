import type { RunProgress } from "./run-store.ts";
import type { Timers } from "./timers.ts";

export type ProgressWriter = {
  /** Remembers the newest progress and has it written soon. A fraction below one seen before counts as that one. */
  report(progress: RunProgress): void;
  /** The highest progress reported so far, 0 to 1. */
  highest(): number;
  /** Drops what is not written yet and waits for a write under way: afterwards none can overtake what the caller writes. */
  settle(): Promise<void>;
};

/** Four writes a second: enough for an eye, little for a database. */
export const progressIntervalMs = 250;

/** Thins progress reports out to one write per interval, the newest each time, never falling, one write at a time. */
export function createProgressWriter(
  write: (progress: RunProgress) => Promise<void>,
  timers: Timers,
  intervalMs = progressIntervalMs,
): ProgressWriter {
  let highest = 0;
  let pending: RunProgress | null = null;
  let callOff: (() => void) | null = null;
  let writing: Promise<void> = Promise.resolve();
  let busy = false;
  let nextAt = -Infinity;

  const schedule = () => {
    if (pending === null || callOff !== null || busy) return;
    callOff = timers.after(Math.max(0, nextAt - timers.now()), flush);
  };
  const flush = () => {
    callOff = null;
    if (pending === null) return;
    const progress = pending;
    pending = null;
    nextAt = timers.now() + intervalMs;
    busy = true;
    writing = write(progress).finally(() => {
      busy = false;
      schedule();
    });
  };

  return {
    report(progress) {
      highest = Math.max(highest, clampFraction(progress.progress));
      pending = { ...progress, progress: highest };
      schedule();
    },
    highest: () => highest,
    async settle() {
      pending = null;
      callOff?.();
      callOff = null;
      await writing;
    },
  };
}

/** NaN, which a share of nothing gives, counts as no progress. */
function clampFraction(fraction: number): number {
  return Number.isNaN(fraction) ? 0 : Math.min(1, Math.max(0, fraction));
}
