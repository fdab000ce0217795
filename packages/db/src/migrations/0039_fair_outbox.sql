-- What goes outside goes fairly, and what did not arrive is kept: a member whose endpoints answer late holds up nobody else, and a message
-- that was given up can be sent again.

-- What is sent one after the other to the same place: an endpoint's messages, a person's mails, or those of an address that is nobody's yet.
alter table caudal.outbox
  add column lane text not null generated always as (case kind when 'webhook' then coalesce(recipient, id::text)
    else coalesce(account_id::text, '') || ' ' || coalesce(user_id::text, recipient, id::text) end) stored,
  -- When an attempt last began: of two who wait, the one who was served longer ago is next.
  add column claimed_at timestamptz,
  -- Attempts that were made before its person asked for it again: `attempts` is the fence and only grows.
  add column begun_again integer not null default 0;
-- Many members may call programs on the same server, which is nobody's to be flooded by us.
alter table caudal.webhooks add column host text
  generated always as (lower(substring(url from '^[A-Za-z]+://(?:[^/?#\\@]*@)?(\[[^]]*\]|[^/?#:\\]+)'))) stored;
-- An entry of the outbox names its endpoint as text.
create index webhooks_outbox on caudal.webhooks ((id::text));
create index outbox_lanes on caudal.outbox (kind, lane, next_attempt_at) where state = 'pending';
create index outbox_held on caudal.outbox (kind, lease_until) where state = 'pending' and lease_until is not null;
create index outbox_turns on caudal.outbox (kind, account_id, user_id, claimed_at) where claimed_at is not null;

-- What a message says is read from its notification: while that is there, it can be sent again.
alter table caudal.webhook_deliveries add column notification_id uuid references caudal.notifications (id) on delete set null;
create index webhook_deliveries_notification on caudal.webhook_deliveries (notification_id) where notification_id is not null;
create index webhook_deliveries_failed on caudal.webhook_deliveries (webhook_id, created_at desc, id desc) where state = 'failed';

-- Where a member's notifications go is theirs alone, as these are, and so is what they call it: the log holds the id and the names of what
-- changed. The name of an API key stays: what opens the account concerns those who manage it.
select caudal.audit_table('caudal.webhooks', '{"subject": "webhook", "private": true,
  "ignored": ["host", "old_secret_until", "failures", "failing_since", "last_status", "last_error", "last_at", "created_at"]}');

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

update caudal.webhook_deliveries d set notification_id = o.notification_id from caudal.outbox o where o.id = d.id;

drop function caudal.claim_outbox(text[], integer, integer);
drop function caudal.next_outbox(text[]);

-- Takes at most so many of what is due, one by one, each time from who holds least: a member before an account, then who was served longest
-- ago, then the endpoint that holds least, then what waits longest. Never more at once than the caps say, over all deliverers together:
-- they take turns. What is nobody's yet, as a link for a new password, has no cap but `at_most`.
create function caudal.claim_outbox(of_kind text, lease_ms integer, at_most integer, per_lane integer, per_host integer, per_member integer,
  per_account integer) returns table (id uuid, kind text, account_id uuid, user_id uuid, recipient text, key text, locale text, content text,
  attempt integer, tried integer, unanswered integer, created_at timestamptz, give_up_at timestamptz, notice jsonb)
