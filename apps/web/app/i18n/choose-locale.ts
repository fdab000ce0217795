import { tagOfLanguage, type LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";

/** The first of the browser's languages that the page speaks; Spanish when there is none. */
export function chooseLocale(preferred: readonly string[]): Locale {
  for (const tag of preferred) {
    const language = tag.toLowerCase().split("-")[0];
    if (language === "es" || language === "en") return language;
  }
  return "es";
}

const preferred = (): readonly string[] => (typeof navigator === "undefined" ? [] : navigator.languages);

/** How the reader of a page in this language writes figures: as in the region of the first of the browser's languages that is this one. */
export function figureTag(locale: Locale): LanguageTag {
  return tagOfLanguage(locale, preferred());
}

let current: Locale = chooseLocale(preferred());

export function currentLocale(): Locale {
  return current;
}

/** What requests ask to be answered in, so that the server's sentences and the page's charts write figures alike. */
export function currentTag(): LanguageTag {
  return figureTag(current);
}

export function rememberLocale(locale: Locale): void {
  current = locale;
  document.documentElement.lang = locale;
}
