-- By what people and programs get in: API keys, second factors, and when a session was last used and proved.

-- A key is a member's, and goes with the membership. Of its secret only a hash is kept: 256 random bits need no salt and no slow hashing.
create table caudal.api_keys (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null,
  user_id uuid not null,
  name text not null check (length(name) between 1 and 100),
  -- The first signs of the key, by which its owner knows it again.
  prefix text not null check (length(prefix) <= 20),
  secret_hash bytea not null unique check (length(secret_hash) = 32),
  scopes text[] not null check (cardinality(scopes) between 1 and 4
    and scopes <@ array['files:read', 'files:write', 'account:read', 'account:manage']),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null check (expires_at <= created_at + interval '366 days'),
  -- To within five minutes.
  last_used_at timestamptz,
  revoked_at timestamptz,
  foreign key (account_id, user_id) references caudal.members (account_id, user_id) on delete cascade
);
create index api_keys_member on caudal.api_keys (account_id, user_id, created_at);
alter table caudal.api_keys enable row level security, force row level security;

-- Its member's alone: nobody sees, makes or revokes another's. It is never deleted, so that what it did can still be told by its name.
grant select (id, account_id, user_id, name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at),
  insert (id, account_id, user_id, name, prefix, secret_hash, scopes, expires_at), update (revoked_at) on caudal.api_keys to caudal_request;
create policy read_own on caudal.api_keys for select to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
create policy add_own on caudal.api_keys for insert to caudal_request
  with check (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
create policy revoke_own on caudal.api_keys for update to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));

grant select (id, account_id, user_id, secret_hash, scopes, expires_at, last_used_at, revoked_at), update (last_used_at)
  on caudal.api_keys to caudal_definer;
create policy know_keys on caudal.api_keys for select to caudal_definer using (true);
create policy use_keys on caudal.api_keys for update to caudal_definer using (true);

-- Whose key has this hash, as what they act now, and what the key may. No row for one that was revoked, has expired, or never was one.
create function caudal.resolve_key(hash bytea)
returns table (key_id uuid, user_id uuid, account_id uuid, role text, scopes text[], expires_at timestamptz)
language sql security definer set search_path = '' as $$
  with used as (
    update caudal.api_keys k set last_used_at = now()
    where k.secret_hash = hash and k.revoked_at is null and k.expires_at > now()
      and (k.last_used_at is null or k.last_used_at < now() - interval '5 minutes')
  )
  select k.id, k.user_id, k.account_id, m.role, k.scopes, k.expires_at
  from caudal.api_keys k join caudal.members m on m.account_id = k.account_id and m.user_id = k.user_id
  where k.secret_hash = hash and k.revoked_at is null and k.expires_at > now()
$$;

-- Whether a key still opens anything: asked again while its live events flow.
create function caudal.key_holds(asked uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from caudal.api_keys k where k.id = asked and k.revoked_at is null and k.expires_at > now())
$$;

grant create on schema caudal to caudal_definer;
alter function caudal.resolve_key(bytea) owner to caudal_definer;
alter function caudal.key_holds(uuid) owner to caudal_definer;
revoke create on schema caudal from caudal_definer;
set local role caudal_definer;
grant execute on function caudal.resolve_key(bytea), caudal.key_holds(uuid) to caudal_request;
reset role;

-- What ends a session or a key, whoever and wherever, tells every server, so that its live events end too.
create function caudal.tell_ended() returns trigger language plpgsql set search_path = '' as $$
begin
  perform pg_notify('caudal_sessions', old.id::text);
  return null;
end
$$;
create trigger key_revoked after update of revoked_at on caudal.api_keys
  for each row when (old.revoked_at is null and new.revoked_at is not null) execute function caudal.tell_ended();
create trigger key_gone after delete on caudal.api_keys for each row execute function caudal.tell_ended();
create trigger session_gone after delete on auth."session" for each row execute function caudal.tell_ended();

-- To within five minutes; and when its person last gave the password or a code. Null in sessions of before: then what sign-in itself says.
alter table auth."session" add column "lastUsedAt" timestamptz, add column "provedAt" timestamptz;
alter table auth."session" alter column "lastUsedAt" set default now(), alter column "provedAt" set default now();

-- One authenticator for each person. `secret` is sealed with a key that is not in the database. Until its first code it is only offered.
create table auth.second_factors (
  user_id uuid primary key references auth."user" ("id") on delete cascade,
  secret text not null,
  confirmed_at timestamptz,
  -- The last interval of 30 s of which a code was taken: neither it nor an earlier one is taken again.
  last_step bigint not null default 0,
  -- Codes tried since, and not yet followed by a right one: by all sessions and servers together.
  attempts integer not null default 0,
  attempts_since timestamptz not null default now(),
  created_at timestamptz not null default now()
);

create table auth.recovery_codes (
  user_id uuid not null references auth.second_factors (user_id) on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);

-- Who has given the password, and owes the code. `token_hash` is of what stands in the cookie.
create table auth.second_steps (
  token_hash bytea primary key,
  user_id uuid not null references auth."user" ("id") on delete cascade,
  remember_me boolean not null,
  attempts integer not null default 0,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index second_steps_user on auth.second_steps (user_id);

do $$
declare
  table_name text;
begin
  foreach table_name in array array['second_factors', 'recovery_codes', 'second_steps'] loop
    execute format('alter table auth.%I enable row level security, force row level security', table_name);
    execute format('grant select, insert, update, delete on auth.%I to caudal_signin', table_name);
    execute format('create policy sign_in on auth.%I to caudal_signin using (true)', table_name);
  end loop;
end
$$;

select caudal.audit_table('caudal.api_keys', '{"subject": "api_key", "name": "name", "verbs": {"insert": "created",
  "update": [{"column": "revoked_at", "verb": "revoked"}], "delete": "removed"}, "masked": ["secret_hash"], "ignored": ["created_at", "last_used_at"]}');
-- That a session was used is no news.
select caudal.audit_table('auth.session', '{"subject": "session", "verbs": {"insert": "started", "delete": "ended"}, "people": ["userId"], "actor": "userId",
  "address": "ipAddress", "masked": ["token"], "ignored": ["createdAt", "updatedAt", "expiresAt", "ipAddress", "userId", "lastUsedAt", "provedAt"]}');
-- An offer changes nothing; its first code does.
select caudal.audit_table('auth.second_factors', '{"subject": "second_factor", "id": ["user_id"], "actor": "user_id", "verbs": {
  "update": [{"column": "confirmed_at", "verb": "turned_on"}], "delete": "turned_off"}, "masked": ["secret"],
  "ignored": ["last_step", "attempts", "attempts_since", "created_at"]}');
select caudal.audit_table('auth.recovery_codes', '{"subject": "second_factor", "id": ["user_id"], "actor": "user_id", "verbs": {
  "update": [{"column": "used_at", "verb": "recovery_code_used"}]}, "masked": ["code_hash"]}');
