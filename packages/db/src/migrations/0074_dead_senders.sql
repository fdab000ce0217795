-- What a dead process held goes at once. Each process that delivers holds a lock of the system's, which its end drops; whoever starts in
-- the same data folder finds by it who is dead, and gives back here what those held. The database cannot tell: a connection that is gone
-- says nothing of the mail that its process is sending.
alter table caudal.outbox add column sender uuid;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;
drop function caudal.claim_outbox(text, integer, integer, integer, integer, integer, integer);

-- As in 0039, and noting who takes it; null for one of whom nobody can find out: then the lease alone says when it is over.
create function caudal.claim_outbox(of_kind text, lease_ms integer, at_most integer, per_lane integer, per_host integer, per_member integer,
  per_account integer, by_sender uuid) returns table (id uuid, kind text, account_id uuid, user_id uuid, recipient text, key text, locale text, content text,
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

-- Gives back what a process held that is dead. What was on its way may have arrived; where that is so of the attempt before too, the lease is
-- waited for: a server that cannot stay up would use up the attempts of a mail in a moment. Gives how many.
create function caudal.release_outbox(dead uuid) returns integer language plpgsql security definer set search_path = '' as $$
declare
  kinds text[];
begin
  with released as (
    update caudal.outbox o set lease_until = '-infinity'
    where o.state = 'pending' and o.lease_until >= now() and o.unanswered = 0 and o.sender = dead
    returning o.kind
  )
  select array_agg(r.kind) into kinds from released r;
  perform pg_notify('caudal_outbox', told.kind) from (select distinct unnest(kinds) as kind) told;
  return coalesce(cardinality(kinds), 0);
end
$$;

revoke execute on function caudal.claim_outbox(text, integer, integer, integer, integer, integer, integer, uuid), caudal.release_outbox(uuid) from public;
grant execute on function caudal.claim_outbox(text, integer, integer, integer, integer, integer, integer, uuid), caudal.release_outbox(uuid) to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
