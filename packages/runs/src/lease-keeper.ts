import { Fault, toFault } from "@caudal/base/fault.ts";
import type { ClaimedRun } from "./run.ts";
import type { RunStore } from "./run-store.ts";
import type { Timers } from "./timers.ts";

export type LeaseKeeper = {
  /** When the lease ends by this worker's own time, counted from before the store was last asked. */
  endsAt(): number;
  /** Asks now instead of at the next heartbeat. */
  beat(): void;
  /** Stops beating; waits for one under way. */
  stop(): Promise<void>;
};

/**
 * Extends a run's lease three times in its length. Tells `onEnd` once with Fault `run_lease_lost` when the store says so or could not be asked
 * for the whole of a lease, or with `run_cancelled` when a person asked for the run's end; in that case it goes on beating, so that
 * the work may end in order.
 */
export function keepLease(
  store: RunStore,
  run: ClaimedRun,
  leaseMs: number,
  timers: Timers,
  onEnd: (fault: Fault) => void,
): LeaseKeeper {
  const intervalMs = leaseMs / 3;
  let endsAt = timers.now() + leaseMs;
  let stopped = false;
  let callOff: () => void = () => {};
  let beating: Promise<void> | null = null;

  const lose = (cause: unknown) => {
    stopped = true;
    callOff();
    onEnd(new Fault("run_lease_lost", { params: { run: run.id }, cause }));
  };
  const beat = async () => {
    const askedAt = timers.now();
    try {
      const state = await store.extendLease(run, leaseMs);
      endsAt = askedAt + leaseMs;
      if (state === "cancelling") onEnd(new Fault("run_cancelled", { params: { run: run.id } }));
      return intervalMs;
    } catch (thrown) {
      if (toFault(thrown).code === "run_lease_lost" || timers.now() >= endsAt) lose(thrown);
      return Math.min(intervalMs, 500);
    }
  };
  const beatNow = () => {
    if (stopped || beating !== null) return;
    callOff();
    beating = beat().then((pauseMs) => {
      beating = null;
      if (!stopped) callOff = timers.after(pauseMs, beatNow);
    });
  };
  callOff = timers.after(intervalMs, beatNow);

  return {
    endsAt: () => endsAt,
    beat: beatNow,
    async stop() {
      stopped = true;
      callOff();
      await beating;
    },
  };
}
