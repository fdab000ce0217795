import { expect, test, vi } from "vitest";
import { atMost } from "./at-most.ts";

test("gives what was asked for, or its failure, and leaves no timer behind", async () => {
  vi.useFakeTimers();
  expect(await atMost(1_000, Promise.resolve("there"), "late")).toBe("there");
  await expect(atMost(1_000, Promise.reject(new Error("refused")), "late")).rejects.toThrow("refused");
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test("gives the other thing where it takes longer, also when it fails afterwards", async () => {
  const asked = Promise.withResolvers<string>();
  expect(await atMost(1, asked.promise, "late")).toBe("late");
  asked.reject(new Error("afterwards"));
});
