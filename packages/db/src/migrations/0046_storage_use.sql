-- What an account keeps is all that lies in the object store for it: files as they came, uploads under way in full length, and the Parquet
-- copies of every run. A copy's size is noted before it is written, under its key, and goes from here once it is removed.
alter table caudal.run_profiles add column table_sizes jsonb not null default '{}' check (jsonb_typeof(table_sizes) = 'object');
create index run_profiles_account on caudal.run_profiles (account_id);
create index uploads_account on caudal.uploads (account_id) where file_id is null;
grant update (table_sizes) on caudal.run_profiles to caudal_request;
grant update (table_sizes) on caudal.run_profiles to caudal_definer;
create policy note_sizes on caudal.run_profiles for update to caudal_definer using (true);
grant execute on function caudal.claim_manages() to caudal_definer;
grant select (storage_bytes, runs_at_once, name, created_at) on caudal.accounts to caudal_definer;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- Bytes by account and person, as the rows say. Only for the functions below.
create function caudal.list_stored(of_account uuid) returns table (user_id uuid, bytes bigint)
language sql stable set search_path = '' as $$
  select f.user_id, f.file_size from caudal.files f where f.account_id = of_account
  union all
  select u.user_id, u.declared_size from caudal.uploads u where u.account_id = of_account and u.file_id is null
  union all
  select p.user_id, size.value::bigint from caudal.run_profiles p cross join lateral jsonb_each_text(p.table_sizes) size
  where p.account_id = of_account
$$;

-- As in 0033, with the copies.
create or replace function caudal.storage_state(default_limit bigint) returns table (used bigint, most bigint)
language sql stable security definer set search_path = '' as $$
  select (select coalesce(sum(s.bytes), 0) from caudal.list_stored(caudal.claim_account_id()) s)::bigint,
    coalesce((select a.storage_bytes from caudal.accounts a where a.id = caudal.claim_account_id()),
      case when default_limit >= 0 then default_limit end)
$$;

-- How much each person keeps in the account of a manager's scope, and nothing else of it: no row in another's. Whoever is no member any more
-- and left something has no name here.
create function caudal.storage_by_person() returns table (user_id uuid, name text, bytes bigint)
language sql stable security definer set search_path = '' as $$
  select s.user_id, (select p.name from caudal.profiles p join caudal.members m on m.user_id = p.user_id
      where p.user_id = s.user_id and m.account_id = caudal.claim_account_id()), sum(s.bytes)::bigint
  from (
    select * from caudal.list_stored(caudal.claim_account_id())
    union all
    select m.user_id, 0 from caudal.members m where m.account_id = caudal.claim_account_id()
  ) s
  where caudal.claim_manages()
  group by s.user_id order by 3 desc, 2, 1
$$;

-- How many runs the account of the scope may have at once, and has.
create function caudal.runs_state(default_most integer) returns table (most integer, working bigint, waiting bigint)
language sql stable security definer set search_path = '' as $$
  select coalesce((select a.runs_at_once from caudal.accounts a where a.id = caudal.claim_account_id()), default_most),
    count(*) filter (where r.state in ('running', 'cancelling')), count(*) filter (where r.state in ('queued', 'waiting'))
  from caudal.runs r where r.account_id = caudal.claim_account_id() and r.state in ('running', 'cancelling', 'queued', 'waiting')
$$;

-- Accounts with what they keep and their own figures, by id: the operator's.
create function caudal.list_quotas(after_id uuid, at_most integer)
returns table (id uuid, name text, used bigint, storage_bytes bigint, runs_at_once integer)
language sql stable security definer set search_path = '' as $$
  select a.id, a.name, (select coalesce(sum(s.bytes), 0) from caudal.list_stored(a.id) s)::bigint, a.storage_bytes, a.runs_at_once
  from caudal.accounts a where after_id is null or a.id > after_id order by a.id limit at_most
$$;

-- The copies of runs that have ended, with the size that is noted for each, by run: for comparing with what lies there.
create function caudal.list_kept_tables(after_run uuid, at_most integer) returns table (run_id uuid, keys text[], sizes jsonb)
language sql stable security definer set search_path = '' as $$
  select p.run_id, p.written_keys, p.table_sizes
  from caudal.run_profiles p join caudal.runs r on r.id = p.run_id
  where r.state in ('succeeded', 'failed', 'cancelled') and (after_run is null or p.run_id > after_run)
    and (cardinality(p.written_keys) > 0 or p.table_sizes <> '{}')
  order by p.run_id limit at_most
$$;

-- Notes what was found, unless somebody changed it meanwhile.
create function caudal.note_table_sizes(of_run uuid, keys text[], before jsonb, found jsonb) returns boolean
language sql security definer set search_path = '' as $$
  with noted as (
    update caudal.run_profiles p set table_sizes = found
    where p.run_id = of_run and p.written_keys = keys and p.table_sizes = before returning 1
  )
  select exists (select from noted)
$$;

revoke execute on function caudal.list_stored(uuid), caudal.storage_by_person(), caudal.runs_state(integer), caudal.list_quotas(uuid, integer),
  caudal.list_kept_tables(uuid, integer), caudal.note_table_sizes(uuid, text[], jsonb, jsonb) from public;
grant execute on function caudal.storage_by_person(), caudal.runs_state(integer), caudal.list_quotas(uuid, integer),
  caudal.list_kept_tables(uuid, integer), caudal.note_table_sizes(uuid, text[], jsonb, jsonb) to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
