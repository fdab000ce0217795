import type { ChartData } from "@caudal/contract/resources/chart.ts";
import type { ColumnFacts } from "../classify-columns.ts";
import { axis, state, type Finder, type Known } from "../finder.ts";
import type { Finding } from "../finding.ts";
import { ofShare } from "../importance.ts";
import type { Measure, MeasureOf } from "../measure.ts";
import { suspectIdentities } from "./identities.ts";
import { fenceOff, quantileShares, tailOf, type Fences } from "../statistics/robust-fences.ts";

const mostColumns = 30;
const fewestValues = 30;
const fewNegatives = 0.1;
const dominant = 0.8;
/** More than this beyond the fences is a tail, not a set of odd values. */
const mostOutliers = 0.005;
const exactUpTo = 5_000_000;

/** How the values of a column are spread: odd ones, long tails, a few negatives, one value for nearly all. */
export const shape: Finder = { wave: 2, plan, find };

const quantilesOf = (known: Known, column: string): MeasureOf<"quantiles"> => ({
  kind: "quantiles",
  column,
  at: quantileShares,
  exact: known.table.rows <= exactUpTo,
});
const negativesOf = (column: string): MeasureOf<"rowsWhere"> => ({
  kind: "rowsWhere",
  any: [{ is: "below", column, than: 0 }],
  order: { column, descending: false },
  limit: 5,
});
const topOf = (column: string): MeasureOf<"topValues"> => ({ kind: "topValues", column, limit: 10 });

function measured(known: Known): readonly ColumnFacts[] {
  return known.columns
    .filter(({ role, summary }) => role === "measure" && summary.present >= fewestValues)
    .slice(0, mostColumns);
}

function labelled(known: Known): readonly ColumnFacts[] {
  return known.columns
    .filter(
      ({ role, summary }) =>
        (role === "category" || role === "flag" || role === "code") && summary.present >= fewestValues,
    )
    .slice(0, mostColumns);
}

function plan(round: number, known: Known): readonly Measure[] {
  if (round === 2) {
    return [
      ...measured(known).map(({ name }) => quantilesOf(known, name)),
      ...measured(known)
        .filter(hasFewNegatives)
        .map(({ name }) => negativesOf(name)),
      ...labelled(known).map(({ name }) => topOf(name)),
    ];
  }
  if (round !== 3) return [];
  return measured(known).flatMap(({ name, summary }) => {
    const fences = fencesOf(known, name);
    if (fences === null) return [];
    const beyond = Number(summary.min) < fences.low || Number(summary.max) > fences.high;
    return beyond || tailOf(fences) !== null
      ? [histogramOf(name, fences), ...(beyond ? outliersOf(name, fences) : [])]
      : [];
  });
}

function find(known: Known): readonly Finding[] {
  return [
    ...measured(known).flatMap((column) => [
      ...outliers(known, column),
      ...heavyTail(known, column),
      ...negatives(known, column),
    ]),
    ...labelled(known).flatMap((column) => dominantValue(known, column)),
  ];
}

function fencesOf(known: Known, column: string): Fences | null {
  return fenceOff(known.answers.to(quantilesOf(known, column)) ?? []);
}

/** Both sides apart, so that the rows show the farthest of each. */
function outliersOf(column: string, { low, high }: Fences): readonly MeasureOf<"rowsWhere">[] {
  return [
    { kind: "rowsWhere", any: [{ is: "above", column, than: high }], order: { column, descending: true }, limit: 5 },
    { kind: "rowsWhere", any: [{ is: "below", column, than: low }], order: { column, descending: false }, limit: 5 },
  ];
}

function histogramOf(column: string, { edges }: Fences): MeasureOf<"histogram"> {
  return { kind: "histogram", column, edges };
}

function outliers(known: Known, { name, summary, additive }: ColumnFacts): readonly Finding[] {
  const fences = fencesOf(known, name);
  const [above, below] = fences === null ? [] : outliersOf(name, fences);
  const [high, low] = [above && known.answers.to(above), below && known.answers.to(below)];
  if (fences === null || above === undefined || below === undefined || !high || !low) return [];
  const count = high.total + low.total;
  const share = count / summary.present;
  if (count === 0 || share > Math.max(mostOutliers, 3 / summary.present)) return [];
  const [min, max] = [Number(summary.min), Number(summary.max)];
  const upper = low.total === 0 || (high.total > 0 && max - fences.median >= fences.median - min);
  const params = {
    column: name,
    count,
    share,
    low: Math.max(fences.low, min),
    high: Math.min(fences.high, max),
    q1: fences.q25,
    median: fences.median,
    q3: fences.q75,
    extreme: upper ? max : min,
  };
  const measure: Measure = {
    kind: "rowsWhere",
    any: [...above.any, ...below.any],
    order: { column: name, descending: upper },
    limit: 10,
  };
  const rows = { total: count, rows: upper ? [...high.rows, ...low.rows] : [...low.rows, ...high.rows] };
  // How far out, on top of how many: ten times the width of the fences is as far as it gets.
  const reach = Math.min(
    1,
    Math.log10(1 + Math.abs(params.extreme - fences.median) / Math.max(fences.high - fences.low, Number.MIN_VALUE)) /
      1.04,
  );
  return [
    state(known, {
      key: "outliers",
      params,
      columns: [name],
      // An odd amount moves totals, not only a mean.
      magnitude: Math.min(1, Math.max(ofShare(share), reach) + (additive ? 0.35 : 0)),
      measure,
      rows,
      data: drawHistogram(known, name, summary, fences),
    }),
  ];
}

