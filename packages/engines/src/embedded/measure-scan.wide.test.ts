import { appendFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { openTestEngine, writeCsv } from "../../testing/open-test-engine.ts";

const quiet = (): void => undefined;
const decimal = { kind: "decimal", precision: 8, scale: 2 } as const;
const text = { kind: "text" } as const;

/** A value that follows from its place alone, so that the test knows every answer. */
const amount = (row: number, place: number): number => ((row * 31 + place * 17) % 997) / 4;

async function wideFile(columns: number, rows: number) {
  const { engine, folder } = await openTestEngine();
  const names = Array.from({ length: columns }, (_, place) => `c${place}`);
  const types = Object.fromEntries(names.map((name, place) => [name, place % 5 === 4 ? text : decimal]));
  const lines = Array.from({ length: rows }, (_, row) =>
    names.map((_, place) => (place % 5 === 4 ? `t${amount(row, place)}` : amount(row, place).toFixed(2))).join(","),
  );
  const scan = await writeCsv(folder, "ancho.csv", types, `${[names.join(","), ...lines].join("\n")}\n`);
  const measures = names.map((column) => ({ kind: "summary", column }) as const);
  return { engine, scan, folder, measures, names };
}

test("a file of 700 columns is summarized and copied in little memory", { timeout: 60_000 }, async () => {
  const [columns, rows] = [700, 100];
  const { engine, scan, folder, measures, names } = await wideFile(columns, rows);
  const fractions: number[] = [];
  const { results, outcome } = await engine.measureScan(scan, measures, (fraction) => fractions.push(fraction));
  expect(outcome).toMatchObject({ rows, rejected: 0 });
  expect(results.map(({ measure }) => measure)).toEqual(measures);
  for (const place of [0, 127, 128, 256, 698]) {
    const values = Array.from({ length: rows }, (_, row) => amount(row, place));
    const value = results[place]?.value;
    expect(value).toMatchObject({
      present: rows,
      min: Math.min(...values).toFixed(2),
      max: Math.max(...values).toFixed(2),
    });
  }
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  const copied = await engine.writeParquet(scan, `${folder}/ancho.parquet`, quiet);
  expect(copied.rows).toBe(rows);
  const page = await engine.readRows(`${folder}/ancho.parquet`, 0, 1);
  expect(page.columns).toHaveLength(names.length);
});

test("parts of a wide file agree on which rows can be read, whatever column is broken", async () => {
  const { engine, scan, folder, measures, names } = await wideFile(300, 40);
  const broken = names.map((_, place) => (place === 250 ? "\u00ff" : place % 5 === 4 ? "t" : "1.00")).join(",");
  await appendFile(scan.path, Buffer.from(`${broken}\n`, "latin1"));
  const { results, outcome, columns } = await engine.measureScan(scan, measures, quiet);
  expect(outcome).toMatchObject({ rows: 40, rejected: 1, rejects: [{ line: 42, reason: "encoding" }] });
  expect(results.every(({ value }) => "present" in value && value.present === 40)).toBe(true);
  const copied = await engine.writeParquet({ ...scan, columns }, `${folder}/ancho.parquet`, quiet);
  expect(copied).toMatchObject({ rows: 40, rejected: 1 });
});

test("a value of another type in a late column widens that column alone", async () => {
  const { engine, scan, measures, names } = await wideFile(300, 40);
  await appendFile(scan.path, `${names.map((_, place) => (place === 252 ? "1234567.125" : "1.00")).join(",")}\n`);
  const { outcome, columns } = await engine.measureScan(scan, measures, quiet);
  expect(outcome).toMatchObject({ rows: 41, rejected: 0 });
  expect(columns.filter((column, place) => column.type !== scan.columns[place]?.type).map(({ name }) => name)).toEqual([
    "c252",
  ]);
});

test("a text that is no UTF-8 stops no look at another column's refused values", async () => {
  const { engine, folder } = await openTestEngine();
  const int = { kind: "int", bits: 32 } as const;
  const lines = Array.from({ length: 50 }, (_, i) => `${i === 3 ? "2.5" : i},${i},x`);
  const scan = await writeCsv(folder, "t.csv", { a: int, b: int, c: text }, `a,b,c\n${lines.join("\n")}\n`);
  await appendFile(scan.path, Buffer.from("7,8,\u00ff\n", "latin1"));
  const measures = scan.columns.map(({ name }) => ({ kind: "summary", column: name }) as const);
  const { outcome, columns } = await engine.measureScan(scan, measures, quiet);
  expect(outcome).toMatchObject({ rows: 50, rejected: 1 });
  expect(columns[0]?.type.kind).toBe("decimal");
});
