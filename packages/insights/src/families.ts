import { groupAlike, leastAlike, pairName } from "./fold-pairs.ts";
import type { Known } from "./finder.ts";
import { mostFalse, runTests } from "./run-tests.ts";
import { boundTogether } from "./screen/pairs.ts";

const remembered = new WeakMap<Known, ReadonlyMap<string, readonly string[]>>();

/** Columns that measure nearly the same, by each of them; a column that is like no other has no entry. */
export function familiesOf(known: Known): ReadonlyMap<string, readonly string[]> {
  const found = remembered.get(known) ?? findFamilies(known);
  remembered.set(known, found);
  return found;
}

/** Only what is sure joins columns. Pairs that a formula ties were not compared, and keep no columns apart. */
function findFamilies(known: Known): ReadonlyMap<string, readonly string[]> {
  const { numbers } = runTests(known);
  const bound = boundTogether(known);
  const close = new Set(numbers.filter(({ r }) => r >= leastAlike).map(({ x, y }) => pairName(x, y)));
  return groupAlike(
    numbers.filter(({ q }) => q <= mostFalse),
    (a, b) => close.has(pairName(a, b)) || bound(a, b),
  );
}
