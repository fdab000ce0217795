import { setTimeout } from "node:timers/promises";
import { DatabaseError } from "pg";

/** SQLSTATEs of a transaction that PostgreSQL ended because it and another one stood in each other's way; nothing of it was kept. */
const lostRaces = new Set(["40P01", "40001"]);

/** Milliseconds, at most, before the second attempt; twice as many before each one after. */
const firstPauseMs = 20;

/**
 * Repeats a transaction that lost such a race, a few times, each after a pause of a random length that grows: several that begin again at
 * the same moment would meet again. `work` is the whole transaction, and nothing but queries.
 */
export async function repeatDeadlocked<T>(work: () => Promise<T>, times = 6): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const lost = error instanceof DatabaseError && lostRaces.has(error.code ?? "");
      if (!lost || attempt >= times) throw error;
      await setTimeout(Math.random() * firstPauseMs * 2 ** (attempt - 1));
    }
  }
}
