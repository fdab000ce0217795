import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { insightsOf } from "../testing/measure-in-rounds.ts";
import { dayAfter, randomFrom, times } from "../testing/random.ts";
import { date, number, tableOf } from "../testing/reference-table.ts";
import type { Finding } from "./finding.ts";
import { foldFindings } from "./fold-findings.ts";

const shared = {
  data: { chart: "none" },
  evidence: { query: "", method: "", rows: null },
  confidence: { formula: "counted", inputs: {} },
  confidenceScore: 1,
} as const;
const trend = (direction: "up" | "down") =>
  ({ time: "t", grain: "day", direction, change: 0.5, from: "", to: "", first: 2, last: 3, periods: 9 }) as const;
const column = fc.constantFrom("a", "b", "c", "d");
const direction = fc.constantFrom("up" as const, "down" as const);
const importance = fc.constantFrom(0.2, 0.5, 0.7);

const finding: fc.Arbitrary<Finding> = fc.oneof(
  fc.tuple(importance, direction).map(([weight, way]): Finding => ({
    ...shared,
    key: "trend_rows",
    params: trend(way),
    columns: ["t"],
    importance: weight,
  })),
  fc
    .tuple(importance, direction, column, fc.constantFrom("sum" as const, "mean" as const))
    .map(([weight, way, value, aggregate]): Finding => ({
      ...shared,
      key: "trend_value",
      params: {
        ...trend(way),
        value,
        aggregate,
        also: [],
        alsoFirst: [],
        alsoLast: [],
        rowsFirst: null,
        rowsLast: null,
      },
      columns: ["t", value],
      importance: weight,
    })),
  fc
    .tuple(importance, fc.option(column), fc.constantFrom("sum" as const, "mean" as const), fc.constantFrom(1, 7))
    .map(([weight, value, aggregate, high]): Finding => ({
      ...shared,
      key: "weekly_pattern",
      params: {
        time: "t",
        value,
        aggregate: value === null ? null : aggregate,
        also: [],
        alsoRows: false,
        high,
        low: 3,
        highValue: 2,
        lowValue: 1,
        weeks: 9,
      },
      columns: value === null ? ["t"] : ["t", value],
      importance: weight,
    })),
  fc.tuple(importance, column, fc.constantFrom("x", "y")).map(([weight, value, category]): Finding => ({
    ...shared,
    key: "groups_differ",
    params: {
      category,
      value,
      explained: 0.5,
      groups: 3,
      n: 99,
      high: "h",
      highMedian: 2,
      low: "l",
      lowMedian: 1,
      also: [],
    },
    columns: [category, value],
    importance: weight,
  })),
  fc.tuple(importance, column).map(([weight, name]): Finding => ({
    ...shared,
    key: "heavy_tail",
    params: { column: name, median: 1, mean: 3, high: 9, ratio: 3, also: [] },
    columns: [name],
    importance: weight,
  })),
  fc.tuple(importance, column).map(([weight, name]): Finding => ({
    ...shared,
    key: "key_column",
    params: { column: name, rows: 9 },
    columns: [name],
    importance: weight,
  })),
);
/** As finders give them: one finding of a kind about the same columns. */
const findings = fc.uniqueArray(finding, {
  selector: ({ key, columns }) => `${key} ${columns.join(" ")}`,
  maxLength: 24,
});
const families = fc.constantFrom(
  new Map<string, readonly string[]>(),
  new Map([
    ["a", ["a", "b", "c"]],
    ["b", ["a", "b", "c"]],
    ["c", ["a", "b", "c"]],
  ]),
);
const columnsByKind = (some: readonly Finding[]) =>
  new Set(some.flatMap(({ key, columns }) => columns.map((name) => `${key.replace("_rows", "_value")} ${name}`)));

describe("folding", () => {
  it("loses no column that a finding of its kind spoke of, and adds none", () => {
    fc.assert(
      fc.property(findings, families, (some, alike) => {
        expect(columnsByKind(foldFindings(some, alike))).toEqual(columnsByKind(some));
      }),
    );
  });

  it("does not depend on the order of the findings", () => {
    fc.assert(
      fc.property(
        findings.chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length }))),
        families,
        ([some, shuffled], alike) => {
          const folded = foldFindings(some, alike);
          expect(foldFindings(shuffled, alike)).toEqual(folded);
          expect(folded.length).toBeLessThanOrEqual(some.length);
        },
      ),
    );
  });

  it("names each column that it folds in the parameters, and keeps the most important weight", () => {
    fc.assert(
      fc.property(findings, families, (some, alike) => {
        const folded = foldFindings(some, alike);
        for (const { key, params, columns } of folded) {
          if (key !== "groups_differ" && key !== "trend_value") continue;
          expect(params.also.every((name) => columns.includes(name))).toBe(true);
          expect(params.also).not.toContain(params.value);
        }
        const most = (of: readonly Finding[]) => Math.max(0, ...of.map((each) => each.importance));
        expect(most(folded)).toBe(most(some));
      }),
    );
  });
});

it("rows and the sums that grow with them are one trend, whose largest amount speaks; a mean that grows too stays its own", () => {
  const r = randomFrom(5);
  const days = times(120, (day) => day).flatMap((day) => times(6 + Math.floor(day / 8) + r.integer(3), () => day));
  const said = insightsOf(
    tableOf(
      date("fecha", days.map(dayAfter)),
      number(
        "importe",
        days.map(() => 100 + 20 * r.normal()),
      ),
      number(
        "cantidad",
        days.map(() => 10 + 3 * r.normal()),
      ),
      number(
        "precio",
        days.map((day) => 50 + day / 10 + r.normal()),
      ),
    ),
  );
  const trends = said.flatMap((each) => (each.key === "trend_value" || each.key === "trend_rows" ? [each] : []));
  expect(trends.map(({ key, columns }) => `${key} ${columns.toSorted().join()}`)).toEqual([
    "trend_value cantidad,fecha,importe",
    "trend_value fecha,precio",
  ]);
  const main = trends[0]?.key === "trend_value" ? trends[0].params : null;
  expect(main?.aggregate).toBe("sum");
  expect((main?.rowsLast ?? 0) / (main?.rowsFirst ?? 1)).toBeGreaterThan(2);
  expect(Number(main?.alsoLast[0])).toBeGreaterThan(Number(main?.alsoFirst[0]));
});
