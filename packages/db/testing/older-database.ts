import pg from "pg";
import { migrate } from "../src/migrate.ts";
import { readMigrations } from "../src/migrations.ts";
import { createPerson, type Person } from "./people.ts";
import { testLogins } from "./test-cluster.ts";
import { createTestDatabase } from "./test-database.ts";

export type OlderDatabase = Awaited<ReturnType<typeof openOlderDatabase>>;

/** A database as an older version left it, with rows as that one wrote them. */
export async function openOlderDatabase() {
  const database = await createTestDatabase({ empty: true });
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  const rows = async (sql: string, values: readonly unknown[] = []) =>
    (await client.query<Record<string, unknown>>(sql, [...values])).rows;
  const idOf = async (sql: string, values: readonly unknown[]): Promise<string> =>
    String((await rows(`${sql} returning id`, values))[0]?.["id"]);
  return {
    database,
    rows,
    idOf,
    /** Gives somebody who was there then. */
    beAtVersion: async (version: number): Promise<Person> => {
      const migrations = (await readMigrations()).filter((each) => each.version <= version);
      await migrate(database.urls.owner, { ...testLogins, migrations });
      return createPerson(database);
    },
    toThisVersion: () => migrate(database.urls.owner, testLogins),
    addFile: (name: string, owner: Person) =>
      idOf(
        `insert into caudal.files (account_id, user_id, file_name, file_type, file_size, storage_url, object_key)
         values ($1, $2, $3, 'text/csv', 10, '/api/files/x/content', $4)`,
        [owner.accountId, owner.userId, name, `${owner.accountId}/${name}/original`],
      ),
    /** A run on a file; its triggers write the log and the file's state. `minute` is when it was asked for. */
    addRun: (file: string | null, minute: number, owner: Person) =>
      idOf(
        `insert into caudal.runs (account_id, user_id, file_id, kind, input, queued_at)
         values ($1, $2, $3, 'profile', '{}', timestamptz '2026-01-01' + make_interval(mins => $4))`,
        [owner.accountId, owner.userId, file, minute],
      ),
    moveRun: async (run: string, ...states: readonly string[]): Promise<void> => {
      for (const state of states)
        await rows(
          `update caudal.runs set state = $2, started_at = coalesce(started_at, now()),
             finished_at = case when $2 in ('succeeded', 'failed', 'cancelled') then now() end,
             error = case when $2 = 'failed' then '{"code":"engine_crashed"}'::jsonb end where id = $1`,
          [run, state],
        );
    },
    close: async (): Promise<void> => {
      await client.end();
      await database.close();
    },
  };
}
