-- What whoever left had brought stays theirs for 30 days, and nobody in the account can make room of it: it does not count as long as it is
-- not more than what the account may keep, and what is more counts. So a leaver stops nobody's uploads, and whoever removes members in turn
-- keeps twice as much at most.
grant create on schema caudal to caudal_definer;
set local role caudal_definer;

drop function caudal.lock_storage(bigint, integer);
drop function caudal.storage_state(bigint, integer);
drop function caudal.storage_by_person();
drop function caudal.list_quotas(uuid, integer);
drop function caudal.list_stored(uuid);
drop function caudal.count_files(uuid);

-- Bytes and files by person, as the rows say: files as they came, uploads under way, each of which becomes a file, and the copies of runs.
-- Whoever is no member has left. Only for the functions below.
create function caudal.kept_by_person(of_account uuid) returns table (user_id uuid, bytes bigint, files bigint, departed boolean)
language sql stable set search_path = '' as $$
  select k.user_id, sum(k.bytes)::bigint, sum(k.files)::bigint,
    not exists (select from caudal.members m where m.account_id = of_account and m.user_id = k.user_id)
  from (
    select f.user_id, sum(f.file_size) as bytes, count(*) as files from caudal.files f where f.account_id = of_account group by 1
    union all
    select u.user_id, sum(u.declared_size), count(*) from caudal.uploads u where u.account_id = of_account and u.file_id is null group by 1
    union all
    select p.user_id, sum(p.table_bytes), 0 from caudal.run_profiles p where p.account_id = of_account group by 1
  ) k group by k.user_id
$$;

-- What counts in the scope's account of how much it may (`most`, `most_files`; null without a limit; of both defaults a negative one stands
-- for none), what of it whoever left had brought, counted or not, and what whoever asks keeps themselves.
create function caudal.storage_state(default_bytes bigint, default_files integer)
returns table (used bigint, most bigint, files bigint, most_files integer, departed_bytes bigint, departed_files bigint, own_bytes bigint,
  own_files bigint)
language sql stable security definer set search_path = '' as $$
  select kept.bytes + greatest(0, kept.departed_bytes - limits.most), limits.most,
    kept.files + greatest(0, kept.departed_files - limits.most_files), limits.most_files,
    kept.departed_bytes, kept.departed_files, kept.own_bytes, kept.own_files
  from (
    select coalesce(own.storage_bytes, case when default_bytes >= 0 then default_bytes end) as most,
      coalesce(own.files_at_most, case when default_files >= 0 then default_files end) as most_files
    from (values (1)) as always left join caudal.accounts own on own.id = caudal.claim_account_id()
  ) limits, (
    select coalesce(sum(k.bytes) filter (where not k.departed), 0)::bigint as bytes,
      coalesce(sum(k.files) filter (where not k.departed), 0)::bigint as files,
      coalesce(sum(k.bytes) filter (where k.departed), 0)::bigint as departed_bytes,
      coalesce(sum(k.files) filter (where k.departed), 0)::bigint as departed_files,
      coalesce(sum(k.bytes) filter (where k.user_id = caudal.claim_user_id()), 0)::bigint as own_bytes,
      coalesce(sum(k.files) filter (where k.user_id = caudal.claim_user_id()), 0)::bigint as own_files
    from caudal.kept_by_person(caudal.claim_account_id()) k
  ) kept
$$;

-- The same, with the account locked until the transaction ends: of two uploads that are announced at once, the second counts the first.
create function caudal.lock_storage(default_bytes bigint, default_files integer)
returns table (used bigint, most bigint, files bigint, most_files integer, departed_bytes bigint, departed_files bigint, own_bytes bigint,
  own_files bigint)
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'storage', caudal.claim_account_id()), 0));
  return query select s.* from caudal.storage_state(default_bytes, default_files) s;
end
$$;

-- How much each person keeps in the account of a manager's scope, and nothing else of it: no row in another's. Of whoever left, until when;
-- the name is there as long as the departure is, which managers see as well.
create function caudal.storage_by_person() returns table (user_id uuid, name text, bytes bigint, departed boolean, ends_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select s.user_id, (select p.name from caudal.profiles p where p.user_id = s.user_id and (not s.departed or d.user_id is not null)),
    s.bytes, s.departed, case when s.departed and d.ends_at > clock_timestamp() then d.ends_at end
  from (
    select k.user_id, k.bytes, k.departed from caudal.kept_by_person(caudal.claim_account_id()) k
    union all
    select m.user_id, 0, false from caudal.members m where m.account_id = caudal.claim_account_id()
      and not exists (select from caudal.kept_by_person(caudal.claim_account_id()) k where k.user_id = m.user_id)
  ) s left join caudal.departures d on d.account_id = caudal.claim_account_id() and d.user_id = s.user_id
  where caudal.claim_manages()
  order by s.departed, s.bytes desc, 2, 1
$$;

-- Accounts with what lies there for them, all of it, what of that whoever left had brought, and their own figures, by id: the operator's.
create function caudal.list_quotas(after_id uuid, at_most integer)
returns table (id uuid, name text, used bigint, storage_bytes bigint, files bigint, files_at_most integer, runs_at_once integer,
  departed_bytes bigint, departed_files bigint)
language sql stable security definer set search_path = '' as $$
  select a.id, a.name, kept.bytes, a.storage_bytes, kept.files, a.files_at_most, a.runs_at_once, kept.departed_bytes, kept.departed_files
  from caudal.accounts a cross join lateral (
    select coalesce(sum(k.bytes), 0)::bigint as bytes, coalesce(sum(k.files), 0)::bigint as files,
      coalesce(sum(k.bytes) filter (where k.departed), 0)::bigint as departed_bytes,
      coalesce(sum(k.files) filter (where k.departed), 0)::bigint as departed_files
    from caudal.kept_by_person(a.id) k
  ) kept
  where after_id is null or a.id > after_id order by a.id limit at_most
$$;

revoke execute on function caudal.kept_by_person(uuid), caudal.storage_state(bigint, integer), caudal.lock_storage(bigint, integer),
  caudal.storage_by_person(), caudal.list_quotas(uuid, integer) from public;
grant execute on function caudal.storage_state(bigint, integer), caudal.lock_storage(bigint, integer), caudal.storage_by_person(),
  caudal.list_quotas(uuid, integer) to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
