import fc from "fast-check";
import { expect, test } from "vitest";
import { createRateLimiter } from "./rate-limiter.ts";

function manual() {
  let now = 0;
  return { clock: { now: () => now, monotonic: () => now }, pass: (ms: number) => void (now += ms) };
}

test("in no window do more than twice as many pass, and whoever waits as told is let in", () => {
  const steps = fc.array(fc.record({ pass: fc.nat(3_000), key: fc.constantFrom("a", "b") }), { maxLength: 200 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 20 }), (list, max) => {
      const { clock, pass } = manual();
      const limiter = createRateLimiter(clock, { name: "x", max, windowMs: 10_000 });
      const allowed = new Map<string, number[]>();
      for (const step of list) {
        pass(step.pass);
        const state = limiter.take(step.key);
        expect(state.remaining).toBeLessThan(max);
        if (state.allowed) {
          const times = [...(allowed.get(step.key) ?? []), clock.monotonic()];
          allowed.set(step.key, times);
          // A whole allowance at once, and what came back within the window.
          expect(times.filter((time) => time > clock.monotonic() - 10_000).length).toBeLessThanOrEqual(2 * max);
        } else {
          expect(state.wait).toBeGreaterThan(0);
          pass(state.wait * 1000);
          expect(limiter.take(step.key).allowed).toBe(true);
          allowed.set(step.key, [...(allowed.get(step.key) ?? []), clock.monotonic()]);
        }
      }
    }),
  );
});

test("what is left is told to the last, and comes back one by one", () => {
  const { clock, pass } = manual();
  const limiter = createRateLimiter(clock, { name: "x", max: 3, windowMs: 3_000 });
  expect([1, 2, 3, 4].map(() => limiter.take("a").remaining)).toEqual([2, 1, 0, 0]);
  expect(limiter.take("a")).toMatchObject({ allowed: false, wait: 1, reset: 3 });
  expect(limiter.take("b").allowed).toBe(true);
  pass(1_000);
  expect(limiter.take("a")).toMatchObject({ allowed: true, remaining: 0 });
  expect(limiter.take("a").allowed).toBe(false);
});

test("tells the same seconds whenever it is asked", () => {
  fc.assert(
    fc.property(fc.nat(1e9), (tenths) => {
      const moment = tenths / 1e4;
      const clock = { now: () => moment, monotonic: () => moment };
      const limiter = createRateLimiter(clock, { name: "x", max: 10, windowMs: 60_000 });
      expect([1, 2, 3].map(() => limiter.take("a").reset)).toEqual([6, 12, 18]);
    }),
    { numRuns: 1_000 },
  );
});

test("keeps a bounded number of keys, and not one that is used up while idle ones can go", () => {
  const { clock, pass } = manual();
  const limiter = createRateLimiter(clock, { name: "x", max: 1, windowMs: 60_000 }, 10);
  for (let i = 0; i < 9; i++) limiter.take(`old ${i}`);
  pass(60_001);
  limiter.take("busy");
  for (let i = 0; i < 9; i++) limiter.take(`new ${i}`);
  expect(limiter.take("busy").allowed).toBe(false);
});
