-- What the log says of a person is theirs wherever it stands: in accounts that they left long ago, and in none at all. The export asked for
-- the entries of one account after the other, and so had none of those. By these indexes their entries are found in order, without reading
-- everybody's; most are about one person, some about two, hardly any about more. The index by account and person led nothing: the list of an
-- account asks for who acted or whom it is about, in one.
drop index caudal.audit_entries_person;
create index audit_entries_acted on caudal.audit_entries (user_id, id) where user_id is not null;
create index audit_entries_about on caudal.audit_entries ((person_ids[1]), id) where person_ids[1] is not null;
create index audit_entries_about_second on caudal.audit_entries ((person_ids[2]), id) where person_ids[2] is not null;
create index audit_entries_about_more on caudal.audit_entries (id) where cardinality(person_ids) > 2;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

drop function caudal.read_own_audit(bigint, integer);

-- The first entries of the log, by number, that this person wrote or that are about them. Only for the functions below.
create function caudal.entries_of_person(person uuid, after_id bigint, at_most integer) returns table (id bigint)
language sql stable set search_path = '' as $$
  select id from (
    (select e.id from caudal.audit_entries e where e.user_id = person and e.id > after_id order by e.id limit at_most)
    union
    (select e.id from caudal.audit_entries e where e.person_ids[1] = person and e.id > after_id order by e.id limit at_most)
    union
    (select e.id from caudal.audit_entries e where e.person_ids[2] = person and e.id > after_id order by e.id limit at_most)
    union
    (select e.id from caudal.audit_entries e where cardinality(e.person_ids) > 2 and person = any (e.person_ids) and e.id > after_id
      order by e.id limit at_most)
  ) found order by id limit at_most
$$;

-- What the log holds of the person of this scope, whoever wrote it. What they did in an account in which they are no more is told as having
-- been done; what exactly it changed there is that account's.
create function caudal.read_own_audit(after_id bigint, at_most integer)
returns table (id bigint, at timestamptz, account_id uuid, action text, object_type text, object_id text, role text, address text, changes jsonb,
  by_me boolean)
language sql stable security definer set search_path = '' as $$
  select e.id, e.at, e.account_id, e.action, e.object_type, case when mine.about or mine.here then e.object_id end,
    case when mine.by_me then e.role end, case when mine.by_me then e.address end,
    case when mine.about or mine.here then e.changes end, mine.by_me
  from caudal.entries_of_person(nullif(current_setting('caudal.user_id', true), '')::uuid, after_id, at_most) own
    join caudal.audit_entries e on e.id = own.id
    cross join lateral (select nullif(current_setting('caudal.user_id', true), '')::uuid as id) me
    cross join lateral (select e.user_id is not distinct from me.id as by_me, coalesce(me.id = any (e.person_ids), false) as about,
      e.account_id is null or exists (select from caudal.members m where m.user_id = me.id and m.account_id = e.account_id)
        or exists (select from caudal.departures d
          where d.user_id = me.id and d.account_id = e.account_id and d.ends_at > clock_timestamp()) as here) mine
  order by e.id
$$;

-- Invitations that the person of this scope sent, and those that they accepted, whether they may still read the account's or not. Never what opens one.
create function caudal.list_own_invitations()
returns table (id uuid, account_id uuid, sent_by_me boolean, email text, role text, created_at timestamptz, sent_at timestamptz, sent_count integer,
  expires_at timestamptz, accepted_at timestamptz, revoked_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select i.id, i.account_id, i.invited_by is not distinct from me.id, i.email, i.role, i.created_at, i.sent_at, i.sent_count::integer, i.expires_at, i.accepted_at, i.revoked_at
  from (select nullif(current_setting('caudal.user_id', true), '')::uuid as id) me
    join caudal.invitations i on i.invited_by = me.id or i.accepted_by = me.id
  order by i.created_at, i.id
$$;

revoke execute on function caudal.entries_of_person(uuid, bigint, integer), caudal.read_own_audit(bigint, integer),
  caudal.list_own_invitations() from public;
grant execute on function caudal.read_own_audit(bigint, integer), caudal.list_own_invitations() to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
