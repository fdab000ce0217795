import { sealEntries } from "@caudal/audit/seal-entries.ts";
import { sealNext } from "@caudal/db/audit/audit-chain.ts";
import { listAuditEntries } from "@caudal/db/queries/audit.ts";
import { beginErasure, closeErasure } from "@caudal/db/queries/erasure.ts";
import { repeatDeadlocked } from "@caudal/db/repeat-deadlocked.ts";
import { readInScope, withScope } from "@caudal/db/scope.ts";
import { createPerson, type Person } from "@caudal/db/testing/people.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { testAuditKey, verifyDatabase } from "../../testing/audit.ts";
import { erasePeople, type ErasurePace } from "./erase-people.ts";

let database: TestDatabase;
let superuser: pg.Client;
let ana: Person;
let luis: Person;
beforeEach(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  ana = await createPerson(database);
  luis = await createPerson(database);
});
afterEach(async () => {
  await superuser.end();
  await database.close();
});

/** Of each kind: by them, about them, about them as the second, and about them as one of three. */
async function writeEntries(person: Person, each: number): Promise<void> {
  const [low, high] = ["00000000-0000-0000-0000-000000000001", "ffffffff-0000-0000-0000-000000000001"];
  await superuser.query(
    `select caudal.write_audit_entry($2, 'file.changed', 'file', i::text, null, people, '{"name": {}}', by, null)
     from generate_series(1, $4::int) i,
       (values ($1::uuid, array[$3::uuid]), ($3, array[$1::uuid]), ($3, array[$5::uuid, $1]), ($3, array[$5::uuid, $1, $6])) as of_kind (by, people)`,
    [person.userId, luis.accountId, luis.userId, each, low, high],
  );
}

const beginErasing = (person: Person) =>
  withScope(database.app.db, person.scope, (tx) => beginErasure(tx, [])).then((begun) => expect(begun).toBe(true));
const erase = (pace: ErasurePace, onFailure: (person: string, error: unknown) => void = () => undefined) =>
  erasePeople({
    db: database.app.db,
    authPool: database.signin,
    objects: { remove: async () => ({ objects: 0, bytes: 0 }) },
    removeMails: async () => undefined,
    onFailure,
    pace,
  });
const seal = () =>
  sealNext(database.app.db, 1_000, (end, entries) => sealEntries(testAuditKey, end, entries, Date.now()));
const speakingOf = async ({ userId }: Person): Promise<number> => {
  const { rows } = await superuser.query<{ n: string }>(
    "select count(*) as n from caudal.audit_entries e where strpos(e::text, $1) > 0",
    [userId],
  );
  return Number(rows[0]?.n);
};
async function findings(): Promise<readonly unknown[]> {
  await seal();
  return (await verifyDatabase(database)).findings;
}

