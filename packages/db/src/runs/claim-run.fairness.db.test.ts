import { setTimeout as delay } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createPerson } from "@caudal/db/testing/people.ts";
import { createRunFixtures, type RunFixtures } from "@caudal/db/testing/run-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { connectDatabase } from "../connect.ts";
import { setQuota } from "../queries/quotas.ts";
import { createPostgresRunStore } from "./postgres-run-store.ts";

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

describe("claiming", () => {
  it("by many workers at once gives each run once, and no account more than its share", async () => {
    const accounts = new Map<string, string>();
    for (const name of ["greedy", "small", "third"]) {
      const { scope } = await createPerson(database);
      accounts.set(scope.accountId, name);
      for (let index = 0; index < (name === "greedy" ? 20 : 2); index += 1) await runs.start(scope);
    }
    const many = connectDatabase(database.urls.app, { applicationName: "claimers", max: 12 });
    try {
      const store = createPostgresRunStore(many.db);
      const claims = await Promise.all(
        Array.from({ length: 24 }, (_, index) =>
          store.claim({ worker: `w${index}`, kinds: ["work"], leaseMs: 60_000, perAccount: 3 }),
        ),
      );
      const taken = claims.filter((claim) => claim !== null).map(({ run }) => run);
      expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
      const shares = Map.groupBy(taken, ({ accountId }) => accounts.get(accountId));
      expect(Object.fromEntries([...shares].map(([name, held]) => [name, held.length]))).toEqual({
        greedy: 3,
        small: 2,
        third: 2,
      });
    } finally {
      await many.close();
      await runs.look("delete from caudal.runs");
    }
  });

  it("while another claim is not committed waits for it, so that no account gets more than its share", async () => {
    const { scope } = await createPerson(database);
    const first = await runs.start(scope);
    await runs.start(scope);
    const answers: unknown[] = [];
    await database.app.db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ id: string }>`select id from caudal.claim_run('w', array['work'], 60000, 1)`.execute(
        tx,
      );
      expect(rows).toEqual([{ id: first }]);
      void runs.claim("other", 1).then((claim) => answers.push(claim));
      const waiting =
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%claim_run%'";
      while (answers.length === 0 && (await runs.look(waiting)).length === 0) await delay(5);
      expect(answers).toEqual([]);
    });
    await vi.waitFor(() => expect(answers).toEqual([null]), { timeout: 20_000 });
    await runs.look("delete from caudal.runs");
  });

  it("gives an account with a figure of its own that many, and the others those of the settings", async () => {
    const [own, other] = [await createPerson(database), await createPerson(database)];
    await setQuota(database.app.db, own.scope.accountId, { storageBytes: null, runs: 2 });
    for (const { scope } of [own, own, own, other, other]) await runs.start(scope);
    const held = [];
    for (let claim = await runs.claim("w", 1); claim !== null; claim = await runs.claim("w", 1))
      held.push(claim.run.accountId === own.scope.accountId ? "own" : "other");
    expect(held.toSorted()).toEqual(["other", "own", "own"]);
    await runs.look("delete from caudal.runs");
  });

  it("one at a time goes round the accounts, in each by the time of asking", async () => {
    const order: string[] = [];
    const asked = new Map<string, string>();
    for (const [name, count] of [
      ["a", 4],
      ["b", 2],
      ["c", 1],
    ] as const) {
      const { scope } = await createPerson(database);
      for (let index = 1; index <= count; index += 1) asked.set(await runs.start(scope), `${name}${index}`);
    }
    for (let claim = await runs.claim(); claim !== null; claim = await runs.claim()) {
      order.push(asked.get(claim.run.id) ?? "?");
      await runs.store.conclude(claim.run, { event: "succeed" });
    }
    expect(order).toEqual(["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
  });

  it("passes over kinds that the worker does not know, and runs whose time has not come", async () => {
    const { scope } = await createPerson(database);
    await runs.start(scope, { kind: "other" });
    const id = await runs.start(scope);
    const claim = await runs.claim();
    expect(claim?.run).toMatchObject({ id, attempt: 1, token: 1n });
    await runs.store.conclude(claim!.run, {
      event: "retry",
      fault: { code: "unavailable", params: {} },
      delayMs: 3_600_000,
    });
    expect(await runs.claim()).toBe(null);
    await runs.look("update caudal.runs set available_at = now() where id = $1", [id]);
    expect(await runs.claim()).toMatchObject({
      run: { id, attempt: 2 },
      lastFault: { code: "unavailable", params: {} },
    });
  });
});
