-- The clock of the database's machine may be set back. What ends then ends later by as much (ADR 18); what is to begin must not wait for it,
-- and nobody is locked out for longer than a window.

-- What ends later than a whole window from now was begun before the clock was set back, and is over. By the time of this very moment: a row
-- that somebody else has just written may be younger than the transaction that looks at it.
create function auth.window_holds(ends_at timestamptz, window_ms bigint) returns boolean language sql volatile set search_path = '' as $$
  select ends_at > now() and ends_at <= clock_timestamp() + window_ms * interval '1 millisecond'
$$;
revoke execute on function auth.window_holds(timestamptz, bigint) from public;
grant execute on function auth.window_holds(timestamptz, bigint) to caudal_signin;

create or replace function auth.take_attempts(kinds text[], keys bytea[], most integer[], windows_ms bigint[])
 returns table (wait integer, windows text[])
 language plpgsql
 set search_path = '' as $$
declare
  ended timestamptz;
begin
  -- Without a lock: whoever goes on after the end makes nobody wait.
  select max(greatest(1, ceil(extract(epoch from a.ends_at - now()))))::integer into wait
    from unnest(kinds, keys, most, windows_ms) as asked (kind, key_hash, most, window_ms)
    join auth.attempts a on a.kind = asked.kind and a.key_hash = asked.key_hash
    where auth.window_holds(a.ends_at, asked.window_ms) and a.count >= asked.most;
  windows := '{}';
  if wait is null then
    for i in 1 .. cardinality(kinds) loop
      insert into auth.attempts as a (kind, key_hash, count, ends_at)
        values (kinds[i], keys[i], 1, now() + windows_ms[i] * interval '1 millisecond')
        on conflict (kind, key_hash) do update
          set count = case when auth.window_holds(a.ends_at, windows_ms[i]) then a.count + 1 else 1 end,
            ends_at = case when auth.window_holds(a.ends_at, windows_ms[i]) then a.ends_at else excluded.ends_at end
          where not auth.window_holds(a.ends_at, windows_ms[i]) or a.count < most[i]
        returning a.ends_at into ended;
      if not found then
        -- Somebody else had the last one since the look.
        update auth.attempts a set count = a.count - 1
          from unnest(kinds, keys, windows) as taken (kind, key_hash, ends_at)
          where a.kind = taken.kind and a.key_hash = taken.key_hash and a.ends_at = taken.ends_at::timestamptz;
        windows := '{}';
        select greatest(1, ceil(extract(epoch from a.ends_at - now())))::integer into wait
          from auth.attempts a where a.kind = kinds[i] and a.key_hash = keys[i];
        wait := coalesce(wait, 1);
        exit;
      end if;
      windows := windows || ended::text;
    end loop;
  end if;
  -- What is over goes on the way, last: nobody who waits for these rows is waited for.
  delete from auth.attempts a using (
    select o.kind, o.key_hash from auth.attempts o where o.ends_at < now() order by o.ends_at limit 20 for update skip locked
  ) gone where a.kind = gone.kind and a.key_hash = gone.key_hash;
  -- And what no window ends so late: it was begun before the clock was set back.
  delete from auth.attempts a using (
    select o.kind, o.key_hash from auth.attempts o where o.ends_at > now() + interval '1 day' order by o.ends_at desc limit 20 for update skip locked
  ) gone where a.kind = gone.kind and a.key_hash = gone.key_hash;
  wait := coalesce(wait, 0);
  return next;
end
$$;

-- When each was last begun, or put down: later than now, where the clock was set back since.
create index outbox_written on caudal.outbox (kind, (coalesce(claimed_at, created_at))) where state = 'pending';

grant create on schema caudal to caudal_definer;
set local role caudal_definer;
create or replace function caudal.claim_outbox(of_kind text, lease_ms integer, at_most integer, per_lane integer, per_host integer, per_member integer, per_account integer, by_sender uuid)
 returns table (id uuid, kind text, account_id uuid, user_id uuid, recipient text, key text, locale text, content text, attempt integer, tried integer, unanswered integer, created_at timestamp with time zone, give_up_at timestamp with time zone, notice jsonb)
 language plpgsql
 security definer
 set search_path = '' as $$
#variable_conflict use_column
declare
  taken uuid[] := '{}';
  -- Changed by somebody else at this moment: theirs to finish, and due again afterwards.
  passed uuid[] := '{}';
  head uuid;
  at timestamptz;
