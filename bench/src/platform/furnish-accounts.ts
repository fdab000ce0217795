import { createPool } from "@caudal/db/connect.ts";
import type { BenchDatabase } from "../support/open-database.ts";

/** Somebody of a furnished platform, with a few files that are this person's. */
export type Inhabitant = {
  readonly userId: string;
  readonly accountId: string;
  /** Of the person's only session, before it is signed. */
  readonly sessionToken: string;
  readonly files: readonly string[];
  /** Those who share files with this person. */
  readonly sharers: readonly string[];
  /** The owner of the account with the longest log. */
  readonly hasLog: boolean;
};

export type PlatformSize = { readonly people: number; readonly files: number };

/** Three people an account; a hundred files a person, most with fewer and a few with hundreds. */
export const platformSize: PlatformSize = { people: 1_200, files: 120_000 };

/**
 * Fills a database as years of use would: accounts with an owner and two members, files spread over two years and unevenly over people,
 * each with the run, the findings, the rows kept aside and the notifications of a file that was really processed (`templates`), under ids,
 * hashes and dates of its own. Written past triggers and policies, as a restored backup is.
 */
export async function furnishAccounts(
  database: BenchDatabase,
  templates: readonly string[],
  size: PlatformSize = platformSize,
): Promise<readonly Inhabitant[]> {
  const superuser = createPool(database.superuserUrl, { applicationName: "furnish", max: 1, statementTimeout: 0 });
  const client = await superuser.connect();
  try {
    await client.query("set session_replication_role = replica");
    await client.query(inhabitants, [size.people]);
    await client.query(people);
    await client.query(copies, [size.files, size.people, templates]);
    for (const sql of ["create index on copies (user_id)", "analyze copies", ...contents]) await client.query(sql);
    await client.query("vacuum analyze");
    const { rows } = await client.query<Inhabitant>(`
      select user_id as "userId", account_id as "accountId", token as "sessionToken",
        array(select c.file_id from copies c where c.user_id = i.user_id order by c.at desc limit 10) as files,
        array(select distinct s.user_id from caudal.shares s where s.grantee_user_id = i.user_id) as sharers, n = 1 as "hasLog"
      from inhabitants i order by n`);
    return rows;
  } finally {
    client.release();
    await superuser.end();
  }
}

const inhabitants = `
  create temp table inhabitants as
    select n, n % 3 = 1 as owns, gen_random_uuid() as user_id, md5('token' || n) as token, null::uuid as account_id
    from generate_series(1, $1::int) n`;

/** Every third founds an account, and the two after join it. */
const people = `
  do $$
  declare
    one record;
    account uuid;
  begin
    for one in select * from inhabitants order by n loop
      insert into auth."user" ("id", "name", "email", "emailVerified") values (one.user_id, 'Persona ' || one.n, one.n || '@ejemplo.test', true);
      insert into auth."session" ("id", "userId", "token", "expiresAt", "updatedAt")
        values (gen_random_uuid(), one.user_id, one.token, now() + interval '30 days', now());
      if one.owns then
        select f.account_id into account from caudal.found_account(one.user_id, one.n || '@ejemplo.test', 'Persona ' || one.n, 'es') f;
      else
        insert into caudal.profiles (user_id, email, name, locale)
          values (one.user_id, one.n || '@ejemplo.test', 'Persona ' || one.n, case one.n % 2 when 0 then 'es' else 'en' end);
        insert into caudal.members (account_id, user_id, role, access_profile_id)
          select account, one.user_id, 'analyst', p.id from caudal.access_profiles p where p.account_id = account limit 1;
      end if;
      update inhabitants set account_id = account where n = one.n;
    end loop;
  end $$`;

/** The first person has the most files, the last ones almost none. */
const copies = `
  create temp table copies as
    select c.n, gen_random_uuid() as file_id, gen_random_uuid() as run_id, i.user_id, i.account_id, t.id as template,
      t.profile_run_id as template_run, now() - (c.n::bigint * 7919 % 1051200) * interval '1 minute' as at,
      md5(c.n::text) || md5('caudal' || c.n) as sha256
    from generate_series(1, $1::int) c (n)
      join inhabitants i on i.n = 1 + floor($2::int * power((c.n::bigint * 7919 % 100003) / 100003.0, 1.5))::int % $2::int
      join caudal.files t on t.id = ($3::uuid[])[1 + c.n % cardinality($3::uuid[])]`;

const whose = { file_id: "c.file_id", run_id: "c.run_id" };

/** Every twentieth file is open to somebody else of its account. */
const shares = `
  insert into caudal.shares (account_id, user_id, file_id, grantee_kind, grantee_user_id, created_at)
    select c.account_id, c.user_id, c.file_id, 'member', other.user_id, c.at
    from copies c cross join lateral (
      select i.user_id from inhabitants i where i.account_id = c.account_id and i.user_id <> c.user_id order by i.n limit 1) other
    where c.n % 20 = 0`;

/** Whole rows of the templates with other ids: a column that comes later is copied too. */
const contents = [
  copied("files", "template", "id", {
    id: "c.file_id",
    profile_run_id: "c.run_id",
    sha256: "c.sha256",
    uploaded_at: "c.at",
    processed_at: "c.at + interval '9 seconds'",
  }),
  copied("runs", "template_run", "id", { id: "c.run_id", file_id: "c.file_id", queued_at: "c.at" }),
  copied("insights", "template_run", "run_id", { id: "gen_random_uuid()", ...whose }),
  copied("rejects", "template_run", "run_id", whose, 10),
  copied("notifications", "template", "related_file_id", {
    id: "gen_random_uuid()",
    related_file_id: "c.file_id",
    created_at: "c.at",
  }),
  shares,
  // An account's log of a year, and a little of every other one's.
  `insert into caudal.audit_entries (at, account_id, action, object_type, user_id, role, object_id, person_ids, changes)
   select now() - (300000 - e) * interval '1 minute', i.account_id, 'file.changed', 'file', i.user_id, 'owner', gen_random_uuid()::text,
     array[i.user_id], '{"status": {}}'
   from inhabitants i cross join lateral generate_series(1, case when i.n = 1 then 300000 else 100 end) e where i.owns order by e, i.n`,
  `insert into caudal.audit_seals (position, entry_id, who_digest, what_digest, link, key_id, sealed_at)
   select coalesce((select max(position) from caudal.audit_seals), 0) + row_number() over (order by e.id), e.id, sha256('who'), sha256('what'),
     sha256('link'), 'bench', e.at
   from caudal.audit_entries e where not exists (select from caudal.audit_seals s where s.entry_id = e.id)`,
];

/** `per`: of each template at most so many rows. */
function copied(
  table: string,
  template: "template" | "template_run",
  key: string,
  changed: Readonly<Record<string, string>>,
  per = 1000,
): string {
  const changes = Object.entries({ ...changed, account_id: "c.account_id", user_id: "c.user_id" });
  return `insert into caudal.${table}
    select made.* from copies c
      cross join lateral (select t from caudal.${table} t where t.${key} = c.${template} limit ${per}) found
      cross join lateral jsonb_populate_record(found.t, jsonb_build_object(${changes
        .map(([column, value]) => `'${column}', ${value}`)
        .join(", ")})) made`;
}
