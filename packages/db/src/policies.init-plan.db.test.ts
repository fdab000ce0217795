import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPerson } from "../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../testing/test-database.ts";
import { listAuditEntries, pickAuditEntries } from "./queries/audit.ts";
import { pickFiles, type FileList } from "./queries/files.ts";
import { withScope, type Scope } from "./scope.ts";

let database: TestDatabase;
let scope: Scope;
beforeAll(async () => {
  database = await createTestDatabase();
  ({ scope } = await createPerson(database));
});
afterAll(() => database.close());

/** Nodes of a plan as PostgreSQL explains it: https://www.postgresql.org/docs/current/sql-explain.html */
type PlanNode = { readonly [field: string]: unknown; readonly Plans?: readonly PlanNode[] };

async function explain(statement: string): Promise<PlanNode> {
  return withScope(database.app.db, scope, async (tx) => {
    const { rows } = await sql<{ "QUERY PLAN": readonly [{ readonly Plan: PlanNode }] }>`${sql.raw(
      `explain (format json, verbose, costs off) ${statement}`,
    )}`.execute(tx);
    const plan = rows[0]?.["QUERY PLAN"][0].Plan;
    if (plan === undefined) throw new Error("no plan");
    return plan;
  });
}

/** Conditions that are looked at for each row, and what is computed once before them. */
function readPlan(node: PlanNode): { readonly perRow: readonly string[]; readonly once: readonly string[] } {
  const below = (node.Plans ?? []).map(readPlan);
  const here = Object.entries(node).filter(([field, value]) => /Filter|Cond/.test(field) && typeof value === "string");
  const isOnce = node["Parent Relationship"] === "InitPlan";
  return {
    perRow: [...here.map(([, value]) => String(value)), ...below.flatMap((each) => each.perRow)],
    once: [...(isOnce ? [JSON.stringify(node["Output"])] : []), ...below.flatMap((each) => each.once)],
  };
}

describe("the claims that policies read", () => {
  test.each([
    "select * from caudal.files order by uploaded_at desc limit 50",
    "select * from caudal.insights where file_id = gen_random_uuid()",
    "select * from caudal.rejects where file_id = gen_random_uuid()",
    "select * from caudal.events where id > 0 order by id limit 200",
    "select * from caudal.notifications where not is_read",
    "select * from caudal.run_logs where run_id = gen_random_uuid()",
    "select * from caudal.runs",
    "select * from caudal.uploads where id = gen_random_uuid()",
    "select * from caudal.processing_logs",
    "select * from caudal.warehouses",
    "select * from caudal.members",
    "select id from caudal.shares",
    "update caudal.notifications set is_read = true",
    "delete from caudal.files where id = gen_random_uuid()",
  ])("are read once a statement, and not once a row: %s", async (statement) => {
    const { perRow, once } = readPlan(await explain(statement));
    expect(perRow.length, "a policy stands in the plan").toBeGreaterThan(0);
    expect(perRow.filter((condition) => /current_setting|claim_/.test(condition))).toEqual([]);
    expect(once.some((output) => output.includes("current_setting"))).toBe(true);
  });

  test("would be seen if a policy read them for each row", async () => {
    const { perRow } = readPlan(await explain("select * from caudal.files where user_id <> caudal.claim_user_id()"));
    expect(perRow.some((condition) => condition.includes("current_setting"))).toBe(true);
  });
});

describe("a row of one's own", () => {
  test.each(["files", "insights", "processing_logs", "rejects", "run_profiles"])(
    "of %s is known by itself, before shares are looked at",
    async (table) => {
      const [filter] = readPlan(await explain(`select * from caudal.${table}`)).perRow;
      expect(filter).toMatch(/account_id = .*user_id = .*(?:SubPlan|file_id|id = )/s);
    },
  );
});

