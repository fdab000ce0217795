-- What a person is promised is done within minutes. Where it is not, whoever runs the platform has to see it without reading the log.
grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- Erasures that were asked for and are not done, departures whose time is over and of which something is still kept, and for how many
-- seconds the oldest of each has waited.
create function caudal.count_removals()
returns table (erasures integer, erasure_seconds double precision, departures integer, departure_seconds double precision)
language sql stable security definer set search_path = '' as $$
  select e.waiting, coalesce(extract(epoch from clock_timestamp() - e.since), 0)::double precision,
    d.waiting, coalesce(extract(epoch from clock_timestamp() - d.since), 0)::double precision
  from (select count(*)::integer as waiting, min(asked_at) as since from caudal.erasures) e,
    (select count(*)::integer as waiting, min(ends_at) as since from caudal.departures
      where told_at is not null and ends_at <= clock_timestamp()) d
$$;

-- Whoever asks where their things went finds in each account from which they were taken that they were: in those of the scope's person,
-- with the role that they have there, and in those that they left. Somebody of no account is noted as such.
create function caudal.record_export() returns void language plpgsql security definer set search_path = '' as $$
declare
  here record;
  noted boolean := false;
  role constant text := current_setting('caudal.role', true);
begin
  if nullif(current_setting('caudal.user_id', true), '') is null then
    raise exception 'an export is recorded for a person' using errcode = 'insufficient_privilege';
  end if;
  for here in
    select a.account_id, a.role from caudal.list_own_accounts() a
    union all select l.account_id, null from caudal.list_left_accounts() l
  loop
    perform set_config('caudal.role', coalesce(here.role, ''), true);
    perform caudal.write_audit_entry(here.account_id, 'export.taken', 'export', null, null, '{}', '{}', null, null);
    noted := true;
  end loop;
  perform set_config('caudal.role', coalesce(role, ''), true);
  if not noted then
    perform caudal.write_audit_entry(null, 'export.taken', 'export', null, null, '{}', '{}', null, null);
  end if;
end
$$;

revoke execute on function caudal.count_removals(), caudal.record_export() from public;
grant execute on function caudal.count_removals(), caudal.record_export() to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
