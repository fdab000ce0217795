-- Reading the audit: the state of its chain, entries that the chain does not hold, and the names of those whom entries are about.
grant select (name) on caudal.profiles to caudal_definer;
grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- For figures and for whoever keeps the chain's end elsewhere. No link where nothing is sealed yet.
create function caudal.read_audit_status() returns table (last_position bigint, link text, key_id text, sealed_at text, unsealed bigint, oldest_unsealed timestamptz)
language sql stable security definer set search_path = '' as $$
  select coalesce(s.position, 0), encode(s.link, 'hex'), s.key_id, to_char(s.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    (select count(*) from caudal.audit_unsealed), (select min(e.at) from caudal.audit_entries e join caudal.audit_unsealed u on u.entry_id = e.id)
  from (select 1) as once left join lateral (select * from caudal.audit_seals l order by l.position desc limit 1) s on true
$$;

-- Whatever the sealer's queue says: an entry that was taken out of it is told as well.
create function caudal.read_entries_outside_chain(after_id bigint, at_most integer) returns table (entry jsonb)
language sql stable security definer set search_path = '' as $$
  select to_jsonb(e) || jsonb_build_object('at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'who_salt', encode(e.who_salt, 'hex'), 'what_salt', encode(e.what_salt, 'hex'))
    from caudal.audit_entries e
   where e.id > after_id and not exists (select from caudal.audit_seals s where s.entry_id = e.id) order by e.id limit at_most
$$;

-- Names of those who acted in these entries and whom they are about, for the managers of the account whose log they are in; also of those
-- who left it.
create function caudal.name_audited_people(entries bigint[]) returns table (user_id uuid, name text)
language sql stable security definer set search_path = '' as $$
  select p.user_id, p.name from caudal.profiles p
   where p.user_id in (select unnest(e.person_ids || e.user_id) from caudal.audit_entries e
     where e.id = any (entries) and e.account_id = nullif(current_setting('caudal.account_id', true), '')::uuid
       and current_setting('caudal.role', true) in ('owner', 'admin'))
$$;

revoke execute on function caudal.read_audit_status(), caudal.read_entries_outside_chain(bigint, integer), caudal.name_audited_people(bigint[]) from public;
grant execute on function caudal.read_audit_status(), caudal.read_entries_outside_chain(bigint, integer), caudal.name_audited_people(bigint[]) to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
