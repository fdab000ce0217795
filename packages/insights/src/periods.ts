import type { Grain } from "./measure.ts";

const dayMs = 86_400_000;

/** Start of the period that holds an ISO date, an ISO timestamp or a bare year: as `timeSeries` writes it. */
export function startOfPeriod(moment: string, grain: Grain): string {
  switch (grain) {
    case "minute":
      return withTime(moment).slice(0, 16);
    case "hour":
      return `${withTime(moment).slice(0, 13)}:00`;
    case "day":
      return dateOf(moment);
    case "week":
      return isoDate(Date.parse(dateOf(moment)) - (weekdayOf(moment) - 1) * dayMs);
    case "month":
      return `${dateOf(moment).slice(0, 7)}-01`;
    case "quarter":
      return `${moment.slice(0, 4)}-${String(Math.floor((Number(dateOf(moment).slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, "0")}-01`;
    case "year":
      return `${moment.slice(0, 4)}-01-01`;
  }
}

/** `start` is the start of a period. */
export function nextPeriod(start: string, grain: Grain): string {
  const time = instant(start);
  switch (grain) {
    case "minute":
      return new Date(time + 60_000).toISOString().slice(0, 16);
    case "hour":
      return new Date(time + 3_600_000).toISOString().slice(0, 16);
    case "day":
      return isoDate(time + dayMs);
    case "week":
      return isoDate(time + 7 * dayMs);
    default: {
      const date = new Date(time);
      return isoDate(
        Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + { month: 1, quarter: 3, year: 12 }[grain], 1),
      );
    }
  }
}

/** Whole steps from the period of one moment to that of another. */
export function periodsBetween(from: string, to: string, grain: Grain): number {
  const [a, b] = [instant(startOfPeriod(from, grain)), instant(startOfPeriod(to, grain))];
  const months = (time: number) => new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth();
  switch (grain) {
    case "minute":
      return Math.round((b - a) / 60_000);
    case "hour":
      return Math.round((b - a) / 3_600_000);
    case "day":
      return Math.round((b - a) / dayMs);
    case "week":
      return Math.round((b - a) / (7 * dayMs));
    case "month":
      return months(b) - months(a);
    case "quarter":
      return (months(b) - months(a)) / 3;
    case "year":
      return (months(b) - months(a)) / 12;
  }
}

/** Monday is 1, Sunday 7. */
export function weekdayOf(moment: string): number {
  return ((new Date(Date.parse(dateOf(moment))).getUTCDay() + 6) % 7) + 1;
}

function dateOf(moment: string): string {
  return moment.length === 4 ? `${moment}-01-01` : moment.slice(0, 10);
}

function withTime(moment: string): string {
  return moment.length <= 10 ? `${dateOf(moment)}T00:00` : moment.replace(" ", "T");
}

function instant(start: string): number {
  return Date.parse(start.length > 10 ? `${start.slice(0, 16)}Z` : start);
}

function isoDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
