export type CsvCell = string | number | null;

/** Every file of CSV that people open begins with it: without it Excel takes UTF-8 for the signs of the machine's own country. */
export const byteOrderMark = "\uFEFF";

/** Tab, return and zero besides: spreadsheets have passed over them on their way to a sign. */
const skipped = /^'*[\t\r\0]/;

/**
 * A sign that begins a formula, where some spreadsheet would see the beginning of a cell: Excel in Spanish splits at ";", other programs at
 * what they were last asked to, some without heeding quotes, and all pass over blanks. Apostrophes before it belong to it, so that what is
 * put here can be told from what was there. (The look ahead comes first: looking back from every blank would take the square of their number.)
 */
const beginning =
  /(?=['=+\-@＝＋－＠])(?<=(?:^|[;,|\t\n\v\f\r\u0085\u2028\u2029"])[\s\p{Cc}\p{Cf}"]*)'*[=+\-@＝＋－＠]/gu;

const number = String.raw`[+-]?(?:\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?:e[+-]?\d+)?(?:\s?%)?`;
const numberAlone = new RegExp(`^${number}$`, "iu");
const numberHere = new RegExp(number, "iuy");

/**
 * A line of CSV (RFC 4180) of which no part begins a formula, whichever of `, ; | tab` a spreadsheet takes for its separator. Numbers stay
 * numbers. Whoever takes one apostrophe away before each such sign has the texts again; Caudal does not, since it cannot know whose they are.
 */
export function csvLine(cells: readonly CsvCell[]): string {
  return lineOf(cells, false);
}

/** A whole file of CSV: the mark, the names of its columns and its rows. */
export function csvTable(columns: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  const numbersOnly = rows.every((row) => row.every(isNumber));
  return byteOrderMark + csvLine(columns) + rows.map((row) => lineOf(row, numbersOnly)).join("");
}

/**
 * A number with a sign at the beginning of a line stays one where nothing but numbers follows: split at ";" it is one cell with all that
 * comes, and `-5,2*x()` is a formula where "," is the decimal sign. A quote after a ";" takes the next lines in as well.
 */
function lineOf(cells: readonly CsvCell[], numbersOnly: boolean): string {
  const written = cells.map((cell, index) =>
    index === 0 && !numbersOnly && isNumber(cell) && /^[+-]/.test(String(cell)) ? `'${cell}` : defuse(cell),
  );
  return `${written.map(quote).join(",")}\r\n`;
}

function isNumber(cell: CsvCell): boolean {
  return cell === null || cell === "" || numberAlone.test(String(cell));
}

function defuse(cell: CsvCell): string {
  if (cell === null) return "";
  const text = String(cell);
  if (numberAlone.test(text)) return text;
  const safe = text.replace(beginning, (sign, at: number) => (isNumberBetween(text, at) ? sign : `'${sign}`));
  return skipped.test(safe) ? `'${safe}` : safe;
}

/** Whether a number begins there that ends at the separator which stands before it: no other one makes anything else of it. */
function isNumberBetween(text: string, at: number): boolean {
  const separator = text[at - 1];
  if (separator !== ";" && separator !== "," && separator !== "|") return false;
  numberHere.lastIndex = at;
  return numberHere.test(text) && text[numberHere.lastIndex] === separator;
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
