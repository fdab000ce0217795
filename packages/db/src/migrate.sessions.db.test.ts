import { expect, test } from "vitest";
import { createPerson } from "../testing/people.ts";
import { testLogins } from "../testing/test-cluster.ts";
import { createTestDatabase } from "../testing/test-database.ts";
import { migrate } from "./migrate.ts";
import { readMigrations } from "./migrations.ts";

test("sessions that are open get their full time from the upgrade on, and none is ended by it (0038)", async () => {
  const database = await createTestDatabase({ empty: true });
  try {
    const older = (await readMigrations()).filter(({ version }) => version <= 37);
    await migrate(database.urls.owner, { ...testLogins, migrations: older });
    const { userId } = await createPerson(database);
    await database.signin.query(
      `insert into session ("expiresAt", token, "updatedAt", "createdAt", "userId")
       values (now() + interval '20 days', 'old', now(), now() - interval '1 year', $1)`,
      [userId],
    );
    await migrate(database.urls.owner, testLogins);
    const { rows } = await database.signin.query(
      `select "expiresAt" > now() + interval '19 days' as kept,
         "endsAt" between now() + interval '29 days' and now() + interval '31 days' as full
       from session where token = 'old'`,
    );
    expect(rows).toEqual([{ kept: true, full: true }]);
  } finally {
    await database.close();
  }
});
