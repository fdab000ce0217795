import { createRunLoop } from "@caudal/runs/run-loop.ts";
import { createListLog } from "@caudal/runs/testing/list-log.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createPerson } from "@caudal/db/testing/people.ts";
import { createRunFixtures, type RunFixtures } from "@caudal/db/testing/run-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { withScope } from "../scope.ts";
import { cancelRun } from "./cancel-run.ts";
import { startListener } from "../listen.ts";
import { parseRunSignal, runSignals } from "./listen-runs.ts";

let database: TestDatabase;
let runs: RunFixtures;
beforeAll(async () => {
  database = await createTestDatabase();
  runs = await createRunFixtures(database);
});
afterAll(async () => {
  await runs?.close();
  await database?.close();
});

const stateOf = async (id: string) =>
  (await runs.look("select state from caudal.runs where id = $1", [id]))[0]?.["state"];

describe("a loop that hardly ever polls", () => {
  it("is woken by a start and by a cancellation, also after its connection broke", async () => {
    const { scope } = await createPerson(database);
    const log = createListLog();
    const listener = startListener(database.urls.app, { applicationName: "test-run-listener" });
    const begun = new Set<string>();
    const loop = createRunLoop({
      store: runs.store,
      signals: runSignals(listener),
      workerId: "w",
      log,
      concurrency: 2,
      perAccount: 2,
      // The fallbacks cannot be what makes this test pass: they come after its time is up.
      pollMs: 3_600_000,
      leaseMs: 3_600_000,
      handlers: {
        work: {
          steps: { wait: 1 },
          carryOut: async (context) => {
            begun.add(context.run.id);
            if (context.run.input["quick"] === true) return;
            await new Promise((_, reject) =>
              context.signal.addEventListener("abort", () => reject(context.signal.reason as Error)),
            );
          },
        },
      },
    });
    await listener.ready;
    await loop.start();
    try {
      const quick = await runs.start(scope, { input: { quick: true } });
      await vi.waitFor(async () => expect(await stateOf(quick)).toBe("succeeded"), { timeout: 20_000, interval: 10 });

      await runs.look(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'test-run-listener'",
      );
      const long = await runs.start(scope);
      await vi.waitFor(() => expect(begun).toContain(long), { timeout: 20_000, interval: 10 });
      expect(await withScope(database.app.db, scope, (tx) => cancelRun(tx, long))).toBe("cancelling");
      await vi.waitFor(async () => expect(await stateOf(long)).toBe("cancelled"), { timeout: 20_000, interval: 10 });
    } finally {
      await loop.stop();
      await listener.close();
    }
  });

  it("takes no notice of words that it does not know", () => {
    expect(parseRunSignal("queued")).toEqual({ about: "queued" });
    expect(parseRunSignal("cancelling 7b0f5a3e-8f0c-4b3e-9d53-3a4f2f1c0e11")).toEqual({
      about: "cancelling",
      runId: "7b0f5a3e-8f0c-4b3e-9d53-3a4f2f1c0e11",
    });
    for (const payload of ["", "paused x", "cancelling", "cancelling x"]) expect(parseRunSignal(payload)).toBe(null);
  });
});
