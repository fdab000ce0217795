-- What has to be told outside: mails and webhooks. A row is written in the transaction of the change that it tells of; a deliverer takes
-- it from here. What it says (`content`) is sealed by the application under a key that is not in the database, bound to this row's id and
-- recipient: whoever reads or changes rows learns no link of a reset, and turns none to another address. Once a row has ended, its
-- content is gone, and after a success its recipient as well.
create table caudal.outbox (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('mail', 'webhook')),
  -- Whom it is about, where there is somebody yet; it goes when they go.
  account_id uuid references caudal.accounts (id) on delete cascade,
  user_id uuid references caudal.profiles (user_id) on delete cascade,
  -- An address, or an endpoint's id. Null for the mail of a notification, which goes to the address of its person at that time.
  recipient text check (length(recipient) between 1 and 1000),
  key text not null,
  locale text not null default 'es' check (locale in ('es', 'en')),
  content text,
  -- The notification that is told; what it says is read from there.
  notification_id uuid references caudal.notifications (id) on delete cascade,
  state text not null default 'pending' check (state in ('pending', 'sent', 'failed')),
  -- Attempts begun. It is the fence too: only the latest attempt may say how it ended.
  attempts integer not null default 0,
  -- Attempts whose end nobody told, because their process died: what they sent may have arrived.
  unanswered integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  lease_until timestamptz,
  give_up_at timestamptz not null,
  last_error jsonb,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  check (state = 'pending' or (content is null and lease_until is null and ended_at is not null))
);
create index outbox_due on caudal.outbox (kind, next_attempt_at) where state = 'pending';
create index outbox_ended on caudal.outbox (ended_at) where state <> 'pending';
create index outbox_account on caudal.outbox (account_id);
create index outbox_user on caudal.outbox (user_id);
create index outbox_notification on caudal.outbox (notification_id) where notification_id is not null;
alter table caudal.outbox enable row level security, force row level security;

-- Nobody reads or writes it in a scope: it is filled and emptied by the functions below.
grant select, insert, update, delete on caudal.outbox to caudal_definer;
create policy keep_outbox on caudal.outbox to caudal_definer using (true);

-- Which notifications come by mail as well. Failures need somebody soon, so they do unless switched off; good news waits in the page.
alter table caudal.profiles add column mail_notices text[] not null default '{warning,error}'
  check (mail_notices <@ array['info', 'success', 'warning', 'error']);
grant update (mail_notices) on caudal.profiles to caudal_request;

-- Addresses are sign-in's; the platform's profile follows them.
grant usage on schema auth to caudal_definer;
grant select (id, "emailVerified") on auth."user" to caudal_definer;
create policy know_confirmed on auth."user" for select to caudal_definer using (true);
grant select (email, mail_notices), update (email) on caudal.profiles to caudal_definer;
grant select (id, title, message, type, key, params, related_file_id) on caudal.notifications to caudal_definer;
create policy tell on caudal.notifications for select to caudal_definer using (true);

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- Puts something into the outbox. Asked twice with the same id, the first stays.
create function caudal.enqueue_outbox(entry_id uuid, entry_kind text, entry_recipient text, entry_key text, entry_locale text,
  sealed text, lifetime_ms bigint, entry_account uuid, entry_user uuid) returns void
language sql security definer set search_path = '' as $$
  insert into caudal.outbox (id, kind, recipient, key, locale, content, give_up_at, account_id, user_id)
  values (entry_id, entry_kind, entry_recipient, entry_key, entry_locale, sealed,
    now() + lifetime_ms * interval '1 millisecond', entry_account, entry_user)
  on conflict (id) do nothing;
  select pg_notify('caudal_outbox', entry_kind);
$$;

-- Takes what is due, each for one deliverer: SKIP LOCKED, and a lease for the case that it dies.
create function caudal.claim_outbox(kinds text[], lease_ms integer, at_most integer) returns table (id uuid, kind text, account_id uuid,
  user_id uuid, recipient text, key text, locale text, content text, attempt integer, unanswered integer, created_at timestamptz,
  give_up_at timestamptz, notice jsonb)
