-- A person asks to be erased, with all that is hers. The asking is one transaction: its row is the promise, and from then on she belongs to no
-- account. What follows takes many steps in three places (tables, object store, sign-in) and may be killed between any two of them: the row
-- stays until the last one is done, and whoever finds it goes on. No reference: it outlives the profile.
create table caudal.erasures (
  user_id uuid primary key,
  -- Accounts that go with everything in them: those that nobody else belongs to, and those that their last owner gave up by name.
  accounts uuid[] not null default '{}',
  asked_at timestamptz not null default now()
);
-- Accounts that are no more: bytes that a late worker leaves below one of these are nobody's, and the sweeper takes them.
create table caudal.erased_accounts (account_id uuid primary key, erased_at timestamptz not null default now());

alter table caudal.erasures enable row level security, force row level security;
alter table caudal.erased_accounts enable row level security, force row level security;
grant select, insert, update, delete on caudal.erasures to caudal_definer;
create policy keep_erasures on caudal.erasures to caudal_definer using (true);
grant select, insert on caudal.erased_accounts to caudal_definer;
create policy know_erased on caudal.erased_accounts for select to caudal_definer using (true);
create policy note_erased on caudal.erased_accounts for insert to caudal_definer with check (true);

-- What the functions below remove; the rest follows by reference.
do $$
declare
  table_name text;
begin
  foreach table_name in array array['files', 'notifications', 'members', 'profiles', 'accounts'] loop
    execute format('grant delete on caudal.%I to caudal_definer', table_name);
    execute format('create policy erase on caudal.%I for delete to caudal_definer using (true)', table_name);
  end loop;
end
$$;
grant delete on caudal.runs to caudal_definer;
grant select on caudal.accounts to caudal_definer;
create policy know_accounts on caudal.accounts for select to caudal_definer using (true);
grant select (account_id, user_id) on caudal.files to caudal_definer;
grant select (id, account_id, user_id) on caudal.notifications to caudal_definer;
grant select (account_id, user_id) on caudal.uploads to caudal_definer;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- The accounts of whoever asks: what erasing her would do to each. `others`: further members; `owners`: further owners.
create function caudal.list_own_accounts() returns table (account_id uuid, name text, role text, others integer, owners integer)
  language sql stable security definer set search_path = '' as $$
  select a.id, a.name, me.role,
    (select count(*)::int from caudal.members m where m.account_id = a.id and m.user_id <> me.user_id),
    (select count(*)::int from caudal.members m where m.account_id = a.id and m.user_id <> me.user_id and m.role = 'owner')
  from caudal.members me join caudal.accounts a on a.id = me.account_id
  where me.user_id = nullif(current_setting('caudal.user_id', true), '')::uuid
  order by me.created_at, a.id
$$;

-- Asks for the erasure of whoever calls. `giving_up`: accounts of which she is the last owner, and which are to go with everybody's things.
-- False, and nothing done, when she is the last owner of another one with further members.
create function caudal.begin_erasure(giving_up uuid[]) returns boolean language plpgsql security definer set search_path = '' as $$
declare
  person constant uuid := nullif(current_setting('caudal.user_id', true), '')::uuid;
  going uuid[];
begin
  if person is null then
    raise exception 'an erasure is asked for within a scope' using errcode = 'insufficient_privilege';
  end if;
  -- Of two owners who both leave at once, the second one sees that she is the last.
  perform from caudal.accounts a where a.id in (select m.account_id from caudal.members m where m.user_id = person) order by a.id;
  perform pg_advisory_xact_lock(hashtextextended('caudal erasure', 0));
  if exists (select from caudal.list_own_accounts() a
      where a.role = 'owner' and a.owners = 0 and a.others > 0 and a.account_id <> all (giving_up)) then
    return false;
  end if;
  going := array(select a.account_id from caudal.list_own_accounts() a
    where a.role = 'owner' and a.owners = 0 and (a.others = 0 or a.account_id = any (giving_up)));
  insert into caudal.erasures (user_id, accounts) values (person, going)
    on conflict (user_id) do update set accounts = caudal.erasures.accounts || excluded.accounts;
  -- Running work ends: its worker is told, and finds its lease gone.
  update caudal.runs r set state = case when r.state = 'running' then 'cancelling' else 'cancelled' end,
      finished_at = case when r.state = 'running' then null else clock_timestamp() end
    where (r.user_id = person or r.account_id = any (going)) and r.state in ('queued', 'waiting', 'running');
  delete from caudal.members m where m.user_id = person or m.account_id = any (going);
  return true;
end
$$;

create function caudal.list_erasures() returns setof uuid language sql stable security definer set search_path = '' as $$
  select e.user_id from caudal.erasures e order by e.asked_at, e.user_id
$$;

-- What of this erasure has bytes in the object store. They go first, then `erase_object`: whoever is killed in between finds it here again.
create function caudal.list_erasable(person uuid, at_most integer) returns table (kind text, id uuid, object_key text)
  language sql stable security definer set search_path = '' as $$
  (select 'file', f.id, f.object_key from caudal.erasures e join caudal.files f on f.user_id = e.user_id or f.account_id = any (e.accounts)
    where e.user_id = person limit at_most)
  union all
  (select 'upload', u.id, u.object_key from caudal.erasures e join caudal.uploads u on u.user_id = e.user_id or u.account_id = any (e.accounts)
    where e.user_id = person and u.file_id is null limit at_most)
