import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPerson } from "../../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { withScope, type Scope } from "../scope.ts";
import { listWebhookDeliveries, pickDeliveries, type DeliveriesAsked } from "./webhooks.ts";

let database: TestDatabase;
let scope: Scope;
const webhook = randomUUID();
const failed = 3;
beforeAll(async () => {
  database = await createTestDatabase();
  ({ scope } = await createPerson(database));
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  await client.query(
    `insert into caudal.webhooks (id, account_id, user_id, name, url, secret, kinds)
     values ($1, $2, $3, 'Bodega', 'https://example.org/', 's', '{file.done}')`,
    [webhook, scope.accountId, scope.userId],
  );
  // What failed is older than thousands that arrived.
  await client.query(
    `insert into caudal.webhook_deliveries (id, webhook_id, account_id, user_id, kind, state, created_at)
     select gen_random_uuid(), $1, $2, $3, 'file.done', case when i > 20000 then 'failed' else 'sent' end,
       now() - i * interval '1 minute' from generate_series(1, 20000 + $4::integer) i`,
    [webhook, scope.accountId, scope.userId, failed],
  );
  await client.query("analyze caudal.webhook_deliveries");
  await client.end();
});
afterAll(() => database.close());

/** As the application's connections plan it: once, whatever its parameters are. To explain it with them given would plan it for those. */
const explain = (asked: DeliveriesAsked): Promise<string> =>
  withScope(database.app.db, scope, async (tx) => {
    const { sql: text, parameters } = pickDeliveries(tx, webhook, asked).compile();
    const given = sql.join(parameters.map((each) => sql.lit(each)));
    await sql`prepare listed as ${sql.raw(text)}`.execute(tx);
    const plan = sql<{ "QUERY PLAN": string }>`explain (costs off) execute listed(${given})`;
    const { rows } = await plan.execute(tx);
    await sql`deallocate listed`.execute(tx);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
const after = { at: "2100-01-01 00:00:00+00", id: randomUUID() };

test.each([
  { of: "first", asked: { state: "failed", limit: 21 } },
  { of: "next", asked: { state: "failed", limit: 21, after } },
] as const)("the $of failed deliveries are read by their index, and not looked for in all", async ({ asked }) => {
  const plan = await explain(asked);
  expect(plan).toContain("Index Scan using webhook_deliveries_failed");
  const rows = await withScope(database.app.db, scope, (tx) => listWebhookDeliveries(tx, webhook, asked));
  expect(rows.map((row) => row.state)).toEqual(Array.from({ length: failed }, () => "failed"));
});

test("all deliveries, and those that arrived, are led by the index of the list", async () => {
  expect(await explain({ limit: 21 })).toContain("Index Scan using webhook_deliveries_list");
  expect(await explain({ state: "sent", limit: 21, after })).toContain("Index Scan using webhook_deliveries_list");
});
