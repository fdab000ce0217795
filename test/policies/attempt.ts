import pg from "pg";
import { identityNames, idOf, identities, members, people, type Identity, type IdentityName } from "./identities.ts";
import { operations, type Operation } from "./matrix.ts";
import {
  madeByMigration,
  madeFirst,
  qualify,
  scenery,
  tableNames,
  world,
  type Row,
  type TableName,
  type Target,
} from "./world.ts";

/** Columns that a role may read, write or name at insert: column grants differ by role, and a try must not fail for another's. */
export type Grants = ReadonlySet<string>;

const code = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");
const literal = (value: Row[string]): string =>
  value === null ? "null" : Array.isArray(value) ? `'{${value.join()}}'` : pg.escapeLiteral(String(value));

/** Fills a migrated database with the world, as its superuser. */
export async function makeWorld(client: pg.Client): Promise<void> {
  // An account and its first access profile name each other: at its end both are there.
  await client.query("begin");
  for (const table of madeFirst) for (const { row } of targetsOf(table).values()) await insert(client, table, row);
  for (const person of people) {
    await client.query(`insert into auth."user" (id, name, email, "emailVerified") values ($1, $2, $3, true)`, [
      idOf(person),
      person,
      `${person}@ejemplo.test`,
    ]);
    await client.query("insert into caudal.profiles (user_id, email, name) values ($1, $2, $2)", [
      idOf(person),
      person,
    ]);
  }
  const present: readonly TableName[] = ["auth.user", "profiles", "members", ...madeByMigration, ...madeFirst];
  for (const table of tableNames) {
    if (table === "members") {
      for (const [account, person, role, profile] of members) {
        await insert(client, table, {
          account_id: idOf(account),
          user_id: idOf(person),
          role,
          access_profile_id: idOf(`profile ${profile}`),
        });
      }
    }
    if (present.includes(table)) continue;
    for (const { row } of targetsOf(table).values()) await insert(client, table, row);
  }
  for (const [table, row] of scenery) await insert(client, table, row);
  await client.query("commit");
}

export function targetsOf(table: TableName): ReadonlyMap<string, Target> {
  return new Map<string, Target>(Object.entries(world[table]));
}

async function insert(client: pg.Client, table: TableName, row: Row): Promise<void> {
  await client.query(insertion(table, row, Object.keys(row)));
}

function insertion(table: TableName, row: Row, columns: readonly string[]): string {
  const values = columns.map((column) => literal(row[column] ?? null));
  return `insert into ${qualify(table)} (${columns.map((column) => `"${column}"`).join()}) values (${values.join()})`;
}

/** "login table column privilege" for every column privilege that the logins have. */
export async function readGrants(client: pg.Client): Promise<Grants> {
  const logins = [...new Set(Object.values(identities).map((identity) => identity.login))];
  const { rows } = await client.query<{ grant: string }>(
    `select concat_ws(' ', login, case n.nspname when 'caudal' then c.relname else n.nspname || '.' || c.relname end, a.attname, privilege) as grant
     from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('caudal', 'auth')
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = '',
       unnest($1::text[]) login, unnest(array['INSERT', 'UPDATE']) privilege
     where c.relkind = 'r' and has_column_privilege(login, c.oid, a.attnum, privilege) order by a.attnum`,
    [logins],
  );
  return new Set(rows.map((row) => row.grant));
}

/** The statement that this identity would try; null when no column is granted to it, which is a refusal. */
function statementFor(
  login: Identity["login"],
  table: TableName,
  operation: Operation,
  { row, find, anew }: Target,
  grants: Grants,
): string | null {
  const where = find.map((column) => `"${column}" = ${literal(row[column] ?? null)}`).join(" and ");
  const granted = (columns: readonly string[], privilege: string): readonly string[] =>
    columns.filter((column) => grants.has(`${login} ${table} ${column} ${privilege}`));
  switch (operation) {
    case "select":
      return `select 1 from ${qualify(table)} where ${where}`;
    case "delete":
      return `delete from ${qualify(table)} where ${where}`;
    case "insert": {
      const whole = { ...row, ...anew };
      const columns = granted(Object.keys(whole), "INSERT");
      return columns.length === 0 ? null : insertion(table, whole, columns);
    }
    case "update": {
      const column = [...grants]
        .findLast((grant) => grant.startsWith(`${login} ${table} `) && grant.endsWith(" UPDATE"))
        ?.split(" ")[2];
      // To null, so that nothing needs to be read for it; what the column says about null comes after the policies.
      return column === undefined ? null : `update ${qualify(table)} set "${column}" = null where ${where}`;
    }
  }
}

/**
 * Tries one cell within the superuser's transaction, and takes it back. Allowed is: a row was met, or a constraint refused what the
 * policies had let through. Anything but a refusal for want of rights is a broken test, and thrown.
 */
export async function attempt(
  client: pg.Client,
  table: TableName,
  operation: Operation,
  tried: Target,
  login: Identity["login"],
  grants: Grants,
): Promise<boolean> {
  const statement = statementFor(login, table, operation, tried, grants);
  if (statement === null) return false;
  try {
    const results: unknown = await client.query(`savepoint cell; ${statement}; rollback to cell`);
    const result: unknown = Array.isArray(results) ? results[1] : results;
    return typeof result === "object" && result !== null && "rowCount" in result && Number(result.rowCount) > 0;
  } catch (error) {
    await client.query("rollback to cell");
    // Without the right, or in a transaction that only reads.
    if (["42501", "25006"].includes(code(error))) return false;
    // Integrity constraints (class 23) and a trigger's own refusal stand behind the policies.
    if (code(error).startsWith("23")) return true;
    throw error;
  }
}

/** Every cell of these tables and identities as "table operation target identity", where allowed. */
export async function readAllowed(
  client: pg.Client,
  tables: readonly TableName[],
  grants: Grants,
  who: readonly IdentityName[] = identityNames,
): Promise<ReadonlySet<string>> {
  const allowed = new Set<string>();
  for (const name of who) {
    const identity: Identity = identities[name];
    await client.query("savepoint identity");
    await client.query(`set local role ${identity.login}`);
    if (identity.claims !== undefined) {
      const { person, account } = identity.claims;
      if (identity.left === true)
        await client.query("select caudal.set_left_scope($1, $2, null)", [idOf(person), idOf(account)]);
      else if (identity.view === undefined)
        await client.query("select caudal.set_scope($1, $2)", [idOf(person), idOf(account)]);
      else await client.query("select caudal.set_view_scope($1, $2, $3)", [identity.view, person, account].map(idOf));
    }
    if (identity.link !== undefined) await client.query("select caudal.open_link(sha256($1), false)", [identity.link]);
    for (const table of tables) {
      for (const [targetName, tried] of targetsOf(table)) {
        for (const operation of operations) {
          if (await attempt(client, table, operation, tried, identity.login, grants))
            allowed.add(`${table} ${operation} ${targetName} ${name}`);
        }
      }
    }
    await client.query("rollback to identity; release identity");
  }
  return allowed;
}
