import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeWorld, readAllowed, readGrants, type Grants } from "./attempt.ts";
import { identities, identityNames, type IdentityName } from "./identities.ts";
import { functions } from "./functions.ts";
import { expected } from "./matrix.ts";
import { qualify, tableNames, type TableName } from "./world.ts";

let database: TestDatabase;
let client: pg.Client;
let grants: Grants;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  await makeWorld(client);
  grants = await readGrants(client);
});
afterAll(async () => {
  await client.end();
  await database.close();
});

async function undone<T>(work: () => Promise<T>): Promise<T> {
  await client.query("begin");
  try {
    return await work();
  } finally {
    await client.query("rollback");
  }
}

describe("the matrix", () => {
  test("has every table of the database", async () => {
    const { rows } = await client.query<{ name: string }>(
      `select case n.nspname when 'caudal' then c.relname else n.nspname || '.' || c.relname end as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`,
    );
    expect(rows.map((row) => row.name).sort()).toEqual([...tableNames].sort());
  });

  test("has every function that runs with another's rights", async () => {
    const { rows } = await client.query<{ name: string; owner: string; path: readonly string[] | null }>(
      `select p.oid::regprocedure::text as name, r.rolname as owner, p.proconfig as path
       from pg_proc p join pg_roles r on r.oid = p.proowner join pg_namespace n on n.oid = p.pronamespace
       where p.prosecdef and n.nspname !~ '^pg_'`,
    );
    expect(rows.map((row) => row.name.replace(/^caudal\./, "")).sort()).toEqual(Object.keys(functions).sort());
    for (const row of rows)
      expect(row, row.name).toMatchObject({
        owner: "caudal_definer",
        path: expect.arrayContaining(['search_path=""']),
      });
  });

  test("says who may call them, and nobody may call a function unnamed", async () => {
    for (const [name, who] of Object.entries(functions)) {
      const { rows } = await client.query<{ login: string }>(
        "select login from unnest(array['caudal_app', 'caudal_auth', 'caudal_owner']) login where has_function_privilege(login, $1, 'EXECUTE')",
        [`caudal.${name}`],
      );
      expect(rows.map((row) => row.login).sort(), name).toEqual([...who].sort());
    }
    const { rows } = await client.query(
      `select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
       where n.nspname in ('caudal', 'auth') and a.grantee = 0`,
    );
    expect(rows).toEqual([]);
  });

  test("holds: identity × table × operation × row", async () => {
    const allowed = await undone(() => readAllowed(client, tableNames, grants));
    expect([...allowed].sort()).toEqual(expected(tableNames));
  });
});

