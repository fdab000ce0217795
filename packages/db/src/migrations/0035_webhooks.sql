-- Where a member's notifications go besides the page: endpoints of their own, which are called with signed messages.
create table caudal.webhooks (
  -- Made by the application: the secret is sealed for it.
  id uuid primary key,
  account_id uuid not null,
  user_id uuid not null,
  name text not null check (length(name) between 1 and 100),
  url text not null check (length(url) between 1 and 2000),
  -- Sealed under a key that is not in the database, for this id, account and url: whoever writes another url here has no secret that opens.
  secret text not null check (length(secret) <= 1000),
  -- The one before, which signs as well until its time is over.
  old_secret text check (length(old_secret) <= 1000),
  old_secret_until timestamptz,
  -- Keys of the notifications that are told.
  kinds text[] not null check (cardinality(kinds) between 1 and 50),
  active boolean not null default true,
  -- Why the platform stopped calling by itself.
  stopped text check (stopped in ('failing', 'gone')),
  -- Since the last message that was taken.
  failures integer not null default 0,
  failing_since timestamptz,
  -- Of the last attempt: the answer's status where it was none of success, and what was wrong. Both null when it was taken.
  last_status integer,
  last_error jsonb,
  last_at timestamptz,
  created_at timestamptz not null default now(),
  unique (id, account_id, user_id),
  foreign key (account_id, user_id) references caudal.members (account_id, user_id) on delete cascade
);
create index webhooks_member on caudal.webhooks (account_id, user_id, created_at);

-- What was sent where, for its person to look into: never what was said, nor what was answered besides a status.
create table caudal.webhook_deliveries (
  -- That of the message, and of its entry in the outbox.
  id uuid primary key,
  webhook_id uuid not null,
  account_id uuid not null,
  user_id uuid not null,
  kind text not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'failed')),
  attempts integer not null default 0,
  status integer,
  error jsonb,
  created_at timestamptz not null default now(),
  last_attempt_at timestamptz,
  foreign key (webhook_id, account_id, user_id) references caudal.webhooks (id, account_id, user_id) on delete cascade
);
create index webhook_deliveries_list on caudal.webhook_deliveries (webhook_id, created_at desc, id desc);
create index outbox_webhook on caudal.outbox (recipient) where kind = 'webhook' and state = 'pending';

alter table caudal.webhooks enable row level security, force row level security;
alter table caudal.webhook_deliveries enable row level security, force row level security;

grant select, delete, insert (id, account_id, user_id, name, url, secret, kinds),
  update (name, url, secret, old_secret, old_secret_until, kinds, active) on caudal.webhooks to caudal_request;
create policy own on caudal.webhooks to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
grant select on caudal.webhook_deliveries to caudal_request;
create policy read_own on caudal.webhook_deliveries for select to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));

grant select, update (active, stopped, failures, failing_since, last_status, last_error, last_at) on caudal.webhooks to caudal_definer;
create policy know_webhooks on caudal.webhooks for select to caudal_definer using (true);
create policy note_webhooks on caudal.webhooks for update to caudal_definer using (true);
grant select, insert, update, delete on caudal.webhook_deliveries to caudal_definer;
create policy keep_deliveries on caudal.webhook_deliveries to caudal_definer using (true);
grant select (created_at) on caudal.notifications to caudal_definer;
grant execute on function caudal.claim_user_id() to caudal_definer;

-- The address may carry what opens something: the log says that it changed, and not to what.
select caudal.audit_table('caudal.webhooks', '{"subject": "webhook", "name": "name", "masked": ["url", "secret", "old_secret"],
  "ignored": ["old_secret_until", "failures", "failing_since", "last_status", "last_error", "last_at", "created_at"]}');

