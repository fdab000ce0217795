import type { ChartData } from "@caudal/contract/resources/chart.ts";
import { coverageConfidence } from "../confidence.ts";
import { axis, state, type Finder, type Known } from "../finder.ts";
import type { Finding } from "../finding.ts";
import { ofShare } from "../importance.ts";
import { relativeChange } from "../relative-change.ts";
import { mostFalse, runTests, type Judged } from "../run-tests.ts";
import { figuresOf, type Figure, type TrendTest, type WeekTest } from "../screen/series.ts";
import { planSeries, readSeries, type Period, type TimeSeries } from "../series.ts";

const weakest = { tau: 0.1, explained: 0.15 } as const;
/** As many as there are figures: those that say nearly the same are folded into one. */
const mostTrends = 6;
const mostWeekly = 6;
/** The chance of a gap this long, if rows came as evenly as they do elsewhere, times the periods in which it could stand. */
const unlikelyGap = 0.01;

/** The time that a file covers, where it breaks off, what rises and falls in it, and how its weeks go. */
export const time: Finder = {
  wave: 2,
  plan(round, known) {
    const plan = round === 3 ? planSeries(known) : null;
    return plan === null ? [] : [plan.measure];
  },
  find(known) {
    const series = readSeries(known);
    return series === null
      ? []
      : [
          ...span(known, series),
          ...gaps(known, series),
          ...idle(known, series),
          ...trends(known, series),
          ...weekly(known, series),
        ];
  },
};

const timeAxis = ({ column, grain }: TimeSeries) =>
  axis(column.name, grain === "month" || grain === "quarter" ? "month" : grain === "year" ? "text" : "date");
const labelOf = (period: Period, { grain }: TimeSeries) => (grain === "year" ? period.at.slice(0, 4) : period.at);

function drawLine(series: TimeSeries, figure: Figure, fit: readonly (number | null)[] = []): ChartData {
  const points = series.periods.map((period) => ({ at: labelOf(period, series), value: figure.of(period) }));
  return {
    chart: "line",
    time: timeAxis(series),
    value: axis(figure.value ?? "@rows"),
    points,
    partial: series.partial,
    fit: [...fit],
    band: [],
  };
}

const rowsFigure = (known: Known, series: TimeSeries) =>
  figuresOf(known, series)[0] ?? { value: null, aggregate: "rows", of: (period: Period) => period.rows };

function span(known: Known, series: TimeSeries): readonly Finding[] {
  const { column, grain, periods, measure, from, to } = series;
  const filled = periods.filter(({ rows }) => rows !== null).length;
  const { present } = column.summary;
  const outside = Math.max(0, present - periods.reduce((sum, { rows }) => sum + (rows ?? 0), 0));
  const params = { column: column.name, from, to, grain, periods: filled, present, outside };
  return [
    state(known, {
      key: "time_span",
      params,
      columns: [column.name],
      magnitude: 0.5,
      measure,
      surety: coverageConfidence(known.table, column.summary.present),
      data: drawLine(series, rowsFigure(known, series)),
    }),
  ];
}

function gaps(known: Known, series: TimeSeries): readonly Finding[] {
  const { column, grain, periods, measure } = series;
  const filled = periods.filter(({ rows }) => rows !== null);
  const missing = periods.length - filled.length;
  if (missing === 0 || filled.length < 0.85 * periods.length || column.role === "year") return [];
  let [longest, start, run] = [0, 0, 0];
  periods.forEach(({ rows }, i) => {
    run = rows === null ? run + 1 : 0;
    if (run > longest) [longest, start] = [run, i - run + 1];
  });
  // A quarter of the mean allows for days that are slow by nature.
  const usual = filled.reduce((sum, { rows }) => sum + (rows ?? 0), 0) / periods.length / 4;
  const chance = periods.length * Math.exp(-usual * longest);
  const regular = filled.every(({ rows }) => rows === filled[0]?.rows);
  if (chance > unlikelyGap && !(regular && missing <= 0.1 * periods.length)) return [];
  const params = {
    column: column.name,
    grain,
    missing,
    longest,
    from: periods[start]?.at ?? "",
    to: periods[start + longest - 1]?.at ?? "",
  };
  return [
    state(known, {
      key: "time_gaps",
      params,
      columns: [column.name],
      magnitude: ofShare(missing / periods.length),
      measure,
      surety: coverageConfidence(known.table, column.summary.present),
      data: drawLine(series, rowsFigure(known, series)),
    }),
  ];
}

function idle(known: Known, series: TimeSeries): readonly Finding[] {
  const { column, idleWeekdays, periods, measure } = series;
  if (idleWeekdays.length === 0) return [];
  const params = {
    column: column.name,
    weekdays: idleWeekdays.map(String),
    weeks: Math.floor(periods.length / (7 - idleWeekdays.length)),
  };
  return [
    state(known, {
      key: "idle_weekdays",
      params,
      columns: [column.name],
      magnitude: idleWeekdays.length / 7,
      measure,
      surety: coverageConfidence(known.table, column.summary.present),
      data: drawLine(series, rowsFigure(known, series)),
    }),
  ];
}

