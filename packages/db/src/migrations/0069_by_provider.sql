-- How a session began, and a sign-in that waits for its code: at the operator's own service, or not. Where passwords are switched off, the others
-- end. Of those that are open now nobody knows.
alter table auth."session" add column "byProvider" boolean not null default false;
alter table auth.second_steps add column by_provider boolean not null default false;

select caudal.audit_table('auth.session', '{"subject": "session", "verbs": {"insert": "started", "delete": "ended"}, "people": ["userId"], "actor": "userId",
  "address": "ipAddress", "masked": ["token"], "ignored": ["createdAt", "updatedAt", "expiresAt", "ipAddress", "userId", "lastUsedAt", "provedAt", "endsAt",
  "providerFactor", "sessionSeries", "byProvider"]}');
