import type { Locale } from "../resources/common.ts";

/** The tag that figures and dates are written by wherever words are made: 1.234,5 in Spanish, 1,234.5 in English. */
export const localeTag: Readonly<Record<Locale, string>> = { es: "es", en: "en-US" };
