import fc from "fast-check";
import { expect, test } from "vitest";
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
