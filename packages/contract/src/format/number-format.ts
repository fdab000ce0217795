import type { Locale } from "../resources/common.ts";
import { languageOf, type LanguageTag } from "./language-tag.ts";

const houseTag: Readonly<Record<Locale, string>> = { es: "es", en: "en-US" };

/**
 * Writes numbers with the marks of the reader's region: 1.234,5 in es and es-AR, 1,234.5 in es-MX and en. All else (120 mil, 24,9 %, groups
 * of three) follows the language, so that one sentence reads alike in every region.
 */
export function numberFormat(tag: LanguageTag, options: Intl.NumberFormatOptions): { format(value: number): string } {
  const house = houseTag[languageOf(tag)];
  const format = keptFormat(knownNumbers, house, options, (of) => new Intl.NumberFormat(of, options));
  const marks = marksOf(tag);
  const own = marksOf(house);
  if (marks.group === own.group && marks.decimal === own.decimal) return format;
  return {
    format: (value) =>
      format
        .formatToParts(value)
        .map(({ type, value: text }) => (type === "group" || type === "decimal" ? marks[type] : text))
        .join(""),
  };
}

/** The tag that dates are written by. In Spanish all regions read the form of the house, 21 nov 2026; in English the day's place changes. */
export function dateTag(tag: LanguageTag): string {
  return languageOf(tag) === "es" || tag === "en" ? houseTag[languageOf(tag)] : tag;
}

/** The tag of what is words alone, such as days of the week, lists and plurals. */
export function wordsTag(tag: LanguageTag): string {
  return houseTag[languageOf(tag)];
}

/** A format of dates in the reader's form. */
export function dateFormat(tag: LanguageTag, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return keptFormat(knownDates, dateTag(tag), options, (of) => new Intl.DateTimeFormat(of, options));
}

/** To make one takes longer than to write a hundred figures with it. By language and options, of which a program has some dozens. */
const knownNumbers = new Map<string, Intl.NumberFormat>();
const knownDates = new Map<string, Intl.DateTimeFormat>();
const mostKept = 500;

function keptFormat<T>(known: Map<string, T>, tag: string, options: object, make: (tag: string) => T): T {
  const key = `${tag} ${JSON.stringify(options)}`;
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  if (known.size >= mostKept) known.clear();
  const made = make(tag);
  known.set(key, made);
  return made;
}

type Marks = { readonly group: string; readonly decimal: string };

/** By tag, of which there are a few thousand at most. */
const knownMarks = new Map<string, Marks>();

function marksOf(tag: string): Marks {
  const known = knownMarks.get(tag);
  if (known !== undefined) return known;
  const parts = new Intl.NumberFormat(tag, { useGrouping: "always" }).formatToParts(1234.5);
  const mark = (type: "group" | "decimal", fallback: string) =>
    parts.find((part) => part.type === type)?.value ?? fallback;
  const marks = { group: mark("group", ""), decimal: mark("decimal", ".") };
  knownMarks.set(tag, marks);
  return marks;
}
