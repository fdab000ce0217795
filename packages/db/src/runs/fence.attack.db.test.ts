import { toFault } from "@caudal/base/fault.ts";
import type { ClaimedRun } from "@caudal/runs/run.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFile, createPerson } from "@caudal/db/testing/people.ts";
import { createRunFixtures, type RunFixtures } from "@caudal/db/testing/run-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { withScope, type Scope } from "../scope.ts";
import { cancelRun } from "./cancel-run.ts";
import { withRunEffect, withRunScope } from "./run-scope.ts";

let database: TestDatabase;
let runs: RunFixtures;
let scope: Scope;
beforeAll(async () => {
  database = await createTestDatabase();
  runs = await createRunFixtures(database);
  ({ scope } = await createPerson(database));
});
afterAll(async () => {
  await runs?.close();
  await database?.close();
});

/** All that a worker can write for a run. */
const writes: Readonly<Record<string, (run: ClaimedRun) => Promise<unknown>>> = {
  extendLease: (run) => runs.store.extendLease(run, 60_000),
  startStep: (run) => runs.store.startStep(run, { name: "measure", ordinal: 1 }),
  finishStep: (run) => runs.store.finishStep(run, "read", { forged: true }, 1),
  failStep: (run) => runs.store.failStep(run, "read", { code: "internal", params: {} }),
  reportProgress: (run) => runs.store.reportProgress(run, { progress: 0.9, step: "forged", message: null }),
  log: (run) => runs.store.log(run, "info", "forged", {}),
  succeed: (run) => runs.store.conclude(run, { event: "succeed" }),
  fail: (run) => runs.store.conclude(run, { event: "fail", fault: { code: "internal", params: {} } }),
  retry: (run) => runs.store.conclude(run, { event: "retry", fault: { code: "internal", params: {} }, delayMs: 0 }),
  release: (run) => runs.store.conclude(run, { event: "release" }),
  stop: (run) => runs.store.conclude(run, { event: "stop" }),
  sink: (run) => withRunScope(database.app.db, run, forge(run)),
  effect: (run) => withRunEffect(database.app.db, run, "forged", async (tx) => (await forge(run)(tx), {})),
};

const forge = (run: ClaimedRun) => async (tx: Parameters<Parameters<typeof withRunScope>[2]>[0]) => {
  await tx
    .insertInto("run_logs")
    .values({
      run_id: run.id,
      account_id: run.accountId,
      user_id: run.userId,
      level: "info",
      key: "forged",
      params: "{}",
    })
    .execute();
};

async function claimed(): Promise<ClaimedRun> {
  const fileId = await createFile(database, scope);
  const id = await runs.start(scope, { fileId });
  const claim = await runs.claim("old");
  expect(claim?.run.id).toBe(id);
  await runs.store.startStep(claim!.run, { name: "read", ordinal: 0 });
  return claim!.run;
}

/** Everything about a run that anybody can see, the lease's own clock aside. */
const seen = async (id: string) => ({
  runs: await runs.look("select * from caudal.runs where id = $1", [id]),
  steps: await runs.look("select * from caudal.run_steps where run_id = $1 order by name", [id]),
  logs: await runs.look("select * from caudal.run_logs where run_id = $1", [id]),
  history: await runs.look("select * from caudal.processing_logs where run_id = $1 order by operation", [id]),
  file: await runs.look("select f.* from caudal.files f join caudal.runs r on r.file_id = f.id where r.id = $1", [id]),
});

const cleared: string[] = [];
async function clear(run: ClaimedRun) {
  cleared.push(run.id);
  await runs.look("delete from caudal.runs where id = $1", [run.id]);
}

