import { fork } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { makeTestFolder, openTestDuckdb } from "../testing/open-test-duckdb.ts";

const endless = "SELECT sum(hash(a.range + b.range)) FROM range(100000000) a, range(100000000) b";

/** Not so one that has ended and that nobody asked about yet: in a container the first process may never ask. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

test.each(["SIGKILL", "SIGSEGV"] as const)(
  "a process that ends by %s rejects all that waited for it",
  async (signal) => {
    const { duckdb } = await openTestDuckdb();
    await duckdb.execute("SELECT 1");
    const waiting = [duckdb.queryRows(endless), duckdb.queryRows("SELECT 1"), duckdb.execute("SELECT 2")];
    const ended = Promise.allSettled(waiting);
    process.kill(duckdb.pid, signal);
    for (const result of await ended) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "engine_crashed", params: { signal } } });
    }
    expect(duckdb.alive).toBe(false);
  },
);

test("closing while a query runs rejects it and ends the process", async () => {
  const { duckdb } = await openTestDuckdb();
  const running = expect(duckdb.queryRows(endless)).rejects.toMatchObject({ code: "run_cancelled" });
  await duckdb.close();
  await running;
  expect(isRunning(duckdb.pid)).toBe(false);
});

test("a parent that is killed takes its DuckDB process and the spilled data along", async () => {
  const folder = await makeTestFolder();
  const parent = fork(fileURLToPath(new URL("../testing/doomed-parent.ts", import.meta.url)), [folder], {
    execArgv: [],
  });
  const [pid] = (await once(parent, "message")) as [number];
  expect(isRunning(pid)).toBe(true);
  parent.kill("SIGKILL");
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 20_000, interval: 20 });
  expect(await readdir(join(folder, "spill"))).toEqual([]);
});

test("folders that killed processes left are swept away by the next; those of the living stay", async () => {
  const folder = await makeTestFolder();
  const spillDir = join(folder, "spill");
  const dead = join(spillDir, "duckdb-999999999-0123456789abcdef");
  const living = join(spillDir, `duckdb-${process.ppid}-0123456789abcdef`);
  await mkdir(dead, { recursive: true });
  await mkdir(living, { recursive: true });
  await openTestDuckdb({ spillDir });
  expect([existsSync(dead), existsSync(living)]).toEqual([false, true]);
});
