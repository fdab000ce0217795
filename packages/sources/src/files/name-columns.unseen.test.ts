import { expect, test } from "vitest";
import { nameColumns, nameKeys } from "./name-columns.ts";

const turned = "total\u202Efdp";

test("a column's name holds nothing that turns or hides what is shown, and says what the file wrote", () => {
  expect(nameColumns([turned, "ve\u200bnta", "\u2066a\u2069", "\u061c"], 4).names).toEqual([
    { name: "totalfdp", sourceName: turned },
    { name: "venta", sourceName: "ve\u200bnta" },
    { name: "a", sourceName: "\u2066a\u2069" },
    { name: "columna_4", sourceName: "\u061c" },
  ]);
});

test("names that look the same are told apart", () => {
  expect(nameColumns(["total", "to\u200btal"], 2).names.map(({ name }) => name)).toEqual(["total", "total_2"]);
  expect(nameKeys(["total", "to\u200btal", "\u202e"])).toEqual([
    { name: "total", sourceName: "total" },
    { name: "total_2", sourceName: "to\u200btal" },
    { name: "columna_3", sourceName: "\u202e" },
  ]);
});

test("signs that other scripts need stay, and fillers, tags and control characters go, as in every other name", () => {
  const persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645";
  const header = ["\u3164", "to\u{e0041}tal", "ve\u0001nta", persian, "neto\nmes", "❤\ufe0f"];
  const names = ["columna_1", "total", "venta", persian, "neto mes", "❤\ufe0f"];
  expect(nameColumns(header, 6).names.map(({ name }) => name)).toEqual(names);
  expect(nameKeys(header).map(({ name }) => name)).toEqual(names);
});
