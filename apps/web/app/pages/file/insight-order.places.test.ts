import { describe, expect, test } from "vitest";
import { insights } from "../../../testing/stand-in/insights.ts";
import { estimateRemaining } from "./estimate-remaining.ts";
import { foldSimilar, keepPlaces } from "./insight-order.ts";
import { surenessOf } from "./sureness-level.ts";

const all = insights("x");
const ids = all.map((insight) => insight.id);

describe("insights that arrive while others are read", () => {
  test("those shown keep their places, whatever their new rank", () => {
    const shown = [ids[4] ?? "", ids[1] ?? ""];
    const { order, fresh } = keepPlaces(shown, all);
    expect(order.slice(0, 2).map((insight) => insight.id)).toEqual(shown);
    expect(order.length).toBe(all.length);
    expect(fresh).toBe(3);
  });
  test("one that is gone leaves no hole", () =>
    expect(keepPlaces(["gone", ...ids], all).order.map((insight) => insight.id)).toEqual(ids));
  test("new ones that rank last are simply there", () => expect(keepPlaces(ids.slice(0, 3), all).fresh).toBe(0));
});

test("the same said of two columns stands under the stronger", () => {
  const folds = foldSimilar(all);
  expect(folds[0]?.similar.map((insight) => insight.id)).toEqual([ids[8]]);
  expect(folds.length).toBe(all.length - 1);
});

test("words for a confidence change at their limits", () =>
  expect([1, 0.99, 0.989, 0.95, 0.949, 0.8, 0.799].map(surenessOf)).toEqual([
    "certain",
    "certain",
    "veryLikely",
    "veryLikely",
    "likely",
    "likely",
    "hint",
  ]));

test("no estimate before there is something to estimate from", () => {
  expect(estimateRemaining(0.05, 60)).toBeNull();
  expect(estimateRemaining(0.5, 1)).toBeNull();
  expect(estimateRemaining(0.5, 20)).toBe(20);
});
