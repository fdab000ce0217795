-- Nobody ever marked an account as the demonstration's: the demonstration signs up as everybody does.
grant create on schema caudal to caudal_definer;
set local role caudal_definer;
drop function caudal.found_account(uuid, text, text, text, boolean);
create function caudal.found_account(new_user uuid, new_email text, new_name text, new_locale text)
returns table (account_id uuid, role text) language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  new_account constant uuid := gen_random_uuid();
  new_profile constant uuid := gen_random_uuid();
  tab record;
begin
  -- The row is locked until the end of this transaction, so that of two calls the second one finds what the first one made.
  insert into caudal.profiles (user_id, email, name, locale) values (new_user, new_email, new_name, new_locale)
  on conflict (user_id) do update set user_id = excluded.user_id;
  if not exists (select from caudal.members m where m.user_id = new_user) then
    insert into caudal.accounts (id, name) values (new_account, new_name);
    insert into caudal.access_profiles (id, account_id, name, all_companies, all_warehouses) values (new_profile, new_account, 'Todo', true, true);
    for tab in
      select gen_random_uuid() as id, named.key, named.name
      from (values ('leaders', 'Líderes'), ('ceo', 'CEO'), ('cfo', 'CFO'), ('testing', 'Pruebas')) as named (key, name)
    loop
      insert into caudal.tabs (id, account_id, key, name) values (tab.id, new_account, tab.key, tab.name);
      insert into caudal.access_profile_tabs (account_id, access_profile_id, tab_id) values (new_account, new_profile, tab.id);
    end loop;
    insert into caudal.members (account_id, user_id, role, access_profile_id) values (new_account, new_user, 'owner', new_profile);
  end if;
  return query select m.account_id, m.role from caudal.resolve_member(new_user) m;
end
$$;
revoke execute on function caudal.found_account(uuid, text, text, text) from public;
grant execute on function caudal.found_account(uuid, text, text, text) to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
alter table caudal.accounts drop column is_demo;
