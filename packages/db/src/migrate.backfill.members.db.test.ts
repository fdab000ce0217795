import { afterEach, beforeEach, expect, test } from "vitest";
import { openOlderDatabase, type OlderDatabase } from "../testing/older-database.ts";
import { createFile, createPerson, joinAccount, type Person } from "../testing/people.ts";
import type { TestDatabase } from "../testing/test-database.ts";

/** As migrate.backfill, for what migrations change about who belongs to an account and how it may be entered. */
let older: OlderDatabase;
let database: TestDatabase;
let person: Person;
beforeEach(async () => {
  older = await openOlderDatabase();
  database = older.database;
});
afterEach(() => older.close());

const beAtVersion = async (version: number): Promise<void> => void (person = await older.beAtVersion(version));

test("senders gone (0048): what is open of whoever may not invite any more ends, and what a manager sent stays", async () => {
  await beAtVersion(47);
  const [gone, lowered] = [await createPerson(database), await createPerson(database)];
  await joinAccount(database, person.scope, lowered, "analyst");
  const invite = (sender: Person, accepted: boolean) =>
    older.rows(
      `insert into caudal.invitations (account_id, email, role, access_profile_id, invited_by, token_hash, expires_at, accepted_at)
       select $1, gen_random_uuid() || '@x.test', 'viewer', p.id, $2, sha256(gen_random_uuid()::text::bytea), now() + interval '1 day',
         case when $3 then now() end from caudal.access_profiles p where p.account_id = $1`,
      [person.accountId, sender.userId, accepted],
    );
  for (const sender of [gone, lowered, person]) await invite(sender, false);
  await invite(gone, true);
  await older.toThisVersion();
  const open = await older.rows(
    "select invited_by from caudal.invitations where accepted_at is null and revoked_at is null",
  );
  expect(open).toEqual([{ invited_by: person.userId }]);
  expect(
    await older.rows("select from caudal.invitations where accepted_at is not null and revoked_at is null"),
  ).toHaveLength(1);
});

test("quotas told (0050): an account that had no run at once has one, and the others keep theirs", async () => {
  await beAtVersion(47);
  const other = await createPerson(database);
  await older.rows("update caudal.accounts set runs_at_once = 0 where id = $1", [person.accountId]);
  await older.rows("update caudal.accounts set runs_at_once = 7 where id = $1", [other.accountId]);
  await createPerson(database);
  await older.toThisVersion();
  expect(await older.rows("select runs_at_once from caudal.accounts order by runs_at_once nulls last")).toEqual([
    { runs_at_once: 1 },
    { runs_at_once: 7 },
    { runs_at_once: null },
  ]);
});

test("told departures (0051): whoever got the mail has been told, and whom nobody told is yet to be", async () => {
  await beAtVersion(50);
  const [untold, told] = [await createPerson(database), await createPerson(database)];
  const left = [person.accountId, told.userId];
  await older.rows("insert into caudal.departures (account_id, user_id) values ($1, $2)", left);
  await older.rows("insert into caudal.departures (account_id, user_id) values ($1, $2)", [
    person.accountId,
    untold.userId,
  ]);
  await older.rows(
    `insert into caudal.outbox (kind, account_id, user_id, recipient, key, locale, content, give_up_at)
     values ('mail', $1, $2, 'a@ejemplo.test', 'membership.ended', 'es', 'sellado', now() + interval '1 day')`,
    left,
  );
  await older.toThisVersion();
  expect(await older.rows("select user_id, told_at is not null as told from caudal.departures order by told")).toEqual([
    { user_id: untold.userId, told: false },
    { user_id: told.userId, told: true },
  ]);
});

test("newcomers (0054): whoever joins without an invitation goes on getting the profile that they got", async () => {
  await beAtVersion(51);
  const renamed = await createPerson(database);
  const add = (accountId: string, name: string) =>
    older.rows("insert into caudal.access_profiles (account_id, name) values ($1, $2)", [accountId, name]);
  for (const name of ["Almacén", "Zona norte"]) await add(person.accountId, name);
  for (const name of ["Norte", "Zona norte"]) await add(renamed.accountId, name);
  await older.rows(
    "update caudal.access_profiles set name = 'Todas las áreas' where account_id = $1 and name = 'Todo'",
    [renamed.accountId],
  );
  await older.toThisVersion();
  const given = await older.rows(
    `select a.id, p.name from caudal.accounts a join caudal.access_profiles p on p.id = a.default_access_profile_id`,
  );
  expect(given).toHaveLength(2);
  expect(given).toEqual(
    expect.arrayContaining([
      { id: person.accountId, name: "Todo" },
      { id: renamed.accountId, name: "Norte" },
    ]),
  );
});

test("forgotten files (0060): notifications of files that are gone lose the name, and those of others keep it", async () => {
  await beAtVersion(59);
  const reader = await createPerson(database, { locale: "en" });
  await joinAccount(database, person.scope, reader, "viewer");
  const [gone, kept] = [
    await createFile(database, person.scope, "secreto.csv"),
    await createFile(database, person.scope),
  ];
  for (const file of [gone, kept])
    await older.rows(
      "insert into caudal.shares (account_id, user_id, file_id, grantee_kind, grantee_user_id) values ($1, $2, $3, 'member', $4)",
      [person.accountId, person.userId, file, reader.userId],
    );
  await older.rows("delete from caudal.files where id = $1", [gone]);
  const told = () =>
    older.rows("select key, message, params ? 'file_name' as named from caudal.notifications order by key, message");
  expect(JSON.stringify(await told())).toContain("secreto.csv");
  await older.toThisVersion();
  expect(await told()).toEqual([
    { key: "file.uploaded", message: "«un archivo que se borró» llegó completo.", named: false },
    { key: "file.uploaded", message: "«ventas.csv» llegó completo.", named: true },
    { key: "share.begun", message: expect.stringContaining("a file that was deleted"), named: false },
    { key: "share.begun", message: expect.stringContaining("ventas.csv"), named: true },
  ]);
});