function trends(known: Known, series: TimeSeries): readonly Finding[] {
  const strong = runTests(known).trends.filter(({ q, tau }) => q <= mostFalse && Math.abs(tau) >= weakest.tau);
  const additive = new Set(known.columns.flatMap((column) => (column.additive ? [column.name] : [])));
  const isAmount = ({ figure: { value } }: TrendTest) => value !== null && additive.has(value);
  const said = strong
    .toSorted((a, b) => Number(isAmount(b)) - Number(isAmount(a)) || changeOf(b) - changeOf(a))
    .slice(0, mostTrends);
  // What goes the same way as a figure before it is less news: amounts come first, by how much they change.
  return said.map((test, i) =>
    sayTrend(known, series, test, said.slice(0, i).some(({ slope }) => slope > 0 === test.slope > 0) ? 0.4 : 1),
  );
}

/** How much of the first fitted value is won or lost until the end; at least τ, which says how steadily. */
function changeOf({ slope, intercept, tau, n }: TrendTest): number {
  const change = intercept > 0 ? Math.min(1, Math.abs((slope * (n - 1)) / intercept)) : 0;
  return Math.max(Math.abs(tau), change);
}

function sayTrend(known: Known, series: TimeSeries, test: Judged<TrendTest>, weight: number): Finding {
  const { column, grain, whole, periods, measure } = series;
  const { figure, slope, intercept, p, q, tests, n } = test;
  const valued = whole.filter((period) => figure.of(period) !== null);
  const [first, last] = [intercept, intercept + slope * (valued.length - 1)];
  const placeOf = new Map(valued.map((period, i) => [period.at, i]));
  const fit = periods.map(({ at }) => {
    const place = placeOf.get(at);
    return place === undefined ? null : intercept + slope * place;
  });
  const params = {
    time: column.name,
    grain,
    direction: slope > 0 ? "up" : "down",
    change: relativeChange(
      first,
      last,
      valued.flatMap((period) => figure.of(period) ?? []),
    ),
    from: labelOf(valued[0] ?? emptyPeriod, series),
    to: labelOf(valued.at(-1) ?? emptyPeriod, series),
    first,
    last,
    periods: valued.length,
  } as const;
  const shared = {
    magnitude: weight * changeOf(test),
    measure,
    data: drawLine(series, figure, fit),
    surety: { formula: "one_minus_q", inputs: { p, q, tests, n } },
  } as const;
  if (figure.value === null || figure.aggregate === "rows")
    return state(known, { ...shared, key: "trend_rows", params, columns: [column.name] });
  return state(known, {
    ...shared,
    key: "trend_value",
    params: {
      ...params,
      value: figure.value,
      aggregate: figure.aggregate,
      also: [],
      alsoFirst: [],
      alsoLast: [],
      rowsFirst: null,
      rowsLast: null,
    },
    columns: [column.name, figure.value],
  });
}

const emptyPeriod: Period = { at: "", rows: null, sums: [], present: [] };

function weekly(known: Known, series: TimeSeries): readonly Finding[] {
  const strong = runTests(known).weeks.filter(({ q, explained }) => q <= mostFalse && explained >= weakest.explained);
  return strong
    .toSorted((a, b) => b.explained - a.explained)
    .slice(0, mostWeekly)
    .flatMap((test) => sayWeek(known, series, test));
}

function sayWeek(
  known: Known,
  series: TimeSeries,
  { figure, medians, explained, weeks, p, q, tests, n }: Judged<WeekTest>,
): readonly Finding[] {
  const sorted = medians.toSorted((a, b) => b.value - a.value);
  const [high, low] = [sorted[0], sorted.at(-1)];
  if (high === undefined || low === undefined || high.value === low.value) return [];
  const data: ChartData = {
    chart: "bar",
    category: axis("@weekday", "text"),
    value: axis(figure.value ?? "@rows"),
    bars: medians.map(({ day, value }) => ({ label: `@weekday ${day}`, value, highlight: day === high.day })),
    others: null,
  };
  const params = {
    time: series.column.name,
    value: figure.value,
    aggregate: figure.aggregate === "rows" ? null : figure.aggregate,
    also: [],
    alsoRows: false,
    high: high.day,
    low: low.day,
    highValue: high.value,
    lowValue: low.value,
    weeks,
  };
  const columns = figure.value === null ? [series.column.name] : [series.column.name, figure.value];
  return [
    state(known, {
      key: "weekly_pattern",
      params,
      columns,
      magnitude: explained,
      measure: series.measure,
      data,
      surety: { formula: "one_minus_q", inputs: { p, q, tests, n } },
    }),
  ];
}
