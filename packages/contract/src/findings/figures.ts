import { localeTag } from "../format/locale-tag.ts";
import type { Locale } from "../resources/common.ts";

/** Writes figures as a reader of the language does: es 1.234,5 · en 1,234.5. */
export type Figures = {
  /** A whole count: 12.708. */
  count(value: number): string;
  /** A measured value, with as many decimals as its size makes useful: 1.234 · 12,35 · 0,0412. */
  number(value: number): string;
  /** A share of one: 24,9 %. Never rounds a part to nothing or to the whole. */
  percent(share: number): string;
  /** A day, from an ISO date or timestamp: 21 nov 2026. */
  date(iso: string): string;
  /** a, b y c. From the seventh on: "y 4 más". */
  list(items: readonly string[]): string;
  /** Monday is 1. */
  weekday(day: number): string;
};

const listed = 6;

export function figuresFor(locale: Locale): Figures {
  const tag = localeTag[locale];
  const whole = new Intl.NumberFormat(tag, { maximumFractionDigits: 0, useGrouping: "always" });
  const conjunction = new Intl.ListFormat(tag, { type: "conjunction" });
  const day = new Intl.DateTimeFormat(tag, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const dayOfWeek = new Intl.DateTimeFormat(tag, { weekday: "long", timeZone: "UTC" });
  const more = locale === "es" ? "más" : "more";
  return {
    count: (value) => whole.format(value),
    number: (value) => new Intl.NumberFormat(tag, { ...usefulDigits(value), useGrouping: "always" }).format(value),
    percent(share) {
      const shown = share < 1 && share > 0.999 ? Math.floor(share * 10_000) / 10_000 : share;
      const digits =
        shown > 0.9995 && shown < 1
          ? { maximumFractionDigits: 2 }
          : Math.abs(shown) < 0.001
            ? { maximumSignificantDigits: 2 }
            : { maximumFractionDigits: 1 };
      return new Intl.NumberFormat(tag, { style: "percent", useGrouping: "always", ...digits }).format(shown);
    },
    date(iso) {
      const time = Date.parse(`${iso.slice(0, 10)}T00:00:00Z`);
      return Number.isNaN(time) ? iso : day.format(time);
    },
    list(items) {
      const left = items.length - listed;
      return conjunction.format(left > 0 ? [...items.slice(0, listed), `${whole.format(left)} ${more}`] : items);
    },
    weekday: (number) => dayOfWeek.format(Date.UTC(2024, 0, number)),
  };
}

function usefulDigits(value: number): Intl.NumberFormatOptions {
  const size = Math.abs(value);
  if (size >= 1000 || Number.isInteger(value)) return { maximumFractionDigits: 0 };
  if (size >= 1) return { maximumFractionDigits: size >= 100 ? 1 : 2 };
  return { maximumSignificantDigits: 3 };
}
