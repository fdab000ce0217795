import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatCell } from "@caudal/tables/format-cell.ts";
import type { RecordBatch } from "@caudal/tables/record-batch.ts";
import type { Scan } from "@caudal/tables/scan.ts";
import { typeName } from "@caudal/tables/type-name.ts";
import { expect, test } from "vitest";
import { openTestEngine, writeCsv } from "../../testing/open-test-engine.ts";

const int = { kind: "int", bits: 32 } as const;
const text = { kind: "text" } as const;
const quiet = (): void => undefined;

function rowsOf(batch: RecordBatch): (string | null)[][] {
  return Array.from({ length: batch.length }, (_, row) =>
    batch.columns.map((column, place) => formatCell(column, row, batch.schema.fields[place]?.type ?? text)),
  );
}

const sound = Array.from({ length: 300 }, (_, i) => `${i},w,${i}`);

test("rows that cannot be read are kept with their line as a person counts it, and stop no others", async () => {
  const { engine, folder } = await openTestEngine();
  const lines = [
    "Ventas de mayo",
    "a,b,c",
    "1,x,2",
    '2,"dos',
    'líneas",3',
    "",
    "3,y,nada",
    "4,z",
    "5,z,6,7",
    "malo,w,peor",
    '6,"mal"citado,1',
    '7,"bien ""citado""",1',
    ...sound,
    "8,w,otra",
    '9,"sin cerrar,5',
  ];
  const scan = await writeCsv(folder, "sucio.csv", { a: int, b: text, c: int }, `${lines.join("\r\n")}\r\n`, {
    skip: 2,
    lineOffset: 10,
  });
  const { outcome, columns } = await engine.measureScan(scan, [{ kind: "distinct", columns: ["a"] }], quiet);
  const at = (start: string) => lines.findIndex((line) => line.startsWith(start)) + 1 + 10;
  expect(outcome).toEqual({
    rows: 303,
    rejected: 7,
    rejects: [
      { line: at("3,y"), column: "c", reason: "cast", text: "3,y,nada" },
      { line: at("4,z"), column: "c", reason: "missing_columns", text: "4,z" },
      { line: at("5,z"), column: null, reason: "too_many_columns", text: "5,z,6,7" },
      { line: at("malo"), column: "a", reason: "cast", text: "malo,w,peor" },
      { line: at('6,"mal'), column: "b", reason: "quote", text: '6,"mal"citado,1' },
      { line: at("8,w,otra"), column: "c", reason: "cast", text: "8,w,otra" },
      { line: at('9,"sin'), column: "b", reason: "quote", text: '9,"sin cerrar,5' },
    ],
  });
  expect(columns).toEqual(scan.columns);

  const copy = join(folder, "copy.parquet");
  expect(await engine.writeParquet(scan, copy, quiet)).toEqual(outcome);
  expect(rowsOf(await engine.readRows(copy, 1, 3))).toEqual([
    ["2", "dos\r\nlíneas", "3"],
    ["7", 'bien "citado"', "1"],
    ["0", "w", "0"],
  ]);
  expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("all rejects are counted, the first thousand are kept", async () => {
  const { engine, folder } = await openTestEngine();
  const lines = Array.from({ length: 200_000 }, (_, i) =>
    i % 150 === 0 ? `n${i},mal` : i % 151 === 0 ? `${i},x,y` : `${i},bien`,
  );
  const bad = lines.map((line, i) => [line, i + 2] as const).filter(([line]) => !line.endsWith(",bien"));
  const scan = await writeCsv(folder, "muchos.csv", { a: int, b: text }, `a,b\n${lines.join("\n")}\n`);
  const { outcome } = await engine.measureScan(scan, [{ kind: "summary", column: "a" }], quiet);
  expect([outcome.rows, outcome.rejected]).toEqual([200_000 - bad.length, bad.length]);
  expect(outcome.rejects.map(({ text: kept, line }) => [kept, line])).toEqual(bad.slice(0, 1000));
});

test.each([
  ["a decimal among integers", int, ["1", "2", "2.50"], "decimal(12,2)"],
  [
    "more decimals than the sample had",
    { kind: "decimal", precision: 6, scale: 2 } as const,
    ["1.25", "3.1416"],
    "decimal(8,4)",
  ],
  ["an integer beyond 32 bits", int, ["1", "9007199254740993"], "int64"],
  ["an integer beyond 64 bits", int, ["1", "92233720368547758070"], "decimal(20,0)"],
  ["an exponent", int, ["1", "1e30"], "float64"],
  ["texts in a column of numbers", int, ["1", "A-1", "A-2", "3"], "text"],
  ["a time of day in a column of dates", { kind: "date" } as const, ["2024-02-29", "2024-03-01 10:30:00"], "timestamp"],
])("%s widens the column and loses no row", async (_, type, values, expected) => {
  const { engine, folder } = await openTestEngine();
  const scan = await writeCsv(
    folder,
    "x.csv",
    { a: type, b: text },
    `a,b\n${values.map((value) => `${value},x\n`).join("")}`,
  );
  const { outcome, columns } = await engine.measureScan(scan, [], quiet);
  expect(columns.map((column) => typeName(column.type))).toEqual([expected, "text"]);
  expect(outcome).toEqual({ rows: values.length, rejected: 0, rejects: [] });
});

test("decimal commas and groups of three are read as written, and what breaks the groups is refused", async () => {
  const { engine, folder } = await openTestEngine();
  const decimal = { kind: "decimal", precision: 12, scale: 2 } as const;
  const values = ["1.234,50", "-12,5", "1.000.000", "7", ...Array.from({ length: 40 }, () => "3,00")];
  const scan = await writeCsv(folder, "comas.csv", { a: decimal }, `a\n${[...values, "1.5"].join("\n")}\n`, {
    delimiter: ";",
    decimal: ",",
    thousands: ".",
  });
  const { outcome } = await engine.measureScan(scan, [], quiet);
  expect(outcome).toMatchObject({ rows: 44, rejected: 1, rejects: [{ line: 46, column: "a", text: "1.5" }] });
  const copy = join(folder, "comas.parquet");
  await engine.writeParquet(scan, copy, quiet);
  expect(rowsOf(await engine.readRows(copy, 0, 4))).toEqual([["1234.50"], ["-12.50"], ["1000000.00"], ["7.00"]]);
});

test("lines of NDJSON that are no objects are rejects, and exact numbers stay exact", async () => {
  const { engine, folder } = await openTestEngine();
  const path = join(folder, "x.ndjson");
  await writeFile(path, '{"a/b":9007199254740993,"c":{"z":[1,2]}}\n\nno json\n[1]\n{"a/b":null,"c":"é"}\n');
  const scan: Scan = {
    kind: "json",
    path,
    layout: "newline",
    dateFormat: null,
    timestampFormat: null,
    columns: [
      { name: "a/b", sourceName: "a/b", type: { kind: "int", bits: 64 } },
      { name: "c", sourceName: "c", type: text },
    ],
  };
  const { outcome } = await engine.measureScan(scan, [], quiet);
  expect(outcome).toEqual({
    rows: 2,
    rejected: 2,
    rejects: [
      { line: 3, column: null, reason: "other", text: "no json" },
      { line: 4, column: null, reason: "other", text: "[1]" },
    ],
  });
  const copy = join(folder, "x.parquet");
  await engine.writeParquet(scan, copy, quiet);
  expect(rowsOf(await engine.readRows(copy, 0, 9))).toEqual([
    ["9007199254740993", '{"z":[1,2]}'],
    [null, "é"],
  ]);
});

test("names that differ in case, or that DuckDB keeps for itself, are a person's to choose", async () => {
  const { engine, folder } = await openTestEngine();
  const scan = await writeCsv(
    folder,
    "n.csv",
    { total: int, TOTAL: int, file_row_number: int, 'di"jo': text },
    "a,b,c,d\n1,2,3,x\n",
  );
  await engine.measureScan(scan, [{ kind: "summary", column: "TOTAL" }], quiet);
  const copy = join(folder, "n.parquet");
  await engine.writeParquet(scan, copy, quiet);
  const batch = await engine.readRows(copy, 0, 5);
  expect(batch.schema.fields.map(({ name }) => name)).toEqual(["total", "TOTAL", "file_row_number", 'di"jo']);
  expect(rowsOf(batch)).toEqual([["1", "2", "3", "x"]]);
});
