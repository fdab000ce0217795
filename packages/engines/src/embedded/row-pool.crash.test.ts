import { join } from "node:path";
import { expect, test } from "vitest";
import { openTestPool } from "../../testing/open-test-pool.ts";

test("pages come in the order of the file, sorted and filtered where asked", async () => {
  const { pool, path } = await openTestPool(300_000);
  const page = await pool.readRows({ owner: "ana", path, offset: 250_000, limit: 3 });
  expect([...(page.batch.columns[0]?.values ?? [])]).toEqual([250_000, 250_001, 250_002]);
  expect(page.rowNumbers).toEqual([250_000, 250_001, 250_002]);
  expect(page.total).toBe(300_000);
  const sorted = await pool.readRows({
    owner: "ana",
    path,
    offset: 10,
    limit: 3,
    sort: { column: "mezcla", descending: true },
  });
  expect([...(sorted.batch.columns[1]?.values ?? [])]).toEqual([299_989, 299_988, 299_987]);
  // The column of numbers says what row of the file each is.
  expect(sorted.rowNumbers).toEqual([...(sorted.batch.columns[0]?.values ?? [])]);
  expect(sorted.rowNumbers).not.toEqual([10, 11, 12]);
  expect(sorted.batch.columns.length).toBe(3);
  const filtered = await pool.readRows({
    owner: "ana",
    path,
    offset: 0,
    limit: 2,
    filters: [
      { column: "texto", is: "contains", value: "TEXTO 7" },
      { column: "n", is: "above", value: "99" },
    ],
  });
  expect([...(filtered.batch.columns[0]?.values ?? [])]).toEqual([107, 127]);
  expect(filtered.total).toBe(
    Array.from({ length: 300_000 }, (_, i) => i).filter((i) => i > 99 && i % 3 !== 0 && i % 10 === 7).length,
  );
  const past = await pool.readRows({ owner: "ana", path, offset: 400_000, limit: 3 });
  expect(past.batch.length).toBe(0);
});

test("more readers than processes wait their turn, and one that waits too long is told", async () => {
  const { pool, path } = await openTestPool(1000, { size: 1 });
  const pages = await Promise.all(
    Array.from({ length: 8 }, (_, i) => pool.readRows({ owner: "ana", path, offset: i, limit: 1 })),
  );
  expect(pages.map(({ batch }) => batch.columns[0]?.values[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const impatient = await openTestPool(1000, { size: 1, queueTimeLimitMs: 0 });
  const results = await Promise.allSettled(
    [0, 1].map((offset) => impatient.pool.readRows({ owner: "ana", path: impatient.path, offset, limit: 1 })),
  );
  expect(results).toMatchObject([{ status: "fulfilled" }, { status: "rejected", reason: { code: "unavailable" } }]);
});

test("a process that is killed fails its page alone, and the next page is read", async () => {
  const pids: number[] = [];
  const { pool, path } = await openTestPool(1000, { size: 1, onProcess: (pid) => pids.push(pid) });
  await pool.readRows({ owner: "ana", path, offset: 0, limit: 1 });
  const [pid = 0] = pids;
  const doomed = Promise.allSettled([pool.readRows({ owner: "ana", path, offset: 0, limit: 1 })]);
  process.kill(pid, "SIGKILL");
  await doomed;
  expect((await pool.readRows({ owner: "ana", path, offset: 5, limit: 1 })).batch.columns[0]?.values[0]).toBe(5);
  expect(pids).toHaveLength(2);
});

test("a copy that is gone, one outside the folder and one that is no copy are told apart from a crash", async () => {
  const { pool, folder } = await openTestPool(10);
  await expect(
    pool.readRows({ owner: "ana", path: join(folder, "nada.parquet"), offset: 0, limit: 1 }),
  ).rejects.toMatchObject({
    code: "file_missing",
  });
  await expect(pool.readRows({ owner: "ana", path: join(folder, "t.csv"), offset: 0, limit: 1 })).rejects.toMatchObject(
    {
      code: "file_damaged",
    },
  );
  await expect(pool.readRows({ owner: "ana", path: "/etc/hostname", offset: 0, limit: 1 })).rejects.toMatchObject({
    code: "engine_query_failed",
  });
});
