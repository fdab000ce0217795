import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createUploadLocker } from "./upload-locker.ts";

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

test("a connection that ended is reported once: what was locked on the next one stays locked", async () => {
  const opened: pg.Client[] = [];
  const pids: number[] = [];
  const locker = createUploadLocker(async () => {
    const client = new pg.Client({ connectionString: database.urls.app });
    await client.connect();
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    pids.push(rows[0]?.pid ?? 0);
    opened.push(client);
    return client;
  });
  const never = new AbortController().signal;
  const asked: string[] = [];
  const ask = (id: string) => async (): Promise<void> => void asked.push(id);

  await locker.newLock("one").lock(never, ask("one"));
  const first = opened[0];
  if (first === undefined) throw new Error("no connection was opened");
  // Taken on a new connection as soon as the loss is known: between the old one's `error` and its `end`.
  const relocked = new Promise<void>((resolve, reject) => {
    first.once("error", () => {
      locker.newLock("two").lock(never, ask("two")).then(resolve, reject);
    });
  });
  const ended = new Promise<void>((resolve) => first.once("end", () => resolve()));
  await superuser.query("select pg_terminate_backend($1)", [pids[0]]);
  await Promise.all([relocked, ended]);
  // The same report once more, however late it comes.
  first.emit("end");
  expect(asked).toEqual(["one"]);

  await locker.newLock("three").lock(never, ask("three"));
  expect(opened).toHaveLength(2);
  const { rows } = await superuser.query(
    "select pid from pg_locks where locktype = 'advisory' and granted and pid = $1",
    [pids[1]],
  );
  expect(rows).toHaveLength(2);
  await locker.close();
});
