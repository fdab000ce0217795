import type { ColumnFacts } from "./classify-columns.ts";
import type { Known } from "./finder.ts";
import { mainFigures } from "./main-figures.ts";
import type { Grain, MeasureOf } from "./measure.ts";
import { nextPeriod, periodsBetween, startOfPeriod, weekdayOf } from "./periods.ts";
import { readSample, sampledColumns } from "./sample.ts";

const grains: readonly Grain[] = ["minute", "hour", "day", "week", "month", "quarter", "year"];
const mostPeriods = 750;
const fewestPeriods = 8;
const mostFigures = 5;
/** Rows a period has to have on average, unless the column itself beats at that pace. */
const rowsEach = 3;

export type SeriesPlan = {
  readonly column: ColumnFacts;
  readonly measure: MeasureOf<"timeSeries">;
  readonly from: string;
  readonly to: string;
};

/** Which column is the time, at which grain it is read, and which figures follow it. Null without a usable time. */
export function planSeries(known: Known): SeriesPlan | null {
  const sample = readSample(known);
  const column = timeColumn(known);
  if (sample === null || column === null) return null;
  const moments = sample
    .labels(column.name)
    .flatMap((value) => (value === null || !/^\d{4}/.test(value) ? [] : [value]))
    .toSorted();
  // A few dates of year 1900 or 9999 must not stretch the axis: half a percent on each side may lie outside a span that is ten times shorter.
  const cut = Math.floor(moments.length * 0.005);
  const [first, last, low, high] = [moments[0], moments.at(-1), moments[cut], moments[moments.length - 1 - cut]];
  if (first === undefined || last === undefined || low === undefined || high === undefined) return null;
  const stretched = Math.abs(periodsBetween(first, last, "day")) > 10 * Math.max(1, periodsBetween(low, high, "day"));
  const { min, max } = column.summary;
  const [from, to] = stretched ? [low, high] : [min ?? low, max ?? high];
  const grain =
    column.role === "year"
      ? "year"
      : fittingGrain(from, to, column.summary.present, new Set(moments).size / moments.length, column);
  if (grain === null) return null;
  const sums = mainFigures(known)
    .filter((figure) => sampledColumns(known, "measure").includes(figure))
    .slice(0, mostFigures)
    .map(({ name }) => name);
  return { column, measure: { kind: "timeSeries", time: column.name, grain, sums }, from, to };
}

function timeColumn(known: Known): ColumnFacts | null {
  const times = sampledColumns(known, "time").filter(({ summary }) => summary.present >= 0.5 * known.table.rows);
  const years = sampledColumns(known, "year").filter(({ summary }) => summary.present >= 0.5 * known.table.rows);
  return times.toSorted((a, b) => b.summary.present - a.summary.present)[0] ?? years[0] ?? null;
}

/** The finest grain that has enough periods, not too many, and rows in nearly all of them. */
function fittingGrain(from: string, to: string, rows: number, different: number, column: ColumnFacts): Grain | null {
  const beats = Math.min(column.summary.approxDistinct, different < 0.99 ? column.summary.approxDistinct : rows);
  const usable = grains.filter((grain) => column.type.kind !== "date" || !["minute", "hour"].includes(grain));
  const fitting = usable.find((grain) => {
    const periods = periodsBetween(from, to, grain) + 1;
    if (periods > mostPeriods || periods < fewestPeriods) return false;
    const regular = beats >= 0.6 * periods && beats <= 1.1 * periods;
    return regular || (rows >= rowsEach * periods && beats >= 0.6 * periods);
  });
  return fitting ?? null;
}

/** A period of a series with its figures; null where it has no rows. */
export type Period = {
  readonly at: string;
  readonly rows: number | null;
  readonly sums: readonly (number | null)[];
  readonly present: readonly number[];
};

export type TimeSeries = SeriesPlan & {
  readonly grain: Grain;
  /** Every period from the first to the last; days of the week that never have rows are left out. */
  readonly periods: readonly Period[];
  /** Those that are complete: without a first or last one that is covered in part. */
  readonly whole: readonly Period[];
  /** Whether the first or last period looks covered in part only. */
  readonly partial: { readonly first: boolean; readonly last: boolean };
  readonly idleWeekdays: readonly number[];
};

export function readSeries(known: Known): TimeSeries | null {
  const plan = planSeries(known);
  const answer = plan === null ? null : known.answers.to(plan.measure);
  if (plan === null || answer === null || answer.length === 0) return null;
  const { grain } = plan.measure;
  const found = new Map(answer.map((point) => [point.at, point]));
  const ats: string[] = [];
  const [start, end] = [startOfPeriod(plan.from, grain), startOfPeriod(plan.to, grain)];
  for (let at = start; at <= end && ats.length <= 2 * mostPeriods; at = nextPeriod(at, grain)) ats.push(at);
  const idle = grain === "day" ? idleDays(ats, found) : [];
  const periods = ats
    .filter((at) => grain !== "day" || !idle.includes(weekdayOf(at)))
    .map((at): Period => {
      const point = found.get(at);
      return point === undefined
        ? { at, rows: null, sums: plan.measure.sums.map(() => null), present: plan.measure.sums.map(() => 0) }
        : point;
    });
  return {
    ...plan,
    grain,
    periods,
    whole: periods.slice(startsLate(plan, grain) ? 1 : 0, endsEarly(plan, grain) ? -1 : undefined),
    partial: {
      first: isFine(grain) ? stumps(periods, 0) : startsLate(plan, grain),
      last: isFine(grain) ? stumps(periods, -1) : endsEarly(plan, grain),
    },
    idleWeekdays: idle,
  };
}

/** Whether a period at an end has far fewer rows than any between the ends: the clock does not tell of a day that was cut off. */
function stumps(periods: readonly Period[], end: 0 | -1): boolean {
  const fewest = Math.min(...periods.slice(1, -1).map(({ rows }) => rows ?? 0));
  return (periods.at(end)?.rows ?? 0) < 0.6 * fewest;
}

/** Days of the week without rows in at least four weeks, while most other days have some. */
function idleDays(ats: readonly string[], found: ReadonlyMap<string, unknown>): readonly number[] {
  if (ats.length < 28) return [];
  const shareOf = (day: number) => {
    const same = ats.filter((at) => weekdayOf(at) === day);
    return same.filter((at) => found.has(at)).length / same.length;
  };
  const shares = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, share: shareOf(day) }));
  const idle = shares.filter(({ share }) => share === 0);
  return idle.length <= 3 && shares.every(({ share }) => share === 0 || share >= 0.6) ? idle.map(({ day }) => day) : [];
}

/** Whether more than a tenth of the first period lies before the first moment (day and finer: when it does not begin with the clock). */
function startsLate({ from, column }: SeriesPlan, grain: Grain): boolean {
  if (column.role === "year") return false;
  return isFine(grain) ? column.type.kind === "timestamp" : covered(from, grain) > 0.1;
}

function endsEarly({ to, column }: SeriesPlan, grain: Grain): boolean {
  if (column.role === "year") return false;
  return isFine(grain) ? column.type.kind === "timestamp" : covered(to, grain) < 0.85 && covered(to, grain) > 0;
}

const isFine = (grain: Grain) => grain === "minute" || grain === "hour" || grain === "day";

/** How much of its period lies before a moment, 0 to 1; a date counts from its beginning. */
function covered(moment: string, grain: Grain): number {
  const [start, next] = [startOfPeriod(moment, grain), nextPeriod(startOfPeriod(moment, grain), grain)];
  return periodsBetween(start, moment, "day") / Math.max(1, periodsBetween(start, next, "day"));
}
