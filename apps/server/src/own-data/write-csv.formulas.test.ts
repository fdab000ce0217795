import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine } from "./write-csv.ts";

test.each(["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =cmd|' /C calc'!A0", "\n@x"])(
  "%j starts no formula",
  (cell) => {
    const [first = ""] = csvLine([cell]).replace(/^"/, "");
    expect(first).toBe("'");
  },
);

test("any text comes back as it was, but for the sign that defuses it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const line = csvLine([text, 7, null]);
      const cell = /^(?:"((?:[^"]|"")*)"|([^",]*)),7,\r\n$/s.exec(line);
      const read = cell?.[1]?.replaceAll('""', '"') ?? cell?.[2];
      expect([text, `'${text}`]).toContain(read);
    }),
  );
});
