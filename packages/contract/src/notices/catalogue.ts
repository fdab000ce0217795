import { languageOf, type LanguageTag } from "../format/language-tag.ts";
import type { Locale } from "../resources/common.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import type { NoticeCatalogue, NoticeKey, NoticeText } from "./notice.ts";

export const noticeCatalogues: Readonly<Record<Locale, NoticeCatalogue>> = { es, en };

/** Who is meant where the person has been erased since: the database writes the same words when it takes the name out. */
export const nobodysName: Readonly<Record<Locale, string>> = {
  es: "Alguien que ya no está",
  en: "Somebody who is no longer here",
};

/** What stands in place of a file's name, and of the reason of a failure, once the file is deleted: the database writes the same words then. */
export const goneFile: Readonly<Record<Locale, { readonly file_name: string; readonly reason: string }>> = {
  es: { file_name: "un archivo que se borró", reason: "el motivo se fue con él." },
  en: { file_name: "a file that was deleted", reason: "the reason went with it." },
};

/** The sentence for a reader in another language than the one it was stored in. One pass: a value is never read as a placeholder. */
export function renderNotice(tag: LanguageTag, key: NoticeKey, params: Readonly<Record<string, unknown>>): NoticeText {
  const locale = languageOf(tag);
  const { title, message } = noticeCatalogues[locale][key];
  const named = { person: nobodysName[locale], ...goneFile[locale], ...params };
  return { title: fill(title, named), message: fill(message, named) };
}

function fill(template: string, params: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    const value = params[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  });
}
