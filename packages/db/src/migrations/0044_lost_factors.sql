-- Two things about sign-in that happen without its person: the operator removes the second step of somebody who lost phone and codes, and
-- what is kept of a password is made anew, costlier, when it is given next. The log says of both what they are.

alter table auth.second_factors add column removed_by_operator boolean not null default false,
  -- Who acts when the row changes: nobody whom sign-in knows, where the operator does.
  add column actor_id uuid generated always as (case when not removed_by_operator then user_id end) stored;
select caudal.audit_table('auth.second_factors', '{"subject": "second_factor", "id": ["user_id"], "actor": "actor_id", "verbs": {
  "update": [{"column": "confirmed_at", "verb": "turned_on"}],
  "delete": [{"column": "removed_by_operator", "to": "true", "verb": "removed"}, {"verb": "turned_off"}]}, "masked": ["secret"],
  "ignored": ["last_step", "attempts", "attempts_since", "created_at", "removed_by_operator", "actor_id"]}');

alter table auth."account" add column "hashedAt" timestamptz;
select caudal.audit_table('auth.account', '{"subject": "login", "people": ["userId"], "actor": "userId", "verbs": {"insert": "created",
  "update": [{"column": "hashedAt", "verb": "hashed"}, {"verb": "changed"}], "delete": "removed"}, "masked": ["password"], "ignored": ["createdAt",
  "updatedAt", "accountId", "userId", "accessToken", "refreshToken", "idToken", "accessTokenExpiresAt", "refreshTokenExpiresAt", "scope", "hashedAt"]}');
