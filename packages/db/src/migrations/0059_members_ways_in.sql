-- Managers see by what each member gets in, and end it: sessions, API keys and links. Never what those open: a link's file is its person's
-- alone, and so is the key itself. As for looking as somebody, an owner's are an owner's to end.
grant select ("expiresAt", "createdAt") on auth."session" to caudal_definer;
grant delete on auth."session" to caudal_definer;
create policy end_sessions on auth."session" for delete to caudal_definer using (true);
grant select (user_id, token_hash), delete on auth.second_steps to caudal_definer;
create policy end_steps on auth.second_steps to caudal_definer using (true);
grant select (prefix, created_at) on caudal.api_keys to caudal_definer;
drop function caudal.list_members();

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- As in 0031; and by what each gets in. Sessions are a person's, whatever account they act in. When somebody last signed in is what the log
-- says: the session may have ended since.
create function caudal.list_members() returns table (user_id uuid, name text, email text, role text, access_profile_id uuid, joined_at timestamptz,
  last_sign_in_at timestamptz, second_factor boolean, sessions integer, keys integer, links integer)
language sql stable security definer set search_path = '' as $$
  select m.user_id, p.name, p.email, m.role, m.access_profile_id, m.created_at,
    greatest(
      (select e.at from caudal.audit_entries e where e.person_ids[1] = m.user_id and e.object_type = 'session' and e.action = 'session.started'
        order by e.id desc limit 1),
      (select max(s."createdAt") from auth."session" s where s."userId" = m.user_id)),
    caudal.has_turned_on(m.user_id),
    (select count(*)::integer from auth."session" s where s."userId" = m.user_id and s."expiresAt" > now()),
    (select count(*)::integer from caudal.api_keys k where k.account_id = m.account_id and k.user_id = m.user_id and k.revoked_at is null and k.expires_at > now()),
    (select count(*)::integer from caudal.shares s where s.account_id = m.account_id and s.user_id = m.user_id and s.grantee_kind = 'link'
      and s.revoked_at is null and (s.expires_at is null or s.expires_at > now()))
  from caudal.members m join caudal.profiles p on p.user_id = m.user_id
  where m.account_id = caudal.claim_account_id() and caudal.claim_manages()
  order by m.created_at, m.user_id
$$;

-- Whether whoever asks may see and end by what this member gets in.
create function caudal.may_end_ways(member uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from caudal.members m where m.account_id = caudal.claim_account_id() and m.user_id = member
    and m.user_id <> caudal.claim_user_id() and caudal.may_view(caudal.claim_role(), m.role))
$$;

create function caudal.list_member_keys(member uuid)
returns table (id uuid, name text, prefix text, scopes text[], created_at timestamptz, expires_at timestamptz, last_used_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select k.id, k.name, k.prefix, k.scopes, k.created_at, k.expires_at, k.last_used_at from caudal.api_keys k
  where k.account_id = caudal.claim_account_id() and k.user_id = member and caudal.may_end_ways(member)
    and k.revoked_at is null and k.expires_at > now()
  order by k.created_at desc, k.id
$$;

create function caudal.list_member_links(member uuid) returns table (id uuid, created_at timestamptz, expires_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select s.id, s.created_at, s.expires_at from caudal.shares s
  where s.account_id = caudal.claim_account_id() and s.user_id = member and s.grantee_kind = 'link' and caudal.may_end_ways(member)
    and s.revoked_at is null and (s.expires_at is null or s.expires_at > now())
  order by s.created_at desc, s.id
$$;

-- All of a member's sessions, and whoever has given the password and owes the code. Gives how many still held.
create function caudal.end_member_sessions(member uuid) returns integer language plpgsql security definer set search_path = '' as $$
declare
  held integer;
begin
  if not caudal.may_end_ways(member) then return 0; end if;
  delete from auth.second_steps t where t.user_id = member;
  with gone as (delete from auth."session" s where s."userId" = member returning s."expiresAt" > now() as held)
  select count(*) filter (where gone.held)::integer into held from gone;
  return held;
end
$$;

-- Those named, or all with none named. Gives the names of those that still held.
create function caudal.revoke_member_keys(member uuid, ids uuid[]) returns table (name text) language sql security definer set search_path = '' as $$
  update caudal.api_keys k set revoked_at = now()
  where k.account_id = caudal.claim_account_id() and k.user_id = member and caudal.may_end_ways(member)
    and (ids is null or k.id = any (ids)) and k.revoked_at is null and k.expires_at > now()
  returning k.name
$$;

create function caudal.revoke_member_links(member uuid, ids uuid[]) returns integer language plpgsql security definer set search_path = '' as $$
declare
  revoked integer;
begin
  with gone as (
    update caudal.shares s set revoked_at = clock_timestamp()
    where s.account_id = caudal.claim_account_id() and s.user_id = member and s.grantee_kind = 'link' and caudal.may_end_ways(member)
      and (ids is null or s.id = any (ids)) and s.revoked_at is null and (s.expires_at is null or s.expires_at > now())
    returning 1
  )
  select count(*)::integer into revoked from gone;
  -- The entries of the shares say that they ended; this one, that it was not their person who did it.
  if revoked > 0 then
    perform caudal.record_act('member.links_revoked', member::text, array[member], jsonb_build_object('links', jsonb_build_object('before', revoked::text)));
  end if;
  return revoked;
end
$$;

-- The language in which such a member is told of it.
create function caudal.member_locale(member uuid) returns text language sql stable security definer set search_path = '' as $$
  select p.locale from caudal.profiles p where p.user_id = member and caudal.may_end_ways(member)
$$;

revoke execute on function caudal.list_members(), caudal.may_end_ways(uuid), caudal.list_member_keys(uuid), caudal.list_member_links(uuid), caudal.member_locale(uuid),
  caudal.end_member_sessions(uuid), caudal.revoke_member_keys(uuid, uuid[]), caudal.revoke_member_links(uuid, uuid[]) from public;
grant execute on function caudal.list_members(), caudal.may_end_ways(uuid), caudal.list_member_keys(uuid), caudal.list_member_links(uuid), caudal.member_locale(uuid),
  caudal.end_member_sessions(uuid), caudal.revoke_member_keys(uuid, uuid[]), caudal.revoke_member_links(uuid, uuid[]) to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
