import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDelimitedParser, parseDelimited } from "./parse-delimited.ts";

const dialect = { delimiter: ";", quote: '"' };
const cells = fc.stringMatching(/^[a-zñ;"\r\n ,]{0,8}$/);
const tables = fc.array(fc.array(cells, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 12 });

describe("delimited text", () => {
  it("comes back from what was written, wherever its chunks are cut", () => {
    fc.assert(
      fc.property(tables, fc.constantFrom("\n", "\r\n", "\r"), fc.integer({ min: 1, max: 9 }), (table, end, size) => {
        const text = table.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(";") + end).join("");
        const parser = createDelimitedParser(dialect);
        const rows: string[][] = [];
        for (let at = 0; at < text.length; at += size) rows.push(...parser.push(text.slice(at, at + size), false));
        rows.push(...parser.push("", true));
        expect(rows).toEqual(table);
        expect(parser.findings.strayQuotes).toBe(0);
      }),
      { seed: 3 },
    );
  });

  it.each([
    ['a;"b', [["a", '"b']]],
    ['"a"b;c\n', [['"a"b', "c"]]],
    ['5" disco;x\n', [['5" disco', "x"]]],
    [
      "a;\n;b",
      [
        ["a", ""],
        ["", "b"],
      ],
    ],
    ["a\n\nb", [["a"], [""], ["b"]]],
  ])("reads %j leniently", (text, rows) => {
    expect(parseDelimited(text, dialect).rows).toEqual(rows);
  });
});
