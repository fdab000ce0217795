-- Who belongs to an account and how they come and go: invitations, the account in which a session acts, owners who cannot vanish, and
-- managers who look at the account as one of its members does.

-- An account keeps an owner. Of two owners who remove each other at the same time, the second waits here for the first, and is then the
-- last one. An account that is removed as a whole, or is about to be, takes its owners with it.
create function caudal.keep_an_owner() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if old.role = 'owner' and (tg_op = 'DELETE' or new.role <> 'owner') then
    perform pg_advisory_xact_lock(hashtext('caudal.owners'), hashtext(old.account_id::text));
    if exists (select from caudal.accounts a where a.id = old.account_id)
      and not exists (select from caudal.erasures e where old.account_id = any (e.accounts))
      and not exists (select from caudal.members m
        where m.account_id = old.account_id and m.role = 'owner' and m.user_id <> old.user_id) then
      raise exception 'an account keeps an owner' using errcode = 'check_violation', constraint = 'members_keep_an_owner';
    end if;
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end
$$;

-- An owner may step down, and anybody may leave; keep_an_owner holds back the last one.
create policy step_down on caudal.members for update to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()) and (select caudal.claim_role()) = 'owner');
create policy leave on caudal.members for delete to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));

-- Who only reads brings nothing in and starts nothing.
do $$
declare
  table_name text;
begin
  foreach table_name in array array['uploads', 'files', 'runs'] loop
    execute format($policy$create policy contributors_only on caudal.%I as restrictive for insert to caudal_request
      with check ((select caudal.claim_role()) in ('owner', 'admin', 'analyst'))$policy$, table_name);
  end loop;
end
$$;

-- An access profile is changed as a whole: whoever saves says which version was shown, so that nobody overwrites what they have not seen.
alter table caudal.access_profiles add column version integer not null default 1;
grant update (version) on caudal.access_profiles to caudal_request;

-- Somebody is asked to join. The token goes out by mail, once; here is its hash. Ownership is handed over, not given by invitation.
create table caudal.invitations (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null references caudal.accounts (id) on delete cascade,
  email text not null check (email = lower(email) and length(email) between 3 and 254),
  role text not null check (role in ('admin', 'analyst', 'viewer')),
  access_profile_id uuid,
  -- Kept when that member is gone: what they asked for stays asked.
  invited_by uuid references caudal.profiles (user_id) on delete set null,
  token_hash bytea not null unique check (length(token_hash) = 32),
  created_at timestamptz not null default now(),
  sent_at timestamptz not null default now(),
  sent_count integer not null default 1,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  -- With an erased person goes the invitation that names their address.
  accepted_by uuid references caudal.profiles (user_id) on delete cascade,
  revoked_at timestamptz,
  check (accepted_at is null or revoked_at is null),
  foreign key (access_profile_id, account_id) references caudal.access_profiles (id, account_id) on delete set null (access_profile_id),
  constraint invitations_open_has_profile check (access_profile_id is not null or accepted_at is not null or revoked_at is not null)
);
create unique index invitations_one_open on caudal.invitations (account_id, email) where accepted_at is null and revoked_at is null;
create index invitations_list on caudal.invitations (account_id, created_at desc);
create index invitations_access_profile on caudal.invitations (access_profile_id);
create index invitations_inviter on caudal.invitations (invited_by);
create index invitations_accepted_by on caudal.invitations (accepted_by);
alter table caudal.invitations enable row level security, force row level security;

grant select (id, account_id, email, role, access_profile_id, invited_by, created_at, sent_at, sent_count, expires_at, accepted_at,
  accepted_by, revoked_at), insert, update (token_hash, sent_at, sent_count, expires_at, revoked_at) on caudal.invitations to caudal_request;
create policy read_managed on caudal.invitations for select to caudal_request
  using (account_id = (select caudal.claim_account_id()) and (select caudal.claim_manages()));
create policy invite on caudal.invitations for insert to caudal_request
  with check (account_id = (select caudal.claim_account_id()) and (select caudal.claim_manages())
    and invited_by = (select caudal.claim_user_id()) and accepted_at is null);
create policy change_open on caudal.invitations for update to caudal_request
  using (account_id = (select caudal.claim_account_id()) and (select caudal.claim_manages()) and accepted_at is null);

-- The account in which a session acts, when its person chose another one than the oldest.
create table caudal.session_accounts (
  session_id uuid primary key references auth.session (id) on delete cascade,
  account_id uuid not null,
  user_id uuid not null,
  foreign key (account_id, user_id) references caudal.members (account_id, user_id) on delete cascade
);
create index session_accounts_member on caudal.session_accounts (account_id, user_id);
alter table caudal.session_accounts enable row level security, force row level security;

