import fc from "fast-check";
import { stripVTControlCharacters } from "node:util";
import { figuresFor } from "@caudal/contract/findings/figures.ts";
import type { InsightBody } from "@caudal/contract/resources/insight.ts";
import type { ProfileDocument } from "@caudal/contract/resources/profile-document.ts";
import type { FileReading } from "@caudal/contract/resources/reading.ts";
import { describe, expect, test } from "vitest";
import { words } from "../words/words.ts";
import { progressText } from "./progress-line.ts";
import { wrap, writeConfidence, writeInsights } from "./write-insights.ts";

test("wrapping changes nothing but where lines break, and no line with two words is too wide", () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-zñá]{1,30}$/), { minLength: 1 }),
      fc.integer({ min: 10, max: 60 }),
      (tokens, width) => {
        const text = tokens.join(" ");
        const lines = wrap(text, width);
        expect(lines.join(" ")).toBe(text);
        for (const line of lines) if (line.includes(" ")) expect(line.length).toBeLessThanOrEqual(width);
      },
    ),
  );
});

test.each([
  ["one_minus_q", 1, "> 99,9 %"],
  ["one_minus_q", 0.9971, "99,7 %"],
  ["counted", 1, "100 %"],
  ["counted", 0.99996, "99,9 %"],
] as const)("%s with %d is shown as %s", (formula, confidence_score, shown) => {
  const text = writeConfidence({ confidence: { formula, inputs: {} }, confidence_score }, "es");
  expect(text.replaceAll("\u00a0", " ")).toBe(shown);
});

test.each([
  [1, 1, 1, "1 fila · 1 columna · 1 fila no se pudo leer · 2 s", "1 row · 1 column · 1 row could not be read · 2 s"],
  [0, 2, 0, "0 filas · 2 columnas · 2 s", "0 rows · 2 columns · 2 s"],
  [
    12_708,
    7,
    1234,
    "12.708 filas · 7 columnas · 1.234 filas no se pudieron leer · 2 s",
    "12,708 rows · 7 columns · 1,234 rows could not be read · 2 s",
  ],
])("%d rows, %d columns and %d rejected rows agree with their words", (rows, columns, rejected, es, en) => {
  const counts = { rows, columns, rejected, seconds: "2" };
  const said = (["es", "en"] as const).map((locale) => words[locale].summary(counts, figuresFor(locale)));
  expect(said).toEqual([es, en]);
});

describe("in a terminal", () => {
  const insight: InsightBody = {
    type: "quality",
    title: "A la columna «Cliente» le falta el 35,9 % de los valores (2.131 de 5.933)",
    description: "Las cuentas que usan «Cliente» dejan fuera esas filas, y no entran en ninguna otra cifra.",
    data: { chart: "none" },
    evidence: { query: "", method: "", rows: null },
    confidence_score: 1,
    confidence: { formula: "counted", inputs: {} },
    key: "missing_column",
    params: {},
    columns: [],
    importance: 1,
    action: "Averigua si la falta de «Cliente» significa algo, o si el dato se perdió en el origen.",
    method: "",
  };
  const reading: FileReading = {
    format: "csv",
    compression: "none",
    encoding: null,
    delimiter: null,
    quote: null,
    header_row: null,
    decimal: null,
    thousands: null,
    date_order: null,
    sheet: null,
    sheets: [],
    reasons: [],
  };
  const profile: ProfileDocument = {
    file: { name: "ventas-2025.csv", size: 1, sha256: "", reading },
    rows: 5933,
    rejected: 6,
    columns: [],
    insights: [insight, insight, insight],
  };
  const write = (columns: number, color = false): string =>
    writeInsights(profile, { tag: "es", top: 2, seconds: 2, color, columns });

  test.each([40, 60, 80, 200])("of %d columns no line is wider, and no word is lost", (columns) => {
    const text = write(columns);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(Math.min(columns, 96));
    const said = (some: string): string[] => some.split(/\s+/);
    expect(said(text)).toEqual(said(write(Number.POSITIVE_INFINITY)));
  });

  test("colours change nothing but colours, and without them there is no escape code", () => {
    expect(write(40)).not.toContain("\u001b");
    expect(write(40, true)).toContain("\u001b[1m");
    expect(stripVTControlCharacters(write(40, true))).toBe(write(40));
  });

  test.each([39, 59, 200])("of %d columns progress stays in its line", (columns) => {
    for (const fraction of [0, 0.5, 1]) {
      const line = progressText("Guardando una copia ordenada de todo", fraction, columns);
      expect(line.length).toBeLessThan(columns);
      expect(line).toContain(`${fraction * 100} % Guardando`);
    }
  });
});
