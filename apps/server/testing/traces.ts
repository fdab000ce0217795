import { expect, vi } from "vitest";
import { asSuperuser } from "./join-account-of.ts";
import type { TestServer } from "./test-server.ts";

/** In how many rows of which tables a text stands (an id, a name, an address), whatever the column. */
export async function tracesOf(server: TestServer, text: string): Promise<Record<string, number>> {
  return asSuperuser(server, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname in ('caudal', 'auth')`,
    );
    const found: Record<string, number> = {};
    for (const { name } of tables) {
      const { rows } = await client.query<{ n: number }>(
        `select count(*)::int as n from ${name} t where strpos(t::text, $1) > 0`,
        [text],
      );
      if ((rows[0]?.n ?? 0) > 0) found[name] = rows[0]?.n ?? 0;
    }
    return found;
  });
}

/** Waits until every erasure that was asked for has come to its end. */
export async function erasureDone(server: TestServer): Promise<void> {
  await vi.waitFor(
    async () =>
      expect(
        await asSuperuser(server, async (client) => (await client.query("select from caudal.erasures")).rowCount),
      ).toBe(0),
    { timeout: 20_000, interval: 50 },
  );
}
