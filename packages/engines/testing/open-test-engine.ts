import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeTestFolder } from "@caudal/duckdb/testing/open-test-duckdb.ts";
import type { LogicalType } from "@caudal/tables/logical-type.ts";
import type { Scan } from "@caudal/tables/scan.ts";
import { onTestFinished } from "vitest";
import { openEmbeddedEngine, type EmbeddedEngine } from "../src/embedded/open-embedded-engine.ts";

const mebibyte = 1024 * 1024;

/** An engine for one test, in a folder of its own. */
export async function openTestEngine(): Promise<{ readonly engine: EmbeddedEngine; readonly folder: string }> {
  const folder = await makeTestFolder();
  const engine = await openEmbeddedEngine({
    memoryLimitBytes: 256 * mebibyte,
    threads: 2,
    spillDir: join(folder, "spill"),
    maxSpillBytes: 512 * mebibyte,
    allowedPaths: [`${folder}/`],
  });
  onTestFinished(() => engine.close());
  return { engine, folder };
}

export type CsvScan = Extract<Scan, { kind: "csv" }>;

/** Writes a CSV file whose first line is its header, and says how to read it. */
export async function writeCsv(
  folder: string,
  name: string,
  types: Readonly<Record<string, LogicalType>>,
  content: string,
  conventions: Partial<CsvScan> = {},
): Promise<CsvScan> {
  const path = join(folder, name);
  await writeFile(path, content);
  return {
    kind: "csv",
    path,
    delimiter: ",",
    quote: '"',
    skip: 1,
    decimal: ".",
    thousands: "",
    dateFormat: null,
    timestampFormat: null,
    nulls: [],
    lineOffset: 0,
    columns: Object.entries(types).map(([column, type]) => ({ name: column, sourceName: column, type })),
    ...conventions,
  };
}
