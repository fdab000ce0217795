-- When a session ends for good, however much it is used (ASVS 7.3.2). Sessions that are open get their full time from now on.
alter table auth."session" add column "endsAt" timestamptz not null default now() + interval '30 days';

-- Whoever prolongs a session prolongs it no further than that.
create function caudal.keep_session_end() returns trigger language plpgsql set search_path = '' as $$
begin
  new."expiresAt" := least(new."expiresAt", new."endsAt");
  return new;
end
$$;
create trigger session_end before insert or update of "expiresAt", "endsAt" on auth."session"
  for each row execute function caudal.keep_session_end();

-- How long it may last is no news.
select caudal.audit_table('auth.session', '{"subject": "session", "verbs": {"insert": "started", "delete": "ended"}, "people": ["userId"], "actor": "userId",
  "address": "ipAddress", "masked": ["token"], "ignored": ["createdAt", "updatedAt", "expiresAt", "ipAddress", "userId", "lastUsedAt", "provedAt", "endsAt"]}');
