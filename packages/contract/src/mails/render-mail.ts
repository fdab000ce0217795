import type { Locale } from "../resources/common.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { mailParams, type MailCatalogue, type MailKey, type MailParams, type MailWords } from "./mail.ts";

export const mailCatalogues: Readonly<Record<Locale, MailCatalogue>> = { es, en };

/** A mail ready to go: a subject of one line, and the same words twice. */
export type RenderedMail = { readonly subject: string; readonly text: string; readonly html: string };

/** Writes a mail. `params` are checked against what its key needs; throws a ZodError where they are something else. */
export function renderMail(locale: Locale, key: MailKey, params: unknown): RenderedMail {
  const words = wordsOf(mailCatalogues[locale], key, params);
  return { subject: oneLine(words.subject), text: writeText(words, locale), html: writeHtml(words, locale) };
}

export function isMailKey(key: string): key is MailKey {
  return Object.hasOwn(mailParams, key);
}

function wordsOf<K extends MailKey>(catalogue: MailCatalogue, key: K, params: unknown): MailWords {
  // The schema of a key is what its type was inferred from: TypeScript cannot follow that through the record.
  return catalogue[key](mailParams[key].parse(params) as MailParams[K]);
}

const longestSubject = 150;

/** What stands in a header is one line, whatever a name in it holds: control characters, line and paragraph separators become spaces. */
function oneLine(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim()
    .toWellFormed();
  const signs = [...line];
  return signs.length <= longestSubject ? line : `${signs.slice(0, longestSubject - 1).join("")}…`;
}

const footers: Readonly<Record<Locale, string>> = {
  es: "Este mensaje lo envió Caudal. No respondas a este correo.",
  en: "Caudal sent this message. Please do not reply to it.",
};

function writeText(words: MailWords, locale: Locale): string {
  const action = words.action === null ? [] : [`${words.action.label}:\n${words.action.link}`];
  return `${[...words.before.map(plain), ...action, ...words.after.map(plain), `-- \n${footers[locale]}`].join("\n\n")}\n`;
}

/** A paragraph that is one: a name with line breaks makes no second one that reads like ours. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").toWellFormed();
}

/** Few elements, no picture and nothing loaded: it reads alike everywhere, and tells nobody that it was opened. */
function writeHtml(words: MailWords, locale: Locale): string {
  const paragraph = (text: string): string => `<p style="margin:0 0 16px">${escapeHtml(plain(text))}</p>`;
  const action =
    words.action === null
      ? ""
      : `<p style="margin:0 0 16px"><a href="${escapeHtml(words.action.link)}" style="display:inline-block;padding:10px 16px;border-radius:6px;background:#0b6e82;color:#ffffff;text-decoration:none;font-weight:600">${escapeHtml(words.action.label)}</a></p>` +
        `<p style="margin:0 0 16px;font-size:13px;color:#55534e;word-break:break-all">${escapeHtml(words.action.link)}</p>`;
  return (
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(oneLine(words.subject))}</title></head>` +
    `<body style="margin:0;padding:24px;background:#ffffff;color:#1d1c1a;font:15px/22px system-ui,-apple-system,'Segoe UI',sans-serif"><div style="max-width:520px;margin:0 auto">` +
    `${words.before.map(paragraph).join("")}${action}${words.after.map(paragraph).join("")}` +
    `<p style="margin:24px 0 0;padding-top:12px;border-top:1px solid #dddad4;font-size:13px;color:#55534e">${footers[locale]}</p></div></body></html>\n`
  );
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