$$;

create function caudal.erase_object(person uuid, kind text, subject uuid) returns void language plpgsql security definer set search_path = '' as $$
begin
  if kind = 'file' then
    -- Runs before their file, as everywhere.
    delete from caudal.runs r using caudal.erasures e
      where r.file_id = subject and e.user_id = person and (r.user_id = e.user_id or r.account_id = any (e.accounts));
    delete from caudal.files f using caudal.erasures e
      where f.id = subject and e.user_id = person and (f.user_id = e.user_id or f.account_id = any (e.accounts));
  else
    delete from caudal.uploads u using caudal.erasures e
      where u.id = subject and e.user_id = person and (u.user_id = e.user_id or u.account_id = any (e.accounts));
  end if;
end
$$;

-- Removes all that is left but sign-in's rows. False while files or uploads are left.
create function caudal.erase_person(person uuid) returns boolean language plpgsql security definer set search_path = '' as $$
declare
  going constant uuid[] := (select e.accounts from caudal.erasures e where e.user_id = person);
begin
  if going is null or exists (select from caudal.list_erasable(person, 1)) then
    return false;
  end if;
  delete from caudal.runs r where r.user_id = person or r.account_id = any (going);
  delete from caudal.notifications n where n.user_id = person or n.account_id = any (going);
  delete from caudal.events v where v.user_id = person or v.account_id = any (going);
  delete from caudal.members m where m.user_id = person or m.account_id = any (going);
  insert into caudal.erased_accounts (account_id) select unnest(going) on conflict do nothing;
  delete from caudal.accounts a where a.id = any (going);
  delete from caudal.profiles p where p.user_id = person;
  return true;
end
$$;

-- The last step, once sign-in knows her no more: what the log says of her, and the promise itself.
create function caudal.close_erasure(person uuid) returns void language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from caudal.erasures e where e.user_id = person) and not exists (select from caudal.profiles p where p.user_id = person) then
    delete from caudal.events v where v.user_id = person;
    perform caudal.erase_audit_of(person);
    delete from caudal.erasures e where e.user_id = person;
  end if;
end
$$;

-- Whoever is being erased becomes no member again, by signing in or by an invitation that comes in between.
create function caudal.refuse_erased() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from caudal.erasures e where e.user_id = new.user_id) then
    raise exception 'this person is being erased' using errcode = 'insufficient_privilege', constraint = 'being_erased';
  end if;
  return new;
end
$$;

-- As in 0014, and accounts that are no more.
create or replace function caudal.list_orphaned_folders(folders text[]) returns setof text
  language sql stable security definer set search_path = '' as
$$
  select f.name from unnest(folders) as f (name)
   where (exists (select from caudal.members m where m.account_id::text = split_part(f.name, '/', 1))
       or exists (select from caudal.erased_accounts a where a.account_id::text = split_part(f.name, '/', 1)))
     -- Keys below the folder: '0' is the sign that follows '/'.
     and not exists (select from caudal.uploads u
                      where u.object_key collate "C" >= f.name || '/' and u.object_key collate "C" < f.name || '0')
     and not exists (select from caudal.files d
                      where d.object_key collate "C" >= f.name || '/' and d.object_key collate "C" < f.name || '0')
$$;

-- The entries of the log by and about whoever asks, in the account in which she asks: what an export of her things holds of it.
create function caudal.read_own_audit(after_id bigint, at_most integer) returns table (id bigint, at timestamptz, action text, object_type text,
  object_id text, role text, address text, changes jsonb, by_me boolean)
  language sql stable security definer set search_path = '' as $$
  select e.id, e.at, e.action, e.object_type, e.object_id,
    case when mine.by_me then e.role end, case when mine.by_me then e.address end, e.changes, mine.by_me
  from caudal.audit_entries e
    cross join lateral (select e.user_id is not distinct from nullif(current_setting('caudal.user_id', true), '')::uuid as by_me) mine
  where e.account_id = nullif(current_setting('caudal.account_id', true), '')::uuid and e.id > after_id
    and (e.user_id = nullif(current_setting('caudal.user_id', true), '')::uuid
      or nullif(current_setting('caudal.user_id', true), '')::uuid = any (e.person_ids))
  order by e.id limit at_most
$$;

do $$
declare
  function_name text;
begin
  foreach function_name in array array['list_own_accounts()', 'begin_erasure(uuid[])', 'list_erasures()', 'list_erasable(uuid, integer)',
    'erase_object(uuid, text, uuid)', 'erase_person(uuid)', 'close_erasure(uuid)', 'read_own_audit(bigint, integer)'] loop
    execute format('revoke execute on function caudal.%s from public', function_name);
    execute format('grant execute on function caudal.%s to caudal_request', function_name);
  end loop;
end
$$;
revoke execute on function caudal.refuse_erased() from public;
grant execute on function caudal.refuse_erased() to session_user;
reset role;
create trigger refuse_erased before insert on caudal.members for each row execute function caudal.refuse_erased();
set local role caudal_definer;
revoke execute on function caudal.refuse_erased() from session_user;
reset role;
revoke create on schema caudal from caudal_definer;
