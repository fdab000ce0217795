-- How many files an account may keep is limited as its bytes are: a million files of one byte fill a disk's table of files, the backup and
-- every list, and no sum of bytes tells. Null follows the server's settings, as in 0033.
alter table caudal.accounts add column files_at_most integer check (files_at_most >= 0);
grant select (files_at_most), update (files_at_most) on caudal.accounts to caudal_definer;

select caudal.audit_table('caudal.accounts', '{"subject": "account", "account": "id", "name": "name", "people": ["named_after"],
  "ignored": ["created_at", "named_after"], "verbs": {"insert": "created", "delete": "removed", "update": [
    {"verb": "quota_set", "column": "storage_bytes"}, {"verb": "quota_set", "column": "files_at_most"},
    {"verb": "quota_set", "column": "runs_at_once"},
    {"verb": "newcomers_profile_set", "column": "default_access_profile_id"},
    {"verb": "factor_required", "column": "second_factor_required", "to": "true"},
    {"verb": "factor_optional", "column": "second_factor_required"}, {"verb": "changed"}]}}');

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

drop function caudal.lock_storage(bigint);
drop function caudal.storage_state(bigint);
drop function caudal.set_quota(uuid, bigint, integer);
drop function caudal.list_quotas(uuid, integer);

-- Files, and uploads under way, each of which becomes one. Only for the functions below.
create function caudal.count_files(of_account uuid) returns bigint language sql stable set search_path = '' as $$
  select (select count(*) from caudal.files f where f.account_id = of_account)
    + (select count(*) from caudal.uploads u where u.account_id = of_account and u.file_id is null)
$$;

-- As in 0046, with the files. Of both defaults a negative one stands for no limit.
create function caudal.storage_state(default_bytes bigint, default_files integer)
returns table (used bigint, most bigint, files bigint, most_files integer)
language sql stable security definer set search_path = '' as $$
  select (select coalesce(sum(s.bytes), 0) from caudal.list_stored(caudal.claim_account_id()) s)::bigint,
    coalesce(own.storage_bytes, case when default_bytes >= 0 then default_bytes end),
    caudal.count_files(caudal.claim_account_id()),
    coalesce(own.files_at_most, case when default_files >= 0 then default_files end)
  from (values (1)) as always left join caudal.accounts own on own.id = caudal.claim_account_id()
$$;

-- The same, with the account locked until the transaction ends: of two uploads that are announced at once, the second counts the first.
create function caudal.lock_storage(default_bytes bigint, default_files integer)
returns table (used bigint, most bigint, files bigint, most_files integer)
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'storage', caudal.claim_account_id()), 0));
  return query select s.used, s.most, s.files, s.most_files from caudal.storage_state(default_bytes, default_files) s;
end
$$;

-- Sets those of an account's own figures that stand in `figures`; null leaves one to the settings. False where there is no such account.
create function caudal.set_quota(of_account uuid, figures jsonb) returns boolean
language sql security definer set search_path = '' as $$
  with changed as (
    update caudal.accounts set
      storage_bytes = case when figures ? 'storage_bytes' then (figures ->> 'storage_bytes')::bigint else storage_bytes end,
      files_at_most = case when figures ? 'files' then (figures ->> 'files')::integer else files_at_most end,
      runs_at_once = case when figures ? 'runs' then (figures ->> 'runs')::integer else runs_at_once end
    where id = of_account returning 1
  )
  select exists (select from changed)
$$;

-- Accounts with what they keep and their own figures, by id: the operator's.
create function caudal.list_quotas(after_id uuid, at_most integer)
returns table (id uuid, name text, used bigint, storage_bytes bigint, files bigint, files_at_most integer, runs_at_once integer)
language sql stable security definer set search_path = '' as $$
  select a.id, a.name, (select coalesce(sum(s.bytes), 0) from caudal.list_stored(a.id) s)::bigint, a.storage_bytes,
    caudal.count_files(a.id), a.files_at_most, a.runs_at_once
  from caudal.accounts a where after_id is null or a.id > after_id order by a.id limit at_most
$$;

revoke execute on function caudal.count_files(uuid), caudal.storage_state(bigint, integer), caudal.lock_storage(bigint, integer),
  caudal.set_quota(uuid, jsonb), caudal.list_quotas(uuid, integer) from public;
grant execute on function caudal.storage_state(bigint, integer), caudal.lock_storage(bigint, integer),
  caudal.set_quota(uuid, jsonb), caudal.list_quotas(uuid, integer) to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