language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  taken uuid[] := '{}';
  -- Changed by somebody else at this moment: theirs to finish, and due again afterwards.
  passed uuid[] := '{}';
  head uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('caudal.claim_outbox ' || of_kind, 0));
  while cardinality(taken) < at_most loop
    -- The lanes by one look into the index each, however much waits in them.
    with recursive lanes (lane) as (
      (select o.lane from caudal.outbox o where o.state = 'pending' and o.kind = of_kind order by o.lane limit 1)
      union all
      select (select o.lane from caudal.outbox o where o.state = 'pending' and o.kind = of_kind and o.lane > l.lane order by o.lane limit 1)
      from lanes l where l.lane is not null
    ), held as materialized (
      select o.lane, o.account_id, o.user_id, w.host
      from caudal.outbox o left join caudal.webhooks w on o.kind = 'webhook' and w.id::text = o.recipient
      where o.state = 'pending' and o.kind = of_kind and o.lease_until >= now()
    )
    select first.id into head
    from lanes l
      cross join lateral (
        select o.id, o.account_id, o.user_id, o.recipient, o.next_attempt_at from caudal.outbox o
        where o.state = 'pending' and o.kind = of_kind and o.lane = l.lane and o.next_attempt_at <= now()
          and (o.lease_until is null or o.lease_until < now()) and o.id <> all (passed)
        order by o.next_attempt_at limit 1
      ) first
      left join caudal.webhooks w on of_kind = 'webhook' and w.id::text = first.recipient
      cross join lateral (
        select count(*) filter (where h.lane = l.lane) as of_lane, count(*) filter (where h.host = w.host) as of_host,
          count(*) filter (where h.account_id = first.account_id and h.user_id = first.user_id) as of_member,
          count(*) filter (where h.account_id = first.account_id) as of_account
        from held h
      ) busy
      left join lateral (
        select max(o.claimed_at) as at from caudal.outbox o
        where o.kind = of_kind and o.account_id = first.account_id and o.user_id = first.user_id and o.claimed_at is not null
      ) turn on true
    where busy.of_lane < per_lane and busy.of_host < per_host and busy.of_member < per_member and busy.of_account < per_account
    order by busy.of_member, busy.of_account, turn.at nulls first, busy.of_lane, first.next_attempt_at, first.id
    limit 1;
    exit when head is null;
    perform from caudal.outbox o where o.id = head and o.state = 'pending' and o.next_attempt_at <= now() for update skip locked;
    if found then
      update caudal.outbox o set attempts = o.attempts + 1, unanswered = o.unanswered + (o.lease_until is not null)::integer,
          lease_until = now() + lease_ms * interval '1 millisecond', claimed_at = clock_timestamp()
        where o.id = head;
      taken := taken || head;
    else
      passed := passed || head;
    end if;
  end loop;
  return query
    select t.id, t.kind, t.account_id, t.user_id, coalesce(t.recipient, p.email), t.key, t.locale, t.content, t.attempts,
      t.attempts - t.begun_again, t.unanswered, t.created_at, t.give_up_at,
      case when n.id is not null then jsonb_build_object('title', n.title, 'message', n.message, 'type', n.type, 'key', n.key,
        'params', n.params, 'file_id', n.related_file_id) end
    from unnest(taken) with ordinality as mine (id, place)
      join caudal.outbox t on t.id = mine.id
      left join caudal.profiles p on p.user_id = t.user_id
      left join caudal.notifications n on n.id = t.notification_id
    order by mine.place;
end
$$;

-- When the next entry of this kind will be due that was not when this transaction began; null where none will. Asked in the transaction of
-- a claim, which saw the others: those that it left wait for a place, of which the end of what holds it tells.
create function caudal.next_outbox(of_kind text) returns timestamptz language sql stable security definer set search_path = '' as $$
  select least(
    (select min(o.next_attempt_at) from caudal.outbox o where o.state = 'pending' and o.kind = of_kind and o.next_attempt_at > now()),
    (select min(o.lease_until) from caudal.outbox o
      where o.state = 'pending' and o.kind = of_kind and o.lease_until is not null and o.lease_until >= now()))
$$;

-- As in 0020; a place that becomes free is told to every deliverer.
create or replace function caudal.settle_outbox(entry_id uuid, entry_attempt integer, outcome text, error jsonb, retry_ms bigint) returns text
language sql security definer set search_path = '' as $$
  with settled as (
    select case when outcome = 'retry' and now() + retry_ms * interval '1 millisecond' < o.give_up_at then 'pending'
      when outcome = 'sent' then 'sent' else 'failed' end as state
    from caudal.outbox o where o.id = entry_id and o.attempts = entry_attempt and o.state = 'pending' and o.lease_until is not null
  ), ended as (
    update caudal.outbox o set state = s.state, lease_until = null, last_error = error,
      content = case when s.state = 'pending' then o.content end,
      recipient = case when s.state <> 'sent' then o.recipient end,
      ended_at = case when s.state <> 'pending' then now() end,
      next_attempt_at = case when s.state = 'pending' then now() + retry_ms * interval '1 millisecond' else o.next_attempt_at end
    from settled s where o.id = entry_id and o.attempts = entry_attempt and o.state = 'pending' and o.lease_until is not null
    returning o.state, o.kind
  )
  select e.state from ended e cross join lateral (select pg_notify('caudal_outbox', e.kind)) told
$$;

-- What has ended is kept for a month, for whoever looks into it or asks for it again. Returns how many entries went.
create or replace function caudal.prune_outbox() returns bigint language sql security definer set search_path = '' as $$
  with listed as (
    delete from caudal.webhook_deliveries d where d.state <> 'pending' and d.created_at < now() - interval '30 days'
  ), gone as (delete from caudal.outbox o where o.state <> 'pending' and o.ended_at < now() - interval '30 days' returning 1)
  select count(*) from gone
$$;

-- As in 0035. What comes while the platform itself has stopped calling an endpoint is kept for its person as a message that did not arrive;
-- whoever switches one off wants none.
create or replace function caudal.call_webhooks() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  with called as (
    insert into caudal.outbox (kind, account_id, user_id, recipient, key, notification_id, give_up_at)
    select 'webhook', w.account_id, w.user_id, w.id::text, new.key, new.id, now() + interval '3 days'
    from caudal.webhooks w
    where w.account_id = new.account_id and w.user_id = new.user_id and w.active and new.key = any (w.kinds)
    returning id, recipient
  )
  insert into caudal.webhook_deliveries (id, webhook_id, account_id, user_id, kind, notification_id)
  select c.id, c.recipient::uuid, new.account_id, new.user_id, new.key, new.id from called c;
  if found then perform pg_notify('caudal_outbox', 'webhook'); end if;
  insert into caudal.webhook_deliveries (id, webhook_id, account_id, user_id, kind, notification_id, state, error)
  select gen_random_uuid(), w.id, w.account_id, w.user_id, new.key, new.id, 'failed', '{"code": "webhook_off", "params": {}}'
  from caudal.webhooks w
  where w.account_id = new.account_id and w.user_id = new.user_id and w.stopped in ('failing', 'gone') and new.key = any (w.kinds);
  return null;
