import { serverSettings } from "@caudal/base/server-settings.ts";
import { parseSettings } from "@caudal/base/config.ts";
import { createPerson, type Person } from "@caudal/db/testing/people.ts";
import { createRunFixtures, type RunFixtures } from "@caudal/db/testing/run-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import type { ClaimedRun } from "@caudal/runs/run.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { runsPerAccount } from "./runs-per-account.ts";

let database: TestDatabase;
let runs: RunFixtures;
let busy: Person;
let small: Person;
beforeAll(async () => {
  database = await createTestDatabase();
  runs = await createRunFixtures(database);
});
afterAll(async () => {
  await runs?.close();
  await database?.close();
});
beforeEach(async () => {
  await runs.look("delete from caudal.runs");
  busy = await createPerson(database);
  small = await createPerson(database);
});

const limitOf = (env: Record<string, string>): number => runsPerAccount(settingsOf(env));
const settingsOf = (env: Record<string, string>) =>
  parseSettings(serverSettings, { DATABASE_URL: "postgres://h/c", CAUDAL_AUTH_URL: "postgres://h/c", ...env }, []);
const nameOf = (run: ClaimedRun | undefined) =>
  run === undefined ? null : run.accountId === busy.accountId ? "busy" : "small";
const claim = async (limit: number) => (await runs.claim("worker", limit))?.run;

test("with the product's own settings accounts take turns, however much one of them has waiting", async () => {
  for (let index = 0; index < 4; index += 1) await runs.start(busy.scope);
  for (let index = 0; index < 2; index += 1) await runs.start(small.scope);
  const turns: unknown[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    const run = await claim(limitOf({}));
    turns.push(nameOf(run));
    if (run !== undefined) await runs.store.conclude(run, { event: "succeed" });
  }
  expect(turns).toEqual(["busy", "small", "busy", "small", "busy", "busy"]);
});

test("with more places than one, an account with much to do leaves one to who comes later", async () => {
  const limit = limitOf({ CAUDAL_WORKER_CONCURRENCY: "3" });
  for (let index = 0; index < 4; index += 1) await runs.start(busy.scope);
  expect([nameOf(await claim(limit)), nameOf(await claim(limit)), nameOf(await claim(limit))]).toEqual([
    "busy",
    "busy",
    null,
  ]);
  await runs.start(small.scope);
  expect(nameOf(await claim(limit))).toBe("small");
});

test("the operator's own number counts", async () => {
  expect(limitOf({ CAUDAL_WORKER_CONCURRENCY: "3", CAUDAL_RUNS_PER_ACCOUNT: "7" })).toBe(7);
});
