import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openRowPool, type RowPool, type RowPoolSettings } from "../src/embedded/row-pool.ts";
import { openTestEngine, writeCsv } from "./open-test-engine.ts";

const int = { kind: "int", bits: 32 } as const;

/** A pool for one test, over a copy of so many rows: a number, the same numbers mixed, and a text that every third row lacks. */
export async function openTestPool(
  rows: number,
  settings: Partial<RowPoolSettings> = {},
): Promise<{ readonly pool: RowPool; readonly path: string; readonly folder: string }> {
  const { engine, folder } = await openTestEngine();
  const lines = Array.from(
    { length: rows },
    (_, i) => `${i},${(i * 7919) % rows},${i % 3 === 0 ? "" : `texto ${i % 10}`}`,
  );
  const scan = await writeCsv(
    folder,
    "t.csv",
    { n: int, mezcla: int, texto: { kind: "text" } },
    `n,m,t\n${lines.join("\n")}\n`,
  );
  const path = join(folder, "t.parquet");
  await engine.writeParquet(scan, path, () => undefined);
  const pool = openRowPool({
    size: 2,
    folder,
    spillDir: join(folder, "pool"),
    memoryLimitBytes: 128 * 1024 * 1024,
    pageTimeLimitMs: 60_000,
    queueTimeLimitMs: 60_000,
    ...settings,
  });
  onTestFinished(() => pool.close());
  return { pool, path, folder };
}