end
$$;

-- Tells an endpoint's person something about it.
create function caudal.notify_webhook(hook caudal.webhooks, notice_key text) returns void language sql set search_path = '' as $$
  insert into caudal.notifications (account_id, user_id, title, message, type, key, params)
  select hook.account_id, hook.user_id, caudal.render_notice(coalesce(t.title, notice.key), notice.params),
    caudal.render_notice(coalesce(t.message, '{webhook_name}'), notice.params), 'warning', notice.key, notice.params
  from (select notice_key as key, jsonb_build_object('webhook_name', hook.name) as params) notice
    left join caudal.profiles p on p.user_id = hook.user_id
    left join caudal.notice_texts t on t.key = notice.key and t.locale = p.locale
$$;

-- As in 0035; a message that was given up while its endpoint goes on is told, once a day for an endpoint.
create or replace function caudal.follow_webhook() returns trigger language plpgsql security definer set search_path = '' as $$
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
  end if;
  reason := case when taken or not hook.active then null when code = 'webhook_gone' then 'gone'
    when hook.failures >= 20 and hook.failing_since <= now() - interval '3 days' then 'failing' end;
  if reason is not null then
    update caudal.webhooks w set active = false, stopped = reason where w.id = hook.id;
    perform caudal.notify_webhook(hook, 'webhook.' || reason);
  elsif new.state = 'failed' and hook.active and old.key not like 'webhook.%' and not exists (
      select from caudal.notifications n
      where n.account_id = hook.account_id and n.user_id = hook.user_id and n.key = 'webhook.undelivered'
        and n.params ->> 'webhook_name' = hook.name and n.created_at > now() - interval '1 day') then
    perform caudal.notify_webhook(hook, 'webhook.undelivered');
  end if;
  return null;
end
$$;

-- A message whose notification its person removed says nothing any more.
create function caudal.note_unsaid_webhook() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update caudal.webhook_deliveries d set state = 'failed', error = '{"code": "webhook_notice_gone", "params": {}}', status = null
    where d.id = old.id and d.state = 'pending';
  return null;
end
$$;

-- Sends again what did not arrive at an endpoint of the scope's member that is switched on: one message, or all whose notification is still
-- there. Each keeps its id, by which its receiver knows it again. Gives those ids.
create function caudal.replay_webhook(asked uuid, one uuid) returns setof uuid language plpgsql security definer set search_path = '' as $$
begin
  perform from caudal.webhooks w
    where w.id = asked and w.account_id = caudal.claim_account_id() and w.user_id = caudal.claim_user_id() and w.active for no key update;
  if not found then return; end if;
  return query
    with again as (
      insert into caudal.outbox as o (id, kind, account_id, user_id, recipient, key, notification_id, give_up_at)
      select d.id, 'webhook', d.account_id, d.user_id, asked::text, d.kind, d.notification_id, now() + interval '3 days'
      from caudal.webhook_deliveries d
      where d.webhook_id = asked and d.state = 'failed' and d.notification_id is not null and (one is null or d.id = one)
      order by d.created_at, d.id
      on conflict (id) do update set state = 'pending', recipient = excluded.recipient, give_up_at = excluded.give_up_at,
        next_attempt_at = now(), begun_again = o.attempts, unanswered = 0, ended_at = null, last_error = null
        where o.state = 'failed'
      returning o.id
    )
    update caudal.webhook_deliveries d set state = 'pending', error = null, status = null from again where d.id = again.id returning d.id;
  if found then perform pg_notify('caudal_outbox', 'webhook'); end if;
end
$$;

revoke execute on function caudal.claim_outbox(text, integer, integer, integer, integer, integer, integer), caudal.next_outbox(text),
  caudal.notify_webhook(caudal.webhooks, text), caudal.note_unsaid_webhook(), caudal.replay_webhook(uuid, uuid) from public;
grant execute on function caudal.claim_outbox(text, integer, integer, integer, integer, integer, integer), caudal.next_outbox(text),
  caudal.replay_webhook(uuid, uuid) to caudal_request;
-- Whoever makes a trigger must be allowed to call its function, for that moment only.
grant execute on function caudal.note_unsaid_webhook() to session_user;
reset role;

create trigger note_unsaid_webhook after delete on caudal.outbox for each row
  when (old.kind = 'webhook' and old.state = 'pending') execute function caudal.note_unsaid_webhook();

set local role caudal_definer;
revoke execute on function caudal.note_unsaid_webhook() from session_user;
reset role;
revoke create on schema caudal from caudal_definer;