-- Another url needs another secret, and the one before signs nothing for it. Whoever is switched on again begins anew.
create function caudal.guard_webhook() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.url <> old.url then
    if new.secret = old.secret then
      raise exception 'another url needs another secret' using errcode = 'check_violation', constraint = 'webhooks_secret_of_url';
    end if;
    new.old_secret := null;
    new.old_secret_until := null;
  end if;
  if new.url <> old.url or (new.active and not old.active) then
    new.stopped := null;
    new.failures := 0;
    new.failing_since := null;
  end if;
  return new;
end
$$;
create trigger guard_webhook before update on caudal.webhooks for each row execute function caudal.guard_webhook();

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- A notification is told to those of its person's endpoints that want its kind, in its own transaction. What nobody took in three days is old.
create function caudal.call_webhooks() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  with called as (
    insert into caudal.outbox (kind, account_id, user_id, recipient, key, notification_id, give_up_at)
    select 'webhook', w.account_id, w.user_id, w.id::text, new.key, new.id, now() + interval '3 days'
    from caudal.webhooks w
    where w.account_id = new.account_id and w.user_id = new.user_id and w.active and new.key = any (w.kinds)
    returning id, recipient
  )
  insert into caudal.webhook_deliveries (id, webhook_id, account_id, user_id, kind)
  select c.id, c.recipient::uuid, new.account_id, new.user_id, new.key from called c;
  if found then perform pg_notify('caudal_outbox', 'webhook'); end if;
  return null;
end
$$;

-- Asks for a message to try an endpoint of the scope's member, switched off or not; it is sent once. Gives its id, that of one that waits
-- already, or null where there is no such endpoint.
create function caudal.test_webhook(asked uuid) returns uuid language plpgsql security definer set search_path = '' as $$
declare
  person uuid;
  entry uuid;
begin
  select w.user_id into person from caudal.webhooks w
    where w.id = asked and w.account_id = caudal.claim_account_id() and w.user_id = caudal.claim_user_id() for no key update;
  if person is null then return null; end if;
  select d.id into entry from caudal.webhook_deliveries d where d.webhook_id = asked and d.kind = 'webhook.test' and d.state = 'pending' limit 1;
  if entry is not null then return entry; end if;
  insert into caudal.outbox (kind, account_id, user_id, recipient, key, give_up_at)
    values ('webhook', caudal.claim_account_id(), person, asked::text, 'webhook.test', now()) returning id into entry;
  insert into caudal.webhook_deliveries (id, webhook_id, account_id, user_id, kind)
    values (entry, asked, caudal.claim_account_id(), person, 'webhook.test');
  perform pg_notify('caudal_outbox', 'webhook');
  return entry;
end
$$;

-- What an attempt has to send, and where to. No row when the endpoint is gone, switched off, or the attempt is another's by now.
create function caudal.read_webhook_message(entry_id uuid, entry_attempt integer) returns table (webhook_id uuid, account_id uuid, url text,
  secret text, old_secret text, kind text, at timestamptz, locale text, notice jsonb)
language sql stable security definer set search_path = '' as $$
  select w.id, w.account_id, w.url, w.secret, case when w.old_secret_until > now() then w.old_secret end, o.key,
    coalesce(n.created_at, o.created_at), p.locale,
    case when n.id is not null then jsonb_build_object('id', n.id, 'title', n.title, 'message', n.message, 'type', n.type,
      'file_id', coalesce(n.related_file_id::text, case when n.key = 'share.begun' then n.params ->> 'file_id' end)) end
  from caudal.outbox o
    join caudal.webhooks w on w.id::text = o.recipient
    join caudal.profiles p on p.user_id = w.user_id
    left join caudal.notifications n on n.id = o.notification_id
  where o.id = entry_id and o.kind = 'webhook' and o.state = 'pending' and o.attempts = entry_attempt
    and (w.active or o.key = 'webhook.test')
$$;

