-- Whoever leaves an account, or is removed from it, keeps for 30 days what they brought there: to read for an export, or to have removed at
-- once, and for nothing else. Then it goes like whatever is deleted, the object store included. Nobody else sees any of it meanwhile: the
-- account's managers see how much there is and until when.
create table caudal.departures (
  account_id uuid not null references caudal.accounts (id) on delete cascade,
  user_id uuid not null references caudal.profiles (user_id) on delete cascade,
  left_at timestamptz not null default clock_timestamp(),
  ends_at timestamptz not null default clock_timestamp() + interval '30 days',
  -- What went since, for the report at the end.
  removed_files integer not null default 0,
  removed_bytes bigint not null default 0,
  primary key (account_id, user_id)
);
create index departures_person on caudal.departures (user_id);
create index departures_end on caudal.departures (ends_at);
alter table caudal.departures enable row level security, force row level security;

-- Nobody reads or writes it in a scope: the functions below do.
grant select, insert, update, delete on caudal.departures to caudal_definer;
create policy keep_departures on caudal.departures to caudal_definer using (true);
grant select (file_size, uploaded_at, object_key) on caudal.files to caudal_definer;
grant select (created_at) on caudal.uploads to caudal_definer;
grant select (created_at) on caudal.notifications to caudal_definer;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- A membership that ended, unless its person or its account is being erased, or the account is gone: those take their things along.
create function caudal.depart() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from caudal.accounts a where a.id = old.account_id)
    and not exists (select from caudal.erasures e where e.user_id = old.user_id or old.account_id = any (e.accounts)) then
    insert into caudal.departures as d (account_id, user_id) values (old.account_id, old.user_id)
      on conflict (account_id, user_id) do update set left_at = excluded.left_at, ends_at = excluded.ends_at;
  end if;
  return null;
end
$$;

-- Whoever comes back has everything again. What has ended goes all the same; what they bring from now on is younger and stays.
create function caudal.come_back() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from caudal.departures d where d.account_id = new.account_id and d.user_id = new.user_id and d.ends_at > clock_timestamp();
  return null;
end
$$;

-- Sets the claims of somebody who acts in no account: who they are, and nothing besides. Of an account they see what is said to them by name.
create function caudal.set_person_scope(asking_user uuid, origin jsonb) returns boolean language plpgsql security definer set search_path = '' as $$
begin
  perform set_config(name, '', true) from unnest(array['caudal.account_id', 'caudal.role', 'caudal.access_profile_id',
    'caudal.all_companies', 'caudal.all_warehouses']) as name;
  perform set_config('caudal.user_id', asking_user::text, true), set_config('caudal.origin', coalesce(origin::text, ''), true);
  return true;
end
$$;

-- Sets the claims of somebody who left that account, while what they left is kept: their own rows there, without a role or a profile, in a
-- transaction that reads only and cannot be made to write. False, and no claims, for anybody else.
create function caudal.set_left_scope(asking_user uuid, in_account uuid, origin jsonb) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  left_there constant boolean := exists (select from caudal.departures d
    where d.account_id = in_account and d.user_id = asking_user and d.ends_at > clock_timestamp());
begin
  perform set_config('transaction_read_only', 'on', true);
  perform set_config(name, '', true) from unnest(array['caudal.user_id', 'caudal.account_id', 'caudal.role', 'caudal.access_profile_id',
    'caudal.all_companies', 'caudal.all_warehouses', 'caudal.origin']) as name;
  if left_there then
    perform set_config('caudal.user_id', asking_user::text, true), set_config('caudal.account_id', in_account::text, true),
      set_config('caudal.origin', coalesce(origin::text, ''), true);
  end if;
  return left_there;
end
$$;

-- What whoever asks has left, and where, the latest first.
create function caudal.list_left_accounts() returns table (account_id uuid, name text, left_at timestamptz, ends_at timestamptz, files bigint, bytes bigint)
language sql stable security definer set search_path = '' as $$
  select d.account_id, a.name, d.left_at, d.ends_at, own.files, own.bytes
  from caudal.departures d join caudal.accounts a on a.id = d.account_id
    cross join lateral (select count(*) as files, coalesce(sum(f.file_size), 0)::bigint as bytes from caudal.files f
      where f.account_id = d.account_id and f.user_id = d.user_id) own
  where d.user_id = caudal.claim_user_id() and d.ends_at > clock_timestamp()
  order by d.left_at desc, d.account_id
$$;

-- Who left the scope's account and how much of theirs is still kept there, for those who manage it.
create function caudal.list_departures() returns table (user_id uuid, name text, left_at timestamptz, ends_at timestamptz, files bigint, bytes bigint)
language sql stable security definer set search_path = '' as $$
  select d.user_id, p.name, d.left_at, d.ends_at, own.files, own.bytes
  from caudal.departures d join caudal.profiles p on p.user_id = d.user_id
    cross join lateral (select count(*) as files, coalesce(sum(f.file_size), 0)::bigint as bytes from caudal.files f
      where f.account_id = d.account_id and f.user_id = d.user_id) own
  where d.account_id = caudal.claim_account_id() and caudal.claim_manages()
  order by d.left_at desc, d.user_id
$$;

-- What the mail about a departure says, in the transaction in which the member left: to whoever removed them, or to themselves.
create function caudal.read_departure(person uuid) returns table (email text, name text, locale text, account text, ends_at timestamptz, files bigint)
language sql stable security definer set search_path = '' as $$
  select p.email, p.name, p.locale, a.name, d.ends_at,
    (select count(*) from caudal.files f where f.account_id = d.account_id and f.user_id = d.user_id)
  from caudal.departures d join caudal.profiles p on p.user_id = d.user_id join caudal.accounts a on a.id = d.account_id
  where d.account_id = caudal.claim_account_id() and d.user_id = person
    and (caudal.claim_manages() or person = caudal.claim_user_id())
