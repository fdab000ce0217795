-- Where managers end a member's sessions, a second factor that was offered in one of them and not turned on is withdrawn, as wherever all
-- sessions of a person end: whoever had got in could have turned on one of their own with the next session.
grant select (last_step), update (last_step) on auth.second_factors to caudal_definer;
create policy withdraw_offers on auth.second_factors for update to caudal_definer using (true);

grant create on schema caudal to caudal_definer;
set local role caudal_definer;
create or replace function caudal.end_member_sessions(member uuid) returns integer language plpgsql security definer set search_path = '' as $$
declare
  held integer;
begin
  if not caudal.may_end_ways(member) then return 0; end if;
  update auth."user" u set "sessionSeries" = u."sessionSeries" + 1 where u.id = member;
  delete from auth.second_steps t where t.user_id = member;
  -- `withdrawnStep` of sign-in (auth/end-sessions.ts): not deleted, for the log would say that one was turned off.
  update auth.second_factors f set last_step = 9007199254740991 where f.user_id = member and f.confirmed_at is null;
  delete from auth.known_devices d where d.user_id = member;
  with gone as (delete from auth."session" s where s."userId" = member returning s."expiresAt" > now() as held)
  select count(*) filter (where gone.held)::integer into held from gone;
  return held;
end
$$;
reset role;
revoke create on schema caudal from caudal_definer;
