-- Roles, schemas and the claims that every policy reads.
--
-- Roles belong to the whole cluster and several databases may live in it, migrated at the same time: hence the handlers.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['caudal_request', 'caudal_signin', 'caudal_definer'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      begin
        execute format('create role %I nologin noinherit', role_name);
      exception
        when duplicate_object or unique_violation then null;
      end;
    end if;
  end loop;
  -- The owner hands functions to caudal_definer, for which it must be able to become it; it does not inherit its rights.
  if not pg_has_role(current_user, 'caudal_definer', 'SET') then
    execute format('grant caudal_definer to %I with set true, inherit false', current_user);
  end if;
end
$$;

create schema caudal;
create schema auth;
grant usage on schema caudal to caudal_request, caudal_definer;
grant usage on schema auth to caudal_signin;

-- Functions are for those whom a migration names.
alter default privileges revoke execute on functions from public;

create table caudal.schema_migrations (
  version integer primary key,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default now()
);
alter table caudal.schema_migrations enable row level security, force row level security;
grant select on caudal.schema_migrations to caudal_request;
create policy read_versions on caudal.schema_migrations for select to caudal_request using (true);
create policy keep_versions on caudal.schema_migrations to current_user using (true) with check (true);

-- The claims of this transaction, as caudal.set_scope left them; null where nobody asks. Plain SQL, so that the planner inlines them.
create function caudal.claim_user_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('caudal.user_id', true), '')::uuid;
create function caudal.claim_account_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('caudal.account_id', true), '')::uuid;
create function caudal.claim_role() returns text language sql stable parallel safe
  return nullif(current_setting('caudal.role', true), '');
create function caudal.claim_access_profile_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('caudal.access_profile_id', true), '')::uuid;
create function caudal.claim_all_companies() returns boolean language sql stable parallel safe
  return coalesce(current_setting('caudal.all_companies', true) = 'true', false);
create function caudal.claim_all_warehouses() returns boolean language sql stable parallel safe
  return coalesce(current_setting('caudal.all_warehouses', true) = 'true', false);
create function caudal.claim_manages() returns boolean language sql stable parallel safe
  return coalesce(current_setting('caudal.role', true) in ('owner', 'admin'), false);

grant execute on function caudal.claim_user_id(), caudal.claim_account_id(), caudal.claim_role(), caudal.claim_access_profile_id(),
  caudal.claim_all_companies(), caudal.claim_all_warehouses(), caudal.claim_manages() to caudal_request;
