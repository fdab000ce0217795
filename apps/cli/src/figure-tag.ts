import { tagOfLanguage, type LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";

/**
 * How figures are written beside words in a language: by the system's numeric locale (POSIX: LC_ALL, else LC_NUMERIC, else LANG), as in
 * es_MX.UTF-8, where that is of the same language; else as the language writes them.
 */
export function figureTag(locale: Locale, env: Readonly<Record<string, string | undefined>>): LanguageTag {
  const numeric = env["LC_ALL"] || env["LC_NUMERIC"] || env["LANG"] || "";
  return tagOfLanguage(locale, [numeric.replace(/[.@].*$/s, "").replace("_", "-")]);
}
