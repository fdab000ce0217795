import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createPerson } from "../testing/people.ts";
import { createRunFixtures, type RunFixtures } from "../testing/run-fixtures.ts";
import { setClockBack } from "../testing/set-clock-back.ts";
import { createTestDatabase, type TestDatabase } from "../testing/test-database.ts";
import { createEnqueueMail, claimOutbox, enqueueOutbox, settleOutbox, type OutboxKind } from "./queries/outbox.ts";

let database: TestDatabase;
let runs: RunFixtures;
beforeAll(async () => {
  database = await createTestDatabase();
  runs = await createRunFixtures(database);
});
afterAll(async () => {
  await runs.close();
  await database.close();
});
afterEach(async () => {
  await runs.look("delete from caudal.outbox");
  await runs.look("delete from caudal.runs");
});

const seal = (text: string): string => Buffer.from(text).toString("base64");
const free = { lane: 1_000, host: 1_000, member: 1_000, account: 1_000 };
const leaseMs = 60_000;
const claim = async (kind: OutboxKind = "mail") =>
  (await claimOutbox(database.app.db, { kind, leaseMs, atMost: 10, shares: free })).entries;
const enqueue = () =>
  createEnqueueMail(seal)(database.app.db, {
    to: "ana@ejemplo.test",
    locale: "es",
    key: "password.reset",
    params: { name: "Ana", link: "https://caudal.test/reset#token=secreto" },
  });
const error = { code: "mail_refused", params: { reason: "" } };
/** Seconds from now until the end of the lease of the one entry. */
const leaseLeft = async (table: string) =>
  Number((await runs.look(`select extract(epoch from lease_until - now()) as left from caudal.${table}`))[0]?.["left"]);

const minute = 60_000;
const hours = 60 * minute;
describe.each([
  ["a minute", minute],
  ["an hour", hours],
  ["a day", 24 * hours],
  ["twenty years", 20 * 365 * 24 * hours],
])("when the database's clock was set back by %s", (_, by) => {
  test("a mail that waits goes at once, and only once", async () => {
    await enqueue();
    await setClockBack(database, by);
    expect(await claim()).toHaveLength(1);
    expect(await claim()).toEqual([]);
  });

  test("a mail that is to be tried again waits no longer than it would have", async () => {
    await enqueue();
    const [entry] = await claim();
    if (entry === undefined) throw new Error("one was enqueued");
    await settleOutbox(database.app.db, entry, { outcome: "retry", error, retryMs: 30 * minute });
    expect(await claim()).toEqual([]);
    await setClockBack(database, by);
    expect(await claim()).toMatchObject([{ attempt: 2 }]);
  });

  test("webhooks that wait behind one that failed are called", async () => {
    const send = () =>
      enqueueOutbox(database.app.db, seal, {
        id: randomUUID(),
        kind: "webhook",
        recipient: "endpoint",
        key: "run.done",
        locale: "es",
        params: {},
        lifetimeMs: 24 * hours,
      });
    await send();
    // Put off together with another, long after it was put down: see caudal.follow_webhook.
    await runs.look("update caudal.outbox set created_at = now() - interval '30 years'");
    await runs.look("update caudal.outbox set next_attempt_at = now() + interval '30 minutes'");
    expect(await claim("webhook")).toEqual([]);
    await setClockBack(database, by);
    // What is put off by less than the longest pause may be just that.
    expect(await claim("webhook")).toHaveLength(by > 30 * minute ? 1 : 0);
  });

  test("what somebody sends is nobody else's for one lease more, and then another server's", async () => {
    await enqueue();
    await claim();
    await setClockBack(database, by);
    expect(await claim()).toEqual([]);
    expect(await leaseLeft("outbox")).toBeLessThanOrEqual(leaseMs / 1000);
    await runs.look("update caudal.outbox set lease_until = lease_until - interval '61 seconds'");
    expect(await claim()).toMatchObject([{ attempt: 2, unanswered: 1 }]);
  });

  test("a run that waits is claimed at once, one that failed too", async () => {
    const { scope } = await createPerson(database);
    await runs.start(scope);
    await setClockBack(database, by);
    const claimed = await runs.claim();
    if (claimed === null) throw new Error("it waits still");
    await runs.store.conclude(claimed.run, {
      event: "retry",
      fault: { code: "database_unreachable", params: {} },
      delayMs: 5 * minute,
    });
    expect(await runs.claim()).toBeNull();
    await setClockBack(database, by);
    expect((await runs.claim())?.run.attempt).toBe(2);
  });

  test("a run at work is left to a worker that is alive, and taken over a lease after one that is dead", async () => {
    const { scope } = await createPerson(database);
    await runs.start(scope);
    const claimed = await runs.claim();
    if (claimed === null) throw new Error("one was started");
    await setClockBack(database, by);
    expect(await runs.claim("another")).toBeNull();
    await runs.store.extendLease(claimed.run, leaseMs);
    // The worker dies.
    await runs.look("update caudal.runs set lease_until = lease_until + $1 * interval '1 millisecond'", [by]);
    expect(await runs.claim("another")).toBeNull();
    expect(await leaseLeft("runs")).toBeLessThanOrEqual((by > leaseMs ? 1 : 2) * (leaseMs / 1000));
    await runs.look("update caudal.runs set lease_until = lease_until - interval '121 seconds'");
    await runs.store.sweep();
    expect((await runs.claim("another"))?.run.attempt).toBe(2);
  });
});

test("nothing that waits as long as it should is tried before, however often somebody looks", async () => {
  await enqueue();
  const [entry] = await claim();
  if (entry === undefined) throw new Error("one was enqueued");
  await settleOutbox(database.app.db, entry, { outcome: "retry", error, retryMs: 30 * minute });
  for (let i = 0; i < 3; i++) expect(await claim()).toEqual([]);
});
