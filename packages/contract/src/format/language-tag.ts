import type { Locale } from "../resources/common.ts";

/**
 * A language of ours, with the region of its reader where it is known (BCP 47): es, es-MX, es-419, en-GB. The language chooses words; the
 * region, only how figures and dates are written. Whatever takes a tag takes a bare `Locale` too, and then writes as that language does by default.
 */
export type LanguageTag = Locale | `${Locale}-${string}`;

/** Nothing but a language and a region: what else a tag may carry (scripts, calendars, digits) is not ours to follow. */
export const languageTagPattern = /^(es|en)(?:-([A-Za-z]{2}|\d{3}))?$/;

/** The tag that a text is, in its canonical case; null for anything else, other languages included. */
export function parseLanguageTag(text: string): LanguageTag | null {
  const [, language, region] = languageTagPattern.exec(text.toLowerCase()) ?? [];
  if (language === undefined) return null;
  const locale: Locale = language === "es" ? "es" : "en";
  return region === undefined ? locale : `${locale}-${region.toUpperCase()}`;
}

export function languageOf(tag: LanguageTag): Locale {
  return tag.startsWith("es") ? "es" : "en";
}

/** The first of the preferred tags that is of the language; the language alone when none is. Takes whatever text was sent. */
export function tagOfLanguage(locale: Locale, preferred: readonly string[]): LanguageTag {
  for (const text of preferred) {
    const tag = parseLanguageTag(text);
    if (tag !== null && languageOf(tag) === locale) return tag;
  }
  return locale;
}
