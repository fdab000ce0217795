import { asSuperuser } from "./join-account-of.ts";
import type { TestServer } from "./test-server.ts";

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Every id that stands in a text. */
export function idsIn(text: string): readonly string[] {
  return [...new Set(text.match(uuid) ?? [])];
}

/** Every row of the whole database in which one of these ids stands, whosever it is, in an order. */
export async function rowsMentioning(server: TestServer, ids: readonly string[]): Promise<readonly string[]> {
  return asSuperuser(server, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname in ('caudal', 'auth') order by 1`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(
        `select t::text as row from ${name} t where t::text ~ $1 order by 1`,
        [ids.join("|")],
      );
      found.push(...rows.map(({ row }) => `${name} ${row}`));
    }
    return found;
  });
}
