import { measureReference } from "@caudal/insights/testing/reference-engine.ts";
import type { ReferenceColumn, ReferenceTable, ReferenceValue } from "@caudal/insights/testing/reference-table.ts";
import type { Measure } from "@caudal/insights/measure.ts";
import fc from "fast-check";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openTestEngine, writeCsv } from "../../testing/open-test-engine.ts";

/** Values of each type that fall together often, so that groups, ties and duplicates arise. */
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 5, nil: null });
const texts = fc.constantFrom(
  "Norte",
  "norte ",
  "NORTE",
  "Sur",
  "n/a",
  "12,5",
  "2024-01-31",
  'di"jo',
  "línea\nnueva",
  "ñandú",
  "  ",
);
const days = fc
  .integer({ min: 0, max: 800 })
  .map((day) => new Date(Date.UTC(2023, 0, 1) + day * 86_400_000).toISOString().slice(0, 10));
const row = fc.record({
  entero: maybe(fc.integer({ min: -20, max: 20 })),
  importe: maybe(fc.integer({ min: -5000, max: 5000 }).map((cents) => cents / 100)),
  texto: maybe(texts),
  zona: maybe(fc.constantFrom("A", "B", "C")),
  dia: maybe(days),
});
const types = {
  entero: { kind: "int", bits: 32 },
  importe: { kind: "decimal", precision: 12, scale: 2 },
  texto: { kind: "text" },
  zona: { kind: "text" },
  dia: { kind: "date" },
} as const;
type Name = keyof typeof types;
const names = Object.keys(types) as Name[];

const measures: readonly Measure[] = [
  ...names.map((column): Measure => ({ kind: "summary", column })),
  { kind: "textShapes", column: "texto" },
  { kind: "distinct", columns: ["texto", "zona"] },
  { kind: "topValues", column: "texto", limit: 4 },
  { kind: "topValues", column: "entero", limit: 3 },
  { kind: "variants", column: "texto", limit: 5 },
  { kind: "quantiles", column: "importe", at: [0, 0.25, 0.5, 0.9, 1], exact: true },
  { kind: "histogram", column: "entero", edges: [-10, -3, 0, 7, 15] },
  {
    kind: "rowsWhere",
    any: [
      { is: "missing", column: "zona" },
      { is: "above", column: "importe", than: 20 },
    ],
    order: { column: "importe", descending: true },
    limit: 5,
  },
  {
    kind: "rowsWhere",
    any: [
      { is: "after", column: "dia", than: "2024-06-01" },
      { is: "equal", column: "zona", to: "A" },
    ],
    order: null,
    limit: 5,
  },
  {
    kind: "rowsWhere",
    any: [
      { is: "affixed", column: "zona", end: "start", with: "A" },
      { is: "affixed", column: "zona", end: "end", with: "'" },
    ],
    order: null,
    limit: 5,
  },
  { kind: "missingPatterns", columns: names, limit: 6 },
  { kind: "duplicates", columns: ["zona", "entero"], limit: 4 },
  { kind: "timeSeries", time: "dia", grain: "month", sums: ["entero"] },
  { kind: "timeSeries", time: "dia", grain: "week", sums: [] },
  { kind: "sample", columns: ["entero", "texto", "dia"], rows: 10 },
  { kind: "correlation", x: "entero", y: "importe" },
  { kind: "groups", category: "zona", value: "importe", limit: 2, fewest: 5 },
  { kind: "groups", category: "texto", value: "importe", limit: 1, fewest: 2 },
  { kind: "pareto", category: "texto", value: "importe", limit: 3 },
  { kind: "pareto", category: "zona", value: null, limit: 3 },
  { kind: "pareto", category: "texto", value: "entero", limit: 2 },
  { kind: "crosstab", a: "texto", b: "zona", limit: 2 },
  { kind: "identity", left: "importe", operation: "copy", right: ["entero"] },
];

const written = (value: ReferenceValue, name: Name): string => {
  if (value === null) return "";
  const text = name === "importe" ? Number(value).toFixed(2) : String(value);
  return /[",\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Compares as people would: numbers but for their last digits, all else exactly. */
function roughly(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : Number(value.toFixed(6));
  if (Array.isArray(value)) return value.map(roughly);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, roughly(held)]));
}

/** Sketches and decimals' trailing zeros apart, which the reference does not have. */
function comparable(result: { readonly kind: string; readonly measure: Measure; readonly value: unknown }): unknown {
  const text = JSON.stringify(roughly(result.value), (_, held: unknown) =>
    typeof held === "string" && /^-?\d+\.\d\d$/.test(held) ? String(Number(held)) : held,
  );
  const value: unknown = JSON.parse(text);
  if (result.kind !== "summary") return value;
  return { ...(value as object), approxDistinct: null };
}

test(
  "every measure of a file equals a plain computation of it, on the file and on its copy",
  { timeout: 120_000 },
  async () => {
    const { engine, folder } = await openTestEngine();
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 60 }), async (rows) => {
        const content = [
          names.join(","),
          ...rows.map((held) => names.map((name) => written(held[name], name)).join(",")),
        ];
        const scan = await writeCsv(folder, `t${++round}.csv`, types, `${content.join("\n")}\n`);
        const columns = names.map((name): ReferenceColumn => ({
          name,
          type: types[name],
          values: rows.map((held) => held[name]),
        }));
        const table: ReferenceTable = { columns, rows: rows.length };
        const expected = measureReference(table, measures).map(comparable);

        const scanned = await engine.measureScan(scan, measures, () => undefined);
        expect(scanned.outcome).toEqual({ rows: rows.length, rejected: 0, rejects: [] });
        expect(scanned.results.map(comparable)).toEqual(expected);

        const copy = join(folder, `t${round}.parquet`);
        expect(await engine.writeParquet(scan, copy, () => undefined)).toEqual(scanned.outcome);
        expect((await engine.measureParquet(copy, measures, () => undefined)).map(comparable)).toEqual(expected);
      }),
      { numRuns: 12, seed: 20261122 },
    );
  },
);
