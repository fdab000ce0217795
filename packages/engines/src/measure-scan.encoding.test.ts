import { appendFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { openTestEngine, writeCsv } from "../testing/open-test-engine.ts";

const quiet = (): void => undefined;
const int = { kind: "int", bits: 32 } as const;
const text = { kind: "text" } as const;
const rows = 50;

/** Row 3 of the last column is more exact than its type, row 7 of the second one is no UTF-8; every other cell is its row's number. */
const cellOf = (row: number, place: number, last: number): string => {
  if (place === 1) return row === 7 ? "\u00ff" : "x";
  return place === last && row === 3 ? "2.5" : String(row);
};

test.each([3, 300])(
  "of %i columns one is widened though another holds a text that is no UTF-8, whose row alone is set aside",
  { timeout: 60_000 },
  async (width) => {
    const { engine, folder } = await openTestEngine();
    const names = Array.from({ length: width }, (_, place) => `c${place}`);
    const last = width - 1;
    const types = Object.fromEntries(names.map((name, place) => [name, place === 1 ? text : int]));
    const lines = Array.from({ length: rows }, (_, row) =>
      names.map((_name, place) => cellOf(row, place, last)).join(","),
    );
    const scan = await writeCsv(folder, "t.csv", types, `${names.join(",")}\n`);
    await appendFile(scan.path, Buffer.from(`${lines.join("\n")}\n`, "latin1"));
    const measures = names.map((column) => ({ kind: "summary", column }) as const);
    const { outcome, columns, results } = await engine.measureScan(scan, measures, quiet);
    expect(outcome).toMatchObject({ rows: rows - 1, rejected: 1, rejects: [{ line: 9, reason: "encoding" }] });
    const widened = columns.filter(({ type }, place) => type !== scan.columns[place]?.type);
    expect(widened.map(({ name, type }) => [name, type.kind])).toEqual([[`c${last}`, "decimal"]]);
    // Worked out by hand: 0 + … + 49 without row 7, and in the last column 2.5 instead of 3.
    const sum = (rows * (rows - 1)) / 2 - 7;
    for (const [place, { value }] of results.entries()) {
      if (!("present" in value)) throw new Error("no summary");
      expect(value.present).toBe(rows - 1);
      if (place !== 1) expect(value.numeric?.mean).toBeCloseTo((sum - (place === last ? 0.5 : 0)) / (rows - 1), 12);
    }
    const copied = await engine.writeParquet({ ...scan, columns }, `${folder}/t.parquet`, quiet);
    expect(copied).toMatchObject({ rows: rows - 1, rejected: 1 });
  },
);
