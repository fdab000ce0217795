import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPerson, joinAccount as addMember, type Person } from "../../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { withScope } from "../scope.ts";
import { beginErasure } from "./erasure.ts";
import { joinAccount } from "./people.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const erase = (who: Person, givingUp: readonly string[] = []) =>
  withScope(database.app.db, who.scope, (tx) => beginErasure(tx, givingUp));

test("nobody joins an account that is going with its owner's erasure", async () => {
  const [owner, member] = [await createPerson(database), await createPerson(database)];
  await addMember(database, owner.scope, member, "analyst");
  expect(await erase(owner, [owner.accountId])).toBe(true);
  const { rows } = await database.signin.query<{ id: string }>(
    `insert into "user" ("name", "email", "emailVerified") values ('Nueva', 'nueva@ejemplo.test', true) returning id`,
  );
  const joining = joinAccount(
    database.app.db,
    { userId: rows[0]?.id ?? "", email: "nueva@ejemplo.test", name: "Nueva", locale: "es" },
    { accountId: owner.accountId, role: "analyst" },
  );
  await expect(joining).rejects.toMatchObject({ code: "invitation_unknown" });
});

test("who joins in the same moment is counted among those whom the owner would leave behind", async () => {
  const [owner, newcomer] = [await createPerson(database), await createPerson(database)];
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  try {
    await client.query("begin");
    await client.query(
      `insert into caudal.members (account_id, user_id, role, access_profile_id)
       select $1, $2, 'analyst', id from caudal.access_profiles where account_id = $1`,
      [owner.accountId, newcomer.userId],
    );
    const asked = erase(owner);
    // The erasure waits for whoever is joining.
    await expect
      .poll(
        async () => (await client.query("select from pg_locks where locktype = 'advisory' and not granted")).rowCount,
      )
      .toBeGreaterThan(0);
    await client.query("commit");
    expect(await asked).toBe(false);
  } finally {
    await client.end();
  }
});
