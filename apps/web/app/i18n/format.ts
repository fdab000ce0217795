import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import { dateTag, numberFormat, wordsTag } from "@caudal/contract/format/number-format.ts";

/** Writes figures, sizes, times and dates as a reader of one language and region writes them. Everything takes plain values and returns text. */
export type Format = ReturnType<typeof createFormat>;

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

export function createFormat(tag: LanguageTag, timeZone?: string) {
  const zone = timeZone === undefined ? {} : { timeZone };
  const number = numberFormat(tag, { useGrouping: "always", maximumFractionDigits: 4 });
  const precise = numberFormat(tag, { useGrouping: "always", maximumSignificantDigits: 4 });
  const whole = numberFormat(tag, { useGrouping: "always", maximumFractionDigits: 0 });
  const compact = numberFormat(tag, {
    notation: "compact",
    maximumSignificantDigits: 3,
    useGrouping: "always",
  });
  const percent = numberFormat(tag, { style: "percent", maximumFractionDigits: 1 });
  const wholePercent = numberFormat(tag, { style: "percent", maximumFractionDigits: 0 });
  const oneDecimal = numberFormat(tag, { useGrouping: "always", maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(dateTag(tag), { day: "numeric", month: "short", year: "numeric", ...zone });
  const utcDate = new Intl.DateTimeFormat(dateTag(tag), {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
  const utcMonth = new Intl.DateTimeFormat(dateTag(tag), { month: "short", year: "numeric", timeZone: "UTC" });
  const dateTime = new Intl.DateTimeFormat(dateTag(tag), {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZoneName: "short",
    ...zone,
  });
  const clock = new Intl.DateTimeFormat(dateTag(tag), {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
    ...zone,
  });
  const relative = new Intl.RelativeTimeFormat(wordsTag(tag), { numeric: "auto", style: "long" });
  const lists = new Intl.ListFormat(wordsTag(tag), { type: "conjunction" });
  const plurals = new Intl.PluralRules(wordsTag(tag));

  return {
    tag,
    number: (value: number) => number.format(value),
    /** At most four significant digits below a thousand, whole above: for means and quantiles. */
    measure: (value: number) => (Math.abs(value) >= 1000 ? whole.format(value) : precise.format(value)),
    compact: (value: number) =>
      Math.abs(value) < 10_000
        ? precise.format(value)
        : Math.abs(value) < 100_000
          ? whole.format(value)
          : compact.format(value),
    /** Always in the shortest unit, for figures that stand together: 90 mil beside 120 mil. */
    short: (value: number) => (Math.abs(value) < 1000 ? precise : compact).format(value),
    /** A part too small to round to a tenth is still not nothing. */
    percent: (value: number) => (value > 0 && value < 0.0005 ? `< ${percent.format(0.001)}` : percent.format(value)),
    /** Never rounds what is under way up to 100 %. */
    progress: (value: number) => wholePercent.format(value >= 1 ? 1 : Math.floor(value * 100) / 100),
    /** Never rounds an uncertain thing up to certainty; `certain` says whether 1 may be written as the whole. */
    certainty: (value: number, certain = true) =>
      value > 0.999 && (value < 1 || !certain) ? `> ${percent.format(0.999)}` : percent.format(value),
    /** A probability; one too small to write out is only bounded. */
    probability: (value: number) =>
      value < 0.0001 ? `< ${number.format(0.0001)}` : numberFormat(tag, { maximumSignificantDigits: 2 }).format(value),
    bytes: (value: number) => writeBytes(value, (figure) => oneDecimal.format(figure)),
    /** `2026-11-21` or an instant, as 21 nov 2026; text that is no date stays as it is. */
    date: (iso: string) => withDate(iso, (at) => (isPlainDate(iso) ? utcDate : date).format(at)),
    month: (iso: string) => withDate(iso, (at) => utcMonth.format(at)),
    utcDate: (iso: string) => withDate(iso, (at) => utcDate.format(at)),
    dateTime: (iso: string) => withDate(iso, (at) => dateTime.format(at)),
    clock: (iso: string) => withDate(iso, (at) => clock.format(at)),
    ago: (iso: string, now: number) => {
      const seconds = Math.round((Date.parse(iso) - now) / 1000);
      const size = Math.abs(seconds);
      if (size < 45) return relative.format(0, "second");
      if (size < 45 * minute) return relative.format(Math.round(seconds / minute), "minute");
      if (size < 22 * hour) return relative.format(Math.round(seconds / hour), "hour");
      if (size < 7 * day) return relative.format(Math.round(seconds / day), "day");
      return date.format(new Date(iso));
    },
    duration: (seconds: number) => writeDuration(seconds, (figure) => oneDecimal.format(figure)),
    list: (items: readonly string[]) => lists.format(items),
    /** `one` or `many`, already holding the count. */
    plural: (count: number, one: string, many: string) =>
      `${number.format(count)} ${plurals.select(count) === "one" ? one : many}`,
  } as const;
}

function isPlainDate(iso: string): boolean {
  return /^\d{4}-\d{2}(-\d{2})?$/.test(iso);
}

function withDate(iso: string, write: (at: Date) => string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : write(at);
}

/** Decimal units, as file managers and disks count them. */
function writeBytes(value: number, write: (figure: number) => string): string {
  const units = ["B", "kB", "MB", "GB", "TB"] as const;
  let figure = value;
  let unit = 0;
  while (figure >= 999.95 && unit < units.length - 1) {
    figure /= 1000;
    unit += 1;
  }
  return `${write(unit === 0 ? Math.round(figure) : figure)} ${units[unit] ?? "B"}`;
}

function writeDuration(seconds: number, write: (figure: number) => string): string {
  if (seconds < 1) return `${write(Math.max(1, Math.round(seconds * 1000)))} ms`;
  if (seconds < 10) return `${write(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
