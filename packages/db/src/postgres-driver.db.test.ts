import { Fault } from "@caudal/base/fault.ts";
import { sql, type Transaction } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connectDatabase, createPool, type Connected } from "./connect.ts";
import { createFile, createPerson, type Person } from "../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../testing/test-database.ts";
import type { Database } from "./schema.ts";
import { readInScope, withScope } from "./scope.ts";

let database: TestDatabase;
let ana: Person;
let luz: Person;
let one: Connected;
beforeAll(async () => {
  database = await createTestDatabase();
  ana = await createPerson(database);
  luz = await createPerson(database);
  await createFile(database, ana.scope, "de-ana.csv");
});
afterAll(async () => {
  await one?.close();
  await database?.close();
});
beforeEach(async () => {
  await one?.close();
  // A single connection: whoever comes second gets what the first one left of it.
  one = connectDatabase(database.urls.app, { applicationName: "driver-test", max: 1, lanes: 1 });
});

const superuser = async (text: string): Promise<Record<string, unknown>[]> => {
  const pool = createPool(database.superuserUrl, { applicationName: "observer", max: 1 });
  try {
    return (await pool.query<Record<string, unknown>>(text)).rows;
  } finally {
    await pool.end();
  }
};
type Row = Record<string, unknown>;
/** Where reads go, with no claims set: what the one before left there. */
const withoutScope = async (ask: (tx: Transaction<Database>) => Promise<{ rows: Row[] }>): Promise<Row[]> =>
  (await one.db.transaction().setAccessMode("read only").execute(ask)).rows;
const names = (person: Person, read = readInScope) =>
  read(one.db, person.scope, async (tx) =>
    (await tx.selectFrom("files").select("file_name").execute()).map(({ file_name }) => file_name),
  );

describe("what is sent ahead of a transaction's first statement", () => {
  const intruder = () => ({ userId: luz.userId, accountId: ana.accountId });

  it("is judged before anything is handed out, and what follows it is undone", async () => {
    for (const enter of [withScope, readInScope]) {
      const reading = enter(one.db, intruder(), (tx) => tx.selectFrom("files").selectAll().execute());
      await expect(reading).rejects.toEqual(new Fault("forbidden"));
    }
    const writing = withScope(one.db, intruder(), (tx) =>
      sql`select pg_notify('caudal_runs', 'from an intruder'), set_config('caudal.user_id', ${ana.userId}, true)`.execute(
        tx,
      ),
    );
    await expect(writing).rejects.toEqual(new Fault("forbidden"));
    expect(await names(luz)).toEqual([]);
  });

  it("is judged first, also when the statement behind it fails because of it", async () => {
    const failing = withScope(one.db, intruder(), (tx) =>
      tx.insertInto("accounts").values({ name: "Nueva", default_access_profile_id: ana.userId }).execute(),
    );
    await expect(failing).rejects.toEqual(new Fault("forbidden"));
  });

  it("is judged where nothing follows it", async () => {
    await expect(withScope(one.db, intruder(), async () => "anything")).rejects.toEqual(new Fault("forbidden"));
    expect(await withScope(one.db, ana.scope, async () => "anything")).toBe("anything");
  });
});

describe("one connection after another person's transaction", () => {
  it("shows each what is theirs, whether the transaction before ended well, failed, or was not waited for", async () => {
    expect(await names(ana)).toEqual(["de-ana.csv"]);
    expect(await names(luz)).toEqual([]);
    expect(await names(ana, withScope)).toEqual(["de-ana.csv"]);
    await expect(withScope(one.db, ana.scope, (tx) => sql`select 1 / 0`.execute(tx))).rejects.toThrow(/zero/);
    expect(await names(luz)).toEqual([]);
    await expect(readInScope(one.db, ana.scope, (tx) => sql`select 1 / 0`.execute(tx))).rejects.toThrow(/zero/);
    const both = await Promise.all([names(ana), names(luz), names(ana), names(luz)]);
    expect(both).toEqual([["de-ana.csv"], [], ["de-ana.csv"], []]);
    const left = sql<Row>`select coalesce(current_setting('caudal.user_id', true), '') as claim, pg_current_xact_id_if_assigned() as xact`;
    expect((await left.execute(one.db)).rows).toEqual([{ claim: "", xact: null }]);
    expect(await withoutScope((tx) => left.execute(tx))).toEqual([{ claim: "", xact: null }]);
  });

  it("is not left in a transaction", async () => {
    await names(ana);
    await names(ana, withScope);
    expect(await superuser("select state from pg_stat_activity where application_name = 'driver-test'")).toEqual([
      { state: "idle" },
      { state: "idle" },
    ]);
  });
});

it("work that says that it only reads cannot write", async () => {
  const writing = readInScope(one.db, ana.scope, (tx) =>
    tx.updateTable("files").set({ file_name: "otro.csv" }).execute(),
  );
  await expect(writing).rejects.toMatchObject({ code: "25006" });
  expect(await names(ana)).toEqual(["de-ana.csv"]);
});

it("what failed is undone as a whole, and a commit that did not come about is told", async () => {
  const failing = withScope(one.db, ana.scope, async (tx) => {
    await tx.updateTable("files").set({ file_name: "otro.csv" }).execute();
    await sql`select 1 / 0`.execute(tx).catch(() => undefined);
  });
  await expect(failing).rejects.toThrow();
  expect(await names(ana)).toEqual(["de-ana.csv"]);
});

it("a statement is prepared once a connection, whoever asks it", async () => {
  await names(ana);
  await names(luz);
  await names(ana);
  const kept = sql<Row>`select statement, (generic_plans + custom_plans)::int as uses from pg_prepared_statements where statement like 'select "file_name%'`;
  const expected = { statement: 'select "file_name" from "files"', uses: 3 };
  expect(await withoutScope((tx) => kept.execute(tx))).toEqual([expected]);
  for (const person of [ana, luz, ana]) await names(person, withScope);
  expect((await kept.execute(one.db)).rows).toEqual([expected]);
});

it("a statement whose answer a migration changed is read anew, and fails once at most where something may have been written", async () => {
  const all = (enter = readInScope) => enter(one.db, ana.scope, (tx) => tx.selectFrom("files").selectAll().execute());
  await all();
  await all(withScope);
  await superuser("alter table caudal.files add column later integer not null default 7");
  try {
    expect(await all()).toEqual([expect.objectContaining({ later: 7 })]);
    await all(withScope).catch(() => undefined);
    expect(await all(withScope)).toEqual([expect.objectContaining({ later: 7 })]);
  } finally {
    await superuser("alter table caudal.files drop column later");
  }
});
