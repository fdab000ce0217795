-- Who asks is known before the body of a request has come, and what it asks for is written after. Whoever holds a stolen session could keep
-- requests open, or send them by the thousand, while its person takes everything back, and would have a key, a link or an address after
-- that. So what writes shows again, in its own transaction, that its session or key holds; and whoever ends the ways into a person's
-- accounts waits for those that are writing, and lets none in until it has ended them all.
--
-- An advisory lock and not the session's row: those who wait for one take turns, so that no flood of writers keeps away whoever ends them.
-- It is taken before any row is, by everybody.
create function caudal.ways_of(person uuid) returns bigint language sql immutable set search_path = '' as $$
  select hashtextextended('caudal ways of ' || person::text, 0)
$$;

-- First of all in a transaction that ends ways into the accounts of this person: sessions, keys, links, a membership.
create function caudal.lock_ways(person uuid) returns void language sql set search_path = '' as $$
  select pg_advisory_xact_lock(caudal.ways_of(person))
$$;

grant create on schema caudal, auth to caudal_definer;
grant execute on function caudal.ways_of(uuid), caudal.lock_ways(uuid) to caudal_definer, caudal_request, caudal_signin;
set local role caudal_definer;

-- Until the transaction ends nobody ends what `origin` says was shown; which it refuses if that has been ended. Of nothing shown there is
-- nothing to hold: work of the platform's own, and whoever is not signed in.
create function caudal.hold_credential(origin jsonb) returns void language plpgsql security definer set search_path = '' as $$
declare
  kind constant text := split_part(origin ->> 'credential', ':', 1);
  shown constant uuid := nullif(split_part(origin ->> 'credential', ':', 2), '');
  person uuid;
begin
  if origin ->> 'credential' is null then return; end if;
  if kind = 'key' then
    select k.user_id into person from caudal.api_keys k where k.id = shown;
  else
    select s."userId" into person from auth."session" s where s.id = shown;
  end if;
  if found then perform pg_advisory_xact_lock_shared(caudal.ways_of(person)); end if;
  -- Only now: it may have ended while this waited.
  if kind = 'key' then
    perform from caudal.api_keys k where k.id = shown and k.revoked_at is null and k.expires_at > now();
  else
    perform from auth."session" s where s.id = shown and s."expiresAt" > now();
  end if;
  if not found then
    raise exception 'what this request showed was ended meanwhile' using errcode = 'insufficient_privilege', constraint = kind || '_ended';
  end if;
end
$$;
revoke execute on function caudal.hold_credential(jsonb) from public;

-- Sign-in's own tables are written without a scope; its connections say from where a request comes.
create function caudal.hold_asker() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform caudal.hold_credential(nullif(current_setting('caudal.origin', true), '')::jsonb);
  return null;
end
$$;

-- As in 0019, and whoever may write holds what they showed.
create or replace function caudal.set_scope(asking_user uuid, in_account uuid, origin jsonb default null) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  member record;
  manages boolean;
begin
  if current_setting('transaction_read_only') = 'off' then perform caudal.hold_credential(origin); end if;
  select m.role, m.access_profile_id, p.all_companies, p.all_warehouses into member
  from caudal.members m join caudal.access_profiles p on p.id = m.access_profile_id
  where m.account_id = in_account and m.user_id = asking_user;
  if not found then
    perform set_config(name, '', true) from unnest(array['caudal.user_id', 'caudal.account_id', 'caudal.role',
      'caudal.access_profile_id', 'caudal.all_companies', 'caudal.all_warehouses', 'caudal.origin']) as name;
    return false;
  end if;
  manages := member.role in ('owner', 'admin');
  perform set_config('caudal.user_id', asking_user::text, true),
    set_config('caudal.account_id', in_account::text, true),
    set_config('caudal.role', member.role, true),
    set_config('caudal.access_profile_id', member.access_profile_id::text, true),
    set_config('caudal.all_companies', (manages or member.all_companies)::text, true),
    set_config('caudal.all_warehouses', (manages or member.all_warehouses)::text, true),
    set_config('caudal.origin', coalesce(origin::text, ''), true);
  return true;
end
$$;

create or replace function caudal.set_person_scope(asking_user uuid, origin jsonb) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  if current_setting('transaction_read_only') = 'off' then perform caudal.hold_credential(origin); end if;
  perform set_config(name, '', true) from unnest(array['caudal.account_id', 'caudal.role', 'caudal.access_profile_id',
    'caudal.all_companies', 'caudal.all_warehouses']) as name;
  perform set_config('caudal.user_id', asking_user::text, true), set_config('caudal.origin', coalesce(origin::text, ''), true);
  return true;
end
$$;
reset role;
revoke create on schema caudal, auth from caudal_definer;

-- Not where functions of ours write, which were let in before. A statement at a time, before it has taken any row.
create trigger hold_asker before insert or update or delete on auth."user" when (current_user <> 'caudal_definer') execute function caudal.hold_asker();
create trigger hold_asker before insert or update or delete on auth.account when (current_user <> 'caudal_definer') execute function caudal.hold_asker();
create trigger hold_asker before insert or update or delete on auth.second_factors when (current_user <> 'caudal_definer') execute function caudal.hold_asker();
create trigger hold_asker before insert or update or delete on auth.recovery_codes when (current_user <> 'caudal_definer') execute function caudal.hold_asker();
create trigger hold_asker before insert or update or delete on auth.verification when (current_user <> 'caudal_definer') execute function caudal.hold_asker();
set local role caudal_definer;
revoke execute on function caudal.hold_asker() from public;
reset role;
