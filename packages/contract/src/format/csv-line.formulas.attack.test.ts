import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLine, csvTable, type CsvCell } from "./csv-line.ts";

const signs = ["=", "+", "-", "@", "＝", "＋", "－", "＠"];
const separators = [",", ";", "\t", "|"];

/** The ways in which programs take quotes: as RFC 4180 and Excel do, at the beginning of a cell alone; anywhere; and not at all. */
const readings = {
  "as Excel": cellsOfExcel,
  "with quotes anywhere": cellsByToggling,
  "without quotes": cellsWithoutQuotes,
  "with a cell behind each quote": (text: string, separator: string) =>
    cellsWithoutQuotes(text.replaceAll('"', separator), separator),
};

function cellsOfExcel(text: string, separator: string): string[] {
  const cells = [""];
  let quoted = false;
  let fresh = true;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? "";
    if (quoted && sign === '"' && text[at + 1] === '"') cells.push(`${cells.pop()}${text[++at]}`);
    else if (quoted && sign === '"') quoted = false;
    else if (!quoted && fresh && sign === '"') quoted = true;
    else if (!quoted && (sign === separator || /[\r\n]/.test(sign))) {
      cells.push("");
      fresh = true;
      continue;
    } else cells.push(`${cells.pop()}${sign}`);
    fresh = false;
  }
  return cells;
}

function cellsByToggling(text: string, separator: string): string[] {
  const cells = [""];
  let quoted = false;
  for (const sign of text) {
    if (sign === '"') quoted = !quoted;
    else if (!quoted && (sign === separator || /[\r\n]/.test(sign))) cells.push("");
    else cells.push(`${cells.pop()}${sign}`);
  }
  return cells;
}

function cellsWithoutQuotes(text: string, separator: string): string[] {
  return text.split(/[\r\n\v\f\u0085\u2028\u2029]/).flatMap((line) => line.split(separator));
}

/** Numbers one after another. */
const figures = /^[+-]\d(?:[\d.%\s",]|e[+-]?(?=\d)|(?<=[,\s"])[+-](?=\d))*$/i;

/** Every part that some spreadsheet would reckon with; figures alone are none. */
function formulasIn(text: string): string[] {
  return separators.flatMap((separator) =>
    Object.values(readings).flatMap((cells) =>
      cells(text, separator).filter((cell) => {
        const begun = cell.replace(/^[\s\p{C}"]+/u, "");
        return signs.some((sign) => begun.startsWith(sign)) && !figures.test(begun);
      }),
    ),
  );
}

const hostile = fc.string({
  unit: fc.constantFrom(
    ...signs,
    ...separators,
    " ",
    '"',
    "'",
    "\r",
    "\n",
    "\0",
    "\u00a0",
    "\u200b",
    "\ufeff",
    "\u2028",
    "1",
    "5",
    ".",
    "e",
    "%",
    "A1",
    "x()",
    "ñ",
  ),
  maxLength: 12,
});
const cell: fc.Arbitrary<CsvCell> = fc.oneof(
  { weight: 4, arbitrary: hostile },
  fc.string({ unit: "grapheme" }),
  fc.double(),
  fc.integer().map(String),
  fc.constant(null),
);
const lines = fc.array(cell, { minLength: 1, maxLength: 4 });

describe("a line of CSV", () => {
  test.each([
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-1+2",
    "@SUM(A1)",
    "＝1+1",
    "\t=1",
    "\r=1",
    " =cmd|' /C calc'!A0",
    "\n@x",
    "\u200b=1",
    "mala;=1+1;x",
    "mala,=1+1,x",
    "mala\t=1+1",
    "mala|=1+1",
    "mala\n=1+1",
    'mala; "=1+1"',
    'dijo "=1+1"',
    "x;-5,2*HYPERLINK(A1)",
    ";\t-5\t*x()",
  ])("with %j begins no formula, first or last", (text) => {
    for (const cells of [[text], ["a", text], [text, "a"], [7, text], [-7, text]]) {
      expect(formulasIn(csvLine(cells))).toEqual([]);
    }
    // The text as it is would: what looks for formulas finds them.
    expect(formulasIn(`${text}\n`)).not.toEqual([]);
  });

  test("begins none whatever its cells hold, wherever a program splits it", () => {
    fc.assert(
      fc.property(lines, (cells) => {
        expect(formulasIn(csvLine(cells))).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  test("none either where lines follow one another, with the mark before them or taken off", () => {
    const rows = fc.array(fc.oneof(lines, fc.array(fc.integer(), { minLength: 1, maxLength: 2 })), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 2 }), rows, (columns, all) => {
        const table = csvTable(columns, all);
        expect([...formulasIn(table), ...formulasIn(table.slice(1))]).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test("a negative number before a text that would reckon with it, split at another sign", () => {
    expect(csvLine([-5, "2*cmd|' /C calc'!A0"])).toBe("'-5,2*cmd|' /C calc'!A0\r\n");
    expect(csvLine(["-5", "5*x()"])).toBe("'-5,5*x()\r\n");
    expect(csvLine(["a", -5, "5*x()"])).toBe("a,-5,5*x()\r\n");
    // The quote after the ";" of the heading opens a cell that goes on in the lines below.
    expect(csvTable(["a", "b,;"], [[-5], ["*x()"]])).toBe('\ufeffa,"b,;"\r\n\'-5\r\n*x()\r\n');
  });

  test("numbers stay numbers", () => {
    for (const text of ["-5", "+3.2", "-1.234,56", "-1,234.56", "-1e-7", "-5 %", "-12.345.678"]) {
      expect(csvLine(["a", text])).toBe(`a,${text.includes(",") ? `"${text}"` : text}\r\n`);
    }
    expect(
      csvTable(
        ["x", "y"],
        [
          [-5, -0.25],
          ["-3", null],
        ],
      ),
    ).toBe("\ufeffx,y\r\n-5,-0.25\r\n-3,\r\n");
    // A rejected row of a file as people have them.
    expect(csvLine([4, "2026-11-01;-3,50;Café;=A1;-7"])).toBe("4,\"2026-11-01;-3,50;Café;'=A1;'-7\"\r\n");
    expect(csvLine([1, -Infinity])).toBe("1,'-Infinity\r\n");
  });

  test("gives its texts back: one apostrophe less before each such sign", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const written = cellsOfExcel(csvLine([1, text]), ",")[1] ?? "";
        const shown = written.replace(/^'(?='*[\t\r\0])/, "");
        const beginning = /(?<=(?:^|[;,|\t\n\v\f\r\u0085\u2028\u2029"])[\s\p{Cc}\p{Cf}"]*)'('*[=+\-@＝＋－＠])/gu;
        expect(shown.replace(beginning, "$1")).toBe(text);
      }),
      { numRuns: 3000 },
    );
  });

  test("takes time in proportion to its length", () => {
    const begun = performance.now();
    for (const text of [" ", "'", "\n", '"', ";", "=", ";'", " '", '";', "-1,"]) csvLine([text.repeat(300_000)]);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
