import type { Log } from "@caudal/base/log.ts";
import type { Readiness } from "@caudal/contract/resources/health.ts";
import type { Lanes } from "@caudal/db/lanes/lanes.ts";
import type { Database } from "@caudal/db/schema.ts";
import { sql, type Kysely } from "kysely";
import { readMigrations } from "@caudal/db/migrations.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import type { Pool } from "pg";

type Queries = Pick<Pool, "query">;

/** Numbers of the newest migration that this code knows and that the database has. */
export async function readVersions(database: Queries): Promise<{ readonly code: number; readonly database: number }> {
  const code = (await readMigrations()).at(-1)?.version ?? 0;
  const { rows } = await database.query<{ version: number | null }>(
    "select max(version) as version from caudal.schema_migrations",
  );
  return { code, database: rows[0]?.version ?? 0 };
}

export type ReadinessPorts = {
  readonly database: Queries;
  /** Each asks the database for something over connections of its own. */
  readonly reads: readonly (() => Promise<unknown>)[];
  readonly objects: Pick<ObjectStore, "check">;
};

export const readsOf = (db: Kysely<Database>) => (): Promise<unknown> =>
  db
    .transaction()
    .setAccessMode("read only")
    .execute((tx) => sql`select 1`.execute(tx));

export const signInReadsOf = (lanes: Lanes) => async (): Promise<void> => {
  const { error } = await lanes.carryOut([{ text: "select 1", values: [], name: "ready" }]);
  if (error !== null) throw error;
};

/** Asks each part that the server needs, and says which do not answer as they should. */
export async function checkReadiness(
  { database, reads, objects }: ReadinessPorts,
  log: Log,
  draining: boolean,
): Promise<Readiness> {
  const answers = async <T>(part: string, ask: () => Promise<T>): Promise<T | null> => {
    try {
      return await ask();
    } catch (err) {
      log.warn({ err, part }, "not ready");
      return null;
    }
  };
  const [versions, storage] = await Promise.all([
    answers("database", async () => (await Promise.all([readVersions(database), ...reads.map((read) => read())]))[0]),
    answers("storage", async () => (await objects.check(), true)),
  ]);
  const checks = {
    database: versions !== null,
    migrations: versions !== null && versions.code === versions.database,
    storage: storage === true,
  };
  const ready = Object.values(checks).every(Boolean);
  return { status: draining ? "draining" : ready ? "ready" : "not_ready", checks };
}
