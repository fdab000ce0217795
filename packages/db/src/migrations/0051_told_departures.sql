-- Whoever left is told until when their things are kept, and the 30 days count from the telling. The handlers tell in the transaction of the
-- leaving; whom nobody told (who had left before 0045, or left by a way that sends no mail) the service tells that removes what is over.
alter table caudal.departures add column told_at timestamptz;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

create or replace function caudal.depart() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from caudal.accounts a where a.id = old.account_id)
    and not exists (select from caudal.erasures e where e.user_id = old.user_id or old.account_id = any (e.accounts)) then
    insert into caudal.departures as d (account_id, user_id) values (old.account_id, old.user_id)
      on conflict (account_id, user_id) do update set left_at = excluded.left_at, ends_at = excluded.ends_at, told_at = null;
  end if;
  return null;
end
$$;

-- Who asks for it writes the mail, in the same transaction: from then on they have been told.
create or replace function caudal.read_departure(person uuid) returns table (email text, name text, locale text, account text, ends_at timestamptz, files bigint)
language sql volatile security definer set search_path = '' as $$
  update caudal.departures d set told_at = clock_timestamp()
  from caudal.profiles p, caudal.accounts a
  where d.account_id = caudal.claim_account_id() and d.user_id = person and p.user_id = d.user_id and a.id = d.account_id
    and (caudal.claim_manages() or person = caudal.claim_user_id())
  returning p.email, p.name, p.locale, a.name, d.ends_at,
    (select count(*) from caudal.files f where f.account_id = d.account_id and f.user_id = d.user_id)
$$;

-- Who has it removed at once knows of it.
create or replace function caudal.end_departure(in_account uuid) returns boolean language sql security definer set search_path = '' as $$
  with ended as (
    update caudal.departures d set ends_at = clock_timestamp(), told_at = coalesce(d.told_at, clock_timestamp())
    where d.account_id = in_account and d.user_id = caudal.claim_user_id() and d.ends_at > clock_timestamp() returning 1
  )
  select exists (select from ended)
$$;

-- One departure of which nobody told its person, whose time begins now; no row when there is none. One server at a time, and the others
-- wait: none may go on to remove what another is telling of.
create function caudal.tell_departure() returns table (user_id uuid, email text, name text, locale text, account text, ends_at timestamptz, files bigint)
language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
begin
  if not exists (select from caudal.departures d where d.told_at is null) then return; end if;
  perform pg_advisory_xact_lock(hashtextextended('caudal tells departures', 0));
  return query
    update caudal.departures d set told_at = clock_timestamp(), ends_at = clock_timestamp() + interval '30 days'
    from caudal.profiles p, caudal.accounts a
    where (d.account_id, d.user_id) = (select u.account_id, u.user_id from caudal.departures u where u.told_at is null
        order by u.left_at, u.account_id, u.user_id limit 1)
      and p.user_id = d.user_id and a.id = d.account_id
    returning p.user_id, p.email, p.name, p.locale, a.name, d.ends_at,
      (select count(*) from caudal.files f where f.account_id = d.account_id and f.user_id = d.user_id);
end
$$;

-- The mails of those who were told are in the outbox as long as their things are kept.
update caudal.departures d set told_at = d.left_at
  where exists (select from caudal.outbox o where o.key = 'membership.ended' and o.account_id = d.account_id and o.user_id = d.user_id
    and o.created_at >= d.left_at - interval '1 minute');

revoke execute on function caudal.tell_departure() from public;
grant execute on function caudal.tell_departure() to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
