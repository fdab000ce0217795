-- Security events: what was refused, and to whom. They are entries of the audit, written by the server once it has folded what is the same
-- (apps/server/src/security-events): whoever is turned away a thousand times a minute leaves a few entries with a count, not a thousand.

-- The name of a key that was refused, for its person and the managers of its account.
grant select (name) on caudal.api_keys to caudal_definer;

-- What is one person's alone to see of the log of security: these entries are about exactly one person, or about nobody who is known.
create index audit_entries_security on caudal.audit_entries ((person_ids[1]), id desc)
  where object_type in ('session', 'security', 'second_factor', 'api_key', 'login', 'user');

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- Whom a refusal is about, by what was shown: an address, or the hash of a key. Exactly one row, and the same work whether there is somebody or
-- not. Of a key that opens nothing any more it says why.
create function caudal.find_refused(shown_email text, key_hash bytea)
returns table (user_id uuid, account_id uuid, key_id uuid, key_name text, reason text)
language sql stable security definer set search_path = '' as $$
  select coalesce(k.user_id, p.user_id), k.account_id, k.id, k.name,
    case when k.revoked_at is not null then 'key_revoked' when k.expires_at <= now() then 'key_expired' when k.id is null and key_hash is not null then 'key_unknown' end
  from (select 1) as once
    left join lateral (select a.id, a.name, a.user_id, a.account_id, a.revoked_at, a.expires_at from caudal.api_keys a where a.secret_hash = key_hash limit 1) k on true
    left join lateral (select f.user_id from caudal.profiles f where lower(f.email) = lower(shown_email) limit 1) p on true
$$;

-- Writes one: {action, person, account, actor, role, object_id, object_name, changes}. `person` is whom it is about, `actor` who is known to have
-- asked; both may be missing, and somebody who is gone since is left out. `origin` as in set_scope.
create function caudal.record_security_event(event jsonb, origin jsonb) returns void language plpgsql security definer set search_path = '' as $$
declare
  known constant uuid[] := array(select p.user_id from caudal.profiles p
    where p.user_id in ((event ->> 'person')::uuid, (event ->> 'actor')::uuid) and not exists (select from caudal.erasures e where e.user_id = p.user_id));
  about constant uuid := (select u from unnest(known) u where u = (event ->> 'person')::uuid);
  acted constant uuid := (select u from unnest(known) u where u = (event ->> 'actor')::uuid);
begin
  if event ->> 'action' !~ '^(security\.[a-z_]+|session\.refused)$' or event ->> 'action' is null then
    raise exception 'no security event: %', event ->> 'action' using errcode = 'check_violation';
  end if;
  perform set_config('caudal.origin', coalesce(origin::text, ''), true), set_config('caudal.role', coalesce(event ->> 'role', ''), true);
  perform caudal.write_audit_entry((select a.id from caudal.accounts a where a.id = (event ->> 'account')::uuid), event ->> 'action',
    split_part(event ->> 'action', '.', 1), event ->> 'object_id', event ->> 'object_name', array[about], coalesce(event -> 'changes', '{}'), acted, null);
  perform set_config('caudal.origin', '', true), set_config('caudal.role', '', true);
end
$$;
drop function caudal.record_sign_in_refused(text, jsonb);

-- What concerns the security of the person of this scope, in whatever account, newest first: how they got in or were turned away, their ways
-- in, their keys. `by_me` is null where nobody is known to have acted.
create function caudal.list_own_security(before_id bigint, at_most integer)
returns table (id bigint, at timestamptz, action text, object_id text, object_name text, address text, changes jsonb, by_me boolean)
language sql stable security definer set search_path = '' as $$
  select e.id, e.at, e.action, e.object_id, e.object_name,
    case when e.user_id is null or e.user_id = e.person_ids[1] then e.address end, e.changes, e.user_id = e.person_ids[1]
  from caudal.audit_entries e
  where e.person_ids[1] = nullif(current_setting('caudal.user_id', true), '')::uuid
    and e.object_type in ('session', 'security', 'second_factor', 'api_key', 'login', 'user')
    and (before_id is null or e.id < before_id)
  order by e.id desc limit at_most
$$;

revoke execute on function caudal.find_refused(text, bytea), caudal.record_security_event(jsonb, jsonb), caudal.list_own_security(bigint, integer) from public;
grant execute on function caudal.find_refused(text, bytea), caudal.record_security_event(jsonb, jsonb), caudal.list_own_security(bigint, integer)
  to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
