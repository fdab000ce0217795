import { expect, test } from "vitest";
import { createAttemptLimiter } from "./attempt-limiter.ts";

const minute = 60_000;

function world(maxKeys: number) {
  let now = 0;
  const limiter = createAttemptLimiter({ now: () => now, monotonic: () => now }, maxKeys);
  return { limiter, pass: (ms: number) => (now += ms) };
}

test("whose window is over is forgotten before all others", () => {
  const { limiter, pass } = world(2);
  const limit = { max: 2, windowMs: minute };
  limiter.take("long", { max: 2, windowMs: 10 * minute });
  limiter.take("short", limit);
  limiter.take("short", limit);
  pass(minute);
  limiter.take("new", limit);
  limiter.take("long", limit);
  expect(limiter.take("long", limit).wait).toBeGreaterThan(0);
});

test("many places that are used once do not wash away one that was used up", () => {
  const { limiter, pass } = world(20);
  const limit = { max: 3, windowMs: minute };
  for (let i = 0; i < 3; i++) limiter.take("used up", limit);
  for (let i = 0; i < 500; i++) limiter.take(`invented ${i}`, limit);
  expect(limiter.take("used up", limit).wait).toBe(60);
  pass(minute);
  expect(limiter.take("used up", limit).wait).toBe(0);
});
