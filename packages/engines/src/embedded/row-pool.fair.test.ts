import { execFileSync } from "node:child_process";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openTestPool } from "../../testing/open-test-pool.ts";

/**
 * Lets every page that reads from the pipe come to its end, until all of these have. Again and again: one that has just ended may hold the pipe
 * still, and would take what was meant for the next. An opening that finds no reader fails instead of waiting.
 */
async function letGo(pipe: string, pages: readonly Promise<unknown>[]): Promise<void> {
  const end = () =>
    open(pipe, constants.O_WRONLY | constants.O_NONBLOCK).then(
      (handle) => handle.close(),
      () => undefined,
    );
  const timer = setInterval(() => void end(), 20);
  await Promise.all(pages).finally(() => clearInterval(timer));
}

test("an account whose pages take long leaves room for another's, and gets its own when it is their turn", async () => {
  const { pool, path, folder } = await openTestPool(1000, { queueTimeLimitMs: 20_000 });
  // Whoever reads from a pipe waits until somebody writes to it: a page that takes as long as the test wants.
  const slow = join(folder, "slow.parquet");
  execFileSync("mkfifo", [slow]);
  let ended = 0;
  const slowPages = [1, 2, 3].map(async () => {
    await expect(pool.readRows({ owner: "ana", path: slow, offset: 0, limit: 1 })).rejects.toMatchObject({
      code: "file_damaged",
    });
    ended += 1;
  });
  const behind = pool.readRows({ owner: "ana", path, offset: 3, limit: 1 });

  for (const offset of [7, 8]) {
    const { batch } = await pool.readRows({ owner: "beto", path, offset, limit: 1 });
    expect(batch.columns[0]?.values[0]).toBe(offset);
  }
  expect(ended).toBe(0);

  await letGo(slow, slowPages);
  expect((await behind).batch.columns[0]?.values[0]).toBe(3);
});

test("whoever reads by links, however many, leaves room for the pages of an account", async () => {
  const { pool, path, folder } = await openTestPool(1000, { queueTimeLimitMs: 20_000 });
  const slow = join(folder, "slow.parquet");
  execFileSync("mkfifo", [slow]);
  const links = ["one", "two", "three"].map((owner) =>
    expect(pool.readRows({ owner, crowd: "links", path: slow, offset: 0, limit: 1 })).rejects.toMatchObject({
      code: "file_damaged",
    }),
  );
  const { batch } = await pool.readRows({ owner: "ana", path, offset: 7, limit: 1 });
  expect(batch.columns[0]?.values[0]).toBe(7);
  await letGo(slow, links);
});

test("a link's page and an account's that take as long as they like make nobody else wait", async () => {
  const { pool, path, folder } = await openTestPool(1000, { size: 3, queueTimeLimitMs: 20_000 });
  const slow = join(folder, "slow.parquet");
  execFileSync("mkfifo", [slow]);
  let ended = 0;
  const slowPages = [
    { owner: "one", crowd: "links" },
    { owner: "two", crowd: "links" },
    { owner: "ana" },
    { owner: "ana" },
  ].map(async (who) => {
    await expect(pool.readRows({ ...who, path: slow, offset: 0, limit: 1 })).rejects.toMatchObject({
      code: "file_damaged",
    });
    ended += 1;
  });
  for (const offset of [7, 8]) {
    const { batch } = await pool.readRows({ owner: "beto", path, offset, limit: 1 });
    expect(batch.columns[0]?.values[0]).toBe(offset);
  }
  expect(ended).toBe(0);
  await letGo(slow, slowPages);
});

test("who goes before a page is read leaves the queue, and the pool serves on", async () => {
  const { pool, path } = await openTestPool(1000, { size: 1 });
  const leaving = new AbortController();
  const pages = [0, 1, 2].map((offset) =>
    pool.readRows({ owner: "ana", path, offset, limit: 1, ...(offset === 1 ? { signal: leaving.signal } : {}) }),
  );
  leaving.abort();
  expect(await Promise.allSettled(pages)).toMatchObject([
    { status: "fulfilled" },
    { status: "rejected", reason: { code: "run_cancelled" } },
    { status: "fulfilled" },
  ]);
  await expect(
    pool.readRows({ owner: "ana", path, offset: 0, limit: 1, signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({ code: "run_cancelled" });
  await pool.close();
  await expect(pool.readRows({ owner: "ana", path, offset: 0, limit: 1 })).rejects.toMatchObject({
    code: "unavailable",
  });
});
