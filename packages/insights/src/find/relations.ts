import type { ChartData } from "@caudal/contract/resources/chart.ts";
import { familiesOf } from "../families.ts";
import { axis, state, type Finder, type Known } from "../finder.ts";
import type { Finding } from "../finding.ts";
import { foldPairs } from "../fold-pairs.ts";
import { ofShare } from "../importance.ts";
import type { Measure, MeasureOf, MeasureValues } from "../measure.ts";
import { mostFalse, runTests, type Judged } from "../run-tests.ts";
import { readSample } from "../sample.ts";
import { sortGroups } from "../screen/follow-groups.ts";
import type { CategoryPair, GroupPair, NumberPair } from "../screen/pairs.ts";

/** Effects below these are real, maybe, but change nothing. */
const weakest = { r: 0.15, v: 0.15 } as const;
const most = { numbers: 5, groups: 5, follow: 2, categories: 4 } as const;
const scatterPoints = 500;
const listedGroups = 12;
/** Groups with fewer rows are not compared: what stands in the middle of them is chance. */
const fewestRows = 5;

/** What goes together: numbers with numbers, numbers with categories, categories with categories. Strongest first. */
export const relations: Finder = { wave: 2, plan, find };

const correlationOf = ({ x, y }: NumberPair): MeasureOf<"correlation"> => ({ kind: "correlation", x, y });
const groupsOf = ({ category, value }: GroupPair): MeasureOf<"groups"> => ({
  kind: "groups",
  category,
  value,
  limit: listedGroups,
  fewest: fewestRows,
});
const crosstabOf = ({ a, b }: CategoryPair): MeasureOf<"crosstab"> => ({ kind: "crosstab", a, b, limit: 10 });

function plan(round: number, known: Known): readonly Measure[] {
  if (round !== 3) return [];
  return [
    ...strongNumbers(known).map(({ pair }) => correlationOf(pair)),
    ...[...strongGroups(known), ...followers(known)].map(groupsOf),
    ...strongCategories(known).map(crosstabOf),
  ];
}

function find(known: Known): readonly Finding[] {
  return [
    ...strongNumbers(known).flatMap(({ pair, also }) => numbersRelated(known, pair, also)),
    ...strongGroups(known).flatMap((pair) => groupsDiffer(known, pair)),
    ...followers(known).flatMap((pair) => valueFollows(known, pair)),
    ...strongCategories(known).flatMap((pair) => categoriesRelated(known, pair)),
  ];
}

/** Strongest first; one for each two groups of columns that measure nearly the same. */
function strongNumbers(
  known: Known,
): readonly { readonly pair: Judged<NumberPair>; readonly also: readonly string[] }[] {
  const strong = runTests(known).numbers.filter(({ q, r }) => q <= mostFalse && Math.abs(r) >= weakest.r);
  return foldPairs(strong, familiesOf(known)).slice(0, most.numbers);
}

/** At most two for each value and each category, so that one column does not fill the page. */
function strongGroups(known: Known): readonly Judged<GroupPair>[] {
  const said = new Map<string, number>();
  const room = (name: string) => (said.get(name) ?? 0) < 2;
  return sortGroups(known)
    .differ.filter(({ category, value }) => {
      if (!room(`c ${category}`) || !room(`v ${value}`)) return false;
      for (const name of [`c ${category}`, `v ${value}`]) said.set(name, (said.get(name) ?? 0) + 1);
      return true;
    })
    .slice(0, most.groups);
}

function followers(known: Known): readonly Judged<GroupPair>[] {
  return sortGroups(known).follow.slice(0, most.follow);
}

function strongCategories(known: Known): readonly Judged<CategoryPair>[] {
  return runTests(known)
    .categories.filter(({ q, v }) => q <= mostFalse && v >= weakest.v)
    .toSorted((a, b) => b.v - a.v)
    .slice(0, most.categories);
}

const suretyOf = ({
  p,
  q,
  tests,
  n,
}: {
  readonly p: number;
  readonly q: number;
  readonly tests: number;
  readonly n: number;
}) => ({ formula: "one_minus_q", inputs: { p, q, tests, n } }) as const;

