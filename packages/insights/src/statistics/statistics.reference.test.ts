import { describe, expect, it } from "vitest";
import { adjustForTests } from "./benjamini-hochberg.ts";
import { compareGroups } from "./differing-groups.ts";
import { chiSquareUpper, normalTwoSided, studentTwoSided } from "./distributions.ts";
import { rankSeries } from "./ranks.ts";
import { testTable } from "./related-categories.ts";
import { correlate } from "./related-numbers.ts";
import reference from "./scipy-values.json" with { type: "json" };
import { mannKendall, theilSen } from "./trend.ts";

/** Relative, so that the far tail counts as much as the middle. */
function expectClose(actual: number, expected: number, relative = 1e-8) {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected) + 1e-300);
}

describe("as scipy computes it", () => {
  it("tails of Student's t", () =>
    reference.student.forEach(([t = 0, d = 0, p = 0]) => expectClose(studentTwoSided(t, d), p)));
  it("tails of the normal distribution", () =>
    reference.normal.forEach(([z = 0, p = 0]) => expectClose(normalTwoSided(z), p)));
  it("tails of χ²", () => reference.chi2.forEach(([x = 0, d = 0, p = 0]) => expectClose(chiSquareUpper(x, d), p)));

  it("Kruskal–Wallis with ties", () => {
    const { groups, h, p } = reference.kruskal;
    // Dealt out in turns, so that the order of rows gives no reason to be less sure.
    const rows = groups
      .flatMap((values, g) => values.map((value, i) => ({ label: String(g), value, turn: (i * 31 + g * 7) % 37 })))
      .toSorted((a, b) => a.turn - b.turn);
    const test = compareGroups(
      rows.map(({ label }) => label),
      rows.map(({ value }) => value),
    );
    expectClose(test?.h ?? Number.NaN, h);
    expect(test?.p).toBeGreaterThanOrEqual(p * (1 - 1e-8));
  });

  it("Spearman's correlation", () => {
    const { x, y, r, p } = reference.spearman;
    const test = correlate(rankSeries(x), rankSeries(y));
    expectClose(test?.r ?? Number.NaN, r);
    // p may only be larger: neighbours that are alike by chance count as less evidence.
    expect(test?.p).toBeGreaterThanOrEqual(p * (1 - 1e-6));
    expect(test?.p).toBeLessThan(p * 5);
  });

  it("χ² of a table", () => {
    const { table, chi2, p } = reference.chi2table;
    const test = testTable(table);
    expectClose(test?.chi2 ?? Number.NaN, chi2);
    expectClose(test?.p ?? Number.NaN, p);
  });

  it("Benjamini and Hochberg's adjustment", () => {
    adjustForTests(reference.fdr.p).forEach((q, i) => expectClose(q, reference.fdr.q[i] ?? Number.NaN));
  });

  it("Mann–Kendall after Hamed and Rao, and the slope of Theil and Sen", () => {
    const { series, s, hamedRaoP, plainP, slope } = reference.mannKendall;
    const test = mannKendall(series);
    expect(test.s).toBe(s);
    expectClose(theilSen(series), slope);
    expect(hamedRaoP).toBeGreaterThan(plainP);
    expectClose(test.p, hamedRaoP, 1e-6);
  });
});
