import { startTestCluster, testLogins, type TestCluster } from "@caudal/db/testing/test-cluster.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { migrate } from "@caudal/db/migrate.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWith, requireComponent } from "../support/components.ts";
import { makeWorld, readAllowed, readGrants } from "./attempt.ts";
import { expected } from "./matrix.ts";
import { findPostgres17 } from "./postgres17.ts";
import { tableNames } from "./world.ts";

const postgres17 = await requireComponent(
  "PostgreSQL 17",
  findPostgres17,
  "npm install on Linux x64 brings postgres-17-linux-x64",
);

describeWith(postgres17, "on PostgreSQL 17", () => {
  let server: { readonly cluster: TestCluster; readonly stop: () => Promise<void> };
  let database: TestDatabase;
  beforeAll(async () => {
    server = await startTestCluster({ native: findPostgres17() });
    database = await createTestDatabase({ cluster: server.cluster });
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
  });

  test("the matrix holds, and migrating again changes nothing", async () => {
    const client = new pg.Client({ connectionString: database.superuserUrl });
    await client.connect();
    try {
      const { rows } = await client.query<{ version: string }>(
        "select current_setting('server_version_num') as version",
      );
      expect(Math.floor(Number(rows[0]?.version) / 10_000)).toBe(17);
      await makeWorld(client);
      const grants = await readGrants(client);
      await client.query("begin");
      const allowed = await readAllowed(client, tableNames, grants);
      await client.query("rollback");
      expect([...allowed].sort()).toEqual(expected(tableNames));
    } finally {
      await client.end();
    }
    const { from, to } = await migrate(database.urls.owner, testLogins);
    expect(from).toBe(to);
  });
});
