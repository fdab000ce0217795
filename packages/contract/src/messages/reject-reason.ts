import type { Reject } from "@caudal/tables/scan.ts";
import { languageOf, type LanguageTag } from "../format/language-tag.ts";
import type { Locale } from "../resources/common.ts";

type Reason = Reject["reason"];

const reasons: Readonly<Record<Locale, Readonly<Record<Reason, (column: string | null) => string>>>> = {
  es: {
    cast: (column) => `El valor${column === null ? "" : ` de «${column}»`} no es del tipo de su columna.`,
    missing_columns: () => "A la fila le faltan columnas.",
    too_many_columns: () => "La fila tiene más columnas que el encabezado.",
    quote: () => "Hay unas comillas sin cerrar.",
    line_too_long: () => "La línea es demasiado larga.",
    encoding: () => "Tiene caracteres que no se pueden leer.",
    other: () => "La fila no se pudo leer.",
  },
  en: {
    cast: (column) => `The value${column === null ? "" : ` of “${column}”`} is not of its column's type.`,
    missing_columns: () => "The row lacks columns.",
    too_many_columns: () => "The row has more columns than the header.",
    quote: () => "A quotation mark is not closed.",
    line_too_long: () => "The line is too long.",
    encoding: () => "It has characters that cannot be read.",
    other: () => "The row could not be read.",
  },
};

/** Why a row could not be read, in a person's language. */
export function renderRejectReason(reason: string, column: string | null, tag: LanguageTag): string {
  const known = reasons[languageOf(tag)];
  return Object.hasOwn(known, reason) ? known[reason as Reason](column) : known.other(column);
}