function numbersRelated(known: Known, pair: Judged<NumberPair>, also: readonly string[]): readonly Finding[] {
  const exact = known.answers.to(correlationOf(pair));
  const sample = readSample(known);
  if (exact === null || sample === null) return [];
  const { x, y } = pair;
  // Pearson's figure when a line tells the story; Spearman's when it does not, or when odd values bend the line.
  const straight =
    exact.r !== null && Math.sign(exact.r) === Math.sign(pair.r) && Math.abs(exact.r) >= 0.8 * Math.abs(pair.r);
  const r = straight ? (exact.r ?? pair.r) : pair.r;
  const [xs, ys] = [sample.numbers(x), sample.numbers(y)];
  const both = xs.flatMap((value, i): [number, number][] =>
    value === null || (ys[i] ?? null) === null ? [] : [[value, ys[i] ?? 0]],
  );
  const every = Math.max(1, Math.ceil(both.length / scatterPoints));
  const points = both.filter((_, i) => i % every === 0);
  const fit =
    straight && exact.slope !== null && exact.intercept !== null
      ? { slope: exact.slope, intercept: exact.intercept }
      : null;
  return [
    state(known, {
      key: "numbers_related",
      params: {
        x,
        y,
        direction: pair.r > 0 ? "up" : "down",
        r,
        method: straight ? "pearson" : "spearman",
        n: straight ? exact.n : pair.n,
        also,
      },
      columns: [x, y, ...also],
      magnitude: Math.abs(r) * ofShare(exact.n / known.table.rows),
      measure: correlationOf(pair),
      surety: suretyOf(pair),
      data: { chart: "scatter", x: axis(x), y: axis(y), points, sampled: points.length < exact.n, fit },
    }),
  ];
}

function groupsDiffer(known: Known, pair: Judged<GroupPair>): readonly Finding[] {
  const exact = known.answers.to(groupsOf(pair));
  if (exact === null) return [];
  const { highest: high, lowest: low } = exact;
  if (high === null || low === null || high.median === low.median) return [];
  const { category, value, explained } = pair;
  // The most frequent groups, and the ends of the range that is told, however few rows they have.
  const listed = exact.groups.filter(({ n }) => n >= fewestRows);
  const ends = [high, low].filter((end) => listed.every(({ label }) => label !== end.label));
  const groups = [...listed, ...ends].toSorted((a, b) => b.median - a.median);
  return [
    state(known, {
      key: "groups_differ",
      params: {
        category,
        value,
        explained,
        groups: exact.compared,
        // The sample's, as what lies between the groups is.
        n: pair.n,
        high: high.label,
        highMedian: high.median,
        low: low.label,
        lowMedian: low.median,
        also: [],
      },
      columns: [category, value],
      magnitude: Math.sqrt(explained * (exact.n / known.table.rows)),
      measure: groupsOf(pair),
      surety: suretyOf(pair),
      data: drawGroups(pair, groups),
    }),
  ];
}

function valueFollows(known: Known, pair: Judged<GroupPair>): readonly Finding[] {
  const exact = known.answers.to(groupsOf(pair));
  if (exact === null) return [];
  const { category, value, explained } = pair;
  return [
    state(known, {
      key: "value_follows",
      params: { category, value, explained, n: pair.n },
      columns: [category, value],
      magnitude: explained,
      measure: groupsOf(pair),
      surety: suretyOf(pair),
      data: drawGroups(pair, exact.groups),
    }),
  ];
}

function drawGroups({ category, value }: GroupPair, groups: MeasureValues["groups"]["groups"]): ChartData {
  return {
    chart: "groups",
    category: axis(category, "text"),
    value: axis(value),
    groups: groups.map(({ label, n, min, q1, median, q3, max }) => ({
      label,
      count: n,
      low: Math.max(min, q1 - 1.5 * (q3 - q1)),
      q1,
      median,
      q3,
      high: Math.min(max, q3 + 1.5 * (q3 - q1)),
    })),
  };
}

function categoriesRelated(known: Known, pair: Judged<CategoryPair>): readonly Finding[] {
  const exact = known.answers.to(crosstabOf(pair));
  if (exact === null) return [];
  const { a, b, v } = pair;
  const n = exact.counts.flat().reduce((sum, count) => sum + count, 0) + exact.others;
  // Parts of all rows with the label: what has none of the labels shown stands in a column of its own.
  const others = exact.counts.map((row, i) => (exact.totals[i] ?? 0) - row.reduce((sum, count) => sum + count, 0));
  const more = others.some((count) => count > 0);
  const values = exact.counts.map((row, i) =>
    [...row, ...(more ? [others[i] ?? 0] : [])].map((count) => count / Math.max(1, exact.totals[i] ?? 1)),
  );
  return [
    state(known, {
      key: "categories_related",
      params: { a, b, v, n: pair.n },
      columns: [a, b],
      magnitude: v * ofShare(n / known.table.rows),
      measure: crosstabOf(pair),
      surety: suretyOf(pair),
      data: {
        chart: "heatmap",
        x: axis(b, "text"),
        y: axis(a, "text"),
        xs: [...exact.bs, ...(more ? ["@rest"] : [])],
        ys: [...exact.as],
        values,
        format: "percent",
      },
    }),
  ];
}
