-- Where managers end a member's sessions, no browser of theirs is known any more either: one in which a guessed password was used among them.
grant select (id, user_id), delete on auth.known_devices to caudal_definer;
create policy end_ways on auth.known_devices to caudal_definer using (true);

grant create on schema caudal to caudal_definer;
set local role caudal_definer;
create or replace function caudal.end_member_sessions(member uuid) returns integer language plpgsql security definer set search_path = '' as $$
declare
  held integer;
begin
  if not caudal.may_end_ways(member) then return 0; end if;
  delete from auth.second_steps t where t.user_id = member;
  delete from auth.known_devices d where d.user_id = member;
  with gone as (delete from auth."session" s where s."userId" = member returning s."expiresAt" > now() as held)
  select count(*) filter (where gone.held)::integer into held from gone;
  return held;
end
$$;
reset role;
revoke create on schema caudal from caudal_definer;
