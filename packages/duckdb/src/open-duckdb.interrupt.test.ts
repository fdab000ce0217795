import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { openTestDuckdb } from "../testing/open-test-duckdb.ts";

const endless = "SELECT sum(hash(a.range + b.range)) FROM range(100000000) a, range(100000000) b";

test("a statement that is stopped as it begins ends alone: its process is not killed for not having heard", async () => {
  const { duckdb } = await openTestDuckdb();
  for (let turns = 0; turns < 40; turns += 1) {
    const abort = new AbortController();
    const stopped = expect(duckdb.queryRows(endless, { signal: abort.signal })).rejects.toMatchObject({
      code: "run_cancelled",
    });
    for (let turn = 0; turn < turns % 8; turn += 1) await nextTurn();
    if (turns >= 20) await delay(turns % 5);
    abort.abort();
    await stopped;
    expect(duckdb.alive, `after ${turns}`).toBe(true);
  }
});
