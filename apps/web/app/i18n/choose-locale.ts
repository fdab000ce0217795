import type { Locale } from "@caudal/contract/resources/common.ts";

/** The first of the browser's languages that the page speaks; Spanish when there is none. */
export function chooseLocale(preferred: readonly string[]): Locale {
  for (const tag of preferred) {
    const language = tag.toLowerCase().split("-")[0];
    if (language === "es" || language === "en") return language;
  }
  return "es";
}

let current: Locale = chooseLocale(typeof navigator === "undefined" ? [] : navigator.languages);

/** The language in which requests ask for their answers. */
export function currentLocale(): Locale {
  return current;
}

export function rememberLocale(locale: Locale): void {
  current = locale;
  document.documentElement.lang = locale;
}
