-- How much an account may keep and do at once: its own figures, which the operator sets. What is null follows the server's settings, which
-- the caller hands in; there a negative figure stands for no limit.
alter table caudal.accounts
  add column storage_bytes bigint check (storage_bytes >= 0),
  add column runs_at_once integer check (runs_at_once >= 0);
grant update (storage_bytes, runs_at_once) on caudal.accounts to caudal_definer;
create policy set_quotas on caudal.accounts for update to caudal_definer using (true);
grant select (account_id, file_size) on caudal.files to caudal_definer;
grant select (account_id, declared_size) on caudal.uploads to caudal_definer;
grant execute on function caudal.claim_account_id() to caudal_definer;

select caudal.audit_table('caudal.accounts', '{"subject": "account", "account": "id", "name": "name", "ignored": ["created_at"]}');

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- What the scope's account keeps, with what is under way in full length, and its limit; null without one.
create function caudal.storage_state(default_limit bigint) returns table (used bigint, most bigint)
language sql stable security definer set search_path = '' as $$
  select ((select coalesce(sum(f.file_size), 0) from caudal.files f where f.account_id = caudal.claim_account_id())
      + (select coalesce(sum(u.declared_size), 0) from caudal.uploads u
          where u.account_id = caudal.claim_account_id() and u.file_id is null))::bigint,
    coalesce((select a.storage_bytes from caudal.accounts a where a.id = caudal.claim_account_id()),
      case when default_limit >= 0 then default_limit end)
$$;

-- The same, with the account locked until the transaction ends: of two uploads that are announced at once, the second counts the first.
create function caudal.lock_storage(default_limit bigint) returns table (used bigint, most bigint)
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'storage', caudal.claim_account_id()), 0));
  return query select s.used, s.most from caudal.storage_state(default_limit) s;
end
$$;

-- Sets an account's own figures; null leaves it to the settings. False where there is no such account.
create function caudal.set_quota(of_account uuid, new_storage bigint, new_runs integer) returns boolean
language sql security definer set search_path = '' as $$
  with changed as (
    update caudal.accounts set storage_bytes = new_storage, runs_at_once = new_runs where id = of_account returning 1
  )
  select exists (select from changed)
$$;

-- As in 0011, with the account's own figure where it has one.
create or replace function caudal.claim_run(worker_id text, kinds text[], lease_ms integer, per_account integer)
  returns setof caudal.runs language plpgsql security definer set search_path = '' as
$$
declare
  turn record;
  found_id uuid;
begin
  perform pg_advisory_xact_lock(hashtext('caudal.claim_run'));
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

revoke execute on function caudal.storage_state(bigint), caudal.lock_storage(bigint), caudal.set_quota(uuid, bigint, integer) from public;
grant execute on function caudal.storage_state(bigint), caudal.lock_storage(bigint), caudal.set_quota(uuid, bigint, integer) to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
