import { readFigure } from "./read-figure.ts";
import { readMoment } from "./read-moment.ts";
import { commonWidth } from "./detect-dialect.ts";
import { isBlankRow } from "./parse-delimited.ts";

export type HeaderDecision = {
  /** Index of the header among the rows given; -1 when the table has none. */
  readonly header: number;
  /** Index of the first row of data. */
  readonly firstData: number;
  readonly width: number;
  readonly certainty: number;
  /** Rows before the header that hold something: titles, dates of printing. */
  readonly titleRows: number;
};

const bodyRows = 100;
const headRows = 50;

/** Finds the header among the first rows of a table: after title rows, before the data; blank rows count as rows. */
export function detectHeader(rows: readonly (readonly string[])[]): HeaderDecision {
  const filled = rows.filter((row) => !isBlankRow(row));
  const sample = filled.slice(0, 1000);
  const used = Math.max(1, commonWidth(sample.map(withoutTail)));
  const width = Math.max(used, commonWidth(sample));
  const needed = Math.max(1, Math.ceil(used * 0.6));
  const start = rows
    .slice(0, headRows)
    .findIndex((row) => filledCells(row) >= needed && row.length >= Math.min(used, 2));
  if (start === -1)
    return {
      header: -1,
      firstData: Math.max(
        0,
        rows.findIndex((row) => !isBlankRow(row)),
      ),
      width,
      certainty: 0.5,
      titleRows: 0,
    };
  const titleRows = rows.slice(0, start).filter((row) => !isBlankRow(row)).length;
  const candidate = rows[start] ?? [];
  const body = rows
    .slice(start + 1)
    .filter((row) => !isBlankRow(row))
    .slice(0, bodyRows);
  const score = scoreHeader(candidate, body);
  const isHeader = score > 0;
  return {
    header: isHeader ? start : -1,
    firstData: isHeader ? start + 1 : start,
    width: Math.max(width, isHeader ? withoutTail(candidate).length : 0),
    certainty: Math.min(1, 0.6 + 0.4 * Math.abs(score)),
    titleRows,
  };
}

/** Above 0: the row names the columns below it. Each column speaks, and what differs in kind from its column speaks loudest. */
function scoreHeader(candidate: readonly string[], body: readonly (readonly string[])[]): number {
  let votes = 0;
  let voters = 0;
  const seen = new Set<string>();
  for (const [column, raw] of candidate.entries()) {
    const cell = raw.trim();
    if (cell === "") continue;
    voters++;
    const kind = cellKind(cell);
    const below = body.map((row) => (row[column] ?? "").trim()).filter((value) => value !== "");
    const typed = below.filter((value) => cellKind(value) !== "text").length;
    const isTyped = below.length > 0 && typed >= below.length * 0.6;
    if (kind !== "text") votes += isYear(cell) && !below.some(isYear) && below.length > 0 ? 0.2 : -1;
    else if (isTyped) votes += 1;
    else if (below.includes(cell)) votes -= 0.6;
    else if (seen.has(cell)) votes -= 0.2;
    else votes += looksLikeName(cell) ? 0.4 : -0.1;
    seen.add(cell);
  }
  return voters === 0 ? 0 : votes / voters;
}

function cellKind(cell: string): "figure" | "moment" | "text" {
  if (readFigure(cell) !== null) return "figure";
  return readMoment(cell) !== null ? "moment" : "text";
}

function isYear(cell: string): boolean {
  return /^(?:19|20)\d\d$/.test(cell);
}

function looksLikeName(cell: string): boolean {
  return cell.length <= 60 && /\p{L}/u.test(cell) && !/[.!?]\s|@|^https?:/.test(cell);
}

function filledCells(row: readonly string[]): number {
  return row.filter((cell) => cell.trim() !== "").length;
}

/** The row without the empty cells at its end. */
export function withoutTail(row: readonly string[]): readonly string[] {
  let length = row.length;
  while (length > 0 && (row[length - 1] ?? "").trim() === "") length--;
  return row.slice(0, length);
}
