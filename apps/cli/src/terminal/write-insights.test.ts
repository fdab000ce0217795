import fc from "fast-check";
import { expect, test } from "vitest";
import { wrap } from "./write-insights.ts";

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
