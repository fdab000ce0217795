-- What is kept outside of the database. Heads of the audit: compared with the chain by its index, and what an operator acknowledged of them.
alter table caudal.erasures
  -- Those of the person when the erasure was asked for: the profile's is let go at once, and files of mails still have to be found by them.
  add column addresses text[] not null default '{}';
grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- Those of these positions that the chain has, with their links. Each is one step in the index: the sealer asks about one every round.
create function caudal.read_audit_links(positions bigint[]) returns table ("position" bigint, link text)
language sql stable security definer set search_path = '' as $$
  select s.position, encode(s.link, 'hex') from caudal.audit_seals s where s.position = any (positions)
$$;

-- Whoever operates the server knows why the chain does not have its heads, and heads begin anew. Belongs to no account, as the chain does.
create function caudal.record_audit_acknowledged(changes jsonb, origin jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform set_config('caudal.origin', coalesce(origin::text, ''), true);
  perform caudal.write_audit_entry(null, 'audit.acknowledged', 'audit', null, null, '{}', changes, null, null);
  perform set_config('caudal.origin', '', true);
end
$$;

-- Where mails to somebody whose erasure was asked for went: addresses, and entries of the outbox. Without a mail server they are files, which go
-- with the person. Of nobody else.
create function caudal.list_mails_of_erased(person uuid) returns table (address text, mail uuid, asked_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select a.address, null::uuid, e.asked_at from caudal.erasures e left join lateral unnest(e.addresses) as a (address) on true where e.user_id = person
  union all
  select null, o.id, e.asked_at from caudal.erasures e join caudal.outbox o on o.kind = 'mail' and (o.user_id = person or lower(o.recipient) = any (e.addresses))
   where e.user_id = person
$$;
create function caudal.note_addresses() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  new.addresses := array(
    select lower(p.email) from caudal.profiles p where p.user_id = new.user_id
    union
    select lower(o.recipient) from caudal.outbox o where o.kind = 'mail' and o.user_id = new.user_id and o.recipient is not null);
  return new;
end
$$;

revoke execute on function caudal.read_audit_links(bigint[]), caudal.record_audit_acknowledged(jsonb, jsonb), caudal.list_mails_of_erased(uuid), caudal.note_addresses() from public;
grant execute on function caudal.read_audit_links(bigint[]), caudal.record_audit_acknowledged(jsonb, jsonb), caudal.list_mails_of_erased(uuid) to caudal_request;
-- Whoever makes a trigger must be allowed to call its function, for that moment only.
grant execute on function caudal.note_addresses() to session_user;
reset role;
create trigger note_addresses before insert on caudal.erasures for each row execute function caudal.note_addresses();
set local role caudal_definer;
revoke execute on function caudal.note_addresses() from session_user;
reset role;
revoke create on schema caudal from caudal_definer;
