import type pg from "pg";

/**
 * The database as its catalogs tell it, in a text that diffs well: tables with columns, constraints, indexes, policies, triggers and
 * grants, then functions. For reading, not for running.
 */
export async function describeSchema(client: pg.Client): Promise<string> {
  const lines = async (text: string): Promise<readonly string[]> =>
    (await client.query<{ line: string }>(text)).rows.map((row) => row.line);
  await client.query("set search_path = ''");
  const tables = await lines(`
    with tables as (
      select c.oid, c.relname, n.nspname, c.oid::regclass::text as name, c.relacl, c.relowner, c.relforcerowsecurity as forced
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('auth', 'caudal') and c.relkind = 'r'
    )
    select concat_ws(e'\\n',
      'table ' || t.name || case when t.forced then ' (force row level security)' else '' end,
      (select string_agg('  ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
          || case when a.attnotnull then ' not null' else '' end
          || case a.attidentity when 'a' then ' generated always as identity' else '' end
          || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''), e'\\n' order by a.attnum)
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped),
      (select string_agg('  constraint ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid), e'\\n' order by k.conname)
        from pg_constraint k where k.conrelid = t.oid and k.contype in ('p', 'u', 'f', 'c')),
      (select string_agg('  ' || pg_get_indexdef(i.indexrelid), e'\\n' order by i.indexrelid::regclass::text)
        from pg_index i where i.indrelid = t.oid and not exists (select from pg_constraint k where k.conindid = i.indexrelid)),
      (select string_agg('  ' || pg_get_statisticsobjdef(x.oid), e'\\n' order by x.stxname)
        from pg_statistic_ext x where x.stxrelid = t.oid),
      (select string_agg('  policy ' || p.policyname || ' for ' || lower(p.cmd) || ' to ' || array_to_string(p.roles, ', ')
          || coalesce(' using ' || p.qual, '') || coalesce(' with check ' || p.with_check, ''), e'\\n' order by p.policyname)
        from pg_policies p where p.schemaname = t.nspname and p.tablename = t.relname),
      (select string_agg('  ' || pg_get_triggerdef(g.oid), e'\\n' order by g.tgname) from pg_trigger g where g.tgrelid = t.oid and not g.tgisinternal),
      (select string_agg('  grant ' || grants.privileges || ' to ' || grants.grantee, e'\\n' order by grants.grantee)
        from (select x.grantee::regrole::text as grantee, lower(string_agg(x.privilege_type, ', ' order by x.privilege_type)) as privileges
              from aclexplode(t.relacl) x where x.grantee <> t.relowner group by x.grantee) grants),
      (select string_agg('  grant ' || grants.privilege || ' (' || grants.columns || ') to ' || grants.grantee, e'\\n' order by grants.grantee, grants.privilege)
        from (select x.grantee::regrole::text as grantee, lower(x.privilege_type) as privilege, string_agg(a.attname, ', ' order by a.attnum) as columns
              from pg_attribute a, aclexplode(a.attacl) x where a.attrelid = t.oid group by 1, 2) grants)
    ) || e'\\n' as line
    from tables t order by t.name collate "C"`);
  const functions = await lines(`
    select concat_ws(e'\\n', 'function ' || p.oid::regprocedure::text || ' owned by ' || p.proowner::regrole::text,
      (select '  execute to ' || string_agg(x.grantee::regrole::text, ', ' order by x.grantee::regrole::text)
        from aclexplode(p.proacl) x where x.grantee <> p.proowner),
      rtrim(pg_get_functiondef(p.oid), e'\\n')) || e'\\n' as line
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('auth', 'caudal') order by p.oid::regprocedure::text collate "C"`);
  return [...tables, ...functions].join("\n");
}
