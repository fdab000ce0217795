import type { Known } from "../finder.ts";
import { weekdayOf } from "../periods.ts";
import { readSeries, type Period, type TimeSeries } from "../series.ts";
import { compareGroups } from "../statistics/differing-groups.ts";
import { mean, median } from "../statistics/ranks.ts";
import { testTrend, type Trend } from "../statistics/trend.ts";

/** A figure through time: the rows (`value` null), or the sum or mean of a column. */
export type Figure = {
  readonly value: string | null;
  readonly aggregate: "rows" | "sum" | "mean";
  of(period: Period): number | null;
};
export type TrendTest = Trend & { readonly figure: Figure; readonly n: number };
export type WeekTest = {
  readonly figure: Figure;
  readonly medians: readonly { readonly day: number; readonly value: number }[];
  readonly explained: number;
  readonly weeks: number;
  readonly n: number;
  readonly p: number;
};

/** Below this share of periods with rows, a series is a list of events, and its steps no steps. */
const dense = 0.8;
const fewestWeeks = 5;
/** A weekly rhythm this strong is taken out before a trend is sought. */
const seasonal = { p: 0.001, explained: 0.3 } as const;

export function figuresOf(known: Known, series: TimeSeries): readonly Figure[] {
  const additive = new Map(known.columns.map((column) => [column.name, column.additive]));
  const rows: Figure = { value: null, aggregate: "rows", of: (period) => period.rows };
  return [
    rows,
    ...series.measure.sums.map((value, i): Figure => {
      // A period in which no row has the value has no sum, rather than a sum of zero.
      if (additive.get(value) === true)
        return {
          value,
          aggregate: "sum",
          of: (period) => ((period.present[i] ?? 0) > 0 ? (period.sums[i] ?? null) : null),
        };
      return {
        value,
        aggregate: "mean",
        of: (period) => ((period.present[i] ?? 0) > 0 ? (period.sums[i] ?? 0) / (period.present[i] ?? 1) : null),
      };
    }),
  ];
}

export function screenTrends(known: Known): readonly TrendTest[] {
  const series = readSeries(known);
  if (series === null || !isDense(series)) return [];
  const weekly = new Map(screenWeeks(known).map((test) => [test.figure.value, test]));
  return figuresOf(known, series).flatMap((figure) => {
    const rhythm = weekly.get(figure.value);
    const values = valuesOf(series, figure);
    const calm =
      rhythm !== undefined && rhythm.p <= seasonal.p && rhythm.explained >= seasonal.explained
        ? withoutWeek(values, rhythm)
        : values;
    const trend = testTrend(calm.map(({ value }) => value));
    return trend === null ? [] : [{ ...trend, figure, n: values.length }];
  });
}

export function screenWeeks(known: Known): readonly WeekTest[] {
  const series = readSeries(known);
  if (series === null || series.grain !== "day" || !isDense(series)) return [];
  return figuresOf(known, series).flatMap((figure) => {
    const values = valuesOf(series, figure);
    const weeks = Math.floor(values.length / (7 - series.idleWeekdays.length));
    if (weeks < fewestWeeks) return [];
    const around = values.map(
      ({ value }, i) => value - mean(values.slice(Math.max(0, i - 3), i + 4).map((other) => other.value)),
    );
    const days = values.map(({ at }) => weekdayOf(at));
    const test = compareGroups(days.map(String), around, 4);
    if (test === null) return [];
    const medians = [...new Set(days)]
      .toSorted((a, b) => a - b)
      .map((day) => ({ day, value: median(values.filter((_, i) => days[i] === day).map(({ value }) => value)) }));
    return [{ figure, medians, explained: test.explained, weeks, n: test.n, p: test.p }];
  });
}

export function isDense({ periods }: TimeSeries): boolean {
  return periods.filter(({ rows }) => rows !== null).length >= dense * periods.length;
}

/** Values of whole periods, those without rows left out. */
export function valuesOf(
  series: TimeSeries,
  figure: Figure,
): readonly { readonly at: string; readonly value: number }[] {
  return series.whole.flatMap((period) => {
    const value = figure.of(period);
    return value === null ? [] : [{ at: period.at, value }];
  });
}

function withoutWeek(values: readonly { readonly at: string; readonly value: number }[], { medians }: WeekTest) {
  const usual = median(medians.map(({ value }) => value));
  const of = new Map(medians.map(({ day, value }) => [day, value - usual]));
  return values.map(({ at, value }) => ({ at, value: value - (of.get(weekdayOf(at)) ?? 0) }));
}
