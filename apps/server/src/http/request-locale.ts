import type { Locale } from "@caudal/contract/resources/common.ts";

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
