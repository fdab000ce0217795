import fc from "fast-check";
import { expect, test } from "vitest";
import { planRestart } from "./restart.ts";

test("waits longer after each death in a row, and ten seconds at most", () => {
  const delays: number[] = [];
  let deaths = 0;
  for (let round = 0; round < 8; round += 1) {
    const plan = planRestart(deaths, 100);
    deaths = plan.deaths;
    delays.push(plan.delayMs);
  }
  expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
});

test("forgets the deaths of a process that lived well", () => {
  fc.assert(
    fc.property(fc.nat(1_000), fc.integer({ min: 30_000, max: 1e9 }), (before, livedMs) => {
      expect(planRestart(before, livedMs)).toEqual({ deaths: 1, delayMs: 250 });
    }),
  );
});
