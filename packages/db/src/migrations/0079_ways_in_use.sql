-- Who brings the bytes of an upload was looked at before the first of them, and brings them for hours. What ends their way in tells so, but a
-- connection that listens may be down in that moment, and of a key that runs out nobody tells: so it is asked again from time to time, of
-- everybody who brings bytes at once. Each is `{"kind": "session" or "key", "id", "user_id", "account_id"}`; `place` counts them from zero.
-- Those are given whose session or key holds, who belong to that account and have the second factor that it asks for, with what they are there.
grant create on schema caudal to caudal_definer;
set local role caudal_definer;
create function caudal.roles_by_ways(ways jsonb) returns table (place integer, role text) language sql stable security definer set search_path = '' as $$
  select asked.place::integer - 1, m.role
  from jsonb_array_elements(ways) with ordinality asked (way, place)
    join caudal.members m on m.account_id = (way ->> 'account_id')::uuid and m.user_id = (way ->> 'user_id')::uuid
    join caudal.accounts a on a.id = m.account_id
    left join caudal.api_keys k on way ->> 'kind' = 'key' and k.id = (way ->> 'id')::uuid and k.account_id = m.account_id
      and k.user_id = m.user_id and k.revoked_at is null and k.expires_at > now()
    left join auth."session" s on way ->> 'kind' = 'session' and s.id = (way ->> 'id')::uuid and s."userId" = m.user_id
      and s."expiresAt" > now()
  where (k.id is not null or s.id is not null)
    and (not a.second_factor_required or k.provider_factor or s."providerFactor" or caudal.has_turned_on(m.user_id))
$$;
revoke execute on function caudal.roles_by_ways(jsonb) from public;
grant execute on function caudal.roles_by_ways(jsonb) to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