-- A manager looks at the account as one of its members does, in one session and until a time. The row is the view: it goes when the
-- session ends, when either of the two leaves, and by tell_member when the manager may not look any more.
create table caudal.views (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null unique references auth.session (id) on delete cascade,
  account_id uuid not null,
  manager_id uuid not null,
  member_id uuid not null check (member_id <> manager_id),
  started_at timestamptz not null default now(),
  ends_at timestamptz not null,
  foreign key (account_id, manager_id) references caudal.members (account_id, user_id) on delete cascade,
  foreign key (account_id, member_id) references caudal.members (account_id, user_id) on delete cascade
);
create index views_manager on caudal.views (account_id, manager_id);
create index views_member on caudal.views (account_id, member_id);
create index views_end on caudal.views (ends_at);
alter table caudal.views enable row level security, force row level security;

grant select, update (accepted_at, accepted_by) on caudal.invitations to caudal_definer;
create policy find_invitations on caudal.invitations for select to caudal_definer using (true);
create policy accept_invitations on caudal.invitations for update to caudal_definer using (true);
grant select, insert, update (account_id, user_id), delete on caudal.session_accounts to caudal_definer;
create policy keep_choices on caudal.session_accounts to caudal_definer using (true);
grant select, insert, delete on caudal.views to caudal_definer;
create policy keep_views on caudal.views to caudal_definer using (true);
grant select (name, email) on caudal.profiles to caudal_definer;

grant create on schema caudal to caudal_definer;
alter function caudal.keep_an_owner() owner to caudal_definer;
set local role caudal_definer;

-- Whoever waits for a membership is told at once that it changed: "account user". Views that may not go on end in the same transaction.
create function caudal.tell_member() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform pg_notify('caudal_members', old.account_id || ' ' || old.user_id);
  if tg_op = 'UPDATE' then
    delete from caudal.views v using caudal.members manager, caudal.members member
    where v.account_id = old.account_id and old.user_id in (v.manager_id, v.member_id)
      and manager.account_id = v.account_id and manager.user_id = v.manager_id
      and member.account_id = v.account_id and member.user_id = v.member_id
      and not caudal.may_view(manager.role, member.role);
  end if;
  return null;
end
$$;

-- Whether a manager of one role may look as a member of another: as an owner only an owner.
create function caudal.may_view(manager_role text, member_role text) returns boolean language sql immutable parallel safe
  return manager_role = 'owner' or (manager_role = 'admin' and member_role <> 'owner');