$$;

-- Whoever left has no use for it any more: it goes now. False where nothing of theirs is kept.
create function caudal.end_departure(in_account uuid) returns boolean language sql security definer set search_path = '' as $$
  with ended as (
    update caudal.departures d set ends_at = clock_timestamp()
    where d.account_id = in_account and d.user_id = caudal.claim_user_id() and d.ends_at > clock_timestamp() returning 1
  )
  select exists (select from ended)
$$;

-- What of departures that have ended has bytes in the object store. They go first, then `remove_left_object`.
create function caudal.list_left_objects(at_most integer) returns table (kind text, id uuid, object_key text)
language sql stable security definer set search_path = '' as $$
  (select 'file', f.id, f.object_key from caudal.departures d join caudal.files f on f.account_id = d.account_id and f.user_id = d.user_id
    where d.ends_at <= clock_timestamp() and f.uploaded_at <= d.ends_at limit at_most)
  union all
  (select 'upload', u.id, u.object_key from caudal.departures d join caudal.uploads u on u.account_id = d.account_id and u.user_id = d.user_id
    where d.ends_at <= clock_timestamp() and u.created_at <= d.ends_at and u.file_id is null limit at_most)
$$;

create function caudal.remove_left_object(kind text, subject uuid) returns void language plpgsql security definer set search_path = '' as $$
declare
  gone record;
begin
  if kind = 'file' then
    -- Runs before their file, as everywhere.
    delete from caudal.runs r using caudal.files f, caudal.departures d
      where f.id = subject and r.file_id = f.id and d.account_id = f.account_id and d.user_id = f.user_id
        and d.ends_at <= clock_timestamp() and f.uploaded_at <= d.ends_at;
    delete from caudal.files f using caudal.departures d
      where f.id = subject and d.account_id = f.account_id and d.user_id = f.user_id
        and d.ends_at <= clock_timestamp() and f.uploaded_at <= d.ends_at
      returning f.account_id, f.user_id, f.file_size into gone;
    if found then
      update caudal.departures d set removed_files = d.removed_files + 1, removed_bytes = d.removed_bytes + gone.file_size
        where d.account_id = gone.account_id and d.user_id = gone.user_id;
    end if;
  else
    delete from caudal.uploads u using caudal.departures d
      where u.id = subject and d.account_id = u.account_id and d.user_id = u.user_id
        and d.ends_at <= clock_timestamp() and u.created_at <= d.ends_at;
  end if;
end
$$;

-- Closes one departure of which no bytes are left: what else is the person's in that account goes with it. No row when there is none; what it
-- gives is for the report to that person, and is told in the same transaction.
create function caudal.close_departure() returns table (user_id uuid, email text, name text, locale text, account text, files integer, bytes bigint)
language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  done record;
begin
  select d.account_id, d.user_id, d.ends_at, d.removed_files, d.removed_bytes into done from caudal.departures d
    where d.ends_at <= clock_timestamp()
      and not exists (select from caudal.files f where f.account_id = d.account_id and f.user_id = d.user_id and f.uploaded_at <= d.ends_at)
      and not exists (select from caudal.uploads u
        where u.account_id = d.account_id and u.user_id = d.user_id and u.created_at <= d.ends_at and u.file_id is null)
    order by d.ends_at limit 1 for update skip locked;
  if not found then return; end if;
  delete from caudal.runs r where r.account_id = done.account_id and r.user_id = done.user_id and r.queued_at <= done.ends_at;
  delete from caudal.notifications n where n.account_id = done.account_id and n.user_id = done.user_id and n.created_at <= done.ends_at;
  delete from caudal.events v where v.account_id = done.account_id and v.user_id = done.user_id and v.created_at <= done.ends_at;
  delete from caudal.departures d where d.account_id = done.account_id and d.user_id = done.user_id;
  return query select p.user_id, p.email, p.name, p.locale, a.name, done.removed_files, done.removed_bytes
    from caudal.profiles p, caudal.accounts a where p.user_id = done.user_id and a.id = done.account_id;
end
$$;

-- Whoever left before this version has as long from now on.
insert into caudal.departures (account_id, user_id)
  select distinct kept.account_id, kept.user_id
  from (select f.account_id, f.user_id from caudal.files f union select u.account_id, u.user_id from caudal.uploads u) kept
  where not exists (select from caudal.members m where m.account_id = kept.account_id and m.user_id = kept.user_id)
    and not exists (select from caudal.erasures e where e.user_id = kept.user_id or kept.account_id = any (e.accounts));

do $$
declare
  function_name text;
begin
  foreach function_name in array array['set_person_scope(uuid, jsonb)', 'set_left_scope(uuid, uuid, jsonb)', 'list_left_accounts()',
    'list_departures()', 'read_departure(uuid)', 'end_departure(uuid)', 'list_left_objects(integer)', 'remove_left_object(text, uuid)',
    'close_departure()'] loop
    execute format('revoke execute on function caudal.%s from public', function_name);
    execute format('grant execute on function caudal.%s to caudal_request', function_name);
  end loop;
end
$$;
revoke execute on function caudal.depart(), caudal.come_back() from public;
-- Whoever makes a trigger must be allowed to call its function, for that moment only.
grant execute on function caudal.depart(), caudal.come_back() to session_user;
reset role;
create trigger depart after delete on caudal.members for each row execute function caudal.depart();
create trigger come_back after insert on caudal.members for each row execute function caudal.come_back();
set local role caudal_definer;
revoke execute on function caudal.depart(), caudal.come_back() from session_user;
reset role;
revoke create on schema caudal from caudal_definer;
