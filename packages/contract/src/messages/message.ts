import { languageOf, type LanguageTag } from "../format/language-tag.ts";
import { numberFormat } from "../format/number-format.ts";
import type { Locale } from "../resources/common.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";

export type MessageKey = keyof typeof es;

const catalogues: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { es, en };

export type MessageParams = Readonly<Record<string, unknown>>;

/** Whether the catalogue has words for a key; a key that an older or newer version stored may have none. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(es, key);
}

/** The words of a message. A key without words gives the key itself: a reader of an old log is never left with an error. */
export function renderMessage(tag: LanguageTag, key: string, params: MessageParams = {}): string {
  const template = isMessageKey(key) ? catalogues[languageOf(tag)][key] : undefined;
  return template === undefined ? key : fillTemplate(template, tag, params);
}

/** Replaces `{name}` by its parameter, numbers as the reader writes them; a placeholder without its parameter becomes an ellipsis. */
export function fillTemplate(template: string, tag: LanguageTag, params: MessageParams): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (typeof value === "number")
      return numberFormat(tag, { maximumFractionDigits: 2, useGrouping: "always" }).format(value);
    return typeof value === "string" || typeof value === "boolean" ? String(value) : "…";
  });
}
