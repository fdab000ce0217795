import { parseLanguageTag, tagOfLanguage, type LanguageTag } from "@caudal/contract/format/language-tag.ts";
import { languageHeader, type Locale } from "@caudal/contract/resources/common.ts";

/** What a request says in a header; nothing of one that it has not. */
type HeaderOf = (name: string) => string | null | undefined;

/**
 * The one rule of how answers are told (docs/adr/0009). Their language: the one that the request asks for by name, else that of the profile of
 * who is signed in, else what their program says that it prefers, else Spanish; a browser's preference says nothing of a person who has chosen.
 * Their figures: as in the region that comes with the name, else in the one that the program prefers for that language.
 */
export async function localeOfRequest(headerOf: HeaderOf, ofProfile: () => Promise<Locale>): Promise<LanguageTag> {
  return (
    tagOfHeader(headerOf(languageHeader)) ??
    tagOfLanguage(
      await ofProfile(),
      rangesOf(headerOf("accept-language")).map(({ range }) => range),
    )
  );
}

/** The same where nobody is signed in, or it is not known yet. */
export function localeBeforeSignIn(headerOf: HeaderOf): LanguageTag {
  return tagOfHeader(headerOf(languageHeader)) ?? tagOfHeader(headerOf("accept-language")) ?? "es";
}

/** What an Accept-Language header prefers among our languages; null when it names none of them. RFC 9110, section 12.5.4. */
export function tagOfHeader(header: string | null | undefined): LanguageTag | null {
  for (const { range } of rangesOf(header)) {
    const tag = parseLanguageTag(range) ?? parseLanguageTag(range.split("-")[0] ?? "");
    if (tag !== null) return tag;
  }
  return null;
}

/** What a header names, what it prefers first; not what it refuses. */
function rangesOf(header: string | null | undefined): { readonly range: string; readonly weight: number }[] {
  return (header ?? "")
    .split(",")
    .slice(0, 20)
    .map((part) => {
      const [range = "", ...parameters] = part.trim().toLowerCase().split(";");
      return { range: range.trim(), weight: weightOf(parameters) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight);
}

function weightOf(parameters: readonly string[]): number {
  const q = parameters
    .map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1])
    .find((found) => found !== undefined);
  return q === undefined ? 1 : Number(q);
}
