import type { Remains } from "./history.ts";
import type { Stage } from "./stage.ts";

/** In which tables the id or the address of somebody stands, whatever the column. */
export async function findTraces(
  stage: Stage,
  people: readonly { readonly userId: string; readonly email: string }[],
): Promise<Remains["traces"]> {
  const tables = await stage.look<{ readonly name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('caudal', 'auth')`,
  );
  const found: { readonly who: string; readonly table: string }[] = [];
  for (const { name } of tables)
    found.push(
      ...(await stage.look<{ who: string; table: string }>(
        `select p.id as who, $3::text as "table" from unnest($1::text[], $2::text[]) as p (id, email)
         where exists (select from ${name} t where strpos(t::text, p.id) > 0 or strpos(t::text, p.email) > 0)`,
        [people.map(({ userId }) => userId), people.map(({ email }) => email), name],
      )),
    );
  return found;
}
