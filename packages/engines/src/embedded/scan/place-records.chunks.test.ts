import fc from "fast-check";
import { expect, test } from "vitest";
import type { TextScan } from "./text-scan.ts";
import { startWalk } from "./place-records.ts";

const scan: TextScan = {
  kind: "csv",
  path: "/nowhere",
  delimiter: ",",
  quote: '"',
  skip: 1,
  columns: ["a", "b"].map((name) => ({ name, sourceName: name, type: { kind: "text" } })),
  decimal: ".",
  thousands: "",
  dateFormat: null,
  timestampFormat: null,
  nulls: [],
  lineOffset: 0,
};

const field = fc.constantFrom("x", "", '"dos\nlíneas"', '"con ""comillas"""', '"\n\n"', "ñandú");
const record = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(field, field).map((fields) => ({ text: fields.join(","), broken: false })) },
  { weight: 1, arbitrary: fc.constant({ text: "", broken: false }) },
  { weight: 1, arbitrary: fc.constantFrom('"ro"to,1', "uno,dos,tres").map((text) => ({ text, broken: true })) },
);

test("records are found at their lines, however the file is cut into chunks", () => {
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 25 }),
      fc.constantFrom("\n", "\r\n"),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (records, end, sizes) => {
        // What stands where, told while the file is written.
        let file = `a,b${end}`;
        const broken = [];
        const expected = [];
        const expectedBroken: [number, number][] = [];
        for (const { text, broken: isBroken } of records) {
          const line = file.split("\n").length;
          const start = Buffer.byteLength(file);
          if (isBroken) {
            broken.push({
              start,
              bytes: Buffer.byteLength(text),
              reject: { line: 0, column: null, reason: "quote" as const, text },
            });
            expectedBroken.push([start, line]);
          } else if (text !== "") expected.push({ line, text });
          file += text + end;
        }
        const walker = startWalk(scan, broken, new Set(expected.keys()));
        const bytes = Buffer.from(file);
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          walker.take(bytes.subarray(at, at + size));
          at += size;
        }
        walker.end();
        expect([...walker.sound.values()]).toEqual(expected);
        expect([...walker.structural]).toEqual(expectedBroken);
      },
    ),
    { numRuns: 300 },
  );
});
