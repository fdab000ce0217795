-- Which access profile somebody gets whom the operator's sign-in service brings is a fact that managers choose. Until now it was the profile
-- of a certain name: whoever renamed it gave newcomers another one.
alter table caudal.accounts add column default_access_profile_id uuid;

-- The profile that newcomers have been getting.
grant update (default_access_profile_id) on caudal.accounts to caudal_definer;
set local role caudal_definer;
update caudal.accounts a set default_access_profile_id = (select p.id from caudal.access_profiles p where p.account_id = a.id
  order by (p.name in ('Todo', 'Everything')) desc, p.name limit 1);
reset role;
revoke update (default_access_profile_id) on caudal.accounts from caudal_definer;

-- An account and its first profile begin together, so each is there before the other one is asked for.
alter table caudal.accounts alter column default_access_profile_id set not null,
  add constraint accounts_default_access_profile foreign key (default_access_profile_id, id)
    references caudal.access_profiles (id, account_id) deferrable initially deferred;
create index accounts_default_access_profile on caudal.accounts (default_access_profile_id);
grant update (default_access_profile_id) on caudal.accounts to caudal_request;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- As in 0047.
create or replace function caudal.found_account(new_user uuid, new_email text, new_name text, new_locale text)
returns table (account_id uuid, role text) language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  new_account constant uuid := gen_random_uuid();
  new_profile constant uuid := gen_random_uuid();
  tab record;
begin
  perform set_config('caudal.acting_user', new_user::text, true);
  -- Of two calls the second one waits for the first one's row, and finds what it made.
  insert into caudal.profiles (user_id, email, name, locale) values (new_user, new_email, new_name, new_locale)
  on conflict (user_id) do nothing;
  if found then
    insert into caudal.accounts (id, name, named_after, default_access_profile_id) values (new_account, new_name, new_user, new_profile);
    insert into caudal.access_profiles (id, account_id, name, all_companies, all_warehouses) values (new_profile, new_account, case new_locale when 'en' then 'Everything' else 'Todo' end, true, true);
    for tab in
      select gen_random_uuid() as id, named.key, case new_locale when 'en' then named.english else named.spanish end as name
      from (values ('leaders', 'Líderes', 'Leaders'), ('ceo', 'CEO', 'CEO'), ('cfo', 'CFO', 'CFO'), ('testing', 'Pruebas', 'Testing'))
        as named (key, spanish, english)
    loop
      insert into caudal.tabs (id, account_id, key, name) values (tab.id, new_account, tab.key, tab.name);
      insert into caudal.access_profile_tabs (account_id, access_profile_id, tab_id) values (new_account, new_profile, tab.id);
    end loop;
    insert into caudal.members (account_id, user_id, role, access_profile_id) values (new_account, new_user, 'owner', new_profile);
  end if;
  perform set_config('caudal.acting_user', '', true);
  return query select m.account_id, m.role from caudal.resolve_member(new_user) m;
end
$$;

create or replace function caudal.join_account(new_user uuid, new_email text, new_name text, new_locale text, joined uuid, new_role text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  profile_id uuid;
begin
  if new_role not in ('admin', 'analyst', 'viewer') then
    raise exception 'nobody joins as %', new_role using errcode = 'check_violation';
  end if;
  select a.default_access_profile_id into profile_id from caudal.accounts a where a.id = joined;
  if profile_id is null then
    raise exception 'there is no account %', joined using errcode = 'no_data_found';
  end if;
  insert into caudal.profiles (user_id, email, name, locale) values (new_user, new_email, new_name, new_locale) on conflict (user_id) do nothing;
  if not found then
    return false;
  end if;
  insert into caudal.members (account_id, user_id, role, access_profile_id) values (joined, new_user, new_role, profile_id);
  return true;
end
$$;
reset role;
revoke create on schema caudal from caudal_definer;

select caudal.audit_table('caudal.accounts', '{"subject": "account", "account": "id", "name": "name", "people": ["named_after"],
  "ignored": ["created_at", "named_after"], "verbs": {"insert": "created", "delete": "removed", "update": [
    {"verb": "quota_set", "column": "storage_bytes"}, {"verb": "quota_set", "column": "runs_at_once"},
    {"verb": "newcomers_profile_set", "column": "default_access_profile_id"}, {"verb": "changed"}]}}');
