import pg from "pg";
import type { TestDatabase } from "./test-database.ts";

/**
 * What a clock of the database's machine that was set back by so much leaves: everything that was written down before stands later by as
 * much. No function, constraint or trigger tells the two apart.
 */
export async function setClockBack({ superuserUrl }: Pick<TestDatabase, "superuserUrl">, ms: number): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query("begin");
    // Nobody wrote these rows: no trigger is to say so.
    await client.query("set local session_replication_role = replica");
    const { rows } = await client.query<{ name: string; columns: string[] }>(
      `select format('%I.%I', n.nspname, c.relname) as name, array_agg(quote_ident(a.attname)) as columns
       from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
       where n.nspname in ('caudal', 'auth') and c.relkind = 'r' and a.atttypid = 'timestamptz'::regtype and not a.attisdropped
         and a.attgenerated = ''
       group by 1`,
    );
    for (const { name, columns } of rows)
      await client.query(
        `update ${name} set ${columns.map((column) => `${column} = ${column} + ${ms} * interval '1 millisecond'`).join(", ")}`,
      );
    await client.query("commit");
  } finally {
    await client.end();
  }
}