describe("an erasure of somebody of whom there is much", () => {
  test("goes on in pieces: the chain verifies after each of them, and after a crash within one", async () => {
    await writeEntries(ana, 10);
    await seal();
    // And some that the sealer has not come to yet.
    await writeEntries(ana, 2);
    await beginErasing(ana);
    const pace = { rowsAtOnce: 7, pieces: 1 };
    let before = await speakingOf(ana);
    expect(before).toBeGreaterThan(48);
    expect(await erase(pace)).toEqual({ erased: 0, failed: 0, goOn: 1 });
    expect(await findings()).toEqual([]);
    expect(await speakingOf(ana)).toBeLessThan(before);

    // A server that dies in the middle of a piece: it waits for a row that somebody else holds.
    before = await speakingOf(ana);
    const other = new pg.Client({ connectionString: database.superuserUrl });
    await other.connect();
    await other.query("begin");
    await other.query("select from caudal.audit_entries where user_id = $1 or $1 = any (person_ids) for update", [
      ana.userId,
    ]);
    const died: unknown[] = [];
    const dying = erase(pace, (_, error) => died.push(error));
    await vi.waitFor(async () => {
      const { rows } = await superuser.query<{ ended: boolean }>(
        `select pg_terminate_backend(pid) as ended from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like '%close_erasure%'`,
      );
      expect(rows).toEqual([{ ended: true }]);
    }, 10_000);
    await other.end();
    expect(await dying).toEqual({ erased: 0, failed: 1, goOn: 0 });
    expect(died).toHaveLength(1);
    expect(await speakingOf(ana)).toBe(before);
    // The pool may come to know only by its next statement that the connection is gone.
    await vi.waitFor(async () => expect(await findings()).toEqual([]), 10_000);

    let rounds = 0;
    for (; (await erase(pace)).erased === 0; rounds += 1) {
      expect(await findings()).toEqual([]);
      expect(rounds).toBeLessThan(100);
    }
    expect(rounds).toBeGreaterThan(3);
    expect(await speakingOf(ana)).toBe(0);
    expect((await superuser.query("select from caudal.erasures")).rowCount).toBe(0);
    expect(await findings()).toEqual([]);
    const { erasures } = await verifyDatabase(database);
    expect(erasures.length).toBeGreaterThan(5);
    for (const { parts } of erasures) expect(parts).toBeLessThanOrEqual(14);
    expect(erasures.every(({ sealed }) => sealed)).toBe(true);
    // What others did stays theirs: of an entry about her by him, him.
    expect(await speakingOf(luis)).toBeGreaterThan(30);
  });

  test("is carried out by two servers at once, each naming what it emptied itself", async () => {
    await writeEntries(ana, 50);
    await beginErasing(ana);
    const pace = { rowsAtOnce: 3, pieces: 1_000 };
    await Promise.all([erase(pace), erase(pace), erase(pace)]);
    expect(await speakingOf(ana)).toBe(0);
    expect(await findings()).toEqual([]);
  });

  test("lets others have their turn, and takes notifications in pieces too", async () => {
    await writeEntries(ana, 30);
    await superuser.query(
      "insert into caudal.notifications (account_id, user_id, title, message, key) select $1, $2, 't', 'm', 'k' from generate_series(1, 100)",
      [ana.accountId, ana.userId],
    );
    const rosa = await createPerson(database);
    await beginErasing(ana);
    await beginErasing(rosa);
    const pace = { rowsAtOnce: 20, pieces: 3 };
    expect(await erase(pace)).toEqual({ erased: 1, failed: 0, goOn: 1 });
    expect(await speakingOf(rosa)).toBe(0);
    const left = await superuser.query("select from caudal.notifications where user_id = $1", [ana.userId]);
    expect(left.rowCount).toBe(40);
    let rounds = 0;
    for (; (await erase(pace)).erased === 0; rounds += 1) expect(rounds).toBeLessThan(100);
    expect(await speakingOf(ana)).toBe(0);
  });

  test("keeps nobody waiting meanwhile: who writes, who seals, who reads the log, who is erased beside", async () => {
    await writeEntries(ana, 20);
    const rosa = await createPerson(database);
    await beginErasing(ana);
    await beginErasing(rosa);
    // Both are as far as their log.
    await erase({ rowsAtOnce: 1, pieces: 1 });
    await superuser.query("begin");
    await superuser.query("select caudal.close_erasure($1, 30)", [ana.userId]);
    const { db } = database.app;
    await withScope(db, luis.scope, async (tx) => {
      await tx.insertInto("companies").values({ account_id: luis.accountId, name: "Norte" }).execute();
    });
    expect(await seal()).toBeGreaterThan(0);
    expect(await readInScope(db, luis.scope, (tx) => listAuditEntries(tx, { limit: 20 }))).toHaveLength(20);
    while (!(await closeErasure(db, rosa.userId, 10)));
    expect(await speakingOf(rosa)).toBe(0);
    await superuser.query("commit");
    expect(await findings()).toEqual([]);
  }, 20_000);

  /** Entries about both, by somebody else: one part of each, which only one of two erasures can take. */
  const writeAboutBoth = (one: Person, other: Person, count: number) =>
    superuser.query(
      `select caudal.write_audit_entry($3, 'share.created', 'share', i::text, null, array[$1::uuid, $2], '{"name": {}}', $4::uuid, null)
       from generate_series(1, $5::int) i`,
      [one.userId, other.userId, luis.accountId, luis.userId, count],
    );
  const closeAll = async ({ userId }: Person, atMost: number): Promise<void> => {
    while (!(await repeatDeadlocked(() => closeErasure(database.app.db, userId, atMost))));
  };

  test("names nothing that another erasure of a second person in the same entries took while it waited", async () => {
    const rosa = await createPerson(database);
    for (const person of [ana, rosa]) await beginErasing(person);
    await erase({ rowsAtOnce: 1_000, pieces: 1 });
    await writeAboutBoth(ana, rosa, 3);
    await seal();
    // One server is at Rosa's, another comes to Ana's; and of a third entry Ana is the one who did it.
    await superuser.query(
      `select caudal.write_audit_entry($3, 'share.created', 'share', 'x', null, array[$1::uuid], '{}', $2::uuid, null)`,
      [rosa.userId, ana.userId, luis.accountId],
    );
    await superuser.query("begin");
    await superuser.query("select caudal.close_erasure($1, 1000)", [rosa.userId]);
    const waiting = closeErasure(database.app.db, ana.userId, 1_000);
    const observer = new pg.Client({ connectionString: database.superuserUrl });
    await observer.connect();
    try {
      await vi.waitFor(async () => {
        const { rowCount } = await observer.query(
          `select from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and query like '%close_erasure%'`,
        );
        expect(rowCount).toBe(1);
      }, 10_000);
    } finally {
      await observer.end();
      await superuser.query("commit");
    }
    await waiting;
    expect(await findings()).toEqual([]);
    await Promise.all([closeAll(ana, 1_000), closeAll(rosa, 1_000)]);
    expect(await speakingOf(ana)).toBe(0);
    expect(await speakingOf(rosa)).toBe(0);
    expect(await findings()).toEqual([]);
    // None that took nothing.
    const { erasures } = await verifyDatabase(database);
    expect(erasures.filter(({ parts }) => parts === 0)).toEqual([]);
  });

  test("of two people in the same entries goes through at once, from both ends", async () => {
    const rosa = await createPerson(database);
    for (const person of [ana, rosa]) await beginErasing(person);
    await erase({ rowsAtOnce: 1_000, pieces: 1 });
    for (let turn = 0; turn < 5; turn += 1) {
      await writeAboutBoth(ana, rosa, 20);
      await writeAboutBoth(rosa, ana, 20);
    }
    await Promise.all([closeAll(ana, 7), closeAll(rosa, 5)]);
    expect(await speakingOf(ana)).toBe(0);
    expect(await speakingOf(rosa)).toBe(0);
    expect(await findings()).toEqual([]);
  });
});
