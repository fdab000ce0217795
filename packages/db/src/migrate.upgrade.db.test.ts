import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testLogins } from "../testing/test-cluster.ts";
import { createTestDatabase, type TestDatabase } from "../testing/test-database.ts";
import { isSupportedVersion } from "./database-checks.ts";
import { migrate } from "./migrate.ts";
import { planMigrations, readMigrations, type Migration } from "./migrations.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
});
afterEach(() => database.close());

const known = await readMigrations();
const last = known.at(-1)?.version ?? 0;
const more = (version: number, sql: string): Migration => ({ version, name: "more", sql, checksum: sql });
const versions = async (): Promise<readonly number[]> => {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: number }>(
      "select version from caudal.schema_migrations order by version",
    );
    return rows.map((row) => row.version);
  } finally {
    await client.end();
  }
};

describe("migrating", () => {
  test("brings an empty database, and an older one, to the version of the code", async () => {
    const older = known.slice(0, 5);
    expect(await migrate(database.urls.owner, { ...testLogins, migrations: older })).toEqual({ from: 0, to: 5 });
    expect(await migrate(database.urls.owner, testLogins)).toEqual({ from: 5, to: last });
    expect(await versions()).toEqual(known.map((each) => each.version));
    expect(await migrate(database.urls.owner, testLogins)).toEqual({ from: last, to: last });
  });

  test("refuses a database that is newer than the code, and names both versions", async () => {
    await migrate(database.urls.owner, {
      ...testLogins,
      migrations: [...known, more(last + 1, "create table caudal.later ()")],
    });
    await expect(migrate(database.urls.owner, testLogins)).rejects.toMatchObject({
      code: "database_too_new",
      params: { database: last + 1, code: last },
    });
    expect(await versions()).toContain(last + 1);
  });

  test("refuses an applied migration whose text changed, and one put in before applied ones", async () => {
    await migrate(database.urls.owner, { ...testLogins, migrations: known.slice(0, 3) });
    const changed = known.map((each) => (each.version === 2 ? { ...each, checksum: "other" } : each));
    await expect(migrate(database.urls.owner, { ...testLogins, migrations: changed })).rejects.toThrow(
      "migration 2 (sign_in)",
    );
    const putIn = [...known.slice(0, 1), ...known.slice(2)];
    await expect(migrate(database.urls.owner, { ...testLogins, migrations: putIn })).rejects.toThrow(
      "migration 2 (sign_in)",
    );
  });

  test("leaves nothing of a migration that fails, and what went before it", async () => {
    const broken = [...known.slice(0, 1), more(2, "create table caudal.half (); select 1 / 0")];
    await expect(migrate(database.urls.owner, { ...testLogins, migrations: broken })).rejects.toThrow(
      "division by zero",
    );
    expect(await versions()).toEqual([1]);
    expect(await migrate(database.urls.owner, testLogins)).toEqual({ from: 1, to: last });
  });

  test("started twice at once does it once", async () => {
    const both = await Promise.all([
      migrate(database.urls.owner, testLogins),
      migrate(database.urls.owner, testLogins),
    ]);
    expect(both.map((each) => each.from).sort((a, b) => a - b)).toEqual([0, last]);
  });

  test.each([
    ["superuser", "superuser"],
    ["bypassrls", "bypassrls"],
    ["createrole", "createrole"],
  ])("refuses a login that is %s", async (option, reason) => {
    const login = `unsafe_${option}_${process.pid}`;
    const client = new pg.Client({ connectionString: database.superuserUrl });
    await client.connect();
    await client.query(`create role ${login} login ${option}`);
    try {
      await expect(migrate(database.urls.owner, { ...testLogins, appLogin: login })).rejects.toMatchObject({
        code: "database_role_unsafe",
        params: { role: login, reason },
      });
    } finally {
      await client.query(`drop role ${login}`);
      await client.end();
    }
  });

  test("refuses the owner as the application's login, and one that is not there", async () => {
    const owner = migrate(database.urls.owner, { ...testLogins, appLogin: "caudal_owner" });
    await expect(owner).rejects.toMatchObject({ code: "database_role_unsafe" });
    const missing = migrate(database.urls.owner, { ...testLogins, signinLogin: "nobody_of_that_name" });
    await expect(missing).rejects.toMatchObject({ code: "database_role_unsafe", params: { reason: "missing" } });
  });

  test("says that it cannot reach a server", async () => {
    await expect(migrate("postgres://x:y@127.0.0.1:1/none", testLogins)).rejects.toMatchObject({
      code: "database_unreachable",
    });
  });
});

test("releases that leak through policies are refused", () => {
  const supported = [160_009, 160_010, 170_005, 170_006, 180_000, 150_014, 190_001].map(isSupportedVersion);
  expect(supported).toEqual([false, true, false, true, true, false, true]);
});

test("a plan for a database that skipped nothing is what is missing", () => {
  const plan = planMigrations(known, known.slice(0, 2));
  expect(plan).toMatchObject({ kind: "apply", from: 2, to: last });
  expect(plan.kind === "apply" ? plan.pending : []).toEqual(known.slice(2));
});
