import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openOlderDatabase, type OlderDatabase } from "../testing/older-database.ts";
import { createPerson, type Person } from "../testing/people.ts";
import type { TestDatabase } from "../testing/test-database.ts";
import { findReceipt } from "./queries/receipts.ts";
import { withScope } from "./scope.ts";

/** As migrate.backfill, for receipts. */
let older: OlderDatabase;
let database: TestDatabase;
let person: Person;
beforeEach(async () => {
  older = await openOlderDatabase();
  database = older.database;
});
afterEach(() => older.close());

const beAtVersion = async (version: number): Promise<void> => void (person = await older.beAtVersion(version));
const addFile = (name: string, owner = person) => older.addFile(name, owner);
const addRun = (file: string | null, minute: number, owner = person) => older.addRun(file, minute, owner);

test("receipts (0024): a run that had ended gets one of what is there now, its person's alone, and one at work gets none yet", async () => {
  await beAtVersion(23);
  const file = await addFile("ventas.csv");
  const ended = await addRun(file, 1);
  await older.moveRun(ended, "running", "succeeded");
  const failed = await addRun(file, 2);
  await older.moveRun(failed, "running", "failed");
  const atWork = await addRun(file, 3);
  await older.moveRun(atWork, "running");
  const other = await createPerson(database);
  await older.toThisVersion();
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
  await older.moveRun(atWork, "succeeded");
  expect(await receipts(person)).toHaveLength(3);
});

test("recorded receipts (0088): the audit is told of each that was there, once, for its person alone; a run at work is told of as it ends", async () => {
  await beAtVersion(87);
  const file = await addFile("ventas.csv");
  const ended = await addRun(file, 1);
  await older.moveRun(ended, "running", "succeeded");
  const atWork = await addRun(file, 2);
  await older.moveRun(atWork, "running");
  const before = (await older.rows("select action, changes from caudal.audit_entries where object_id = $1", [ended]))
    .length;
  await older.toThisVersion();
  await older.moveRun(atWork, "failed");
  const entries = (run: string) =>
    older.rows(
      "select action, changes, person_ids, account_id from caudal.audit_entries where object_id = $1 order by id",
      [run],
    );
  const digestOf = async (run: string) =>
    (
      await older.rows(
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
