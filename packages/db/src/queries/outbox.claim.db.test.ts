import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import pg from "pg";
import { createFile, createPerson } from "../../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { withScope } from "../scope.ts";
import {
  claimOutbox,
  createEnqueueMail,
  enqueueOutbox,
  pruneOutbox,
  settleOutbox,
  type OutboxKind,
  type OutboxPlace,
} from "./outbox.ts";

let database: TestDatabase;
let superuser: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await database.close();
});
beforeEach(() => superuser.query("delete from caudal.outbox"));

const places: OutboxPlace[] = [];
const seal = (text: string, place: OutboxPlace): string => {
  places.push(place);
  return Buffer.from(text).toString("base64");
};
const enqueueMail = createEnqueueMail(seal);
const look = async (sql: string, values: unknown[] = []) =>
  (await superuser.query<Record<string, unknown>>(sql, values)).rows;
const free = { lane: 1_000, host: 1_000, member: 1_000, account: 1_000 };
const ask = (atMost = 10, kind: OutboxKind = "mail") =>
  claimOutbox(database.app.db, { kind, leaseMs: 60_000, atMost, shares: free });
const claim = async (atMost?: number, kind?: OutboxKind) => (await ask(atMost, kind)).entries;
const enqueue = () =>
  enqueueMail(database.app.db, {
    to: "ana@ejemplo.test",
    locale: "es",
    key: "password.reset",
    params: { name: "Ana", link: "https://caudal.test/reset#token=secreto" },
  });
const error = { code: "mail_refused", params: { reason: "" } };

describe("the outbox", () => {
  test("takes a mail before a scope exists, sealed for this row and recipient", async () => {
    await enqueue();
    const [entry] = await claim();
    expect(entry).toMatchObject({ kind: "mail", recipient: "ana@ejemplo.test", key: "password.reset", attempt: 1 });
    expect(places.at(-1)).toEqual({
      outbox: entry?.id,
      kind: "mail",
      recipient: "ana@ejemplo.test",
      key: "password.reset",
    });
    const rows = await look("select * from caudal.outbox");
    expect(JSON.stringify(rows)).not.toContain("secreto");
  });

  test("takes a mail with the change that it tells of, or neither", async () => {
    const person = await createPerson(database);
    const change = (fails: boolean) =>
      withScope(database.app.db, person.scope, async (tx) => {
        await enqueueMail(tx, {
          to: person.email,
          locale: "en",
          key: "password.changed",
          params: { name: "Ana", at: "2026-11-27T20:15:00.000Z", reset_link: "https://caudal.test/" },
          ...person.scope,
        });
        if (fails) throw new Error("did not happen");
      });
    await expect(change(true)).rejects.toThrow("did not happen");
    expect(await claim()).toEqual([]);
    await change(false);
    expect(await claim()).toMatchObject([{ locale: "en", accountId: person.accountId, userId: person.userId }]);
  });

  test("cannot be read or written by the application but through its functions", async () => {
    await enqueue();
    for (const text of [
      "select * from caudal.outbox",
      "insert into caudal.outbox (kind, key, give_up_at) values ('mail', 'x', now())",
      "update caudal.outbox set recipient = 'ladron@ejemplo.test'",
      "delete from caudal.outbox",
    ])
      await expect(database.app.pool.query(text), text).rejects.toThrow("permission denied");
  });

  test("gives each entry to one of many deliverers at once", async () => {
    for (let i = 0; i < 20; i++) await enqueue();
    const taken = (await Promise.all(Array.from({ length: 10 }, () => claim(3)))).flat();
    expect(new Set(taken.map((entry) => entry.id)).size).toBe(20);
    expect(taken).toHaveLength(20);
    expect(await claim()).toEqual([]);
  });

  test("keeps kinds apart, and one entry for one id", async () => {
    const id = randomUUID();
    const webhook = { id, kind: "webhook", recipient: "endpoint", key: "run.done", locale: "es", params: {} } as const;
    for (let i = 0; i < 2; i++) await enqueueOutbox(database.app.db, seal, { ...webhook, lifetimeMs: 60_000 });
    await enqueue();
    expect(await claim(10, "webhook")).toMatchObject([{ id, kind: "webhook" }]);
    expect(await claim()).toMatchObject([{ kind: "mail" }]);
  });

  test("forgets what a sent entry said and to whom, and of a failed one what it said", async () => {
    await enqueue();
    await enqueue();
    const [one, two] = await claim();
    if (one === undefined || two === undefined) throw new Error("two were enqueued");
    expect(await settleOutbox(database.app.db, one, { outcome: "sent" })).toBe("sent");
    expect(await settleOutbox(database.app.db, two, { outcome: "failed", error })).toBe("failed");
    expect(await look("select content, recipient, state from caudal.outbox order by state")).toEqual([
      { content: null, recipient: "ana@ejemplo.test", state: "failed" },
      { content: null, recipient: null, state: "sent" },
    ]);
    expect(await ask()).toEqual({ entries: [], nextMs: null });
    expect(await pruneOutbox(database.app.db)).toBe(0);
    await superuser.query("update caudal.outbox set ended_at = now() - interval '31 days'");
    expect(await pruneOutbox(database.app.db)).toBe(2);
  });

  test("lets an entry that failed for now wait, and gives up when its time is over by then", async () => {
    await enqueue();
    const [entry] = await claim();
    if (entry === undefined) throw new Error("one was enqueued");
    expect(await settleOutbox(database.app.db, entry, { outcome: "retry", error, retryMs: 50_000 })).toBe("pending");
    const { entries, nextMs } = await ask();
    expect(entries).toEqual([]);
    const due = nextMs ?? 0;
    expect(due).toBeGreaterThan(40_000);
    expect(due).toBeLessThanOrEqual(50_000);
    await superuser.query("update caudal.outbox set next_attempt_at = now()");
    const [again] = await claim();
    expect(again).toMatchObject({ id: entry.id, attempt: 2, unanswered: 0 });
    if (again === undefined) return;
    expect(await settleOutbox(database.app.db, again, { outcome: "retry", error, retryMs: 2 * 3_600_000 })).toBe(
      "failed",
    );
    expect(await look("select state, last_error from caudal.outbox")).toEqual([{ state: "failed", last_error: error }]);
  });

  test("gives an entry whose deliverer died to another, counts that, and no longer hears the first", async () => {
    await enqueue();
    const [first] = await claim();
    await superuser.query("update caudal.outbox set lease_until = now() - interval '1 second'");
    const [second] = await claim();
    expect(second).toMatchObject({ id: first?.id, attempt: 2, unanswered: 1 });
    if (first === undefined || second === undefined) return;
    expect(await settleOutbox(database.app.db, first, { outcome: "failed", error })).toBeNull();
    expect(await settleOutbox(database.app.db, second, { outcome: "sent" })).toBe("sent");
    expect(await settleOutbox(database.app.db, second, { outcome: "failed", error })).toBeNull();
  });
});

