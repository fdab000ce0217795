import { languageOf, type LanguageTag } from "../format/language-tag.ts";
import { dateFormat, numberFormat, wordsTag } from "../format/number-format.ts";
import type { Locale } from "../resources/common.ts";
import type { PeriodGrain } from "./finding-params.ts";
import { showBlanks } from "./show-blanks.ts";

/** Writes figures as a reader of the language and region does (es 1.234,5 · es-MX 1,234.5), and what stands in a file so that it can be seen. */
export type Figures = {
  /** A whole count: 12.708. */
  count(value: number): string;
  /** The form of a word that goes with a count, by the language's rule. */
  plural(value: number, one: string, other: string): string;
  /** A count with its word: 1 fila · 12.708 filas. */
  counted(value: number, one: string, other: string): string;
  /** A measured value, with as many decimals as its size makes useful: 1.234 · 12,35 · 0,0412 · 2.768 millones. */
  number(value: number): string;
  /** A strength between −1 and 1, with two decimals: 0,86. Never rounds to a whole what is not. */
  strength(value: number): string;
  /** A share of one: 24,9 %. Never rounds a part to nothing or to the whole. */
  percent(share: number): string;
  /** A share that was fitted, not counted, and may be more than one: 104 % · 8,3 %. */
  roughPercent(share: number): string;
  /** A day, from an ISO date or timestamp: 21 nov 2026. */
  date(iso: string): string;
  /** A period by its beginning, no finer than it is: 21 nov 2026, 15:00 · 21 nov 2026 · nov 2026 · 2026. */
  period(iso: string, grain: PeriodGrain): string;
  /** a, b y c. Beyond `most` (six): "y 4 más". */
  list(items: readonly string[], most?: number): string;
  /** A column's name in quotes; a long one shortened. */
  column(name: string): string;
  /** Names of columns in quotes, as a list. */
  columns(names: readonly string[], most?: number): string;
  /** A text of the file in quotes, shortened to `most` characters (30), its blanks made visible. */
  value(text: string, most?: number): string;
  /** Monday is 1. */
  weekday(day: number): string;
};

const listed = 6;
const longest = { column: 40, value: 30 } as const;
const quotes: { readonly [L in Locale]: readonly [string, string] } = { es: ["«", "»"], en: ["“", "”"] };
const words = { es: { more: "más", empty: "(texto vacío)" }, en: { more: "more", empty: "(empty text)" } } as const;

export function figuresFor(tag: LanguageTag): Figures {
  const locale = languageOf(tag);
  const whole = numberFormat(tag, { maximumFractionDigits: 0, useGrouping: "always" });
  const two = numberFormat(tag, { maximumFractionDigits: 2 });
  const rules = new Intl.PluralRules(wordsTag(tag));
  const conjunction = new Intl.ListFormat(wordsTag(tag), { type: "conjunction" });
  const dayOfWeek = new Intl.DateTimeFormat(wordsTag(tag), { weekday: "long", timeZone: "UTC" });
  const [open, close] = quotes[locale];
  const plural = (value: number, one: string, other: string) => (rules.select(value) === "one" ? one : other);
  const percentOf = (share: number, digits: Intl.NumberFormatOptions) =>
    numberFormat(tag, { style: "percent", useGrouping: "always", ...digits }).format(share);
  const write = (iso: string, options: Intl.DateTimeFormatOptions) => {
    const time = Date.parse(iso.length > 10 ? `${iso.slice(0, 16).replace(" ", "T")}Z` : iso);
    return Number.isNaN(time) ? iso : dateFormat(tag, { ...options, timeZone: "UTC" }).format(time);
  };
  const date = (iso: string) => write(iso.slice(0, 10), { day: "numeric", month: "short", year: "numeric" });
  const percent = (share: number) => {
    const shown = share < 1 && share > 0.999 ? Math.floor(share * 10_000) / 10_000 : share;
    if (shown > 0.9995 && shown < 1) return percentOf(shown, { maximumFractionDigits: 2 });
    return percentOf(shown, Math.abs(shown) < 0.001 ? { maximumSignificantDigits: 1 } : { maximumFractionDigits: 1 });
  };
  const list = (items: readonly string[], most = listed) => {
    const left = items.length - most;
    return conjunction.format(
      left > 0 ? [...items.slice(0, most), `${whole.format(left)} ${words[locale].more}`] : items,
    );
  };
  const column = (name: string) => `${open}${shorten(name, longest.column)}${close}`;
  return {
    count: (value) => whole.format(value),
    plural,
    counted: (value, one, other) => `${whole.format(value)} ${plural(value, one, other)}`,
    number(value) {
      const digits = { useGrouping: "always", ...usefulDigits(value) } as const;
      // "2.768 millones" reads better than the "2,768 mil millones" of the language's tables.
      const inMillions = locale === "es" && digits.notation === "compact" && Math.abs(value) >= 1e9;
      if (!inMillions) return numberFormat(tag, digits).format(value);
      return `${whole.format(value / 1e6)} millones`;
    },
    strength: (value) => two.format(Math.abs(value) < 1 ? Math.max(-0.99, Math.min(0.99, value)) : value),
    percent,
    roughPercent: (share) =>
      share < 0.1 || (share > 0.99 && share < 1) ? percent(share) : percentOf(share, { maximumFractionDigits: 0 }),
    date,
    period(iso, grain) {
      if (grain === "year") return iso.slice(0, 4);
      if (grain === "month") return write(iso.slice(0, 10), { month: "short", year: "numeric" });
      if (grain === "minute" || grain === "hour")
        return `${date(iso)}, ${write(iso, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}`;
      return date(iso);
    },
    list,
    column,
    columns: (names, most) => list(names.map(column), most),
    value: (text, most = longest.value) =>
      `${open}${text === "" ? words[locale].empty : shorten(showBlanks(text), most)}${close}`,
    weekday: (number) => dayOfWeek.format(Date.UTC(2024, 0, number)),
  };
}

/** Keeps the beginning and the end, by which names and codes are told apart. */
function shorten(text: string, most: number): string {
  const signs = [...text];
  if (signs.length <= most) return text;
  const end = Math.floor(most / 3);
  return `${signs.slice(0, most - end - 1).join("")}…${signs.slice(-end).join("")}`;
}

function usefulDigits(value: number): Intl.NumberFormatOptions {
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-6)) return { notation: "scientific", maximumSignificantDigits: 3 };
  if (size >= 1e6) return { notation: "compact", compactDisplay: "long", maximumSignificantDigits: 4 };
  if (size >= 1000 || Number.isInteger(value)) return { maximumFractionDigits: 0 };
  if (size >= 1) return { maximumFractionDigits: size >= 100 ? 1 : 2 };
  return { maximumSignificantDigits: 3 };
}
