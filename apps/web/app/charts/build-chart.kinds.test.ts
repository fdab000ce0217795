import { describe, expect, test } from "vitest";
import { insights } from "../../testing/stand-in/insights.ts";
import { createSpeech } from "../i18n/speech.ts";
import { buildChart, heightOf, tableOf } from "./build-chart.ts";
import type { DrawnData } from "./build-chart.ts";
import { csvOf, fileNameOf } from "./download.ts";

const { w, f } = createSpeech("es");
const palette = {
  ink: "#000",
  muted: "#555",
  line: "#ddd",
  surface: "#fff",
  others: "#888",
  series: ["#111", "#222"],
  rampLow: "#eee",
  rampHigh: "#036",
};
const tools = { palette, f, w: w.chart, width: 600 };
const drawn = insights("x").flatMap(({ data }): DrawnData[] =>
  data.chart === "none" || data.chart === "figure" || data.chart === "table" ? [] : [data],
);

describe.each(drawn.map((data) => [data.chart, data] as const))("%s", (_name, data) => {
  const model = buildChart(data, tools);
  const series = model.option.series;
  const main = Array.isArray(series) ? series[model.series] : series;
  test("has an exact value for every mark", () =>
    expect(model.exact.length).toBe((main as { data: unknown[] }).data.length));
  test("keeps the height that was reserved for it", () => expect(model.height).toBe(heightOf(data)));
  test("has a table with as many cells as columns in each row", () => {
    const table = tableOf(data, tools);
    expect(table.rows.length).toBeGreaterThan(0);
    for (const row of table.rows) expect(row.length).toBe(table.columns.length);
  });
  test("does not move", () => expect(model.option.animation).toBe(false));
});

test("a gap in time is a gap in the line, and is told as one", () => {
  const line = drawn.find((data) => data.chart === "line");
  if (line === undefined) throw new Error("the samples have a line");
  const model = buildChart(line, tools);
  const [main] = model.option.series as { data: { value: [number, number | null] }[]; connectNulls: boolean }[];
  expect(main?.connectNulls).toBe(false);
  expect(main?.data[0]?.value[1]).toBeNull();
  expect(model.exact[0]?.lines[0]).toContain("sin dato");
});

test("a rest that dwarfs every bar is told, not drawn; its table has it all the same", () => {
  const axis = { label: "a", unit: "", format: "number" as const };
  const bars = (rest: number): DrawnData => ({
    chart: "bar",
    category: axis,
    value: axis,
    bars: [
      { label: "x", value: 100, highlight: false },
      { label: "y", value: 50, highlight: false },
    ],
    others: { count: 9, value: rest },
  });
  const drawnOf = (rest: number) => {
    const [series] = buildChart(bars(rest), tools).option.series as { data: { value: number }[] }[];
    return series?.data.map(({ value }) => value);
  };
  expect(drawnOf(300)).toEqual([100, 50, 300]);
  expect(drawnOf(301)).toEqual([100, 50, 0]);
  expect(buildChart(bars(30_000), tools).exact.at(-1)?.lines[0]).toContain("30.000");
  expect(tableOf(bars(30_000), tools).rows.at(-1)).toEqual(["otros (9)", 30_000]);
});

const plain = { label: "a", unit: "", format: "number" as const };

test("what lies outside a histogram's bins has its mark at the edge, its exact value and its line in the table", () => {
  const data: DrawnData = {
    chart: "histogram",
    value: plain,
    bins: [
      { from: 0, to: 10, count: 40 },
      { from: 10, to: 20, count: 9 },
    ],
    beyond: { low: { count: 2, farthest: -7 }, high: { count: 1, farthest: 9000 } },
    marks: [],
  };
  const model = buildChart(data, tools);
  const [series] = model.option.series as { data: number[][] }[];
  expect(series?.data.slice(2)).toEqual([
    [0, 0, 0],
    [20, 20, 0],
  ]);
  expect(model.exact.at(-1)?.title).toContain("9.000");
  expect(tableOf(data, tools).rows).toEqual([
    [-7, 0, 2],
    [0, 10, 40],
    [10, 20, 9],
    [20, 9000, 1],
  ]);
});

test("a line begins at zero unless that would hide its swing; an end that may be incomplete is drawn and told apart", () => {
  const line = (values: readonly number[], last = false): DrawnData => ({
    chart: "line",
    time: { ...plain, format: "date" },
    value: plain,
    points: values.map((value, day) => ({ at: `2026-11-0${day + 1}`, value })),
    partial: { first: false, last },
    fit: [],
    band: [],
  });
  const lowEnd = (values: readonly number[]) => {
    const axis = buildChart(line(values), tools).option.yAxis as { min: (range: { min: number }) => number };
    return axis.min({ min: Math.min(...values) });
  };
  expect(lowEnd([7, 7, 7, 3])).toBe(0);
  expect(lowEnd([100, 102, 101])).toBe(100);
  const cut = buildChart(line([7, 7, 7, 3], true), tools);
  expect((cut.option.series as unknown[]).length).toBe(2);
  expect(cut.exact.map(({ title }) => title.includes("puede estar incompleto"))).toEqual([false, false, false, true]);
  expect(JSON.stringify(cut.option.title)).toContain("puede estar incompleto");
  expect(tableOf(line([7, 7, 7, 3], true), tools).rows.at(-1)?.[0]).toContain("puede estar incompleto");
  expect((buildChart(line([7, 7, 7, 3]), tools).option.series as unknown[]).length).toBe(1);
});

test("a downloaded table begins no formula, its accents arrive, and negative numbers stay numbers", async () => {
  const file = csvOf({
    columns: ["año", "b"],
    rows: [
      [" =1+1", -3],
      ["mala;=1+1;x", -2.5],
      ['di"jo', null],
    ],
  });
  expect(Buffer.from(await file.arrayBuffer()).toString("utf8")).toBe(
    `\ufeffaño,b\r\n '=1+1,-3\r\nmala;'=1+1;x,-2.5\r\n"di""jo",\r\n`,
  );
});
test("a file name from any sentence", () => {
  expect(fileNameOf("¿México hace el 91 %?", "png")).toBe("México-hace-el-91.png");
  expect(fileNameOf("…", "svg")).toBe("caudal.svg");
});
