import { expect, it } from "vitest";
import { relativeChange } from "./relative-change.ts";

it.each([
  ["a doubling", 50, 100, [50, 75, 100], 1],
  ["a fall to a tenth", 100, 10, [100, 50, 10], -0.9],
  ["a line that begins at a tenth of its end", 10, 100, [10, 60, 100], 9],
  ["a line that begins below a tenth of its end", 9.99, 100, [10, 60, 100], null],
  ["a line that begins below a tenth of the typical value", 9, 20, [5, 91, 95], null],
  ["a line that begins at a tenth of the typical value", 9, 18, [5, 90, 95], 1],
  ["a line from zero", 0, 100, [0, 50, 100], null],
  ["a line from below zero", -1, 100, [1, 50, 100], null],
  ["a line that ends at zero", 100, 0, [100, 50, 1], null],
  ["a figure that goes below zero in between", 50, 100, [50, -1, 100], null],
])("%s", (_, first, last, values, change) => {
  const found = relativeChange(first, last, values);
  if (change === null) expect(found).toBeNull();
  else expect(found).toBeCloseTo(change, 12);
});
