import { expect, it } from "vitest";
import { drawHits, phaseOf, phases, planMoments, victims } from "./kill-moments.ts";

it("a plan of moments is the seed's", () => {
  const take = (seed: number) => planMoments(seed).take(50).toArray();
  expect(take(7)).toEqual(take(7));
  expect(take(7)).not.toEqual(take(8));
});

it("each victim but PostgreSQL, which has a clock of its own, comes by again and again, aimed at every phase", () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const moments = planMoments(seed).take(300).toArray();
    for (const victim of victims)
      if (victim === "postgres") expect(moments.some((moment) => moment.victim === victim)).toBe(false);
      else expect(moments.filter((moment) => moment.victim === victim).length).toBeGreaterThan(10);
    expect(new Set(moments.map(({ phase }) => phase)).size).toBe(phases.length - 1);
  }
});

it("a run's rows tell within or between which steps it is", () => {
  expect(phaseOf(undefined)).toBe("no run");
  expect(phaseOf({ state: "queued", at: null, done: null })).toBe("queued");
  expect(phaseOf({ state: "running", at: null, done: null })).toBe("claimed");
  expect(phaseOf({ state: "running", at: "read", done: null })).toBe("in read");
  expect(phaseOf({ state: "running", at: null, done: "read" })).toBe("read | first");
  expect(phaseOf({ state: "running", at: "copy", done: "first" })).toBe("in copy");
  expect(phaseOf({ state: "running", at: null, done: "insights" })).toBe("insights | end");
  expect(phaseOf({ state: "cancelling", at: "copy", done: "first" })).toBe("cancelling");
});

it("the table of hits adds up", () => {
  const drawn = drawHits([
    { victim: "server", phase: "in read" },
    { victim: "server", phase: "in read" },
    { victim: "postgres", phase: "database down" },
  ]);
  expect(drawn.split("\n").map((line) => line.trim().split(/\s{2,}/))).toEqual([
    ["server", "engine", "launcher", "postgres", "all"],
    ["in read", "2", "0", "0", "0", "2"],
    ["database down", "0", "0", "0", "1", "1"],
    ["all", "2", "0", "0", "1", "3"],
  ]);
});
