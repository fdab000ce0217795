import { expect, it } from "vitest";
import { renderFinding } from "./render-finding.ts";
import { formOfTrend } from "./trend-words.ts";

it.each([
  [-0.999, { as: "percent", change: 0.999 }],
  [0.79, { as: "percent", change: 0.79 }],
  [1.999, { as: "percent", change: 1.999 }],
  [2, { as: "times", times: 3 }],
  [9, { as: "times", times: 10 }],
  [9.001, { as: "ends" }],
  [261.625, { as: "ends" }],
  [null, { as: "ends" }],
])("a change of %s is told %j", (change, form) => expect(formOfTrend({ change })).toEqual(form));

const title = (change: number | null, first: number, last: number, locale: "es" | "en") =>
  renderFinding(
    {
      key: "trend_value",
      params: {
        time: "Fecha",
        grain: "month",
        direction: last > first ? "up" : "down",
        change,
        from: "2025-01-01",
        to: "2025-12-01",
        first,
        last,
        periods: 12,
        value: "Importe",
        aggregate: "sum",
        also: [],
        alsoFirst: [],
        alsoLast: [],
        rowsFirst: null,
        rowsLast: null,
      },
      data: { chart: "none" },
    },
    locale,
  ).title.replaceAll("\u00a0", " ");

it("a trend that begins near zero is told by its two ends, never as a huge percentage", () => {
  const near = "La suma de «Importe» por mes sube de 12 a 3.152 entre ene 2025 y dic 2025";
  expect(title(null, 12, 3152, "es")).toBe(near);
  expect(title(261.6, 12, 3152, "es")).toBe(near);
  expect(title(null, 12, 3152, "en")).toBe(
    "The sum of “Importe” per month rises from 12 to 3,152 between Jan 2025 and Dec 2025",
  );
});

it("a change of several times is told as a multiple, a smaller one in percent", () => {
  expect(title(2.4, 100, 340, "es")).toMatch(/se multiplica por 3,4 entre/);
  expect(title(2.4, 100, 340, "en")).toMatch(/grows 3.4-fold between/);
  expect(title(1.04, 100, 204, "es")).toMatch(/sube un 104 % entre/);
  expect(title(-0.999, 1000, 1, "es")).toMatch(/baja un 99,9 % entre/);
});
