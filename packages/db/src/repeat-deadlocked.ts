import { DatabaseError } from "pg";

/** SQLSTATEs of a transaction that PostgreSQL ended because it and another one stood in each other's way; nothing of it was kept. */
const lostRaces = new Set(["40P01", "40001"]);

/** Repeats a transaction that lost such a race, a few times. `work` is the whole transaction, and nothing but queries. */
export async function repeatDeadlocked<T>(work: () => Promise<T>, times = 5): Promise<T> {
  for (let left = times; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      const lost = error instanceof DatabaseError && lostRaces.has(error.code ?? "");
      if (!lost || left <= 1) throw error;
    }
  }
}
