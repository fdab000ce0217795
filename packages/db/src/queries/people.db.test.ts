import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPerson, joinAccount } from "../../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { withScope } from "../scope.ts";
import { foundAccount, joinAccount as vouchFor, loadMe, resolveMember } from "./people.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("a new person gets one account, however often and at once it is founded", async () => {
  const userId = randomUUID();
  await database.signin.query(`insert into "user" (id, name, email, "emailVerified") values ($1, 'Ana', $2, true)`, [
    userId,
    `${userId}@x.test`,
  ]);
  const person = { userId, email: `${userId}@x.test`, name: "Ana", locale: "es" as const };
  const answers = await Promise.all([1, 2, 3, 4].map(() => foundAccount(database.app.db, person)));
  expect(new Set(answers.map((answer) => answer.accountId)).size).toBe(1);
  expect(await resolveMember(database.app.db, userId)).toEqual(answers[0]);
  const me = await withScope(database.app.db, { userId, accountId: answers[0]?.accountId ?? "" }, (tx) => loadMe(tx));
  expect(me).toEqual({
    user_id: userId,
    email: person.email,
    name: "Ana",
    locale: "es",
    account: { id: answers[0]?.accountId, name: "Ana", role: "owner" },
    access_profile: {
      name: "Todo",
      all_companies: true,
      all_warehouses: true,
      tabs: ["ceo", "cfo", "leaders", "testing"],
      hidden_fields: [],
    },
    settings: { auto_process: true, mail_notices: ["warning", "error"] },
  });
});

test("an account begins with names in its founder's language, and whoever joins it gets what leaves all open in either", async () => {
  for (const [locale, everything, names] of [
    ["es", "Todo", ["CEO", "CFO", "Líderes", "Pruebas"]],
    ["en", "Everything", ["CEO", "CFO", "Leaders", "Testing"]],
  ] as const) {
    const owner = await createPerson(database, { locale });
    const found = await withScope(database.app.db, owner.scope, async (tx) => ({
      profiles: (await tx.selectFrom("access_profiles").select("name").execute()).map(({ name }) => name),
      tabs: (await tx.selectFrom("tabs").select("name").orderBy("name").execute()).map(({ name }) => name),
    }));
    expect(found.profiles).toEqual([everything]);
    expect(found.tabs.toSorted()).toEqual([...names]);
    // A narrower one that comes before it by name.
    await withScope(database.app.db, owner.scope, (tx) =>
      tx.insertInto("access_profiles").values({ account_id: owner.accountId, name: "Ahorros" }).execute(),
    );
    const userId = randomUUID();
    const email = `${userId}@x.test`;
    await database.signin.query(`insert into "user" (id, name, email, "emailVerified") values ($1, 'Eva', $2, true)`, [
      userId,
      email,
    ]);
    await vouchFor(
      database.app.db,
      { userId, email, name: "Eva", locale: "es" },
      { accountId: owner.accountId, role: "analyst" },
    );
    const me = await withScope(database.app.db, { userId, accountId: owner.accountId }, (tx) => loadMe(tx));
    expect(me.access_profile.name).toBe(everything);
  }
});

test("nobody is resolved who does not belong anywhere", async () => {
  expect(await resolveMember(database.app.db, randomUUID())).toBeNull();
});

test("an account cannot be founded for somebody whom sign-in does not know", async () => {
  const attempt = foundAccount(database.app.db, { userId: randomUUID(), email: "x@x.test", name: "X", locale: "es" });
  await expect(attempt).rejects.toThrow("profiles_user_id_fkey");
});

test("an administrator cannot make an owner, of himself or of another", async () => {
  const owner = await createPerson(database, { name: "Olga" });
  const adan = await createPerson(database, { name: "Adán" });
  const ana = await createPerson(database, { name: "Ana" });
  const admin = await joinAccount(database, owner.scope, adan, "admin");
  await joinAccount(database, owner.scope, ana, "analyst");
  const raise = (userId: string) =>
    withScope(database.app.db, admin, (tx) =>
      tx.updateTable("members").set({ role: "owner" }).where("user_id", "=", userId).executeTakeFirst(),
    );
  await expect(raise(ana.userId)).rejects.toThrow("row-level security");
  expect((await raise(adan.userId)).numUpdatedRows).toBe(0n);
  await expect(joinAccount(database, admin, await createPerson(database), "owner")).rejects.toThrow(
    "row-level security",
  );
});

test("expired uploads are listed and removed, finished and living ones never", async () => {
  const person = await createPerson(database);
  const upload = (key: string, expires: string) =>
    withScope(database.app.db, person.scope, (tx) =>
      tx
        .insertInto("uploads")
        .values({
          account_id: person.accountId,
          user_id: person.userId,
          file_name: key,
          declared_size: 1,
          object_key: key,
          expires_at: expires,
        })
        .returning("id")
        .executeTakeFirstOrThrow(),
    );
  const expired = await upload("old", "2020-01-01");
  const living = await upload("young", "2999-01-01");
  const listed = await sql<{ id: string; object_key: string }>`select * from caudal.list_expired_uploads(10)`.execute(
    database.app.db,
  );
  expect(listed.rows).toEqual([{ id: expired.id, object_key: "old" }]);
  const removed = await sql<{ gone: boolean }>`
    select caudal.remove_expired_upload(id) as gone from unnest(array[${expired.id}, ${living.id}]::uuid[]) id
  `.execute(database.app.db);
  expect(removed.rows).toEqual([{ gone: true }, { gone: false }]);
});
