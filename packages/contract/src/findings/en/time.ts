import type { FindingParams, PeriodGrain } from "../finding-params.ts";
import type { Figures } from "../figures.ts";
import type { Wording } from "../finding-words.ts";

const count = (n: number, grain: PeriodGrain, f: Figures) => `${f.count(n)} ${grain}${n === 1 ? "" : "s"}`;
const when = (iso: string, f: Figures) => (/^\d{4}$/.test(iso) ? iso : f.date(iso));
const gap = (p: FindingParams["time_gaps"], f: Figures) => {
  const at = (iso: string) => (p.grain === "year" ? iso.slice(0, 4) : f.date(iso));
  return p.missing === 1 ? at(p.from) : `the longest gap runs from ${at(p.from)} to ${at(p.to)}`;
};
const trendMethod =
  "Mann–Kendall test corrected for autocorrelation (Hamed and Rao) and a slope test that is robust to random walks (Perron and Yabu): the worse of the two counts, adjusted for the number of tests. The line is Theil–Sen's; incomplete periods at the beginning and the end are left out.";

export const enTime: Wording<
  "time_span" | "time_gaps" | "idle_weekdays" | "trend_rows" | "trend_value" | "weekly_pattern"
> = {
  time_span: {
    title: (p, f) => `The data run from ${when(p.from, f)} to ${when(p.to, f)}, by “${p.column}”`,
    description: (p, f) =>
      `There are rows in ${count(p.periods, p.grain, f)}. The first and the last period may be incomplete.`,
    action: () => "",
    method: () => "Minimum and maximum of the time column; periods with at least one row.",
  },
  time_gaps: {
    title: (p, f) =>
      `${count(p.missing, p.grain, f)} ${p.missing === 1 ? "is" : "are"} missing in “${p.column}”: ${gap(p, f)}`,
    description: (p, f) =>
      `The other periods nearly always have rows; ${count(p.longest, p.grain, f)} without any is hardly chance.`,
    action: () => "Find out whether nothing happened (holidays, closed) or data are still to be brought.",
    method: () =>
      "Periods without rows between the first and the last are counted, except days of the week that never have any.",
  },
  idle_weekdays: {
    title: (p, f) => `There are never rows on ${f.list(p.weekdays.map((d) => f.weekday(Number(d))))}, by “${p.column}”`,
    description: (p, f) => `So it is in the ${f.count(p.weeks)} weeks of the file. They do not count as gaps.`,
    action: () => "",
    method: () => "Rows by day of the week, over all weeks.",
  },
  trend_rows: {
    title: (p, f) =>
      `The number of rows per ${p.grain} ${p.direction === "up" ? "rises" : "falls"}${p.change === null ? "" : ` by ${f.percent(Math.abs(p.change))}`} between ${when(p.from, f)} and ${when(p.to, f)}`,
    description: (p, f) =>
      `The line goes from ${f.number(p.first)} to ${f.number(p.last)} rows per ${p.grain}, over ${count(p.periods, p.grain, f)}.`,
    action: () => "",
    method: () => trendMethod,
  },
  trend_value: {
    title: (p, f) =>
      `The ${p.aggregate} of “${p.value}” per ${p.grain} ${p.direction === "up" ? "rises" : "falls"}${p.change === null ? "" : ` by ${f.percent(Math.abs(p.change))}`} between ${when(p.from, f)} and ${when(p.to, f)}`,
    description: (p, f) =>
      `The line goes from ${f.number(p.first)} to ${f.number(p.last)}, over ${count(p.periods, p.grain, f)}.`,
    action: () => "",
    method: () => trendMethod,
  },
  weekly_pattern: {
    title: (p, f) =>
      p.value === null
        ? `There are more rows on ${f.weekday(p.high)} and fewer on ${f.weekday(p.low)}, week after week`
        : `“${p.value}” is higher on ${f.weekday(p.high)} and lower on ${f.weekday(p.low)}, week after week`,
    description: (p, f) =>
      `Median per day: ${f.number(p.highValue)} on ${f.weekday(p.high)} and ${f.number(p.lowValue)} on ${f.weekday(p.low)}, over ${f.count(p.weeks)} weeks.`,
    action: () => "Compare each day with the same day of other weeks, not with the day before.",
    method: () => "Kruskal–Wallis test between days of the week, after subtracting the seven-day moving mean.",
  },
};
