import type { Known } from "../finder.ts";
import { mostFalse, runTests, type Judged } from "../run-tests.ts";
import { structureOf } from "../structure.ts";
import { boundTogether, type GroupPair } from "./pairs.ts";

/** Effects below it are real, maybe, but change nothing. */
const weakest = 0.04;
/** From here on a category decides a number: that is how the file is built, not news. */
const decides = 0.9;

/** Differences between groups, sorted out: numbers that a category decides, and differences that do not follow from that. Strongest first. */
export type SortedGroups = {
  readonly follow: readonly Judged<GroupPair>[];
  readonly differ: readonly Judged<GroupPair>[];
};

export function sortGroups(known: Known): SortedGroups {
  const { determines } = structureOf(known);
  const bound = boundTogether(known);
  const strong = runTests(known)
    .groups.filter(({ q, explained }) => q <= mostFalse && explained >= weakest)
    .toSorted((a, b) => b.explained - a.explained);
  const follow = strong.filter(({ explained }) => explained >= decides);
  // A price follows its article: then amounts computed from it differ by article, and both differ by family of articles.
  const implied = ({ category, value }: GroupPair) =>
    follow.some(
      (each) =>
        (each.category === category || determines(each.category, category)) &&
        (each.value === value || bound(each.value, value)),
    );
  return {
    follow: follow.filter(({ category, value }) =>
      follow.every(
        (other) => other.value !== value || other.category === category || !determines(category, other.category),
      ),
    ),
    differ: strong.filter((pair) => !implied(pair)),
  };
}
