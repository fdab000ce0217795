import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createFile, createPerson } from "../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../testing/test-database.ts";
import { parseEventNotice, reconnectDelay, startListener } from "./listen.ts";

/** On a busy machine a second goes by without a turn. */
const patience = { timeout: 20_000, interval: 10 };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("a notice carries ids only, and arrives after its row can be read", async () => {
  const person = await createPerson(database);
  const listener = startListener(database.urls.app, { applicationName: "test-listen" });
  const heard: string[] = [];
  listener.subscribe("caudal_events", { onNotify: (payload) => heard.push(payload) });
  await listener.ready;
  await createFile(database, person.scope, "secreto.csv");
  await vi.waitFor(() => expect(heard).toHaveLength(2), patience);
  for (const payload of heard) {
    expect(payload).toMatch(new RegExp(`^\\d+ ${person.accountId} ${person.userId}$`));
    expect(parseEventNotice(payload).userId).toBe(person.userId);
  }
  await listener.close();
});

test("a lost connection is made again, and subscribers are told to read again", async () => {
  const listener = startListener(database.urls.app, { applicationName: "test-lost" });
  let reconnects = 0;
  const heard: string[] = [];
  listener.subscribe("caudal_runs", {
    onNotify: (payload) => heard.push(payload),
    onReconnect: () => (reconnects += 1),
  });
  await listener.ready;
  expect(reconnects).toBe(1);
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  await superuser.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'test-lost'",
  );
  await vi.waitFor(() => expect(reconnects).toBe(2), patience);
  await superuser.query("select pg_notify('caudal_runs', 'queued')");
  await vi.waitFor(() => expect(heard).toEqual(["queued"]), patience);
  await superuser.end();
  await listener.close();
});

test("closing ends the wait for a server that is not there", async () => {
  const troubles: unknown[] = [];
  const listener = startListener("postgres://nobody:x@127.0.0.1:1/none", {
    applicationName: "test-none",
    onTrouble: (error) => troubles.push(error),
  });
  await vi.waitFor(() => expect(troubles.length).toBeGreaterThan(0), patience);
  await listener.close();
  await expect(listener.ready).rejects.toThrow("closed");
});

test("the wait grows to five seconds and no further", () => {
  expect(reconnectDelay(0, 1)).toBe(100);
  expect(reconnectDelay(3, 0)).toBe(600);
  expect(reconnectDelay(60, 1)).toBe(5_000);
});

test("ends when it is closed while it connects", async () => {
  const listener = startListener(database.urls.app, { applicationName: "closed-at-once" });
  await listener.close();
  await expect(listener.ready).rejects.toThrow("closed");
}, 15_000);
