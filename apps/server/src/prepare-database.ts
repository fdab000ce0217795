import { Fault } from "@caudal/base/fault.ts";
import type { ServerSettings } from "@caudal/base/server-settings.ts";
import { checkLogin, checkServerVersion } from "@caudal/db/database-checks.ts";
import { migrate } from "@caudal/db/migrate.ts";
import { readMigrations } from "@caudal/db/migrations.ts";
import type { Pool, PoolClient } from "pg";
import { readVersions } from "./operations/check-readiness.ts";

export type PreparePorts = { readonly pool: Pool; readonly authPool: Pool };

/**
 * Migrates where the owner's address is given, and then makes sure that the server can, and may, work with this database as its logins.
 *
 * @throws Faults `database_*`, with the `setting` that is wrong and the `reason`.
 */
export async function prepareDatabase(settings: ServerSettings, { pool, authPool }: PreparePorts): Promise<void> {
  const appLogin = loginOf(settings.databaseUrl);
  const signinLogin = loginOf(settings.authUrl);
  const { migrateUrl } = settings;
  if (migrateUrl !== undefined)
    await naming("CAUDAL_MIGRATE_URL", () => migrate(migrateUrl, { appLogin, signinLogin }));
  await withClient("DATABASE_URL", pool, async (client) => {
    await checkServerVersion(client);
    await checkLogin(client, appLogin, "DATABASE_URL");
    const { code, database } = await readVersions(client).catch(versionsWithoutTable);
    if (database > code) throw new Fault("database_too_new", { params: { database, code } });
    if (database < code) throw new Fault("database_too_old", { params: { database, code } });
  });
  await withClient("CAUDAL_AUTH_URL", authPool, (client) => checkLogin(client, signinLogin, "CAUDAL_AUTH_URL"));
}

async function withClient(setting: string, pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<void> {
  await naming(setting, async () => {
    const client = await pool.connect().catch((cause: unknown) => {
      throw new Fault("database_unreachable", { persistence: "transient", params: { reason: reasonOf(cause) }, cause });
    });
    try {
      await work(client);
    } finally {
      client.release();
    }
  });
}

/** A database that was never migrated has no table of versions, or none that this login may see. */
async function versionsWithoutTable(error: unknown): Promise<{ readonly code: number; readonly database: number }> {
  const known = error instanceof Error && "code" in error ? String(error.code) : "";
  // undefined_table, invalid_schema_name, insufficient_privilege
  if (!["42P01", "3F000", "42501"].includes(known)) throw error;
  return { code: (await readMigrations()).at(-1)?.version ?? 0, database: 0 };
}

/** Says which setting a refusal is about. A refusal of a login that `migrate` looked at names that login's own setting, not the owner's. */
async function naming(setting: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, params, persistence, cause } = error;
    throw new Fault(code, { persistence, cause, params: { setting, ...params } });
  }
}

/** What the driver says: its message, or its code where it has none (several addresses of one name, each refused). */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "";
  return cause.message || ("code" in cause ? String(cause.code) : "");
}

function loginOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}
