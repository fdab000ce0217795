import { languageHeader, type Locale } from "@caudal/contract/resources/common.ts";

/** What a request says in a header; nothing of one that it has not. */
type HeaderOf = (name: string) => string | null | undefined;

/**
 * The one rule of the language of answers (docs/adr/0009): the one that the request asks for by name, else that of the profile of who is
 * signed in, else what their program says that it prefers, else Spanish. A browser's preference says nothing of a person who has chosen.
 */
export async function localeOfRequest(headerOf: HeaderOf, ofProfile: () => Promise<Locale>): Promise<Locale> {
  return localeOfHeader(headerOf(languageHeader)) ?? ofProfile();
}

/** The same where nobody is signed in, or it is not known yet. */
export function localeBeforeSignIn(headerOf: HeaderOf): Locale {
  return localeOfHeader(headerOf(languageHeader)) ?? localeOfHeader(headerOf("accept-language")) ?? "es";
}

/** The language that an Accept-Language header prefers among ours; null when it names none of them. RFC 9110, section 12.5.4. */
export function localeOfHeader(header: string | null | undefined): Locale | null {
  let best: { locale: Locale; weight: number } | null = null;
  for (const range of (header ?? "").split(",").slice(0, 20)) {
    const [tag = "", ...parameters] = range.trim().toLowerCase().split(";");
    const locale = localeOfTag(tag.trim());
    const weight = weightOf(parameters);
    if (locale !== null && weight > (best?.weight ?? 0)) best = { locale, weight };
  }
  return best?.locale ?? null;
}

function localeOfTag(tag: string): Locale | null {
  if (tag === "es" || tag.startsWith("es-")) return "es";
  return tag === "en" || tag.startsWith("en-") ? "en" : null;
}

function weightOf(parameters: readonly string[]): number {
  const q = parameters
    .map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1])
    .find((found) => found !== undefined);
  return q === undefined ? 1 : Number(q);
}
