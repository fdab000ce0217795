import { Fault } from "@caudal/base/fault.ts";
import type pg from "pg";

type Queries = Pick<pg.Client, "query">;

/**
 * Earlier releases let policies be read around: fixed in 16.10 and 17.6 (CVE-2025-8713: statistics of hidden rows).
 * https://www.postgresql.org/support/security/CVE-2025-8713/
 */
export function isSupportedVersion(serverVersionNumber: number): boolean {
  if (serverVersionNumber >= 180_000) return true;
  if (serverVersionNumber >= 170_000) return serverVersionNumber >= 170_006;
  return serverVersionNumber >= 160_010;
}

/** Throws Fault `database_version_unsupported`, which names the server's version. */
export async function checkServerVersion(client: Queries): Promise<void> {
  const { rows } = await client.query<{ number: string; name: string }>(
    "select current_setting('server_version_num') as number, current_setting('server_version') as name",
  );
  const version = rows[0];
  if (version === undefined || !isSupportedVersion(Number(version.number))) {
    throw new Fault("database_version_unsupported", { params: { version: version?.name ?? "?" } });
  }
}

/**
 * Throws Fault `database_role_unsafe` when a login could step around the policies: superuser, BYPASSRLS, CREATEROLE, owner of the
 * platform's tables, or able to become a role that is. `reason` says which; `setting` is where the login comes from.
 */
export async function checkLogin(client: Queries, login: string, setting = "DATABASE_URL"): Promise<void> {
  const { rows } = await client.query<{ reason: string | null }>(
    `select case
       when r.rolsuper then 'superuser'
       when r.rolbypassrls then 'bypassrls'
       when r.rolcreaterole then 'createrole'
       when exists (
         select from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in ('caudal', 'auth') and pg_has_role(r.oid, c.relowner, 'MEMBER')) then 'owner'
       when pg_has_role(r.oid, (select datdba from pg_database where datname = current_database()), 'MEMBER') then 'owner'
       when exists (select from pg_roles d where d.rolname = 'caudal_definer' and pg_has_role(r.oid, d.oid, 'MEMBER')) then 'definer'
       when exists (select from pg_roles a where (a.rolsuper or a.rolbypassrls) and pg_has_role(r.oid, a.oid, 'MEMBER')) then 'bypassrls'
     end as reason
     from pg_roles r where r.rolname = $1`,
    [login],
  );
  const reason = rows.length === 0 ? "missing" : rows[0]?.reason;
  if (reason !== null && reason !== undefined)
    throw new Fault("database_role_unsafe", { params: { role: login, reason, setting } });
}
