-- An account may ask a second factor of everybody who acts in it. Who has one: whoever has turned theirs on here, a session whose sign-in
-- service said that it had asked for one, and a key that was made in such a session.
alter table caudal.accounts add column second_factor_required boolean not null default false;
grant update (second_factor_required) on caudal.accounts to caudal_request;
alter table auth."session" add column "providerFactor" boolean not null default false;
alter table caudal.api_keys add column provider_factor boolean not null default false;
grant insert (provider_factor) on caudal.api_keys to caudal_request;
grant select (provider_factor) on caudal.api_keys to caudal_definer;

grant select (user_id, confirmed_at) on auth.second_factors to caudal_definer;
create policy know_turned_on on auth.second_factors for select to caudal_definer using (true);
grant select (id, "userId", "providerFactor") on auth."session" to caudal_definer;
create policy know_sessions on auth."session" for select to caudal_definer using (true);

drop function caudal.resolve_acting(uuid, uuid);
drop function caudal.resolve_key(bytea);

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

create function caudal.has_turned_on(person uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from auth.second_factors f where f.user_id = person and f.confirmed_at is not null)
$$;

create function caudal.has_provider_factor(asking_session uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from auth."session" s where s.id = asking_session and s."providerFactor")
$$;

-- As in 0031; and whether the account asks for a second factor that neither the person nor the session has.
create function caudal.resolve_acting(asking_user uuid, asking_session uuid)
returns table (account_id uuid, role text, member_id uuid, member_name text, member_role text, view_ends_at timestamptz, factor_missing boolean)
language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
begin
  if exists (select from caudal.views v where v.session_id = asking_session and v.ends_at <= clock_timestamp()) then
    delete from caudal.views v where v.session_id = asking_session and v.ends_at <= clock_timestamp();
  end if;
  return query
    select acting.account_id, acting.role, v.member_id, p.name, member.role, v.ends_at,
      a.second_factor_required
        and not exists (select from auth.second_factors f where f.user_id = asking_user and f.confirmed_at is not null)
        and not exists (select from auth."session" s where s.id = asking_session and s."providerFactor")
    from (
      select m.account_id, m.role from caudal.members m
        left join caudal.session_accounts s on s.session_id = asking_session and s.account_id = m.account_id and s.user_id = m.user_id
      where m.user_id = asking_user order by s.session_id is null, m.created_at, m.account_id limit 1
    ) acting
      join caudal.accounts a on a.id = acting.account_id
      left join caudal.views v on v.session_id = asking_session and v.account_id = acting.account_id and v.manager_id = asking_user
      left join caudal.members member on member.account_id = v.account_id and member.user_id = v.member_id
      left join caudal.profiles p on p.user_id = v.member_id;
end
$$;

-- As in 0021; and whether the account asks for a second factor that neither the key's person has nor had whoever made it.
create function caudal.resolve_key(hash bytea)
returns table (key_id uuid, user_id uuid, account_id uuid, role text, scopes text[], expires_at timestamptz, factor_missing boolean)
language sql security definer set search_path = '' as $$
  with used as (
    update caudal.api_keys k set last_used_at = now()
    where k.secret_hash = hash and k.revoked_at is null and k.expires_at > now()
      and (k.last_used_at is null or k.last_used_at < now() - interval '5 minutes')
  )
  select k.id, k.user_id, k.account_id, m.role, k.scopes, k.expires_at,
    a.second_factor_required and not k.provider_factor
      and not exists (select from auth.second_factors f where f.user_id = k.user_id and f.confirmed_at is not null)
  from caudal.api_keys k join caudal.members m on m.account_id = k.account_id and m.user_id = k.user_id
    join caudal.accounts a on a.id = k.account_id
  where k.secret_hash = hash and k.revoked_at is null and k.expires_at > now()
$$;

create or replace function caudal.key_holds(asked uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from caudal.api_keys k join caudal.accounts a on a.id = k.account_id
    where k.id = asked and k.revoked_at is null and k.expires_at > now()
      and (not a.second_factor_required or k.provider_factor or caudal.has_turned_on(k.user_id)))
$$;

-- Whether an account of the person of this scope asks for a second factor: then it is not turned off.
create function caudal.is_factor_asked() returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from caudal.members m join caudal.accounts a on a.id = m.account_id
    where m.user_id = caudal.claim_user_id() and a.second_factor_required)
$$;

-- Members of this scope's account who have not turned theirs on here, for those who manage them.
create function caudal.list_without_factor() returns table (user_id uuid, name text, email text, locale text)
language sql stable security definer set search_path = '' as $$
  select m.user_id, p.name, p.email, p.locale
  from caudal.members m join caudal.profiles p on p.user_id = m.user_id
  where m.account_id = caudal.claim_account_id() and caudal.claim_manages() and not caudal.has_turned_on(m.user_id)
  order by m.created_at, m.user_id
$$;

-- Live events of whoever lacks it end at once; whoever has it by their session comes back.
create function caudal.tell_factor_required() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform pg_notify('caudal_members', m.account_id || ' ' || m.user_id) from caudal.members m
    where m.account_id = new.id and not caudal.has_turned_on(m.user_id);
  return null;
end
$$;

revoke execute on function caudal.has_turned_on(uuid), caudal.has_provider_factor(uuid), caudal.resolve_acting(uuid, uuid), caudal.resolve_key(bytea),
  caudal.is_factor_asked(), caudal.list_without_factor(), caudal.tell_factor_required() from public;
grant execute on function caudal.has_turned_on(uuid), caudal.has_provider_factor(uuid), caudal.resolve_acting(uuid, uuid), caudal.resolve_key(bytea),
  caudal.is_factor_asked(), caudal.list_without_factor() to caudal_request;
-- Whoever makes a trigger must be allowed to call its function, for that moment only.
grant execute on function caudal.tell_factor_required() to session_user;
reset role;

create trigger tell_factor_required after update of second_factor_required on caudal.accounts
  for each row when (new.second_factor_required and not old.second_factor_required) execute function caudal.tell_factor_required();
set local role caudal_definer;
revoke execute on function caudal.tell_factor_required() from session_user;
reset role;
revoke create on schema caudal from caudal_definer;

select caudal.audit_table('caudal.accounts', '{"subject": "account", "account": "id", "name": "name", "people": ["named_after"],
  "ignored": ["created_at", "named_after"], "verbs": {"insert": "created", "delete": "removed", "update": [
    {"verb": "quota_set", "column": "storage_bytes"}, {"verb": "quota_set", "column": "runs_at_once"},
    {"verb": "newcomers_profile_set", "column": "default_access_profile_id"},
    {"verb": "factor_required", "column": "second_factor_required", "to": "true"},
    {"verb": "factor_optional", "column": "second_factor_required"}, {"verb": "changed"}]}}');
select caudal.audit_table('auth.session', '{"subject": "session", "verbs": {"insert": "started", "delete": "ended"}, "people": ["userId"], "actor": "userId",
  "address": "ipAddress", "masked": ["token"], "ignored": ["createdAt", "updatedAt", "expiresAt", "ipAddress", "userId", "lastUsedAt", "provedAt", "endsAt",
  "providerFactor"]}');
select caudal.audit_table('caudal.api_keys', '{"subject": "api_key", "name": "name", "verbs": {"insert": "created",
  "update": [{"column": "revoked_at", "verb": "revoked"}], "delete": "removed"}, "masked": ["secret_hash"],
  "ignored": ["created_at", "last_used_at", "provider_factor"]}');
