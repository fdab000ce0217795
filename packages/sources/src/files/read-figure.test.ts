import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainFigure, readFigure } from "./read-figure.ts";

describe("figures", () => {
  it.each([
    ["1234", ".", "1234"],
    ["1.234,50", ",", "1234.50"],
    ["1,234.50", ".", "1234.50"],
    ["1.234", ",", "1234"],
    ["1.234", ".", "1.234"],
    ["0,125", ",", "0.125"],
    ["1234.567", ".", "1234.567"],
    ["1'234.5", ".", "1234.5"],
    ["1 234,5", ",", "1234.5"],
    ["-$1,200.00", ".", "-1200.00"],
    ["(35.5)", ".", "-35.5"],
    ["12,5 %", ",", "12.5"],
    ["15-", ".", "-15"],
    [",5", ",", "0.5"],
    ["1.234.567,891", ",", "1234567.891"],
    ["1.234,567", ",", "1234.567"],
    ["1,5e3", ",", "1.5e3"],
  ] as const)("%s with decimal %s is %s", (text, decimal, plain) => {
    expect(plainFigure(text, decimal)).toBe(plain);
  });

  it.each(["", "abc", "12a", "1.23.456", "1,2,3", "12:30", "2024-01-01", "1..2", "1.234.56", "--5", "5 5", "١٢"])(
    "%s is no figure",
    (text) => {
      expect(readFigure(text)).toBeNull();
    },
  );

  it("never reads a figure under the wrong mark", () => {
    expect(plainFigure("1234,5", ".")).toBeNull();
    expect(plainFigure("1.234,5", ".")).toBeNull();
  });

  it("gives back any amount, however it is grouped", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        fc.stringMatching(/^\d{1,6}$/),
        fc.constantFrom(".", ","),
        (integer, fraction, decimal) => {
          const grouped = String(integer).replaceAll(/\B(?=(?:\d{3})+$)/g, decimal === "," ? "." : ",");
          expect(plainFigure(`${grouped}${decimal}${fraction}`, decimal)).toBe(`${integer}.${fraction}`);
        },
      ),
      { seed: 7 },
    );
  });
});
