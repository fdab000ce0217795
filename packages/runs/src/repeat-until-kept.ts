import { toFault } from "@caudal/base/fault.ts";
import type { Timers } from "./timers.ts";

/**
 * Repeats a call of the store while it fails in a way that passes (a restart of the database), up to `until()`, which is asked anew each
 * time because a heartbeat may have moved it. The last failure is thrown. Only for calls that have the effect of one when repeated.
 */
export async function repeatUntilKept<T>(
  call: () => Promise<T>,
  timers: Timers,
  until: () => number,
  pauseMs = 100,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call();
    } catch (thrown) {
      const pause = Math.min(2_000, pauseMs * 2 ** attempt);
      if (toFault(thrown).persistence !== "transient" || timers.now() + pause >= until()) throw thrown;
      await new Promise<void>((resolve) => timers.after(pause, resolve));
    }
  }
}
