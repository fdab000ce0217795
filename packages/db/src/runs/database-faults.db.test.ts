import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { faultOfDatabase, faultsOfDatabase } from "./database-faults.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

it("a statement that waited too long for another's lock is worth another try", async () => {
  const waiting = faultsOfDatabase(() =>
    database.app.db.transaction().execute(async (tx) => {
      await sql`set local statement_timeout = 20`.execute(tx);
      await sql`select pg_sleep(60)`.execute(tx);
    }),
  );
  await expect(waiting).rejects.toMatchObject({ code: "database_unreachable", persistence: "transient" });
});

it("a statement that is wrong is not", async () => {
  const wrong = faultsOfDatabase(() => sql`select 1 / 0`.execute(database.app.db));
  await expect(wrong).rejects.toMatchObject({ code: "22012" });
});

it("a socket that is not there passes, as its server may come; a file that is not there does not", () => {
  const missing = (syscall: string) => Object.assign(new Error(`${syscall} ENOENT`), { code: "ENOENT", syscall });
  expect(faultOfDatabase(missing("connect"), "unavailable")).toMatchObject({
    code: "unavailable",
    persistence: "transient",
  });
  expect(faultOfDatabase(missing("open"), "unavailable")).toBeNull();
});
