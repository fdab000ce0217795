import { Fault } from "@caudal/base/fault.ts";
import { noticeCatalogues } from "@caudal/contract/notices/catalogue.ts";
import type pg from "pg";
import { checkLogin, checkServerVersion } from "./database-checks.ts";
import { planMigrations, readMigrations, type AppliedMigration, type Migration } from "./migrations.ts";
import { createClient } from "./single-client.ts";

export type MigrateOptions = {
  /** Names of the logins in DATABASE_URL and CAUDAL_AUTH_URL; they must exist, and get their group roles here. */
  readonly appLogin: string;
  readonly signinLogin: string;
  /** Other migrations than the product's; for tests. */
  readonly migrations?: readonly Migration[];
};

export type Migrated = { readonly from: number; readonly to: number };

/** Any number will do, as long as it stays: who holds it migrates this database. */
const migrationLock = 4_848_484_801n;

/**
 * Brings the database of this URL to the version of the code, as its owner (CREATEROLE, never superuser), one at a time, each
 * migration in a transaction of its own. Throws Faults `database_unreachable`, `database_version_unsupported`, `database_role_unsafe`,
 * `database_too_new`, and `config_invalid` for an applied migration whose text changed.
 */
export async function migrate(ownerUrl: string, options: MigrateOptions): Promise<Migrated> {
  const known = options.migrations ?? (await readMigrations());
  const client = createClient({ connectionString: ownerUrl, application_name: "caudal-migrate" });
  try {
    await client.connect();
  } catch (cause) {
    throw new Fault("database_unreachable", {
      cause,
      persistence: "transient",
      params: { reason: cause instanceof Error ? cause.message : "" },
    });
  }
  try {
    await checkServerVersion(client);
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    const applied = await readApplied(client);
    const plan = planMigrations(known, applied);
    if (plan.kind === "too_new")
      throw new Fault("database_too_new", { params: { database: plan.database, code: plan.code } });
    if (plan.kind === "altered")
      throw new Error(`migration ${plan.version} (${plan.name}) is not what was applied to this database`);
    await checkLogin(client, options.appLogin, "DATABASE_URL");
    await checkLogin(client, options.signinLogin, "CAUDAL_AUTH_URL");
    for (const migration of plan.pending) await applyMigration(client, migration);
    await grantLogins(client, options);
    await synchroniseNotices(client);
    return { from: plan.from, to: plan.to };
  } finally {
    await client.end();
  }
}

async function readApplied(client: pg.Client): Promise<readonly AppliedMigration[]> {
  const { rows } = await client.query<{ found: boolean }>(
    "select to_regclass('caudal.schema_migrations') is not null as found",
  );
  if (rows[0]?.found !== true) return [];
  return (
    await client.query<AppliedMigration>(
      "select version, name, checksum from caudal.schema_migrations order by version",
    )
  ).rows;
}

async function applyMigration(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(migration.sql);
    await client.query("insert into caudal.schema_migrations (version, name, checksum) values ($1, $2, $3)", [
      migration.version,
      migration.name,
      migration.checksum,
    ]);
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback");
    throw new Error(
      `migration ${migration.version} (${migration.name}) failed: ${cause instanceof Error ? cause.message : ""}`,
      { cause },
    );
  }
}

/** Group membership is the cluster's: another database may be giving the same at this moment, hence only what is missing. */
async function grantLogins(client: pg.Client, options: MigrateOptions): Promise<void> {
  for (const [group, login] of [
    ["caudal_request", options.appLogin],
    ["caudal_signin", options.signinLogin],
  ] as const) {
    const { rows } = await client.query<{ member: boolean }>("select pg_has_role($1, $2, 'USAGE') as member", [
      login,
      group,
    ]);
    if (rows[0]?.member !== true) {
      await client.query(
        `grant ${client.escapeIdentifier(group)} to ${client.escapeIdentifier(login)} with inherit true, set false`,
      );
    }
  }
}

async function synchroniseNotices(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ found: boolean }>(
    "select to_regclass('caudal.notice_texts') is not null as found",
  );
  if (rows[0]?.found !== true) return;
  const texts = Object.entries(noticeCatalogues).flatMap(([locale, catalogue]) =>
    Object.entries(catalogue).map(([key, text]) => ({ key, locale, title: text.title, message: text.message })),
  );
  await client.query("begin");
  await client.query(
    `insert into caudal.notice_texts (key, locale, title, message)
     select key, locale, title, message from jsonb_to_recordset($1::jsonb) as texts (key text, locale text, title text, message text)
     on conflict (key, locale) do update set title = excluded.title, message = excluded.message
     where (notice_texts.title, notice_texts.message) is distinct from (excluded.title, excluded.message)`,
    [JSON.stringify(texts)],
  );
  await client.query(
    "delete from caudal.notice_texts where (key, locale) not in (select key, locale from jsonb_to_recordset($1::jsonb) as texts (key text, locale text))",
    [JSON.stringify(texts)],
  );
  await client.query("commit");
}
