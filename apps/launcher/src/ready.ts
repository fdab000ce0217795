import { setTimeout as pause } from "node:timers/promises";

/** Waits until the server at this address says that it can work. Ends early, with the signal's reason, when it is aborted. */
export async function untilReady(address: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    if (await isReady(address, signal)) return;
    await pause(25, undefined, { signal });
  }
}

async function isReady(address: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${address}/readyz`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // Not listening yet, which is what we wait for.
  }
}
