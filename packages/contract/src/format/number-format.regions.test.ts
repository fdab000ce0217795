import { describe, expect, test } from "vitest";
import { faultText } from "../faults/problem-of.ts";
import { figuresFor } from "../findings/figures.ts";
import { renderFinding } from "../findings/render-finding.ts";
import { fillTemplate } from "../messages/message.ts";
import { numberFormat } from "./number-format.ts";

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

/** As people of each region write, by hand: a number, a share, a large one, a day. */
const regions = [
  ["es", "1.234.567,5", "24,9 %", "2.768 millones", "21 nov 2026"],
  ["es-AR", "1.234.567,5", "24,9 %", "2.768 millones", "21 nov 2026"],
  ["es-CO", "1.234.567,5", "24,9 %", "2.768 millones", "21 nov 2026"],
  ["es-ES", "1.234.567,5", "24,9 %", "2.768 millones", "21 nov 2026"],
  ["es-ZZ", "1.234.567,5", "24,9 %", "2.768 millones", "21 nov 2026"],
  ["es-MX", "1,234,567.5", "24.9 %", "2,768 millones", "21 nov 2026"],
  ["es-PE", "1,234,567.5", "24.9 %", "2,768 millones", "21 nov 2026"],
  ["es-419", "1,234,567.5", "24.9 %", "2,768 millones", "21 nov 2026"],
  ["es-CR", "1 234 567,5", "24,9 %", "2 768 millones", "21 nov 2026"],
  ["en", "1,234,567.5", "24.9%", "2.768 billion", "Nov 21, 2026"],
  ["en-US", "1,234,567.5", "24.9%", "2.768 billion", "Nov 21, 2026"],
  ["en-GB", "1,234,567.5", "24.9%", "2.768 billion", "21 Nov 2026"],
  ["en-ZA", "1 234 567,5", "24,9%", "2,768 billion", "21 Nov 2026"],
] as const;

test.each(regions)("a reader of %s reads %s", (tag, number, share, large, day) => {
  const format = numberFormat(tag, { useGrouping: "always", maximumFractionDigits: 1 });
  expect([format.format(1_234_567.5), format.format(-1_234_567.5)].map(plain)).toEqual([number, `-${number}`]);
  const write = figuresFor(tag);
  expect([write.percent(0.249), write.number(2.768e9), write.date("2026-11-21")].map(plain)).toEqual([
    share,
    large,
    day,
  ]);
});

describe.each([
  ["es-AR", "9.000", "1,5 MB"],
  ["es-MX", "9,000", "1.5 MB"],
  ["en-GB", "9,000", "1.5 MB"],
] as const)("a reader of %s", (tag, thousands, size) => {
  test("reads figures alike in findings, messages and failures", () => {
    const { title } = renderFinding(
      {
        key: "missing_column",
        params: { column: "a", missing: 9000, rows: 10_000, share: 0.9 },
        data: { chart: "none" },
      },
      tag,
    );
    expect(title).toContain(`(${thousands} `);
    expect(fillTemplate("{n}", tag, { n: 9000 })).toBe(thousands);
    expect(faultText({ code: "too_large", params: { limit: 1_500_000 } }, tag).detail).toContain(size);
  });
});
