/** How a delimited text marks its cells. `quote` is "" when nothing is quoted. */
export type Dialect = { readonly delimiter: string; readonly quote: string };

export type ParserOptions = {
  /** A quoted cell longer than this is taken for a stray quote, and read as it stands. */
  readonly maxQuoted?: number;
  readonly maxCellLength?: number;
};

export type ParserFindings = {
  /** Quotes that opened a cell and were never closed as they should. */
  strayQuotes: number;
  /** Quoted cells that go over a line end. */
  multiline: number;
};

const defaultMaxQuoted = 1024 * 1024;

/**
 * Splits a delimited text into rows, chunk by chunk. Rows end with LF, CRLF or CR, mixed as they come;
 * a row without any character is `[""]`. A quote that is not closed right before a delimiter or a line end is an ordinary character.
 */
export function createDelimitedParser(dialect: Dialect, options: ParserOptions = {}) {
  const { delimiter, quote } = dialect;
  const maxQuoted = options.maxQuoted ?? defaultMaxQuoted;
  const maxCell = options.maxCellLength ?? Number.POSITIVE_INFINITY;
  const findings: ParserFindings = { strayQuotes: 0, multiline: 0 };
  let rest = "";
  let row: string[] = [];

  /** Parses as much as is certain; with `final`, everything. */
  function* push(chunk: string, final: boolean): Generator<string[]> {
    const text = rest.length === 0 ? chunk : rest + chunk;
    const length = text.length;
    let at = 0;
    let rowStart = 0;
    row = [];
    while (at < length) {
      let end = -1;
      let value = "";
      if (quote !== "" && text.startsWith(quote, at)) {
        const closed = findClose(text, at + 1, final);
        if (closed === "more") break;
        if (closed !== "stray") {
          value = closed.value;
          end = closed.end;
          if (closed.multiline) findings.multiline++;
        } else findings.strayQuotes++;
      }
      if (end === -1) {
        end = findPlainEnd(text, at);
        if (end === length && !final) break;
        value = text.slice(at, end);
      }
      if (value.length > maxCell) throw new CellTooLong(value.length);
      if (end < length && text.startsWith(delimiter, end)) {
        row.push(value);
        at = end + delimiter.length;
        if (at === length && final) {
          row.push("");
          yield row;
          row = [];
          rowStart = at;
        }
        continue;
      }
      if (end < length && text.charCodeAt(end) === 13 && end + 1 === length && !final) break;
      row.push(value);
      at = end >= length ? length : text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : end + 1;
      yield row;
      row = [];
      rowStart = at;
    }
    rest = final ? "" : text.slice(rowStart);
    if (rest.length > maxCell + maxQuoted) throw new CellTooLong(rest.length);
  }

  function findPlainEnd(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 10 || code === 13) return at;
      if (code === delimiter.charCodeAt(0) && text.startsWith(delimiter, at)) return at;
    }
    return text.length;
  }

  function findClose(
    text: string,
    from: number,
    final: boolean,
  ): "more" | "stray" | { value: string; end: number; multiline: boolean } {
    let at = from;
    for (;;) {
      const next = text.indexOf(quote, at);
      if (next === -1) return !final && text.length - from < maxQuoted ? "more" : "stray";
      if (next - from > maxQuoted) return "stray";
      if (next + 1 >= text.length && !final) return "more";
      if (text.startsWith(quote, next + 1)) {
        at = next + 2;
        continue;
      }
      const code = text.charCodeAt(next + 1);
      if (next + 1 >= text.length || code === 10 || code === 13 || text.startsWith(delimiter, next + 1)) {
        const raw = text.slice(from, next);
        const value = raw.includes(quote) ? raw.replaceAll(quote + quote, quote) : raw;
        return { value, end: next + 1, multiline: /[\r\n]/.test(raw) };
      }
      return "stray";
    }
  }

  return { push, findings };
}

/** A single cell is longer than the limit allows. */
export class CellTooLong extends Error {
  readonly length: number;
  constructor(length: number) {
    super(`cell of ${length} characters`);
    this.name = "CellTooLong";
    this.length = length;
  }
}

/** All rows of a text in memory, at most `maxRows`; the last one is left out when the text was cut (`complete` false). */
export function parseDelimited(
  text: string,
  dialect: Dialect,
  options: { readonly maxRows?: number; readonly complete?: boolean } = {},
): { readonly rows: string[][]; readonly findings: ParserFindings; readonly complete: boolean } {
  const parser = createDelimitedParser(dialect);
  const rows: string[][] = [];
  const maxRows = options.maxRows ?? Number.POSITIVE_INFINITY;
  for (const row of parser.push(text, options.complete ?? true)) {
    rows.push(row);
    if (rows.length >= maxRows) return { rows, findings: parser.findings, complete: false };
  }
  return { rows, findings: parser.findings, complete: options.complete ?? true };
}

/** Whether a row holds no character besides white space. */
export function isBlankRow(row: readonly string[]): boolean {
  return row.every((cell) => cell.trim() === "");
}
