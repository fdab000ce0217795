import { sql } from "kysely";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPerson, type Person } from "../testing/people.ts";
import { testLogins } from "../testing/test-cluster.ts";
import { createTestDatabase, type TestDatabase } from "../testing/test-database.ts";
import { migrate } from "./migrate.ts";
import { readMigrations } from "./migrations.ts";
import { findReceipt } from "./queries/receipts.ts";
import { withScope } from "./scope.ts";

/** As migrate.backfill, for receipts. */
let database: TestDatabase;
let client: pg.Client;
let person: Person;
beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.close();
});

const known = await readMigrations();

async function beAtVersion(version: number): Promise<void> {
  const older = known.filter((each) => each.version <= version);
  await migrate(database.urls.owner, { ...testLogins, migrations: older });
  person = await createPerson(database);
}
const toThisVersion = () => migrate(database.urls.owner, testLogins);
const rows = async (sql: string, values: readonly unknown[] = []) =>
  (await client.query<Record<string, unknown>>(sql, [...values])).rows;
const idOf = async (sql: string, values: readonly unknown[]): Promise<string> =>
  String((await rows(`${sql} returning id`, values))[0]?.["id"]);

const addFile = (name: string, owner = person) =>
  idOf(
    `insert into caudal.files (account_id, user_id, file_name, file_type, file_size, storage_url, object_key)
     values ($1, $2, $3, 'text/csv', 10, '/api/files/x/content', $4)`,
    [owner.accountId, owner.userId, name, `${owner.accountId}/${name}/original`],
  );
/** A run on a file; its triggers write the log and the file's state. `minute` is when it was asked for. */
const addRun = (file: string | null, minute: number, owner = person) =>
  idOf(
    `insert into caudal.runs (account_id, user_id, file_id, kind, input, queued_at)
     values ($1, $2, $3, 'profile', '{}', timestamptz '2026-01-01' + make_interval(mins => $4))`,
    [owner.accountId, owner.userId, file, minute],
  );
async function moveRun(run: string, ...states: readonly string[]): Promise<void> {
  for (const state of states)
    await rows(
      `update caudal.runs set state = $2, started_at = coalesce(started_at, now()),
         finished_at = case when $2 in ('succeeded', 'failed', 'cancelled') then now() end,
         error = case when $2 = 'failed' then '{"code":"engine_crashed"}'::jsonb end where id = $1`,
      [run, state],
    );
}

test("receipts (0024): a run that had ended gets one of what is there now, its person's alone, and one at work gets none yet", async () => {
  await beAtVersion(23);
  const file = await addFile("ventas.csv");
  const ended = await addRun(file, 1);
  await moveRun(ended, "running", "succeeded");
  const failed = await addRun(file, 2);
  await moveRun(failed, "running", "failed");
  const atWork = await addRun(file, 3);
  await moveRun(atWork, "running");
  const other = await createPerson(database);
  await toThisVersion();
  const receipts = (owner: Person) =>
    withScope(database.app.db, owner.scope, (tx) =>
      tx
        .selectFrom("receipts")
        .select(["run_id", "content", "signature"])
        .orderBy("written_at")
        .orderBy("run_id")
        .execute(),
    );
  const mine = await receipts(person);
  expect(mine.map((each) => each.run_id).toSorted()).toEqual([ended, failed].toSorted());
  expect(mine.find((each) => each.run_id === ended)).toMatchObject({
    signature: null,
    content: { run: { id: ended, state: "succeeded" }, input: { file_id: file, name: "ventas.csv" }, failure: null },
  });
  expect(mine.find((each) => each.run_id === failed)).toMatchObject({
    content: { failure: { code: "engine_crashed" } },
  });
  expect(await receipts(other)).toEqual([]);
  await moveRun(atWork, "succeeded");
  expect(await receipts(person)).toHaveLength(3);
});

test("recorded receipts (0088): the audit is told of each that was there, once, for its person alone; a run at work is told of as it ends", async () => {
  await beAtVersion(87);
  const file = await addFile("ventas.csv");
  const ended = await addRun(file, 1);
  await moveRun(ended, "running", "succeeded");
  const atWork = await addRun(file, 2);
  await moveRun(atWork, "running");
  const before = (await rows("select action, changes from caudal.audit_entries where object_id = $1", [ended])).length;
  await toThisVersion();
  await moveRun(atWork, "failed");
  const entries = (run: string) =>
    rows("select action, changes, person_ids, account_id from caudal.audit_entries where object_id = $1 order by id", [
      run,
    ]);
  const digestOf = async (run: string) =>
    (
      await rows(
        "select encode(sha256(convert_to(content::text, 'UTF8')), 'hex') as digest from caudal.receipts where run_id = $1",
        [run],
      )
    )[0]?.["digest"];
  const told = { person_ids: [person.userId], account_id: person.accountId };
  expect((await entries(ended)).slice(before)).toEqual([
    { ...told, action: "run.recorded", changes: { receipt: { after: await digestOf(ended) } } },
  ]);
  // As it ends, once: in the entry that told of the end before.
  expect((await entries(atWork)).map(({ action }) => action)).toEqual(["run.started", "run.failed"]);
  expect((await entries(atWork)).at(-1)).toEqual({
    ...told,
    action: "run.failed",
    changes: { state: {}, receipt: { after: await digestOf(atWork) } },
  });
  const recorded = (run: string, owner: Person) =>
    withScope(database.app.db, owner.scope, async (tx) => (await findReceipt(tx, run))?.recorded);
  expect(await recorded(ended, person)).toEqual([await digestOf(ended)]);
  const other = await createPerson(database);
  const asked = withScope(database.app.db, other.scope, (tx) =>
    sql`select * from caudal.read_recorded_receipt(${ended})`.execute(tx),
  );
  expect((await asked).rows).toEqual([]);
});
