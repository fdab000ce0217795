import type { Log } from "@caudal/base/log.ts";
import type { Readiness } from "@caudal/contract/resources/health.ts";
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

/** Asks each part that the server needs, and says which do not answer as they should. */
export async function checkReadiness(
  database: Queries,
  objects: Pick<ObjectStore, "check">,
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
    answers("database", () => readVersions(database)),
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
