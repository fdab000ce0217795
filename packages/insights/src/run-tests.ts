import type { Known } from "./finder.ts";
import { screenConcentrations, type Concentration } from "./screen/concentrations.ts";
import {
  screenCategories,
  screenGroups,
  screenNumbers,
  type CategoryPair,
  type GroupPair,
  type NumberPair,
} from "./screen/pairs.ts";
import { screenTrends, screenWeeks, type TrendTest, type WeekTest } from "./screen/series.ts";
import { adjustForTests } from "./statistics/benjamini-hochberg.ts";

/** A statement is made when its q is at most this: of a hundred files of noise, at most one gets any. */
export const mostFalse = 0.01;

export type Judged<T> = T & { readonly q: number; readonly tests: number };

/** Every test that was run on a file, with q over all of them together: looking at more pairs makes each less sure. */
export type Tests = {
  readonly numbers: readonly Judged<NumberPair>[];
  readonly groups: readonly Judged<GroupPair>[];
  readonly categories: readonly Judged<CategoryPair>[];
  readonly trends: readonly Judged<TrendTest>[];
  readonly weeks: readonly Judged<WeekTest>[];
  readonly concentrations: readonly Judged<Concentration>[];
};

const remembered = new WeakMap<Known, Tests>();

export function runTests(known: Known): Tests {
  const tests = remembered.get(known) ?? judge(known);
  remembered.set(known, tests);
  return tests;
}

function judge(known: Known): Tests {
  const run = {
    numbers: screenNumbers(known),
    groups: screenGroups(known),
    categories: screenCategories(known),
    trends: screenTrends(known),
    weeks: screenWeeks(known),
    concentrations: screenConcentrations(known),
  };
  const all = [...run.numbers, ...run.groups, ...run.categories, ...run.trends, ...run.weeks, ...run.concentrations];
  const adjusted = adjustForTests(all.map(({ p }) => p));
  let next = 0;
  const withQ = <T extends { readonly p: number }>(tests: readonly T[]): readonly Judged<T>[] =>
    tests.map((test) => ({ ...test, q: adjusted[next++] ?? 1, tests: all.length }));
  return {
    numbers: withQ(run.numbers),
    groups: withQ(run.groups),
    categories: withQ(run.categories),
    trends: withQ(run.trends),
    weeks: withQ(run.weeks),
    concentrations: withQ(run.concentrations),
  };
}