describe("the list of files", () => {
  const explainList = (whose: FileList["whose"]): Promise<string> =>
    withScope(database.app.db, scope, async (tx) => {
      const { rows } = await sql<{
        "QUERY PLAN": string;
      }>`explain (costs off) ${pickFiles(whose, { limit: sql`50` })}`.execute(tx);
      return rows.map((row) => row["QUERY PLAN"]).join("\n");
    });
  beforeAll(async () => {
    // Enough of several people that reading all of them is the dearer way.
    const client = new pg.Client({ connectionString: database.superuserUrl });
    await client.connect();
    await client.query(
      `insert into caudal.files (account_id, user_id, file_name, file_type, file_size, storage_url, object_key, uploaded_at)
       select $1, $2, 'v.csv', 'text/csv', 1, '/', 'k' || i, now() - i * interval '1 minute' from generate_series(1, 20000) i`,
      [scope.accountId, scope.userId],
    );
    await client.query("analyze caudal.files; analyze caudal.shares");
    await client.end();
  });

  test.each(["own", undefined] as const)("is led by its index, shared files or not: %s", async (whose) => {
    const plan = await explainList(whose);
    expect(plan).toMatch(
      /Index (Only )?Scan using files_list on files[\s\S]*Index Cond: \(\(account_id = [^)]*\)\.col1\) AND \(user_id = /,
    );
    expect(plan).not.toMatch(/Seq Scan on files/);
    // Asked for once, if it is needed at all.
    expect(plan).toContain("hashed SubPlan");
  });
});

describe("a page of the log", () => {
  const entries = 20_000;
  beforeAll(async () => {
    const client = new pg.Client({ connectionString: database.superuserUrl });
    await client.connect();
    await client.query(
      `insert into caudal.audit_entries (account_id, action, object_type, person_ids, changes)
       select $1, 'file.changed', 'file', '{}', '{}' from generate_series(1, $2::int)`,
      [scope.accountId, entries],
    );
    await client.query(
      `insert into caudal.audit_seals (position, entry_id, who_digest, what_digest, link, key_id, sealed_at)
       select row_number() over (order by id), id, sha256('who'), sha256('what'), sha256('link'), 'test', now() from caudal.audit_entries`,
    );
    await client.query("vacuum analyze caudal.audit_entries, caudal.audit_seals");
    await client.end();
  });

  test("reads the entries and seals of that page alone, however long the account's log is", async () => {
    const { sql: text, parameters } = await withScope(database.app.db, scope, async (tx) => {
      const query = pickAuditEntries(tx, { limit: 51 }).compile();
      const rows = await listAuditEntries(tx, { limit: 51 });
      expect(rows.map((row) => row.sealed)).toEqual(Array.from({ length: 51 }, () => true));
      return query;
    });
    const analyzed = await withScope(database.app.db, scope, (tx) =>
      sql<{
        "QUERY PLAN": readonly [{ readonly Plan: PlanNode }];
      }>`explain (analyze, format json, timing off) ${sql.raw(
        text.replaceAll(/\$(\d+)/g, (_, place: string) => String(parameters[Number(place) - 1])),
      )}`.execute(tx),
    );
    const plan = analyzed.rows[0]?.["QUERY PLAN"][0].Plan;
    if (plan === undefined) throw new Error("no plan");
    // Rows that each part of the plan gave, all its times together, those that it threw away included.
    for (const [node, rows] of rowsOf(plan)) expect([node, rows <= 200]).toEqual([node, true]);
  });
});

function rowsOf(node: PlanNode): readonly (readonly [name: string, rows: number])[] {
  const loops = Number(node["Actual Loops"] ?? 0);
  const rows = loops * (Number(node["Actual Rows"] ?? 0) + Number(node["Rows Removed by Filter"] ?? 0));
  const name = [node["Node Type"], node["Relation Name"], node["Index Name"]].filter(Boolean).join(" ");
  return [[name, rows] as const, ...(node.Plans ?? []).flatMap(rowsOf)];
}

describe("connections of the application", () => {
  test("lose a transaction that idles for five seconds, and look in one schema only", async () => {
    const { rows } = await database.app.pool.query<{ idle: string; path: string }>(
      "select current_setting('idle_in_transaction_session_timeout') as idle, current_setting('search_path') as path",
    );
    expect(rows[0]).toEqual({ idle: "5s", path: "caudal" });
  });
});