begin
  perform pg_advisory_xact_lock(hashtextextended('caudal.claim_outbox ' || of_kind, 0));
  -- What was written down later than it is now: the clock was set back since. What waits would do so for that much longer, and so would what
  -- a dead server holds; a live one has its time anew. No pause is as long as an hour.
  at := clock_timestamp();
  if (select coalesce(o.claimed_at, o.created_at) from caudal.outbox o where o.state = 'pending' and o.kind = of_kind
        order by coalesce(o.claimed_at, o.created_at) desc limit 1) > at
    or (select o.next_attempt_at from caudal.outbox o where o.state = 'pending' and o.kind = of_kind
        order by o.next_attempt_at desc limit 1) > at + interval '1 hour' then
    with early as (
      select o.id from caudal.outbox o
      where o.state = 'pending' and o.kind = of_kind and (o.next_attempt_at > at + interval '1 hour' or coalesce(o.claimed_at, o.created_at) > at)
        and (o.next_attempt_at > at or o.lease_until > at + lease_ms * interval '1 millisecond')
      for update skip locked
    )
    update caudal.outbox o set next_attempt_at = least(o.next_attempt_at, now()),
        claimed_at = case when o.claimed_at > at then at else o.claimed_at end,
        lease_until = case when o.lease_until is not null then least(o.lease_until, at + lease_ms * interval '1 millisecond') end
      from early where o.id = early.id;
  end if;
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
          lease_until = now() + lease_ms * interval '1 millisecond', claimed_at = clock_timestamp(), sender = by_sender
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

create or replace function caudal.claim_run(worker_id text, kinds text[], lease_ms integer, per_account integer)
 returns setof caudal.runs
 language plpgsql
 security definer
 set search_path = '' as $$
declare
  turn record;
  found_id uuid;
  at timestamptz;
begin
  perform pg_advisory_xact_lock(hashtext('caudal.claim_run'));
  -- What was written down later than it is now: the clock was set back since. What waits would do so for that much longer, and so would the
  -- run of a dead worker; whoever is alive extends the lease.
  at := clock_timestamp();
  with early as (
    select r.id from caudal.runs r
    where r.state in ('queued', 'waiting') and r.available_at > at and coalesce(r.claimed_at, r.queued_at) > at
    for update skip locked
  )
  update caudal.runs r set available_at = at from early where r.id = early.id;
  with held as (
    select r.id from caudal.runs r
    where r.state in ('running', 'cancelling') and r.lease_until > at + 2 * lease_ms * interval '1 millisecond'
    for update skip locked
  )
  update caudal.runs r set lease_until = at + lease_ms * interval '1 millisecond' from held where r.id = held.id;
  for turn in
    select ready.account_id
      from (select r.account_id, min(r.available_at) as oldest from caudal.runs r
             where r.state in ('queued', 'waiting') and r.available_at <= clock_timestamp() and r.kind = any (kinds)
             group by r.account_id) ready
      left join (select r.account_id, count(*) as held from caudal.runs r
                  where r.state in ('running', 'cancelling') group by r.account_id) busy on busy.account_id = ready.account_id
      join caudal.accounts quota on quota.id = ready.account_id
     where coalesce(busy.held, 0) < coalesce(quota.runs_at_once, per_account)
     order by coalesce(busy.held, 0),
              (select max(r.claimed_at) from caudal.runs r where r.account_id = ready.account_id and r.claimed_at is not null) nulls first,
              ready.oldest, ready.account_id
  loop
    select r.id into found_id from caudal.runs r
     where r.account_id = turn.account_id and r.state in ('queued', 'waiting') and r.available_at <= clock_timestamp() and r.kind = any (kinds)
     order by r.available_at, r.queued_at, r.id
     limit 1
     for update skip locked;
    if found then
      return query
        update caudal.runs r
           set state = 'running', attempt = r.attempt + 1, token = r.token + 1, worker = worker_id, claimed_at = clock_timestamp(),
               lease_until = clock_timestamp() + lease_ms * interval '1 millisecond', started_at = coalesce(r.started_at, clock_timestamp())
         where r.id = found_id
        returning r.*;
      return;
    end if;
  end loop;
end
$$;

-- When it was last used says nothing either while it has not come.
create or replace function caudal.resolve_key(hash bytea)
 returns table (key_id uuid, user_id uuid, account_id uuid, role text, locale text, scopes text[], expires_at timestamp with time zone, factor_missing boolean)
 language sql
 security definer
 set search_path = '' as $$
  with used as (
    update caudal.api_keys k set last_used_at = now()
    where k.secret_hash = hash and k.revoked_at is null and k.expires_at > now()
      and (k.last_used_at is null or k.last_used_at not between now() - interval '5 minutes' and clock_timestamp())
  )
  select k.id, k.user_id, k.account_id, m.role, p.locale, k.scopes, k.expires_at,
    a.second_factor_required and not k.provider_factor
      and not exists (select from auth.second_factors f where f.user_id = k.user_id and f.confirmed_at is not null)
  from caudal.api_keys k join caudal.members m on m.account_id = k.account_id and m.user_id = k.user_id
    join caudal.accounts a on a.id = k.account_id
    join caudal.profiles p on p.user_id = k.user_id
  where k.secret_hash = hash and k.revoked_at is null and k.expires_at > now()
$$;

reset role;
revoke create on schema caudal from caudal_definer;
