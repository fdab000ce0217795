-- Finding one member asks what opens of that one alone; the list is as many such findings.
grant create on schema caudal to caudal_definer;
set local role caudal_definer;
-- The columns of list_members, as in 0059.
create function caudal.find_member(member uuid) returns table (user_id uuid, name text, email text, role text, access_profile_id uuid, joined_at timestamptz,
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
  where m.account_id = caudal.claim_account_id() and m.user_id = member and caudal.claim_manages()
$$;
create or replace function caudal.list_members() returns table (user_id uuid, name text, email text, role text, access_profile_id uuid, joined_at timestamptz,
  last_sign_in_at timestamptz, second_factor boolean, sessions integer, keys integer, links integer)
language sql stable security definer set search_path = '' as $$
  select f.* from caudal.members m cross join lateral caudal.find_member(m.user_id) f
  where m.account_id = caudal.claim_account_id() and caudal.claim_manages()
  order by m.created_at, m.user_id
$$;
revoke execute on function caudal.find_member(uuid) from public;
grant execute on function caudal.find_member(uuid) to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
