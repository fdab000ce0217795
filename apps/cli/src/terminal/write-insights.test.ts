import fc from "fast-check";
import { expect, test } from "vitest";
import { words } from "../words/words.ts";
import { wrap, writeConfidence } from "./write-insights.ts";

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
  const figures = { rows, columns, rejected, seconds: "2" };
  expect([words.es.summary(figures), words.en.summary(figures)]).toEqual([es, en]);
});
