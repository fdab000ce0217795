import { fillTemplate } from "../messages/message.ts";
import { languageOf, type LanguageTag } from "../format/language-tag.ts";
import type { Locale } from "../resources/common.ts";
import type { ReadingReason } from "../resources/reading.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";

export type ReadingKey = keyof typeof es;

const catalogues: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { es, en };

/** A reason in words. A key that this version does not know gives the key itself. */
export function renderReason(tag: LanguageTag, reason: Pick<ReadingReason, "key" | "params">): string {
  const template = Object.hasOwn(es, reason.key) ? catalogues[languageOf(tag)][reason.key] : undefined;
  return template === undefined ? reason.key : fillTemplate(template, tag, reason.params);
}
