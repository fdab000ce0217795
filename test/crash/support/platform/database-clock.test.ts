import { describe, expect, test } from "vitest";
import { aimForMs, checkIntervals, drawIntervals, planRestarts, restartEvery } from "./database-clock.ts";

describe("the database's own clock", () => {
  test("kills it every 5 to 20 s, aiming included, as the seed says", () => {
    const plan = (seed: number) => planRestarts(seed).take(1_000).toArray();
    expect(plan(7)).toEqual(plan(7));
    expect(plan(7)).not.toEqual(plan(8));
    for (const { afterMs } of plan(7)) {
      expect(afterMs).toBeGreaterThanOrEqual(restartEvery.leastMs);
      expect(afterMs + aimForMs).toBeLessThanOrEqual(restartEvery.mostMs);
    }
    expect(plan(7).filter(({ phase }) => phase !== null).length).toBeGreaterThan(500);
  });

  const every = (...seconds: readonly number[]) => seconds.map((at) => ({ at: at * 1_000, upAt: at * 1_000 - 4_000 }));

  test("is satisfied with 5 to 20 s between kills, and with more where the database was not up", () => {
    expect(checkIntervals([])).toEqual([]);
    expect(checkIntervals(every(3, 8, 28, 40))).toEqual([]);
    expect(checkIntervals([...every(3), { at: 43_000, upAt: 42_000 }])).toEqual([]);
  });

  test("sees one that came too soon, and one that it could have had earlier", () => {
    expect(checkIntervals(every(3, 7))).toEqual(["kill 2 came after 4000 ms"]);
    expect(checkIntervals([...every(3, 9), { at: 40_000, upAt: 11_000 }])).toEqual([
      "kill 3 came after 31000 ms, 29000 of them up",
    ]);
  });

  test("says what it was", () => {
    expect(drawIntervals(every(0, 5, 15, 40))).toBe(
      "PostgreSQL was killed every 5.0 to 25.0 s, 10.0 s in the median (90 %: 10.0 s); 1 of 3 times it was down for so long that it took more than 20 s",
    );
  });
});
