import { languageOf, type LanguageTag } from "../format/language-tag.ts";
import type { Locale } from "../resources/common.ts";
import { sentences as en, words as wordsEn } from "./en.ts";
import { sentences as es, words as wordsEs } from "./es.ts";
import type { AuditWords, Sentence, ToldEntry } from "./told-entry.ts";

/** Every action that the audit records, as `<subject>.<verb>`. */
export type AuditAction = keyof typeof es;

const sentences: Readonly<Record<Locale, Readonly<Record<string, Sentence>>>> = { es, en };
const words: Readonly<Record<Locale, AuditWords>> = { es: wordsEs, en: wordsEn };

export function isAuditAction(action: string): action is AuditAction {
  return Object.hasOwn(es, action);
}

export function auditWords(tag: LanguageTag): AuditWords {
  return words[languageOf(tag)];
}

/** One plain sentence, without its full stop. An action of another version is told by its name. */
export function tellEntry(tag: LanguageTag, action: string, told: ToldEntry): string {
  const locale = languageOf(tag);
  const sentence = isAuditAction(action) ? sentences[locale][action] : undefined;
  return sentence?.(told) ?? words[locale].other(told, action);
}