-- What follows from the end of an attempt, in the transaction that notes it. The endpoint's row is locked before those of what waits for it.
-- Three days and twenty failures in a row: a weekend on which nobody is there stops nothing, nor does one message that is not liked.
create function caudal.follow_webhook() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  hook caudal.webhooks;
  taken constant boolean := new.state = 'sent';
  code constant text := new.last_error ->> 'code';
  answered constant integer := (new.last_error -> 'params' ->> 'status')::integer;
  tried constant boolean := code is distinct from 'webhook_off';
  counts constant boolean := tried and old.key <> 'webhook.test';
  reason text;
begin
  update caudal.webhooks w set
      last_at = case when tried then now() else w.last_at end,
      last_status = case when tried then answered else w.last_status end,
      last_error = case when tried then new.last_error else w.last_error end,
      failures = case when not counts then w.failures when taken then 0 else w.failures + 1 end,
      failing_since = case when not counts then w.failing_since when taken then null else coalesce(w.failing_since, now()) end
    where w.id::text = old.recipient returning w.* into hook;
  if hook.id is null then return null; end if;
  update caudal.webhook_deliveries d set state = new.state, attempts = new.attempts, status = answered, error = new.last_error, last_attempt_at = now()
    where d.id = new.id;
  delete from caudal.webhook_deliveries d
    where d.webhook_id = hook.id and d.state <> 'pending' and d.created_at < now() - interval '30 days';
  if not counts then return null; end if;
  -- What waits for an endpoint that is away does not knock one by one; once it is back, nothing waits any longer.
  if new.state = 'pending' then
    update caudal.outbox o set next_attempt_at = new.next_attempt_at
      where o.kind = 'webhook' and o.recipient = old.recipient and o.state = 'pending' and o.lease_until is null
        and o.id <> new.id and o.next_attempt_at < new.next_attempt_at and o.key <> 'webhook.test';
  elsif taken then
    update caudal.outbox o set next_attempt_at = now()
      where o.kind = 'webhook' and o.recipient = old.recipient and o.state = 'pending' and o.lease_until is null and o.next_attempt_at > now();
    if found then perform pg_notify('caudal_outbox', 'webhook'); end if;
  end if;
  reason := case when taken or not hook.active then null when code = 'webhook_gone' then 'gone'
    when hook.failures >= 20 and hook.failing_since <= now() - interval '3 days' then 'failing' end;
  if reason is not null then
    update caudal.webhooks w set active = false, stopped = reason where w.id = hook.id;
    insert into caudal.notifications (account_id, user_id, title, message, type, key, params)
    select hook.account_id, hook.user_id, caudal.render_notice(coalesce(t.title, notice.key), notice.params),
      caudal.render_notice(coalesce(t.message, '{webhook_name}'), notice.params), 'warning', notice.key, notice.params
    from (select 'webhook.' || reason as key, jsonb_build_object('webhook_name', hook.name) as params) notice
      left join caudal.profiles p on p.user_id = hook.user_id
      left join caudal.notice_texts t on t.key = notice.key and t.locale = p.locale;
  end if;
  return null;
end
$$;

revoke execute on function caudal.call_webhooks(), caudal.test_webhook(uuid), caudal.read_webhook_message(uuid, integer),
  caudal.follow_webhook() from public;
grant execute on function caudal.test_webhook(uuid), caudal.read_webhook_message(uuid, integer) to caudal_request;
-- Whoever makes a trigger must be allowed to call its function, for that moment only.
grant execute on function caudal.call_webhooks(), caudal.follow_webhook() to session_user;
reset role;

create trigger call_webhooks after insert on caudal.notifications for each row execute function caudal.call_webhooks();
create trigger follow_webhook after update on caudal.outbox for each row
  when (new.kind = 'webhook' and old.lease_until is not null and new.lease_until is null) execute function caudal.follow_webhook();

set local role caudal_definer;
revoke execute on function caudal.call_webhooks(), caudal.follow_webhook() from session_user;
reset role;
revoke create on schema caudal from caudal_definer;
