import { isBlankRow, parseDelimited, type Dialect } from "./parse-delimited.ts";
import { readFigure } from "./read-figure.ts";
import { readMoment } from "./read-moment.ts";

export type DialectDecision = Dialect & {
  readonly certainty: number;
  /** Columns that most rows have, and the share of the rows that have so many. */
  readonly width: number;
  readonly consistency: number;
};

const delimiters = [",", ";", "\t", "|", "^", "~", "\u0001", "\u001f", ":"] as const;
const rowsLookedAt = 300;
const charactersLookedAt = 200_000;

/**
 * Chooses delimiter and quote by trying: the best is the one that cuts most rows into equally many cells
 * which look like whole cells (figures, dates, words without another delimiter in them).
 */
export function detectDialect(text: string, complete: boolean): DialectDecision {
  const head = text.slice(0, charactersLookedAt);
  const whole = complete && head.length === text.length;
  const tried = delimiters
    .filter((delimiter) => head.includes(delimiter))
    .map((delimiter) => judge(head, { delimiter, quote: detectQuote(head, delimiter) }, whole))
    .filter((candidate) => candidate.width > 1)
    .toSorted((a, b) => b.score - a.score);
  const best = tried[0];
  // Its cells may hold any of these marks, but hardly one that no keyboard has; ";" is what a decimal comma would stand beside.
  if (best === undefined || best.score < 0.12)
    return oneColumn(detectQuote(head, ","), best === undefined ? 1 : 0.6, "\u001f");
  if (best.delimiter === "," && isOneColumn(head, best, whole)) return oneColumn(best.quote, 0.9, ";");
  const second = tried[1]?.score ?? 0;
  const certainty = Math.min(
    1,
    Math.max(0.5, best.consistency * (second < best.score * 0.5 ? 1 : 1.3 - 0.6 * (second / best.score))),
  );
  return { delimiter: best.delimiter, quote: best.quote, certainty, width: best.width, consistency: best.consistency };
}

function oneColumn(quote: string, certainty: number, delimiter: string): DialectDecision {
  return { delimiter, quote, certainty, width: 1, consistency: 1 };
}

/** Whether below a name alone stand cells whose commas are their own: figures ("12,50") or prose ("Regular, pero caro"). */
function isOneColumn(head: string, dialect: Dialect, complete: boolean): boolean {
  const [name, ...below] = parseDelimited(head, dialect, { maxRows: rowsLookedAt, complete }).rows;
  if (name?.length !== 1 || isBlankRow(name) || below[0] === undefined || isBlankRow(below[0])) return false;
  return !head.includes(";") && below.every((row) => isBlankRow(row) || isOneFigure(row) || isProse(row));
}

function isOneFigure(row: readonly string[]): boolean {
  return row.length <= 2 && readFigure(row.join(",").trim()) !== null;
}

function isProse(row: readonly string[]): boolean {
  const later = row.slice(1);
  return (
    later.every((cell) => /^\s\S/.test(cell)) && (later.length === 0 || row.some((cell) => /\p{L}{2}/u.test(cell)))
  );
}

function judge(head: string, dialect: Dialect, complete: boolean) {
  const { rows, findings } = parseDelimited(head, dialect, { maxRows: rowsLookedAt, complete });
  const filled = rows.filter((row) => !isBlankRow(row));
  const sample = filled.length > 0 ? filled : parseDelimited(head, dialect, { maxRows: 1 }).rows;
  const width = commonWidth(sample);
  const consistency = sample.filter((row) => row.length === width).length / Math.max(1, sample.length);
  let clean = 0;
  let cells = 0;
  for (const row of sample) {
    if (row.length !== width) continue;
    for (const cell of row) {
      cells++;
      clean += cleanness(cell.trim(), dialect.delimiter);
    }
  }
  const typed = cells === 0 ? 0 : clean / cells;
  const stray = 1 / (1 + findings.strayQuotes / Math.max(1, sample.length));
  // A colon stands within times and addresses, a caret or a tilde hardly ever anywhere.
  const prior = dialect.delimiter === ":" ? 0.4 : 1;
  return {
    ...dialect,
    width,
    consistency,
    score: consistency ** 2 * typed ** 2 * Math.log2(Math.min(width, 16) + 1) ** 0.5 * stray * prior,
  };
}

/** The number of cells that most rows have; of two equally frequent, the larger. */
export function commonWidth(rows: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

function cleanness(cell: string, delimiter: string): number {
  if (cell === "") return 0.8;
  if (readFigure(cell) !== null || readMoment(cell) !== null) return 1;
  if (/[;|\t]/.test(cell)) return 0.15;
  if (/["]/.test(cell)) return 0.4;
  if (delimiter !== "," && /\S,\S/.test(cell)) return 0.5;
  return cell.length > 200 ? 0.6 : 0.9;
}

/** A single quote is a quote only when cells begin and end with it and none does with a double one. */
function detectQuote(head: string, delimiter: string): string {
  const edge = delimiter.replaceAll(/[\^|\\]/g, String.raw`\$&`);
  const double = new RegExp(`(?:^|[\\r\\n${edge}])"`).test(head);
  if (double) return '"';
  const singles = head.match(new RegExp(`(?:^|[\\r\\n${edge}])'[^'\\r\\n]*'(?=$|[\\r\\n${edge}])`, "g"));
  return (singles?.length ?? 0) >= 3 ? "'" : '"';
}
