import { findMember, listMembers } from "@caudal/db/queries/members.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readInScope } from "@caudal/db/scope.ts";
import { sql, type Transaction } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { foundCrew } from "../../testing/crew.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** How often the log was looked into in this transaction: once for each member whose ways in are told. */
async function lookups(tx: Transaction<Database>): Promise<number> {
  const { rows } = await sql<{ scans: number }>`
    select (coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::integer as scans
    from pg_stat_xact_user_tables where schemaname = 'caudal' and relname = 'audit_entries'`.execute(tx);
  return rows[0]?.scans ?? 0;
}

test("finding one member of five tells the same as the list, and asks of that one alone", async () => {
  const { owner, viewer } = await foundCrew(server);
  await readInScope(server.database.app.db, owner.scope, async (tx) => {
    const start = await lookups(tx);
    const found = await findMember(tx, viewer.userId);
    const one = (await lookups(tx)) - start;
    const all = await listMembers(tx);
    const each = (await lookups(tx)) - start - one;
    expect(all).toContainEqual(found);
    expect([one, each]).toEqual([1, all.length]);
    expect(all.length).toBeGreaterThan(4);
  });
});
