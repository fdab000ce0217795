import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { DuckdbProcess } from "../src/duckdb-process.ts";
import { openDuckdb } from "../src/open-duckdb.ts";
import type { DuckdbSettings } from "../src/settings.ts";

const mebibyte = 1024 * 1024;

/** A folder of its own for one test, removed after it. */
export async function makeTestFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "caudal-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A DuckDB process for one test: small limits, one folder that it may use, closed when the test has finished. */
export async function openTestDuckdb(
  settings: Partial<DuckdbSettings> = {},
): Promise<{ readonly duckdb: DuckdbProcess; readonly folder: string }> {
  const folder = await makeTestFolder();
  const duckdb = await openDuckdb({
    memoryLimitBytes: 128 * mebibyte,
    spillDir: join(folder, "spill"),
    maxSpillBytes: 256 * mebibyte,
    threads: 1,
    allowedPaths: [`${folder}/`],
    ...settings,
  });
  onTestFinished(() => duckdb.close());
  return { duckdb, folder };
}