function heavyTail(known: Known, { name, summary }: ColumnFacts): readonly Finding[] {
  const fences = fencesOf(known, name);
  const tail = fences === null ? null : tailOf(fences);
  const mean = summary.numeric?.mean ?? null;
  if (fences === null || tail === null || mean === null || !(mean >= 1.5 * fences.median)) return [];
  const params = { column: name, median: fences.median, mean, high: tail, ratio: mean / fences.median, also: [] };
  return [
    state(known, {
      key: "heavy_tail",
      params,
      columns: [name],
      magnitude: Math.min(1, Math.log10(params.ratio)),
      measure: quantilesOf(known, name),
      data: drawHistogram(known, name, summary, fences),
    }),
  ];
}

function drawHistogram(known: Known, column: string, { min, max }: ColumnFacts["summary"], fences: Fences): ChartData {
  const counted = known.answers.to(histogramOf(column, fences));
  if (counted === null) return { chart: "none" };
  const { edges } = fences;
  return {
    chart: "histogram",
    value: axis(column),
    bins: counted.counts.map((count, i) => ({ from: edges[i] ?? 0, to: edges[i + 1] ?? 0, count })),
    beyond: {
      ...(counted.below > 0 ? { low: { count: counted.below, farthest: Number(min) } } : {}),
      ...(counted.above > 0 ? { high: { count: counted.above, farthest: Number(max) } } : {}),
    },
    marks: [
      { label: "@median", value: fences.median },
      ...(counted.above > 0 ? [{ label: "@high_fence", value: fences.high }] : []),
      ...(counted.below > 0 ? [{ label: "@low_fence", value: fences.low }] : []),
    ],
  };
}

function hasFewNegatives({ summary }: ColumnFacts): boolean {
  const { negatives: count = 0 } = summary.numeric ?? {};
  return count > 0 && count <= fewNegatives * summary.present;
}

function negatives(known: Known, column: ColumnFacts): readonly Finding[] {
  const { name, summary } = column;
  const rows = known.answers.to(negativesOf(name));
  const fences = fencesOf(known, name);
  if (impliedByTotal(known, column)) return [];
  if (!hasFewNegatives(column) || rows === null || (fences !== null && crossesZero(fences))) return [];
  const share = rows.total / summary.present;
  const params = { column: name, count: rows.total, present: summary.present, share, min: Number(summary.min) };
  const data: ChartData = {
    chart: "figure",
    value: rows.total,
    total: summary.present,
    format: "number",
    label: "@rows",
  };
  return [
    state(known, {
      key: "few_negatives",
      params,
      columns: [name],
      magnitude: ofShare(share),
      measure: negativesOf(name),
      rows,
      data,
    }),
  ];
}

/** Returns make quantity and total negative in the same rows: the total says it. */
function impliedByTotal(known: Known, { name, summary }: ColumnFacts): boolean {
  const totals = suspectIdentities(known).flatMap(({ left, operation, right }) =>
    operation === "product" && right.includes(name) ? [left] : [],
  );
  return known.columns.some(
    (total) => totals.includes(total.name) && total.summary.numeric?.negatives === summary.numeric?.negatives,
  );
}

/** Temperatures and balances cross zero as a matter of course: their lower side is no narrower than the upper one, and zero is within it. */
function crossesZero({ down, up, median }: Fences): boolean {
  return down > 0 && up < 2 * down && median < 4 * down;
}

function dominantValue(known: Known, { name, summary }: ColumnFacts): readonly Finding[] {
  const top = known.answers.to(topOf(name));
  const first = top?.values[0];
  if (top == null || first === undefined || first.count < dominant * summary.present || top.distinct < 2) return [];
  const share = first.count / summary.present;
  const listed = top.values.reduce((sum, { count }) => sum + count, 0);
  const data: ChartData = {
    chart: "bar",
    category: axis(name, "text"),
    value: axis("@rows"),
    bars: top.values.map(({ value, count }, i) => ({ label: value, value: count, highlight: i === 0 })),
    others:
      top.distinct > top.values.length
        ? { count: top.distinct - top.values.length, value: summary.present - listed }
        : null,
  };
  return [
    state(known, {
      key: "dominant_value",
      params: { column: name, value: first.value, count: first.count, present: summary.present, share },
      columns: [name],
      magnitude: share,
      measure: topOf(name),
      data,
    }),
  ];
}
