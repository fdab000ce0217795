-- What every request asks, and what a list asks of each of its rows, with fewer statements and without planning them anew.

-- Bytes of the copies that a run keeps.
create function caudal.sum_of_sizes(sizes jsonb) returns bigint language sql immutable strict set search_path = '' as $$
  select coalesce(sum(value::bigint), 0)::bigint from jsonb_each_text(sizes)
$$;
revoke execute on function caudal.sum_of_sizes(jsonb) from public;
grant execute on function caudal.sum_of_sizes(jsonb) to caudal_request, caudal_definer;
alter table caudal.run_profiles add column table_bytes bigint not null generated always as (caudal.sum_of_sizes(table_sizes)) stored;

-- What an account keeps is summed up from these alone, and the findings of a list's files are counted by theirs.
create index files_stored on caudal.files (account_id) include (user_id, file_size);
drop index caudal.run_profiles_account;
create index run_profiles_account on caudal.run_profiles (account_id) include (user_id, table_bytes);
drop index caudal.insights_run;
create index insights_run on caudal.insights (run_id) include (file_id, account_id, user_id);

grant usage on schema caudal to caudal_signin;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- As in 0057, with the language that the person chose.
drop function caudal.resolve_acting(uuid, uuid);
create function caudal.resolve_acting(asking_user uuid, asking_session uuid)
returns table (account_id uuid, role text, locale text, member_id uuid, member_name text, member_role text, view_ends_at timestamptz, factor_missing boolean)
language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
begin
  if exists (select from caudal.views v where v.session_id = asking_session and v.ends_at <= clock_timestamp()) then
    delete from caudal.views v where v.session_id = asking_session and v.ends_at <= clock_timestamp();
  end if;
  return query
    select acting.account_id, acting.role, acting.locale, v.member_id, p.name, member.role, v.ends_at,
      a.second_factor_required
        and not exists (select from auth.second_factors f where f.user_id = asking_user and f.confirmed_at is not null)
        and not exists (select from auth."session" s where s.id = asking_session and s."providerFactor")
    from (
      select m.account_id, m.role, own.locale from caudal.members m
        join caudal.profiles own on own.user_id = m.user_id
        left join caudal.session_accounts s on s.session_id = asking_session and s.account_id = m.account_id and s.user_id = m.user_id
      where m.user_id = asking_user order by s.session_id is null, m.created_at, m.account_id limit 1
    ) acting
      join caudal.accounts a on a.id = acting.account_id
      left join caudal.views v on v.session_id = asking_session and v.account_id = acting.account_id and v.manager_id = asking_user
      left join caudal.members member on member.account_id = v.account_id and member.user_id = v.member_id
      left join caudal.profiles p on p.user_id = v.member_id;
end
$$;
revoke execute on function caudal.resolve_acting(uuid, uuid) from public;
-- Sign-in's login asks it in the statement that looks a session up.
grant execute on function caudal.resolve_acting(uuid, uuid) to caudal_request, caudal_signin;

-- As in 0057, with the same.
drop function caudal.resolve_key(bytea);
create function caudal.resolve_key(hash bytea)
returns table (key_id uuid, user_id uuid, account_id uuid, role text, locale text, scopes text[], expires_at timestamptz, factor_missing boolean)
language sql security definer set search_path = '' as $$
  with used as (
    update caudal.api_keys k set last_used_at = now()
    where k.secret_hash = hash and k.revoked_at is null and k.expires_at > now()
      and (k.last_used_at is null or k.last_used_at < now() - interval '5 minutes')
  )
  select k.id, k.user_id, k.account_id, m.role, p.locale, k.scopes, k.expires_at,
    a.second_factor_required and not k.provider_factor
      and not exists (select from auth.second_factors f where f.user_id = k.user_id and f.confirmed_at is not null)
  from caudal.api_keys k join caudal.members m on m.account_id = k.account_id and m.user_id = k.user_id
    join caudal.accounts a on a.id = k.account_id
    join caudal.profiles p on p.user_id = k.user_id
  where k.secret_hash = hash and k.revoked_at is null and k.expires_at > now()
$$;
revoke execute on function caudal.resolve_key(bytea) from public;
grant execute on function caudal.resolve_key(bytea) to caudal_request;

-- As in 0042, in a language whose statements keep their plan: it is asked for each shared file of a list.
create or replace function caudal.name_sharers(people uuid[]) returns table (user_id uuid, name text)
  language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  in_account constant uuid := nullif(current_setting('caudal.account_id', true), '');
  asking constant uuid := nullif(current_setting('caudal.user_id', true), '');
begin
  return query
    select p.user_id, p.name from unnest(people) as named (id) join caudal.profiles p on p.user_id = named.id
    where exists (select from caudal.shares s where s.account_id = in_account and s.user_id = p.user_id and s.grantee_user_id = asking)
      or exists (select from caudal.shares s where s.account_id = in_account and s.grantee_user_id = p.user_id and s.user_id = asking);
end
$$;

-- As in 0046, from what the rows say themselves.
create or replace function caudal.list_stored(of_account uuid) returns table (user_id uuid, bytes bigint)
  language sql stable set search_path = '' as $$
  select f.user_id, f.file_size from caudal.files f where f.account_id = of_account
  union all
  select u.user_id, u.declared_size from caudal.uploads u where u.account_id = of_account and u.file_id is null
  union all
  select p.user_id, p.table_bytes from caudal.run_profiles p where p.account_id = of_account
$$;
reset role;
revoke create on schema caudal from caudal_definer;
