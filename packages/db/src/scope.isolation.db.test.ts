import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Fault } from "@caudal/base/fault.ts";
import { createFile, createPerson, joinAccount, type Person } from "../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../testing/test-database.ts";
import { withScope } from "./scope.ts";

let database: TestDatabase;
let ana: Person;
let luis: Person;
beforeAll(async () => {
  database = await createTestDatabase();
  ana = await createPerson(database, { name: "Ana" });
  luis = await createPerson(database, { name: "Luis" });
});
afterAll(() => database.close());

describe("scope", () => {
  test("shows a person's rows, and nobody's without one", async () => {
    const file = await createFile(database, ana.scope);
    const seen = await withScope(database.app.db, ana.scope, (tx) => tx.selectFrom("files").select("id").execute());
    expect(seen).toEqual([{ id: file }]);
    expect(await database.app.db.selectFrom("files").select("id").execute()).toEqual([]);
    expect(await withScope(database.app.db, luis.scope, (tx) => tx.selectFrom("files").select("id").execute())).toEqual(
      [],
    );
  });

  test("an administrator of the account does not see a member's files", async () => {
    const member = await joinAccount(database, luis.scope, ana, "analyst");
    await createFile(database, member);
    expect(await withScope(database.app.db, luis.scope, (tx) => tx.selectFrom("files").select("id").execute())).toEqual(
      [],
    );
  });

  test("of an account that the person does not belong to is refused", async () => {
    const attempt = withScope(database.app.db, { userId: luis.userId, accountId: ana.accountId }, (tx) =>
      tx.selectFrom("files").select("id").execute(),
    );
    await expect(attempt).rejects.toMatchObject({ code: "forbidden" } satisfies Partial<Fault>);
  });

  test("ends with its transaction, also when the connection is used again", async () => {
    const one = database.app.pool;
    const client = await one.connect();
    try {
      await client.query("begin");
      await client.query("select caudal.set_scope($1, $2)", [ana.userId, ana.accountId]);
      await client.query("commit");
      const { rows } = await client.query(
        "select current_setting('caudal.user_id', true) as claim, (select count(*) from files) as files",
      );
      expect(rows).toEqual([{ claim: "", files: "0" }]);
      await client.query("begin");
      await client.query("select caudal.set_scope($1, $2)", [ana.userId, ana.accountId]);
      await client.query("rollback");
      const after = await client.query("select count(*) as files from files");
      expect(after.rows).toEqual([{ files: "0" }]);
    } finally {
      client.release();
    }
  });

  test("refused within a transaction also takes away what was claimed before", async () => {
    const seen = await database.app.db.transaction().execute(async (tx) => {
      await sql`select caudal.set_scope(${ana.userId}, ${ana.accountId})`.execute(tx);
      await sql`select caudal.set_scope(${luis.userId}, ${ana.accountId})`.execute(tx);
      return tx.selectFrom("files").select("id").execute();
    });
    expect(seen).toEqual([]);
  });

  test("a transaction that idles is ended, and the pool lives on", async () => {
    const client = await database.app.pool.connect();
    await client.query("set idle_in_transaction_session_timeout = 20");
    const broken = new Promise((resolve) => client.once("error", resolve));
    await client.query("begin");
    await broken;
    client.release(true);
    expect((await sql`select 1 as one`.execute(database.app.db)).rows).toEqual([{ one: 1 }]);
    const { rows } = await sql<{
      limit: string;
    }>`select current_setting('idle_in_transaction_session_timeout') as limit`.execute(database.app.db);
    expect(rows).toEqual([{ limit: "5s" }]);
  });
});
