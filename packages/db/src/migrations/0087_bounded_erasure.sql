-- Erasing somebody of whom there is much was one statement, which PostgreSQL ended after 30 seconds, again and again: such an erasure never
-- came to its end. It goes in pieces now, each an entry of its own that names exactly what it emptied, so that the chain verifies after every
-- one of them, and whoever comes next goes on behind it.
grant create on schema caudal to caudal_definer;
set local role caudal_definer;

drop function caudal.close_erasure(uuid);
drop function caudal.erase_audit_of(uuid);

-- Empties what the first entries of the log say of this person, at most so many, and answers how many there were. An entry of the erasure is
-- the person's in no part: whoever erases herself is not named by it, and neither is her session.
create function caudal.erase_audit_of(person uuid, at_most integer) returns bigint language plpgsql security definer set search_path = '' as $$
declare
  found constant bigint[] := array(select p.id from caudal.entries_of_person(person, 0, at_most) p);
  home uuid;
  erasure bigint;
begin
  if cardinality(found) = 0 then return 0; end if;
  home := (select e.account_id from caudal.audit_entries e where e.id = any (found) and e.account_id is not null order by e.id desc limit 1);
  if person::text in (current_setting('caudal.user_id', true), current_setting('caudal.acting_user', true)) then
    insert into caudal.audit_entries (account_id, action, object_type, person_ids)
      values (home, 'person.erased', 'person', '{}') returning id into erasure;
    insert into caudal.audit_unsealed (entry_id) values (erasure);
  else
    erasure := caudal.write_audit_entry(home, 'person.erased', 'person', null, null, '{}', '{}', null, null);
  end if;
  update caudal.audit_entries set changes = (
      select jsonb_build_object(
        'who', jsonb_build_object('entries', coalesce(range_agg(int8range(e.id, e.id, '[]')) filter (where e.user_id = person), '{}')::text),
        'what', jsonb_build_object('entries', coalesce(range_agg(int8range(e.id, e.id, '[]')) filter (where person = any (e.person_ids)), '{}')::text))
      from caudal.audit_entries e where e.id = any (found))
   where id = erasure;
  -- Both parts at once, as each row says which of them it is: a row is written anew once.
  update caudal.audit_entries e set
      user_id = case when e.user_id = person then null else e.user_id end,
      role = case when e.user_id = person then null else e.role end,
      credential = case when e.user_id = person then null else e.credential end,
      address = case when e.user_id = person then null else e.address end,
      request_id = case when e.user_id = person then null else e.request_id end,
      who_salt = case when e.user_id = person then null else e.who_salt end,
      who_erased_by = case when e.user_id = person then erasure else e.who_erased_by end,
      object_id = case when person = any (e.person_ids) then null else e.object_id end,
      object_name = case when person = any (e.person_ids) then null else e.object_name end,
      person_ids = case when person = any (e.person_ids) then null else e.person_ids end,
      changes = case when person = any (e.person_ids) then null else e.changes end,
      what_salt = case when person = any (e.person_ids) then null else e.what_salt end,
      what_erased_by = case when person = any (e.person_ids) then erasure else e.what_erased_by end
   where e.id = any (found);
  return cardinality(found);
end
$$;

-- Empties a piece of the log, and closes the erasure once there is none left; answers whether it is closed. Of two servers at it one waits:
-- an entry must not name what another one emptied.
create function caudal.close_erasure(person uuid, at_most integer) returns boolean language plpgsql security definer set search_path = '' as $$
begin
  perform from caudal.erasures e where e.user_id = person for update;
  if not found then return true; end if;
  if exists (select from caudal.profiles p where p.user_id = person) then
    raise exception 'something of this person arrived meanwhile' using errcode = 'object_not_in_prerequisite_state';
  end if;
  if caudal.erase_audit_of(person, at_most) > 0 then return false; end if;
  delete from caudal.events v where v.user_id = person;
  delete from caudal.erasures e where e.user_id = person;
  return true;
end
$$;

-- Of notifications there may be as many: a piece of them before the rest goes with caudal.erase_person or caudal.close_departure. Answers how
-- many went.
create function caudal.erase_notifications(person uuid, at_most integer) returns bigint
language sql security definer set search_path = '' as $$
  with gone as (
    delete from caudal.notifications n where n.id in (
      select o.id from caudal.notifications o, caudal.erasures e
      where e.user_id = person and (o.user_id = e.user_id or o.account_id = any (e.accounts)) limit at_most)
    returning 1)
  select count(*) from gone
$$;

create function caudal.remove_left_notifications(at_most integer) returns bigint
language sql security definer set search_path = '' as $$
  with gone as (
    delete from caudal.notifications n where n.id in (
      select o.id from caudal.departures d join caudal.notifications o on o.account_id = d.account_id and o.user_id = d.user_id
      where d.told_at is not null and d.ends_at <= clock_timestamp() and o.created_at <= d.ends_at limit at_most)
    returning 1)
  select count(*) from gone
$$;

revoke execute on function caudal.erase_audit_of(uuid, integer), caudal.close_erasure(uuid, integer), caudal.erase_notifications(uuid, integer),
  caudal.remove_left_notifications(integer) from public;
grant execute on function caudal.close_erasure(uuid, integer), caudal.erase_notifications(uuid, integer),
  caudal.remove_left_notifications(integer) to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;

-- A seal is asked for by its entry, of which the index leads to the account: the set of all entries of the account was made for each page of
-- the log before.
alter policy read_managed on caudal.audit_seals using ((select caudal.claim_manages())
  and exists (select from caudal.audit_entries e where e.id = entry_id and e.account_id = (select caudal.claim_account_id())));
