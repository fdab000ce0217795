import { expect, it } from "vitest";
import { renderFinding } from "./render-finding.ts";
import { parseFindingParams } from "./stored-params.ts";

const trend = {
  time: "Fecha",
  grain: "day",
  direction: "up",
  change: 261.625,
  from: "2025-01-01",
  to: "2025-12-31",
  first: 12,
  last: 3152,
  periods: 365,
};

it("a trend that was stored before others were folded into it is read and told as the rule now says", () => {
  const params = parseFindingParams("trend_value", { ...trend, value: "Importe", aggregate: "sum" });
  expect(params).toMatchObject({ also: [], rowsFirst: null });
  if (params === null) return;
  const { title, description } = renderFinding({ key: "trend_value", params, data: { chart: "none" } }, "es");
  expect(title).toMatch(/sube de 12 a 3\.152 entre/);
  expect(description).not.toContain("También");
});

it.each([
  ["weekly_pattern", { time: "t", value: "a", high: 1, low: 2, highValue: 9, lowValue: 1, weeks: 9 }],
  ["heavy_tail", { column: "a", median: 1, mean: 3, high: 9, ratio: 3 }],
  [
    "groups_differ",
    { category: "a", value: "b", explained: 0.5, groups: 3, n: 9, high: "x", highMedian: 2, low: "y", lowMedian: 1 },
  ],
] as const)("%s, stored before it named others, is still read", (key, stored) => {
  expect(parseFindingParams(key, stored)).toMatchObject({ ...stored, also: [] });
});
