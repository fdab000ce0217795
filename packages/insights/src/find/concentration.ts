import { axis, state, type Finder, type Known } from "../finder.ts";
import type { Finding } from "../finding.ts";
import { ofShare } from "../importance.ts";
import type { MeasureOf, MeasureValues } from "../measure.ts";
import { mostFalse, runTests, type Judged } from "../run-tests.ts";
import type { Concentration } from "../screen/concentrations.ts";

const leastShare = 0.5;
/** How much more than chance would gather. */
const leastExcess = 0.15;
const most = 3;
/** How far parts above zero may exceed a total that others reduce: beyond, they are no parts of it. */
const mostOverlap = 1.05;
/** A total is what is left of amounts that cancel out, when it is less than this part of their size. */
const leastLeft = 0.1;

/** The part of everything, the rows without a label included, that the largest fifth holds; null where a part of the total means nothing. */
function shareOfAll(found: MeasureValues["pareto"]): number | null {
  const { total, positive, size, unlabelled } = found;
  const all = total + unlabelled.sum;
  if (!(all > 0) || all < leastLeft * size || positive + Math.max(0, unlabelled.sum) > mostOverlap * all) return null;
  const share = (found.curve[3] ?? 0) / all;
  return share >= leastShare && share <= 1 ? share : null;
}

/** Two columns that name the same things (article and its description) concentrate alike: the stronger speaks for both. */
function sameThing(a: Concentration, b: Concentration): boolean {
  return a.value === b.value && Math.abs(a.share - b.share) < 0.02 && Math.abs(a.expected - b.expected) < 0.02;
}

/** Totals that hang on few categories: "20 % of the customers make 71 % of the sales". */
export const concentration: Finder = {
  wave: 2,
  plan: (round, known) => (round === 3 ? strong(known).map(paretoOf) : []),
  find: (known) => strong(known).flatMap((pair) => say(known, pair)),
};

const paretoOf = ({ category, value }: Concentration): MeasureOf<"pareto"> => ({
  kind: "pareto",
  category,
  value,
  limit: 15,
});

/** One for each category: the amount rather than the rows, where both are concentrated. */
function strong(known: Known): readonly Judged<Concentration>[] {
  const telling = runTests(known).concentrations.filter(
    ({ q, share, expected }) =>
      q <= mostFalse && share >= leastShare && share <= 1.02 && share - expected >= leastExcess,
  );
  const best = Map.groupBy(telling, ({ category }) => category)
    .values()
    .map((pairs) => pairs.find(({ value }) => value !== null) ?? pairs[0]);
  return [...best]
    .filter((pair) => pair !== undefined)
    .toSorted((a, b) => b.share - b.expected - (a.share - a.expected))
    .filter((pair, i, all) => !all.slice(0, i).some((before) => sameThing(before, pair)))
    .slice(0, most);
}

function say(known: Known, pair: Judged<Concentration>): readonly Finding[] {
  const found = known.answers.to(paretoOf(pair));
  const share = found === null ? null : shareOfAll(found);
  if (found === null || share === null) return [];
  const { category, value, p, q, tests, n } = pair;
  const top = Math.ceil(found.categories / 5);
  const { unlabelled } = found;
  const unlabelledRows = unlabelled.rows / known.table.rows;
  const listed = found.top.reduce((sum, each) => sum + each.sum, 0);
  return [
    state(known, {
      key: "concentrated",
      params: {
        category,
        value,
        top,
        categories: found.categories,
        topShare: top / found.categories,
        share,
        unlabelledRows,
        unlabelledShare: value === null || unlabelled.sum < 0 ? null : unlabelled.sum / (found.total + unlabelled.sum),
      },
      columns: value === null ? [category] : [category, value],
      // How often labels appear is less than what they bring in.
      magnitude: ((share - 0.2) / 0.8) * (value === null ? 0.3 : 1) * ofShare(1 - unlabelledRows),
      measure: paretoOf(pair),
      surety: { formula: "one_minus_q", inputs: { p, q, tests, n } },
      data: {
        chart: "bar",
        category: axis(category, "text"),
        value: axis(value ?? "@rows"),
        bars: found.top.map(({ label, sum }) => ({ label, value: sum, highlight: false })),
        others:
          found.categories > found.top.length
            ? { count: found.categories - found.top.length, value: found.total - listed }
            : null,
      },
    }),
  ];
}
