import { languageOf, type LanguageTag } from "../format/language-tag.ts";
import type { Locale } from "../resources/common.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import type { NoticeCatalogue, NoticeKey, NoticeText } from "./notice.ts";

export const noticeCatalogues: Readonly<Record<Locale, NoticeCatalogue>> = { es, en };

/** The sentence for a reader in another language than the one it was stored in. One pass: a value is never read as a placeholder. */
export function renderNotice(tag: LanguageTag, key: NoticeKey, params: Readonly<Record<string, unknown>>): NoticeText {
  const { title, message } = noticeCatalogues[languageOf(tag)][key];
  return { title: fill(title, params), message: fill(message, params) };
}

function fill(template: string, params: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    const value = params[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  });
}