describe("every table", () => {
  test("forces row level security, and has a policy", async () => {
    const { rows } = await client.query(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('caudal', 'auth') and c.relkind = 'r'
         and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))`,
    );
    expect(rows).toEqual([]);
  });

  test("belongs to the owner, and nothing at all to a login that asks", async () => {
    const { rows } = await client.query<{ owner: string }>(
      `select distinct r.rolname as owner from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
       where n.nspname in ('caudal', 'auth')`,
    );
    expect(rows).toEqual([{ owner: "caudal_owner" }]);
    const owned = await client.query(
      `select classid::regclass, objid from pg_shdepend d join pg_roles r on r.oid = d.refobjid
       where d.deptype = 'o' and r.rolname in ('caudal_app', 'caudal_auth', 'caudal_request', 'caudal_signin')`,
    );
    expect(owned.rows).toEqual([]);
    const unsafe = await client.query(
      "select rolname from pg_roles where rolname ~ '^caudal_' and (rolsuper or rolbypassrls or (rolcanlogin and rolname in ('caudal_request', 'caudal_signin', 'caudal_definer')))",
    );
    expect(unsafe.rows).toEqual([]);
  });

  test("of a person is bound to its file's person", async () => {
    const { rows } = await client.query<{ name: string }>(
      `select c.conrelid::regclass::text as name from pg_constraint c
       where c.contype = 'f' and c.confrelid = 'caudal.files'::regclass and array_length(c.conkey, 1) = 3 order by 1`,
    );
    expect(rows.map((row) => row.name.replace("caudal.", ""))).toEqual(
      expect.arrayContaining(["insights", "notifications", "processing_logs", "rejects", "runs", "uploads"]),
    );
  });
});

describe("every policy", () => {
  type Policy = {
    readonly table: TableName;
    readonly name: string;
    readonly command: string;
    readonly roles: readonly string[];
    readonly using: string | null;
    readonly check: string | null;
  };
  const readPolicies = async (): Promise<readonly Policy[]> =>
    (
      await client.query<Policy>(
        `select case schemaname when 'caudal' then tablename else schemaname || '.' || tablename end as "table",
           policyname as name, cmd as command, roles::text[] as roles, qual as using, with_check as check from pg_policies order by 1, 2`,
      )
    ).rows;
  const on = ({ name, table }: Policy): string => `"${name}" on ${qualify(table)}`;

  const concerned = (policy: Policy): readonly IdentityName[] => {
    const groups: Readonly<Record<string, string>> = { caudal_request: "caudal_app", caudal_signin: "caudal_auth" };
    const logins = policy.roles.map((role) => groups[role] ?? role);
    return identityNames.filter((name) => logins.includes(identities[name].login));
  };
  /** What the identities to whom a policy speaks may do with its table: by the matrix, or once these statements were carried out. */
  const allowedFor = (policy: Policy): string => {
    const who: readonly string[] = concerned(policy);
    return expected([policy.table])
      .filter((cell) => who.includes(cell.split(" ")[3] ?? ""))
      .join("\n");
  };
  const allowedAfter = async (policy: Policy, ...statements: readonly string[]): Promise<string> => {
    const allowed = await undone(async () => {
      for (const statement of statements) await client.query(statement);
      return readAllowed(client, [policy.table], grants, concerned(policy));
    });
    return [...allowed].sort().join("\n");
  };

  test("is needed: without it a cell changes", async () => {
    const idle: string[] = [];
    for (const policy of await readPolicies()) {
      if (allowedFor(policy) === (await allowedAfter(policy, `drop policy ${on(policy)}`))) idle.push(on(policy));
    }
    expect(idle).toEqual([]);
  });

  test("is watched: with its conditions gone a cell changes", async () => {
    const unwatched: string[] = [];
    const policies = await readPolicies();
    for (const policy of policies) {
      const loosened = [
        ...(policy.using === null || policy.using === "true" ? [] : ["using (true)"]),
        ...(policy.check === null || policy.check === "true" ? [] : ["with check (true)"]),
      ].map((condition) => `alter policy ${on(policy)} ${condition}`);
      for (const statement of loosened) {
        if (allowedFor(policy) !== (await allowedAfter(policy, statement))) continue;
        // An UPDATE that finds its row must be able to read it: the reading policy may hide what this one would let through.
        const reading = policies
          .filter(
            (other) =>
              other.table === policy.table && other.command === "SELECT" && other.using !== "true" && other !== policy,
          )
          .map((other) => `alter policy ${on(other)} using (true)`);
        if ((await allowedAfter(policy, ...reading)) === (await allowedAfter(policy, ...reading, statement)))
          unwatched.push(statement);
      }
    }
    expect(unwatched).toEqual([]);
  });

  test("asks for claims once a statement", async () => {
    const { rows } = await client.query<{ name: string; text: string }>(
      "select tablename || '.' || policyname as name, concat_ws(' ', qual, with_check) as text from pg_policies where schemaname = 'caudal'",
    );
    const bare = rows.filter((row) =>
      row.text.replace(/\( SELECT caudal\.claim_\w+\(\) AS claim_\w+\)/g, "").includes("claim_"),
    );
    expect(bare).toEqual([]);
  });
});
