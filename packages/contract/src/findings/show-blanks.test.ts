import fc from "fast-check";
import { expect, it } from "vitest";
import { hasUnseenBlanks, showBlanks } from "./show-blanks.ts";

it.each([
  ["norte ", "norte␣"],
  ["  norte", "␣␣norte"],
  ["zona  norte", "zona␣␣norte"],
  ["zona\u00a0norte", "zona␣norte"],
  ["zona\tnorte\n", "zona␣norte␣"],
  ["   ", "␣␣␣"],
  ["zona norte", "zona norte"],
  ["", ""],
])("%j is shown as %j", (text, shown) => expect(showBlanks(text)).toBe(shown));

it("two texts that differ are shown differently also where only blanks at their ends differ", () => {
  const word = fc.stringMatching(/^[a-z]{1,5}( [a-z]{1,5})?$/);
  const blanks = fc.integer({ min: 0, max: 3 }).map((count) => " ".repeat(count));
  fc.assert(
    fc.property(word, blanks, blanks, blanks, blanks, (text, a, b, c, d) => {
      const [left, right] = [a + text + b, c + text + d];
      expect(showBlanks(left) === showBlanks(right)).toBe(left === right);
      expect(hasUnseenBlanks([text, left])).toBe(a + b !== "");
    }),
  );
});
