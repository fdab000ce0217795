-- Two erasures at once may meet in an entry about both persons: one that waited for it found the person taken out of it and had named it
-- already, so that its own entry, sealed a moment later, said more than it took, and the chain's verification found that for ever. An erasure
-- holds its entries before it looks which of them still speak of the person.
grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- As before, except for that.
create or replace function caudal.erase_audit_of(person uuid, at_most integer) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  found bigint[];
  home uuid;
  erasure bigint;
begin
  loop
    found := array(select p.id from caudal.entries_of_person(person, 0, at_most) p);
    if cardinality(found) = 0 then return 0; end if;
    -- In one order, so that two erasures wait for one another and never crosswise; whoever seals these entries meanwhile does not wait.
    perform from caudal.audit_entries e where e.id = any (found) order by e.id for no key update;
    found := array(select e.id from caudal.audit_entries e where e.id = any (found) and (e.user_id = person or person = any (e.person_ids)));
    exit when cardinality(found) > 0;
  end loop;
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
reset role;
revoke create on schema caudal from caudal_definer;
