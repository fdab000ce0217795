import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import { expect, test } from "vitest";
import { openTestDuckdb } from "../testing/open-test-duckdb.ts";

const mebibyte = 1024 * 1024;
const endless = "SELECT sum(hash(a.range + b.range)) FROM range(100000000) a, range(100000000) b";
const sortMuch =
  "SELECT max(x) FROM (SELECT hash(range) AS x FROM range(12000000) ORDER BY x, range LIMIT 11999999 OFFSET 1)";

test("a query that cannot fit and cannot spill ends with a clear fault, and the process goes on", async () => {
  const { duckdb } = await openTestDuckdb({ memoryLimitBytes: 32 * mebibyte, maxSpillBytes: 0 });
  await expect(duckdb.queryRows(sortMuch)).rejects.toMatchObject({ code: "engine_out_of_memory" });
  expect(await duckdb.queryRows("SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("the same query spills to disk where it may, and leaves nothing behind", async () => {
  const { duckdb, folder } = await openTestDuckdb({ memoryLimitBytes: 64 * mebibyte, maxSpillBytes: 1024 * mebibyte });
  const rows = await duckdb.queryRows(sortMuch);
  expect(rows).toHaveLength(1);
  expect(duckdb.peakRssBytes).toBeLessThan(400 * mebibyte);
  await duckdb.close();
  expect(await readdir(join(folder, "spill"))).toEqual([]);
});

test("a process over its hard limit is killed, and says that memory was the reason", async () => {
  const { duckdb } = await openTestDuckdb({ memoryLimitBytes: 2048 * mebibyte, maxRssBytes: 220 * mebibyte });
  await expect(duckdb.queryRows(sortMuch)).rejects.toMatchObject({ code: "engine_out_of_memory" });
  expect(duckdb.alive).toBe(false);
  await expect(duckdb.queryRows("SELECT 1")).rejects.toMatchObject({ code: "engine_out_of_memory" });
});

test("a statement over its time limit is interrupted, and the process goes on", async () => {
  const { duckdb } = await openTestDuckdb({ timeLimitMs: 2_000 });
  await expect(duckdb.queryRows(endless)).rejects.toMatchObject({ code: "engine_time_limit" });
  expect(await duckdb.queryRows("SELECT 2 AS two")).toEqual([{ two: 2 }]);
});

test("a signal cancels, with its own fault where it carries one", async () => {
  const { duckdb } = await openTestDuckdb();
  const abort = new AbortController();
  const running = duckdb.queryRows(endless, { signal: abort.signal });
  abort.abort(new Fault("run_lease_lost"));
  await expect(running).rejects.toMatchObject({ code: "run_lease_lost" });
  await expect(duckdb.queryRows("SELECT 1", { signal: abort.signal })).rejects.toMatchObject({
    code: "run_lease_lost",
  });
  expect(await duckdb.queryRows("SELECT 3 AS three")).toEqual([{ three: 3 }]);
});

test("interrupt stops what runs; leaving a loop early frees the process", async () => {
  const { duckdb } = await openTestDuckdb();
  const running = duckdb.execute(endless, { onProgress: () => undefined });
  const stopped = expect(running).rejects.toMatchObject({ code: "run_cancelled" });
  const interrupting = setInterval(() => duckdb.interrupt(), 20);
  await stopped;
  clearInterval(interrupting);

  let seen = 0;
  for await (const batch of duckdb.query("SELECT range AS n FROM range(100000000000)")) {
    seen += batch.length;
    if (seen > 50_000) break;
  }
  expect(await duckdb.queryRows("SELECT 4 AS four")).toEqual([{ four: 4 }]);
});

test("a failing query keeps DuckDB's words", async () => {
  const { duckdb } = await openTestDuckdb();
  await expect(duckdb.execute("SELECT nothing FROM nowhere")).rejects.toMatchObject({
    code: "engine_query_failed",
    params: { message: expect.stringContaining("nowhere") },
  });
});

test("statements asked for at once are answered each with its own rows", async () => {
  const { duckdb } = await openTestDuckdb();
  const answers = await Promise.all([1, 2, 3, 4].map((n) => duckdb.queryRows(`SELECT ${n} AS n`)));
  expect(answers.flat().map(({ n }) => n)).toEqual([1, 2, 3, 4]);
});
