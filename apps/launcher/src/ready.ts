import { setTimeout as pause } from "node:timers/promises";
import { Fault } from "@caudal/base/fault.ts";
import { Readiness } from "@caudal/contract/resources/health.ts";

/** How long a server may take: until it answers at all, and from then on until all its parts do. Milliseconds. */
export type ReadyPatience = { readonly answerMs: number; readonly partsMs: number };

const defaultPatience: ReadyPatience = { answerMs: 90_000, partsMs: 20_000 };

/**
 * Waits until the server at this address says that it can work. Ends early, with the signal's reason, when it is aborted.
 * @throws Fault server_not_ready with the checks that fail, when it takes too long.
 */
export async function untilReady(address: string, signal: AbortSignal, patience = defaultPatience): Promise<void> {
  const begun = performance.now();
  let answered: number | null = null;
  for (;;) {
    signal.throwIfAborted();
    const answer = await askReadiness(address, signal);
    if (answer === "ready") return;
    const now = performance.now();
    if (answer !== null) answered ??= now;
    const over = answered === null ? now - begun > patience.answerMs : now - answered > patience.partsMs;
    if (over) {
      const seconds = Math.round((now - begun) / 1000);
      throw new Fault("server_not_ready", { params: { ...answer, seconds } });
    }
    await pause(25, undefined, { signal });
  }
}

/** The checks as the server tells them; null while it does not answer. */
async function askReadiness(address: string, signal: AbortSignal): Promise<"ready" | Readiness["checks"] | null> {
  try {
    const response = await fetch(`${address}/readyz`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]),
    });
    const body: unknown = await response.json();
    return response.ok ? "ready" : Readiness.parse(body).checks;
  } catch {
    return null; // Not listening yet, which is what we wait for.
  }
}
