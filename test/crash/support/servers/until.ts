import { setTimeout as delay } from "node:timers/promises";

/** Waits until what is looked at is there (neither null nor false), and gives it. After `patienceMs` it says what it waited for. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | false> | T | null | false,
  patienceMs = 120_000,
) {
  for (const deadline = Date.now() + patienceMs; ;) {
    const seen = await look();
    if (seen !== null && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await delay(15);
  }
}
