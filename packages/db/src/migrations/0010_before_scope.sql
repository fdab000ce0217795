-- What happens before a scope exists: one function each, owned by caudal_definer, which cannot log in and has policies of its own.

grant insert on caudal.accounts, caudal.members, caudal.access_profiles, caudal.tabs, caudal.access_profile_tabs to caudal_definer;
grant select on caudal.members, caudal.access_profiles to caudal_definer;
grant insert (user_id, email, name, locale), update (user_id) on caudal.profiles to caudal_definer;
create policy found_accounts on caudal.accounts for insert to caudal_definer with check (true);
create policy found_members on caudal.members for insert to caudal_definer with check (true);
create policy know_members on caudal.members for select to caudal_definer using (true);
create policy found_access_profiles on caudal.access_profiles for insert to caudal_definer with check (true);
create policy know_access_profiles on caudal.access_profiles for select to caudal_definer using (true);
create policy found_tabs on caudal.tabs for insert to caudal_definer with check (true);
create policy found_access_profile_tabs on caudal.access_profile_tabs for insert to caudal_definer with check (true);
create policy found_profiles on caudal.profiles for insert to caudal_definer with check (true);
create policy hold_profiles on caudal.profiles for update to caudal_definer using (true);

-- Sets the claims of this transaction, and says whether the person is a member of the account; where not, nobody asks and no row is
-- visible. One statement: nothing can run between the check and the claims. They last as long as the transaction (set_config with
-- is_local), so a pooled connection hands nothing on. The application's login is trusted to say who asks (it has checked the session);
-- what this keeps out is a person in an account that he does not, or no longer, belong to.
create function caudal.set_scope(asking_user uuid, in_account uuid) returns boolean language plpgsql security definer set search_path = '' as $$
declare
  member record;
  manages boolean;
begin
  select m.role, m.access_profile_id, p.all_companies, p.all_warehouses into member
  from caudal.members m join caudal.access_profiles p on p.id = m.access_profile_id
  where m.account_id = in_account and m.user_id = asking_user;
  if not found then
    perform set_config(name, '', true) from unnest(array['caudal.user_id', 'caudal.account_id', 'caudal.role',
      'caudal.access_profile_id', 'caudal.all_companies', 'caudal.all_warehouses']) as name;
    return false;
  end if;
  manages := member.role in ('owner', 'admin');
  perform set_config('caudal.user_id', asking_user::text, true),
    set_config('caudal.account_id', in_account::text, true),
    set_config('caudal.role', member.role, true),
    set_config('caudal.access_profile_id', member.access_profile_id::text, true),
    set_config('caudal.all_companies', (manages or member.all_companies)::text, true),
    set_config('caudal.all_warehouses', (manages or member.all_warehouses)::text, true);
  return true;
end
$$;

-- The account in which a person acts: the one joined first. No row when there is none.
create function caudal.resolve_member(asking_user uuid) returns table (account_id uuid, role text)
language sql stable security definer set search_path = '' as $$
  select m.account_id, m.role from caudal.members m where m.user_id = asking_user order by m.created_at, m.account_id limit 1
$$;

-- Profile, account, the access profile "Todo" and the owner, for somebody new. Called again, it answers with what is there.
create function caudal.found_account(new_user uuid, new_email text, new_name text, new_locale text, demo boolean default false)
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
    insert into caudal.accounts (id, name, is_demo) values (new_account, new_name, demo);
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

-- Uploads that nobody finished in time: the caller removes their bytes, then the row.
grant select (id, object_key, file_id, expires_at), delete on caudal.uploads to caudal_definer;
create policy know_uploads on caudal.uploads for select to caudal_definer using (true);
create policy remove_uploads on caudal.uploads for delete to caudal_definer using (true);

create function caudal.list_expired_uploads(at_most integer) returns table (id uuid, object_key text)
language sql stable security definer set search_path = '' as $$
  select u.id, u.object_key from caudal.uploads u where u.file_id is null and u.expires_at < now() order by u.expires_at limit at_most
$$;
create function caudal.remove_expired_upload(upload uuid) returns boolean language sql security definer set search_path = '' as $$
  with gone as (delete from caudal.uploads u where u.id = upload and u.file_id is null and u.expires_at < now() returning 1)
  select exists (select from gone)
$$;

-- Events are for readers who were away a moment; a day is plenty. Returns how many went.
create function caudal.prune_events() returns bigint language sql security definer set search_path = '' as $$
  with gone as (delete from caudal.events e where e.created_at < now() - interval '1 day' returning 1) select count(*) from gone
$$;

-- To own a function a role must be allowed to create in its schema, for that moment only.
grant create on schema caudal to caudal_definer;
alter function caudal.notify_file_status() owner to caudal_definer;
alter function caudal.record_event() owner to caudal_definer;
alter function caudal.set_scope(uuid, uuid) owner to caudal_definer;
alter function caudal.resolve_member(uuid) owner to caudal_definer;
alter function caudal.found_account(uuid, text, text, text, boolean) owner to caudal_definer;
alter function caudal.list_expired_uploads(integer) owner to caudal_definer;
alter function caudal.remove_expired_upload(uuid) owner to caudal_definer;
alter function caudal.prune_events() owner to caudal_definer;
revoke create on schema caudal from caudal_definer;

-- The owner gave EXECUTE away with the ownership; the new owner grants it, without inheriting anything.
set local role caudal_definer;
grant execute on function caudal.set_scope(uuid, uuid), caudal.resolve_member(uuid), caudal.found_account(uuid, text, text, text, boolean),
  caudal.list_expired_uploads(integer), caudal.remove_expired_upload(uuid), caudal.prune_events() to caudal_request;
reset role;