-- Members with their names, for those who manage them.
create function caudal.list_members() returns table (user_id uuid, name text, email text, role text, access_profile_id uuid, joined_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select m.user_id, p.name, p.email, m.role, m.access_profile_id, m.created_at
  from caudal.members m join caudal.profiles p on p.user_id = m.user_id
  where m.account_id = caudal.claim_account_id() and caudal.claim_manages()
  order by m.created_at, m.user_id
$$;

-- The accounts to which a person belongs, the oldest membership first.
create function caudal.list_memberships() returns table (account_id uuid, name text, role text)
language sql stable security definer set search_path = '' as $$
  select m.account_id, a.name, m.role from caudal.members m join caudal.accounts a on a.id = m.account_id
  where m.user_id = caudal.claim_user_id() order by m.created_at, m.account_id
$$;

-- The account in which a session acts: the chosen one, else the one joined first. No row for somebody who belongs to none. With it, as
-- whom the session looks at it; a view whose time is over ends with the first request that finds it.
create function caudal.resolve_acting(asking_user uuid, asking_session uuid)
returns table (account_id uuid, role text, member_id uuid, member_name text, member_role text, view_ends_at timestamptz)
language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
begin
  if exists (select from caudal.views v where v.session_id = asking_session and v.ends_at <= clock_timestamp()) then
    delete from caudal.views v where v.session_id = asking_session and v.ends_at <= clock_timestamp();
  end if;
  return query
    select acting.account_id, acting.role, v.member_id, p.name, member.role, v.ends_at
    from (
      select m.account_id, m.role from caudal.members m
        left join caudal.session_accounts s on s.session_id = asking_session and s.account_id = m.account_id and s.user_id = m.user_id
      where m.user_id = asking_user order by s.session_id is null, m.created_at, m.account_id limit 1
    ) acting
      left join caudal.views v on v.session_id = asking_session and v.account_id = acting.account_id and v.manager_id = asking_user
      left join caudal.members member on member.account_id = v.account_id and member.user_id = v.member_id
      left join caudal.profiles p on p.user_id = v.member_id;
end
$$;

-- From here on this session acts in that account. False when its person does not belong to it.
create function caudal.choose_account(asking_session uuid, asking_user uuid, in_account uuid) returns boolean
language sql security definer set search_path = '' as $$
  with chosen as (
    insert into caudal.session_accounts as s (session_id, account_id, user_id)
    select asking_session, m.account_id, m.user_id from caudal.members m where m.account_id = in_account and m.user_id = asking_user
    on conflict (session_id) do update set account_id = excluded.account_id, user_id = excluded.user_id
    returning 1
  )
  select exists (select from chosen)
$$;

-- Sets the claims of this transaction to those of the member whom a session looks as, without saying that anybody asks: what belongs to a
-- person alone stays hidden, the member's and the manager's. The transaction reads only, and cannot be made to write any more. False, and
-- no claims, when there is no such view or it may not go on.
create function caudal.set_view_scope(asking_session uuid, asking_user uuid, in_account uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  member record;
  manages boolean;
begin
  perform set_config('transaction_read_only', 'on', true);
  perform set_config(name, '', true) from unnest(array['caudal.user_id', 'caudal.account_id', 'caudal.role',
    'caudal.access_profile_id', 'caudal.all_companies', 'caudal.all_warehouses']) as name;
  select m.role, m.access_profile_id, p.all_companies, p.all_warehouses into member
  from caudal.views v
    join caudal.members manager on manager.account_id = v.account_id and manager.user_id = v.manager_id
    join caudal.members m on m.account_id = v.account_id and m.user_id = v.member_id
    join caudal.access_profiles p on p.id = m.access_profile_id
  where v.session_id = asking_session and v.manager_id = asking_user and v.account_id = in_account and v.ends_at > clock_timestamp()
    and caudal.may_view(manager.role, m.role);
  if not found then return false; end if;
  manages := member.role in ('owner', 'admin');
  perform set_config('caudal.account_id', in_account::text, true),
    set_config('caudal.role', member.role, true),
    set_config('caudal.access_profile_id', member.access_profile_id::text, true),
    set_config('caudal.all_companies', (manages or member.all_companies)::text, true),
    set_config('caudal.all_warehouses', (manages or member.all_warehouses)::text, true);
  return true;
end
$$;

-- Begins a view in the scope of the manager who asks. Null when nobody of that id belongs to the account; -infinity when the manager may
-- not look as them.
create function caudal.begin_view(asking_session uuid, as_member uuid, for_ms bigint) returns timestamptz
language plpgsql security definer set search_path = '' as $$
declare
  member_role text;
  until timestamptz;
begin
  if not caudal.claim_manages() then return '-infinity'; end if;
  select m.role into member_role from caudal.members m where m.account_id = caudal.claim_account_id() and m.user_id = as_member;
  if not found then return null; end if;
  if as_member = caudal.claim_user_id() or not caudal.may_view(caudal.claim_role(), member_role) then return '-infinity'; end if;
  insert into caudal.views (session_id, account_id, manager_id, member_id, ends_at)
  values (asking_session, caudal.claim_account_id(), caudal.claim_user_id(), as_member, clock_timestamp() + for_ms * interval '1 millisecond')
  returning ends_at into until;
  return until;
end
$$;

-- Ends it, in the manager's own scope. False when there was none.
create function caudal.end_view(asking_session uuid) returns boolean language sql security definer set search_path = '' as $$
  with gone as (delete from caudal.views v where v.session_id = asking_session and v.manager_id = caudal.claim_user_id() returning 1)
  select exists (select from gone)
$$;

-- Views whose time is over and of whose session no request came since. Returns how many.
create function caudal.prune_views() returns bigint language sql security definer set search_path = '' as $$
  with gone as (delete from caudal.views v where v.ends_at <= now() returning 1) select count(*) from gone
$$;

-- What whoever holds a token may know of its invitation. No row for a token that nobody was sent.
create function caudal.find_invitation(sent_hash bytea)
returns table (account_id uuid, account_name text, email text, role text, inviter text, expires_at timestamptz, state text)
language sql stable security definer set search_path = '' as $$
  select i.account_id, a.name, i.email, i.role, p.name, i.expires_at,
    case when i.accepted_at is not null then 'accepted' when i.revoked_at is not null then 'revoked'
      when i.expires_at <= now() then 'expired' else 'open' end
  from caudal.invitations i join caudal.accounts a on a.id = i.account_id left join caudal.profiles p on p.user_id = i.invited_by
  where i.token_hash = sent_hash
$$;

-- Makes a member of whoever was invited and shows the token; their address is confirmed. Somebody new gets a profile, and no account of
-- their own. Gives how it went: joined, member (they were one before, and the invitation is used up), other_address, unknown, or the
-- invitation's state.
create function caudal.accept_invitation(sent_hash bytea, new_member uuid, their_email text, their_name text, their_locale text)
returns table (outcome text, account_id uuid) language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  found_one record;
  state text;
begin
  select * into found_one from caudal.invitations i where i.token_hash = sent_hash for update;
  if not found then return query select 'unknown', null::uuid; return; end if;
  state := case when found_one.accepted_at is not null then 'accepted' when found_one.revoked_at is not null then 'revoked'
    when found_one.expires_at <= clock_timestamp() then 'expired' else 'open' end;
  if state = 'open' and lower(their_email) <> found_one.email then state := 'other_address'; end if;
  if state <> 'open' then return query select state, null::uuid; return; end if;
  -- Who acts: the changes below are theirs.
  perform set_config('caudal.acting_user', new_member::text, true);
  insert into caudal.profiles (user_id, email, name, locale) values (new_member, lower(their_email), their_name, their_locale)
  on conflict (user_id) do nothing;
  insert into caudal.members (account_id, user_id, role, access_profile_id)
  values (found_one.account_id, new_member, found_one.role, found_one.access_profile_id)
  on conflict (account_id, user_id) do nothing;
  state := case when found then 'joined' else 'member' end;
  update caudal.invitations i set accepted_at = clock_timestamp(), accepted_by = new_member where i.id = found_one.id;
  perform set_config('caudal.acting_user', '', true);
  return query select state, found_one.account_id;
end
$$;

-- As in 0019, but only somebody whom the platform has never seen founds an account: who was removed from the last one, or came by
-- invitation, does not get one by signing in again.
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
  perform set_config('caudal.acting_user', '', true);
  return query select m.account_id, m.role from caudal.resolve_member(new_user) m;
end
$$;

revoke execute on function caudal.keep_an_owner(), caudal.tell_member(), caudal.may_view(text, text), caudal.list_members(),
  caudal.list_memberships(), caudal.resolve_acting(uuid, uuid), caudal.choose_account(uuid, uuid, uuid),
  caudal.set_view_scope(uuid, uuid, uuid), caudal.begin_view(uuid, uuid, bigint), caudal.end_view(uuid), caudal.prune_views(),
  caudal.find_invitation(bytea), caudal.accept_invitation(bytea, uuid, text, text, text) from public;
grant execute on function caudal.list_members(), caudal.list_memberships(), caudal.resolve_acting(uuid, uuid),
  caudal.choose_account(uuid, uuid, uuid), caudal.set_view_scope(uuid, uuid, uuid), caudal.begin_view(uuid, uuid, bigint),
  caudal.end_view(uuid), caudal.prune_views(), caudal.find_invitation(bytea),
  caudal.accept_invitation(bytea, uuid, text, text, text) to caudal_request;
-- Whoever makes a trigger must be allowed to call its function, for that moment only.
grant execute on function caudal.keep_an_owner(), caudal.tell_member() to session_user;
reset role;

grant execute on function caudal.claim_user_id(), caudal.claim_account_id(), caudal.claim_role(), caudal.claim_manages() to caudal_definer;
create trigger keep_an_owner before update of role or delete on caudal.members for each row execute function caudal.keep_an_owner();
create trigger tell_removal after delete on caudal.members for each row execute function caudal.tell_member();
create trigger tell_change after update on caudal.members for each row
  when ((old.role, old.access_profile_id) is distinct from (new.role, new.access_profile_id)) execute function caudal.tell_member();

set local role caudal_definer;
revoke execute on function caudal.keep_an_owner(), caudal.tell_member() from session_user;
reset role;
revoke create on schema caudal from caudal_definer;

select caudal.audit_table('caudal.invitations', '{"subject": "invitation", "people": ["invited_by", "accepted_by"],
  "masked": ["token_hash", "email"], "ignored": ["created_at", "sent_at"], "verbs": {"insert": "sent", "update": [
    {"verb": "accepted", "column": "accepted_at"}, {"verb": "revoked", "column": "revoked_at"}, {"verb": "resent", "column": "sent_count"}]}}');
select caudal.audit_table('caudal.views', '{"subject": "view", "people": ["manager_id", "member_id"], "actor": "manager_id",
  "verbs": {"insert": "begun", "delete": "ended"}, "ignored": ["started_at", "session_id"]}');
select caudal.audit_table('caudal.access_profiles', '{"subject": "access_profile", "name": "name", "ignored": ["version"]}');
