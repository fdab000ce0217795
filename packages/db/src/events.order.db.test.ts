import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createFile, createPerson, type Person } from "../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../testing/test-database.ts";
import { withScope } from "./scope.ts";

/** On a busy machine a second goes by without a turn. */
const patience = { timeout: 20_000, interval: 10 };

let database: TestDatabase;
let person: Person;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  person = await createPerson(database);
});
afterAll(() => database.close());

async function readEvents(after = "0"): Promise<readonly { id: string; topic: string; subject_id: string }[]> {
  return withScope(database.app.db, person.scope, (tx) =>
    tx.selectFrom("events").select(["id", "topic", "subject_id"]).where("id", ">", after).orderBy("id").execute(),
  );
}

async function connectAs(scope: Person["scope"]): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.urls.app });
  await client.connect();
  await client.query("begin");
  await client.query("select caudal.set_scope($1, $2)", [scope.userId, scope.accountId]);
  return client;
}

test("an id is drawn at commit, so that a reader who saw it missed no smaller one", async () => {
  const first = await createFile(database, person.scope, "uno.csv");
  const second = await createFile(database, person.scope, "dos.csv");
  const start = (await readEvents()).at(-1)?.id ?? "0";
  // Works first, commits last: with an id drawn while it works, its event would slip in behind the reader's back.
  const slow = await connectAs(person.scope);
  await slow.query("update caudal.files set status = 'processing' where id = $1", [first]);
  const quick = await connectAs(person.scope);
  await quick.query("update caudal.files set status = 'processing' where id = $1", [second]);
  await quick.query("commit");
  const seen = await readEvents(start);
  expect(seen.map((event) => event.topic)).toEqual(expect.arrayContaining(["file", "notification"]));
  await slow.query("commit");
  const later = await readEvents(seen.at(-1)?.id);
  expect(later.find((event) => event.topic === "file")?.subject_id).toBe(first);
  await Promise.all([slow.end(), quick.end()]);
});

test("a commit that is under way holds back the ones behind it", async () => {
  const first = await createFile(database, person.scope, "uno.csv");
  const second = await createFile(database, person.scope, "dos.csv");
  const start = (await readEvents()).at(-1)?.id ?? "0";
  const holding = await connectAs(person.scope);
  await holding.query("update caudal.files set status = 'processing' where id = $1", [first]);
  // As far as a commit goes before it is visible: the ids are drawn.
  await holding.query("set constraints all immediate");
  const behind = await connectAs(person.scope);
  await behind.query("update caudal.files set status = 'processing' where id = $1", [second]);
  const committed = behind.query("commit");
  await vi.waitFor(async () => {
    const { rows } = await sql`select from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`.execute(database.app.db);
    expect(rows).toHaveLength(1);
  }, patience);
  expect(await readEvents(start)).toEqual([]);
  await holding.query("commit");
  await committed;
  expect((await readEvents(start)).filter((event) => event.topic === "file").map((event) => event.subject_id)).toEqual([
    first,
    second,
  ]);
  await Promise.all([holding.end(), behind.end()]);
});

test("many writers at once, followed by a reader: every event once, in order", async () => {
  const followed: string[] = [];
  let last = "0";
  let writing = true;
  const follow = async (): Promise<void> => {
    while (true) {
      const more = writing;
      for (const event of await readEvents(last)) {
        followed.push(event.id);
        last = event.id;
      }
      if (!more) return;
    }
  };
  const write = async (writer: number): Promise<void> => {
    for (let n = 0; n < 15; n++) await createFile(database, person.scope, `archivo-${writer}-${n}.csv`);
  };
  const following = follow();
  await Promise.all([0, 1, 2].map(write));
  writing = false;
  await following;
  expect(followed).toEqual((await readEvents()).map((event) => event.id));
  expect(followed).toHaveLength(3 * 15 * 2);
});

test("a transaction tells once of each thing, a rolled back one of nothing", async () => {
  const file = await createFile(database, person.scope);
  const start = (await readEvents()).at(-1)?.id ?? "0";
  await withScope(database.app.db, person.scope, async (tx) => {
    for (const rows of [1, 2, 3]) await tx.updateTable("files").set({ rows }).where("id", "=", file).execute();
    const run = await tx
      .insertInto("runs")
      .values({ account_id: person.accountId, user_id: person.userId, file_id: file, kind: "profile" })
      .returning("id")
      .executeTakeFirstOrThrow();
    await tx
      .insertInto("insights")
      .values(
        [1, 2, 3].map((n) => ({
          account_id: person.accountId,
          user_id: person.userId,
          file_id: file,
          run_id: run.id,
          wave: 1,
          insight_type: "quality" as const,
          title: `${n}`,
          confidence_score: 1,
          key: "missing",
          importance: 0.5,
          columns: ["a"],
        })),
      )
      .execute();
  });
  const told = await readEvents(start);
  expect(told.filter((event) => event.subject_id === file).map((event) => event.topic)).toEqual(["file", "insights"]);
  const attempt = withScope(database.app.db, person.scope, async (tx) => {
    await tx.updateTable("files").set({ rows: 9 }).where("id", "=", file).execute();
    throw new Error("thought better of it");
  });
  await expect(attempt).rejects.toThrow("thought better");
  expect(await readEvents(told.at(-1)?.id)).toEqual([]);
});

test("a heartbeat tells nobody, progress does", async () => {
  const file = await createFile(database, person.scope);
  const run = await withScope(database.app.db, person.scope, (tx) =>
    tx
      .insertInto("runs")
      .values({ account_id: person.accountId, user_id: person.userId, file_id: file, kind: "profile" })
      .returning("id")
      .executeTakeFirstOrThrow(),
  );
  const start = (await readEvents()).at(-1)?.id ?? "0";
  await withScope(database.app.db, person.scope, (tx) =>
    tx.updateTable("runs").set({ lease_until: new Date() }).where("id", "=", run.id).execute(),
  );
  expect(await readEvents(start)).toEqual([]);
  await withScope(database.app.db, person.scope, (tx) =>
    tx.updateTable("runs").set({ progress: 0.5 }).where("id", "=", run.id).execute(),
  );
  expect((await readEvents(start)).map(({ topic, subject_id }) => [topic, subject_id])).toEqual([["file", file]]);
});

test("a removed file tells of its removal, and its words stay", async () => {
  const file = await createFile(database, person.scope);
  const start = (await readEvents()).at(-1)?.id ?? "0";
  await withScope(database.app.db, person.scope, (tx) => tx.deleteFrom("files").where("id", "=", file).execute());
  expect((await readEvents(start)).map(({ topic, subject_id }) => [topic, subject_id])).toEqual([
    ["file_removed", file],
  ]);
  const notices = await withScope(database.app.db, person.scope, (tx) =>
    tx.selectFrom("notifications").select("related_file_id").execute(),
  );
  expect(notices).toEqual([{ related_file_id: null }]);
});

test("events older than a day are pruned, younger ones stay", async () => {
  await createFile(database, person.scope);
  const before = await readEvents();
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  await superuser.query("update caudal.events set created_at = now() - interval '25 hours' where id = $1", [
    before[0]?.id,
  ]);
  await superuser.end();
  const { rows } = await sql<{ gone: string }>`select caudal.prune_events() as gone`.execute(database.app.db);
  expect(rows).toEqual([{ gone: "1" }]);
  expect(await readEvents()).toEqual(before.slice(1));
});