language sql security definer set search_path = '' as $$
  with due as (
    select o.id from caudal.outbox o
    where o.state = 'pending' and o.kind = any (kinds) and o.next_attempt_at <= now() and (o.lease_until is null or o.lease_until < now())
    order by o.next_attempt_at limit at_most for update skip locked
  ), taken as (
    update caudal.outbox o set attempts = o.attempts + 1, unanswered = o.unanswered + (o.lease_until is not null)::integer,
      lease_until = now() + lease_ms * interval '1 millisecond'
    from due where o.id = due.id returning o.*
  )
  select t.id, t.kind, t.account_id, t.user_id, coalesce(t.recipient, p.email), t.key, t.locale, t.content, t.attempts, t.unanswered,
    t.created_at, t.give_up_at,
    case when n.id is not null then jsonb_build_object('title', n.title, 'message', n.message, 'type', n.type, 'key', n.key,
      'params', n.params, 'file_id', n.related_file_id) end
  from taken t
    left join caudal.profiles p on p.user_id = t.user_id
    left join caudal.notifications n on n.id = t.notification_id
  order by t.next_attempt_at
$$;

-- How an attempt ended: 'sent', 'failed' for good, or 'retry' after a while, which is a failure where its time is over by then. Gives the
-- state that the entry is in now; null when the attempt is not the latest one any more, or the entry is gone.
create function caudal.settle_outbox(entry_id uuid, entry_attempt integer, outcome text, error jsonb, retry_ms bigint) returns text
language sql security definer set search_path = '' as $$
  with settled as (
    select case when outcome = 'retry' and now() + retry_ms * interval '1 millisecond' < o.give_up_at then 'pending'
      when outcome = 'sent' then 'sent' else 'failed' end as state
    from caudal.outbox o where o.id = entry_id and o.attempts = entry_attempt and o.state = 'pending' and o.lease_until is not null
  )
  update caudal.outbox o set state = s.state, lease_until = null, last_error = error,
    content = case when s.state = 'pending' then o.content end,
    recipient = case when s.state <> 'sent' then o.recipient end,
    ended_at = case when s.state <> 'pending' then now() end,
    next_attempt_at = case when s.state = 'pending' then now() + retry_ms * interval '1 millisecond' else o.next_attempt_at end
  from settled s where o.id = entry_id and o.attempts = entry_attempt and o.state = 'pending' and o.lease_until is not null
  returning o.state
$$;

-- When the next entry of these kinds is due: now, later, or never. For a deliverer that waits.
create function caudal.next_outbox(kinds text[]) returns timestamptz language sql stable security definer set search_path = '' as $$
  select min(greatest(o.next_attempt_at, coalesce(o.lease_until, o.next_attempt_at))) from caudal.outbox o
  where o.state = 'pending' and o.kind = any (kinds)
$$;

-- What has ended is kept for a month, for whoever looks into it. Returns how many went.
create function caudal.prune_outbox() returns bigint language sql security definer set search_path = '' as $$
  with gone as (delete from caudal.outbox o where o.state <> 'pending' and o.ended_at < now() - interval '30 days' returning 1)
  select count(*) from gone
$$;

-- A notification that asks for attention goes by mail too, where its person wants that and has shown that the address is theirs.
create function caudal.mail_notification() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into caudal.outbox (kind, account_id, user_id, key, locale, notification_id, give_up_at)
  select 'mail', new.account_id, new.user_id, 'notice', p.locale, new.id, now() + interval '1 day'
  from caudal.profiles p join auth."user" u on u.id = p.user_id
  where p.user_id = new.user_id and u."emailVerified" and new.type = any (p.mail_notices);
  if found then perform pg_notify('caudal_outbox', 'mail'); end if;
  return null;
end
$$;

create function caudal.follow_email() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update caudal.profiles set email = new.email where user_id = new.id;
  return null;
end
$$;

revoke execute on function caudal.enqueue_outbox(uuid, text, text, text, text, text, bigint, uuid, uuid),
  caudal.claim_outbox(text[], integer, integer), caudal.settle_outbox(uuid, integer, text, jsonb, bigint),
  caudal.next_outbox(text[]), caudal.prune_outbox(), caudal.mail_notification(), caudal.follow_email() from public;
grant execute on function caudal.enqueue_outbox(uuid, text, text, text, text, text, bigint, uuid, uuid),
  caudal.claim_outbox(text[], integer, integer), caudal.settle_outbox(uuid, integer, text, jsonb, bigint),
  caudal.next_outbox(text[]), caudal.prune_outbox() to caudal_request;
-- Whoever makes a trigger must be allowed to call its function, for that moment only.
grant execute on function caudal.mail_notification(), caudal.follow_email() to session_user;
reset role;

create trigger mail_notification after insert on caudal.notifications for each row when (not new.is_read)
  execute function caudal.mail_notification();
create trigger follow_email after update of email on auth."user" for each row when (old.email is distinct from new.email)
  execute function caudal.follow_email();

set local role caudal_definer;
revoke execute on function caudal.mail_notification(), caudal.follow_email() from session_user;
reset role;
revoke create on schema caudal from caudal_definer;