describe("a worker whose run was taken over", () => {
  for (const [name, write] of Object.entries(writes)) {
    it(`cannot write by ${name}`, async () => {
      const old = await claimed();
      await runs.endLease(old.id);
      expect(await runs.store.sweep()).toBe(1);
      const taken = await runs.claim("new");
      expect(taken?.run.token).toBeGreaterThan(old.token);
      await runs.store.startStep(taken!.run, { name: "read", ordinal: 0 });
      const before = await seen(old.id);
      await expect(write(old)).rejects.toMatchObject({ code: "run_lease_lost" });
      expect(await seen(old.id)).toEqual(before);
      await clear(old);
    });

    it(`cannot write by ${name} between the loss of its lease and the next claim`, async () => {
      const old = await claimed();
      await runs.endLease(old.id);
      await runs.store.sweep();
      const before = await seen(old.id);
      const answer = await write(old).catch((thrown: unknown) => toFault(thrown).code);
      // Giving back what was taken away already is no lie and no change.
      expect(answer).toBe(name === "release" ? "queued" : "run_lease_lost");
      expect(await seen(old.id)).toEqual(before);
      await clear(old);
    });
  }

  it("cannot write with a token that it made up, nor for a run that is gone", async () => {
    const run = await claimed();
    for (const [name, write] of Object.entries(writes)) {
      await expect(write({ ...run, token: run.token + 5n }), name).rejects.toMatchObject({ code: "run_lease_lost" });
    }
    await clear(run);
    for (const [name, write] of Object.entries(writes))
      await expect(write(run), name).rejects.toMatchObject({ code: "run_lease_lost" });
  });

  it("cannot write for another person's run by naming itself", async () => {
    const run = await claimed();
    const eva = await createPerson(database);
    const posing = { ...run, userId: eva.userId, accountId: eva.accountId };
    for (const [name, write] of Object.entries(writes))
      await expect(write(posing), name).rejects.toMatchObject({ code: "run_lease_lost" });
    await clear(run);
  });
});

describe("a worker whose run a person cancelled", () => {
  it("may only keep its lease and end the run", async () => {
    const run = await claimed();
    expect(await withScope(database.app.db, scope, (tx) => cancelRun(tx, run.id))).toBe("cancelling");
    const ending = ["extendLease", "succeed", "fail", "retry", "release", "stop"];
    for (const [name, write] of Object.entries(writes).filter(([each]) => !ending.includes(each))) {
      await expect(write(run), name).rejects.toMatchObject({ code: "run_cancelled" });
    }
    expect(await runs.store.extendLease(run, 60_000)).toBe("cancelling");
    expect(await runs.store.conclude(run, { event: "fail", fault: { code: "internal", params: {} } })).toBe(
      "cancelled",
    );
  });
});

describe("a run whose row a worker is writing under", () => {
  it("is not taken away before that is committed, however old the lease", async () => {
    const run = await claimed();
    await runs.endLease(run.id);
    const swept = await withRunScope(database.app.db, run, () => runs.store.sweep());
    expect(swept).toBe(0);
    expect(await runs.store.sweep()).toBe(1);
    await clear(run);
  });
});

describe("an effect", () => {
  it("happens once, across attempts, and rolled back it did not happen", async () => {
    const first = await claimed();
    const effect = (run: ClaimedRun, fail = false) =>
      withRunEffect(database.app.db, run, "insights", async (tx) => {
        await forge(run)(tx);
        if (fail) throw new Error("after the write");
        return { written: 1, at: new Date(0) };
      });
    await expect(effect(first, true)).rejects.toThrow("after the write");
    const told = await effect(first);
    await runs.endLease(first.id);
    await runs.store.sweep();
    const second = await runs.claim("new");
    expect(await effect(second!.run)).toEqual(told);
    expect(told).toEqual({ written: 1, at: "1970-01-01T00:00:00.000Z" });
    expect(
      await runs.look("select count(*)::int as logs from caudal.run_logs where run_id = $1 and key not like 'run.%'", [
        first.id,
      ]),
    ).toEqual([{ logs: 1 }]);
    await clear(first);
  });
});
