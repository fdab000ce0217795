import type { Format } from "../i18n/format.ts";

const figure = /^-?\d+(\.\d+)?$/;

export function isFigure(cell: string | number | boolean | null): boolean {
  return cell === null || typeof cell === "number" || (typeof cell === "string" && figure.test(cell));
}

const codeWord =
  /(^|[^\p{L}])(ids?|c[oó]d|c[oó]digo|code|folio|clave|zip|cp|nit|rfc|cuit|rut|a[nñ]o|anio|year)([^\p{L}]|$)/iu;
const codeEnding = /\p{Ll}I[Dd]$/u;

/** Whether a column's name says that its whole numbers name something instead of counting it: nobody writes customer 17.850 or the year 2.025. */
export function namesCode(name: string): boolean {
  return codeWord.test(name) || codeEnding.test(name);
}

/** A raw cell for reading. Decimals keep every digit they have: the text is regrouped, never turned into a float. */
export function writeCell(cell: string | number | boolean, type: string | undefined, f: Format, column = ""): string {
  if (typeof cell === "number") return f.number(cell);
  if (typeof cell === "boolean") return String(cell);
  if (type === undefined) return cell;
  if (/^u?int/.test(type) && namesCode(column)) return cell;
  if (/^(u?int|float|double|decimal)/.test(type) && figure.test(cell)) return groupDigits(cell, f);
  if (type === "date") return f.utcDate(cell);
  return cell.replace(
    /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(:\d{2})?).*$/,
    (_text, date: string, time: string) => `${f.utcDate(date)} ${time}`,
  );
}

/** Plain decimal text with the reader's separators. */
export function groupDigits(text: string, f: Format): string {
  const negative = text.startsWith("-");
  const [whole = "", fraction] = text.slice(negative ? 1 : 0).split(".");
  const grouped = f.number(1234.5);
  const thousands = grouped.charAt(1);
  const decimal = grouped.charAt(5);
  return `${negative ? "-" : ""}${whole.replace(/\B(?=(\d{3})+$)/g, thousands)}${fraction === undefined ? "" : decimal + fraction}`;
}
