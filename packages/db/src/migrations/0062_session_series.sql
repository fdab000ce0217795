-- Whoever has shown a password, or all that was asked for when it was asked, and whose session has not begun yet, meets what ends all sessions
-- of their person in between: a second factor turned on, another password, "sign out everywhere". Sessions of a person come in series, ending
-- them begins the next one, and none begins but in the series that its sign-in found. The person's row decides it for all servers: whoever
-- begins a session shares it, whoever ends all has it alone, until each has committed.
alter table auth."user" add column "sessionSeries" integer not null default 0;
alter table auth."session" add column "sessionSeries" integer not null default 0;
alter table auth.second_steps add column session_series integer not null default 0;

create function caudal.keep_session_series() returns trigger language plpgsql set search_path = '' as $$
begin
  -- Waits for whoever is ending them, and then sees what they left.
  perform from auth."user" u where u.id = new."userId" and u."sessionSeries" = new."sessionSeries" for share;
  if not found and exists (select from auth."user" u where u.id = new."userId") then
    raise exception 'the sessions of this person were ended meanwhile' using errcode = 'check_violation', constraint = 'session_series';
  end if;
  return new;
end
$$;
create trigger session_series before insert on auth."session" for each row execute function caudal.keep_session_series();

-- In which series a session began is no news; that one ended is what its sessions tell.
select caudal.audit_table('auth.session', '{"subject": "session", "verbs": {"insert": "started", "delete": "ended"}, "people": ["userId"], "actor": "userId",
  "address": "ipAddress", "masked": ["token"], "ignored": ["createdAt", "updatedAt", "expiresAt", "ipAddress", "userId", "lastUsedAt", "provedAt", "endsAt",
  "providerFactor", "sessionSeries"]}');
select caudal.audit_table('auth."user"', '{"subject": "user", "people": ["id"], "actor": "id", "name": "name", "ignored": ["createdAt", "updatedAt", "image", "sessionSeries"]}');

grant select ("sessionSeries"), update ("sessionSeries") on auth."user" to caudal_definer;
create policy begin_series on auth."user" for update to caudal_definer using (true);
grant create on schema caudal to caudal_definer;
set local role caudal_definer;
-- As in 0061, and first of all nothing begins any more that was begun before.
create or replace function caudal.end_member_sessions(member uuid) returns integer language plpgsql security definer set search_path = '' as $$
declare
  held integer;
begin
  if not caudal.may_end_ways(member) then return 0; end if;
  update auth."user" u set "sessionSeries" = u."sessionSeries" + 1 where u.id = member;
  delete from auth.second_steps t where t.user_id = member;
  delete from auth.known_devices d where d.user_id = member;
  with gone as (delete from auth."session" s where s."userId" = member returning s."expiresAt" > now() as held)
  select count(*) filter (where gone.held)::integer into held from gone;
  return held;
end
$$;
reset role;
revoke create on schema caudal from caudal_definer;
