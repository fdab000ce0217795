-- Who may read and change what 0003 made. Claim functions stand in (select …) so that a statement evaluates them once, not once a row.
do $$
declare
  table_name text;
begin
  foreach table_name in array array['accounts', 'profiles', 'companies', 'warehouses', 'tabs', 'access_profiles',
    'access_profile_companies', 'access_profile_warehouses', 'access_profile_tabs', 'members'] loop
    execute format('alter table caudal.%I enable row level security, force row level security', table_name);
  end loop;
end
$$;

-- A member reads the account; owners and administrators rename it. Accounts are founded by caudal.found_account alone.
grant select, update (name) on caudal.accounts to caudal_request;
create policy read_own on caudal.accounts for select to caudal_request
  using (id = (select caudal.claim_account_id()));
create policy rename_managed on caudal.accounts for update to caudal_request
  using (id = (select caudal.claim_account_id()) and (select caudal.claim_manages()));

-- A profile is its person's, in every account.
grant select, update (name, locale, auto_process) on caudal.profiles to caudal_request;
create policy read_own on caudal.profiles for select to caudal_request
  using (user_id = (select caudal.claim_user_id()));
create policy change_own on caudal.profiles for update to caudal_request
  using (user_id = (select caudal.claim_user_id()));

-- Members see themselves, managers see all. Only an owner makes, changes or removes an owner; nobody changes or removes himself,
-- so that whoever acts stays, and nobody raises his own role.
grant select, insert, delete, update (role, access_profile_id) on caudal.members to caudal_request;
create policy read_members on caudal.members for select to caudal_request
  using (account_id = (select caudal.claim_account_id()) and (user_id = (select caudal.claim_user_id()) or (select caudal.claim_manages())));
create policy add_members on caudal.members for insert to caudal_request
  with check (account_id = (select caudal.claim_account_id()) and (select caudal.claim_manages())
    and (role <> 'owner' or (select caudal.claim_role()) = 'owner'));
create policy change_members on caudal.members for update to caudal_request
  using (account_id = (select caudal.claim_account_id()) and (select caudal.claim_manages()) and user_id <> (select caudal.claim_user_id())
    and (role <> 'owner' or (select caudal.claim_role()) = 'owner'));
create policy remove_members on caudal.members for delete to caudal_request
  using (account_id = (select caudal.claim_account_id()) and (select caudal.claim_manages()) and user_id <> (select caudal.claim_user_id())
    and (role <> 'owner' or (select caudal.claim_role()) = 'owner'));

grant select, insert, delete, update (name) on caudal.companies to caudal_request;
create policy read_allowed on caudal.companies for select to caudal_request
  using (account_id = (select caudal.claim_account_id())
    and ((select caudal.claim_all_companies())
      or id in (select a.company_id from caudal.access_profile_companies a where a.access_profile_id = (select caudal.claim_access_profile_id()))));

-- A warehouse is open when its company is, and the profile names it or names all.
grant select, insert, delete, update (name, company_id) on caudal.warehouses to caudal_request;
create policy read_allowed on caudal.warehouses for select to caudal_request
  using (account_id = (select caudal.claim_account_id())
    and ((select caudal.claim_all_companies())
      or company_id in (select a.company_id from caudal.access_profile_companies a where a.access_profile_id = (select caudal.claim_access_profile_id())))
    and ((select caudal.claim_all_warehouses())
      or id in (select a.warehouse_id from caudal.access_profile_warehouses a where a.access_profile_id = (select caudal.claim_access_profile_id()))));

grant select, insert, delete, update (key, name) on caudal.tabs to caudal_request;
create policy read_allowed on caudal.tabs for select to caudal_request
  using (account_id = (select caudal.claim_account_id())
    and ((select caudal.claim_manages())
      or id in (select a.tab_id from caudal.access_profile_tabs a where a.access_profile_id = (select caudal.claim_access_profile_id()))));

grant select, insert, delete, update (name, all_companies, all_warehouses, hidden_fields) on caudal.access_profiles to caudal_request;
create policy read_own on caudal.access_profiles for select to caudal_request
  using (account_id = (select caudal.claim_account_id())
    and (id = (select caudal.claim_access_profile_id()) or (select caudal.claim_manages())));

grant select, insert, delete on caudal.access_profile_companies, caudal.access_profile_warehouses, caudal.access_profile_tabs to caudal_request;
create policy read_own on caudal.access_profile_companies for select to caudal_request
  using (account_id = (select caudal.claim_account_id())
    and (access_profile_id = (select caudal.claim_access_profile_id()) or (select caudal.claim_manages())));
create policy read_own on caudal.access_profile_warehouses for select to caudal_request
  using (account_id = (select caudal.claim_account_id())
    and (access_profile_id = (select caudal.claim_access_profile_id()) or (select caudal.claim_manages())));
create policy read_own on caudal.access_profile_tabs for select to caudal_request
  using (account_id = (select caudal.claim_account_id())
    and (access_profile_id = (select caudal.claim_access_profile_id()) or (select caudal.claim_manages())));

-- Owners and administrators write these alike.
do $$
declare
  table_name text;
  managed constant text := 'account_id = (select caudal.claim_account_id()) and (select caudal.claim_manages())';
begin
  foreach table_name in array array['companies', 'warehouses', 'tabs', 'access_profiles',
    'access_profile_companies', 'access_profile_warehouses', 'access_profile_tabs'] loop
    execute format('create policy add_managed on caudal.%I for insert to caudal_request with check (%s)', table_name, managed);
    execute format('create policy remove_managed on caudal.%I for delete to caudal_request using (%s)', table_name, managed);
  end loop;
  foreach table_name in array array['companies', 'warehouses', 'tabs', 'access_profiles'] loop
    execute format('create policy change_managed on caudal.%I for update to caudal_request using (%s)', table_name, managed);
  end loop;
end
$$;