describe("a notification", () => {
  const fail = async (person: { scope: { userId: string; accountId: string } }) => {
    const fileId = await createFile(database, person.scope);
    await withScope(database.app.db, person.scope, (tx) =>
      tx
        .updateTable("files")
        .set({ status: "error", error_message: "No hay tabla." })
        .where("id", "=", fileId)
        .execute(),
    );
    return fileId;
  };

  test("of a failure goes by mail, to the address that its person has by then, in its language", async () => {
    const person = await createPerson(database, { locale: "en" });
    const fileId = await fail(person);
    await database.signin.query('update "user" set email = $1 where id = $2', ["nueva@ejemplo.test", person.userId]);
    expect(await claim()).toMatchObject([
      {
        recipient: "nueva@ejemplo.test",
        key: "notice",
        locale: "en",
        content: null,
        notice: { title: "We could not process your file", file_id: fileId },
      },
    ]);
    const me = await withScope(database.app.db, person.scope, (tx) =>
      tx.selectFrom("profiles").select("email").executeTakeFirstOrThrow(),
    );
    expect(me.email).toBe("nueva@ejemplo.test");
  });

  test("goes by mail only where its person wants that, and has shown that the address is theirs", async () => {
    const unproven = await createPerson(database);
    await database.signin.query('update "user" set "emailVerified" = false where id = $1', [unproven.userId]);
    await fail(unproven);
    const quiet = await createPerson(database);
    await withScope(database.app.db, quiet.scope, (tx) =>
      tx.updateTable("profiles").set({ mail_notices: [] }).where("user_id", "=", quiet.userId).execute(),
    );
    await fail(quiet);
    const content = await createPerson(database);
    await createFile(database, content.scope);
    expect(await claim()).toEqual([]);
  });

  test("that is removed is not mailed any more", async () => {
    const person = await createPerson(database);
    await fail(person);
    await withScope(database.app.db, person.scope, (tx) => tx.deleteFrom("notifications").execute());
    expect(await claim()).toEqual([]);
  });
});
