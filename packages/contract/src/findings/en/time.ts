import type { FindingParams, PeriodGrain } from "../finding-params.ts";
import type { Figures } from "../figures.ts";
import type { Wording } from "../finding-words.ts";
import { formOfTrend } from "../trend-words.ts";

const count = (n: number, grain: PeriodGrain, f: Figures) => f.counted(n, grain, `${grain}s`);
/** What a column holds is told to the day, whatever the pace at which it was read. */
const momentGrain = (grain: PeriodGrain, iso: string) =>
  /^\d{4}$/.test(iso) ? "year" : grain === "minute" || grain === "hour" ? grain : "day";
const gap = (p: FindingParams["time_gaps"], f: Figures) =>
  p.missing === 1
    ? f.period(p.from, p.grain)
    : p.from === p.to
      ? `the first is ${f.period(p.from, p.grain)}`
      : `the longest gap runs from ${f.period(p.from, p.grain)} to ${f.period(p.to, p.grain)}`;
const moves = (p: FindingParams["trend_rows"], f: Figures) => {
  const form = formOfTrend(p);
  const verb = p.direction === "up" ? "rises" : "falls";
  switch (form.as) {
    case "percent":
      return `${verb} by ${f.roughPercent(form.change)}`;
    case "times":
      return `grows ${f.number(Math.round(form.times * 10) / 10)}-fold`;
    case "ends":
      return `${verb} from ${f.number(p.first)} to ${f.number(p.last)}`;
  }
};
const between = (p: FindingParams["trend_rows"], f: Figures) =>
  `between ${f.period(p.from, p.grain)} and ${f.period(p.to, p.grain)}`;
const line = (p: FindingParams["trend_rows"], f: Figures) =>
  `The line that follows the series best goes from ${f.number(p.first)} to ${f.number(p.last)} over ${count(p.periods, p.grain, f)}.`;
const moveToo = (p: FindingParams["trend_value"], f: Figures) => {
  const ends = (first: number, last: number) => `(from ${f.number(first)} to ${f.number(last)})`;
  const rows =
    p.rowsFirst === null || p.rowsLast === null
      ? []
      : [`the number of rows per ${p.grain} ${ends(p.rowsFirst, p.rowsLast)}`];
  const columns = p.also.map((name, i) => `${f.column(name)} ${ends(Number(p.alsoFirst[i]), Number(p.alsoLast[i]))}`);
  const all = [...rows, ...columns];
  if (all.length === 0) return "";
  const verb = p.direction === "up" ? f.plural(all.length, "rises", "rise") : f.plural(all.length, "falls", "fall");
  return ` ${capitalize(f.list(all))} ${verb} too.${rows.length > 0 ? " Sums tend to move with the number of rows." : ""}`;
};
const trendMethod =
  "Mann–Kendall test corrected for autocorrelation (Hamed and Rao) and a slope test that is robust to random walks (Perron and Yabu): the worse of the two counts, adjusted for the number of tests. The line is Theil–Sen's; incomplete periods at the beginning and the end are left out.";

export const enTime: Wording<
  "time_span" | "time_gaps" | "idle_weekdays" | "trend_rows" | "trend_value" | "weekly_pattern"
> = {
  time_span: {
    title: (p, f) =>
      `${p.outside === 0 ? "The data run" : "Nearly all data run"} from ${f.period(p.from, momentGrain(p.grain, p.from))} to ${f.period(p.to, momentGrain(p.grain, p.to))}, by ${f.column(p.column)}`,
    description: (p, f) =>
      `There are rows in ${count(p.periods, p.grain, f)}${p.outside === 0 ? "" : `; ${f.counted(p.outside, "row lies", "rows lie")} outside ${f.plural(p.periods, "that period", "those periods")}`}. The beginning and the end may be incomplete.`,
    action: () => "",
    method: () =>
      "Minimum and maximum of the time column, without half a percent at each end where a few dates lie far off; periods with at least one row.",
  },
  time_gaps: {
    title: (p, f) =>
      `${count(p.missing, p.grain, f)} ${f.plural(p.missing, "is", "are")} missing in ${f.column(p.column)}: ${gap(p, f)}`,
    description: (p, f) =>
      `Nearly all other periods have rows; ${count(p.longest, p.grain, f)}${f.plural(p.longest, "", " in a row")} without any is hardly chance.`,
    action: () => "Find out whether nothing happened (holidays, closed) or data are still to be brought.",
    method: () =>
      "Periods without rows between the first and the last are counted, except days of the week that never have any.",
  },
  idle_weekdays: {
    title: (p, f) =>
      `There are never rows on ${f.list(p.weekdays.map((d) => f.weekday(Number(d))))}, by ${f.column(p.column)}`,
    description: (p, f) =>
      `So it is in ${p.weeks === 1 ? "the only week" : `the ${f.count(p.weeks)} weeks`} of the file. ${f.plural(p.weekdays.length, "That day does not count as a gap.", "Those days do not count as gaps.")}`,
    action: () => "",
    method: () => "Rows by day of the week, over all weeks.",
  },
  trend_rows: {
    title: (p, f) => `The number of rows per ${p.grain} ${moves(p, f)} ${between(p, f)}`,
    description: (p, f) => line(p, f),
    action: () => "",
    method: () => trendMethod,
  },
  trend_value: {
    title: (p, f) => `The ${p.aggregate} of ${f.column(p.value)} per ${p.grain} ${moves(p, f)} ${between(p, f)}`,
    description: (p, f) => `${line(p, f)}${moveToo(p, f)}`,
    action: () => "",
    method: () => trendMethod,
  },
  weekly_pattern: {
    title: (p, f) => {
      const [high, low] = [f.weekday(p.high), f.weekday(p.low)];
      if (p.value === null) return `There tend to be more rows on ${high} and fewer on ${low}`;
      return `${p.aggregate === null ? "" : `The ${p.aggregate} of `}${f.column(p.value)} tends to be higher on ${high} and lower on ${low}`;
    },
    description: (p, f) => {
      const also = [
        ...(p.alsoRows ? ["the number of rows"] : []),
        ...p.also.map((name) => `the sum of ${f.column(name)}`),
      ];
      const same = `${capitalize(f.list(also))} ${f.plural(also.length, "is", "are")} highest on ${f.weekday(p.high)} too.`;
      return `A typical ${f.weekday(p.high)} (the median) has ${f.number(p.highValue)}; a ${f.weekday(p.low)}, ${f.number(p.lowValue)}. Measured over ${f.counted(p.weeks, "week", "weeks")}.${also.length === 0 ? "" : ` ${same}`}`;
    },
    action: () => "Compare each day with the same day of other weeks, not with the day before.",
    method: () => "Kruskal–Wallis test between days of the week, after subtracting the seven-day moving mean.",
  },
};

function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
