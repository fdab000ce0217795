-- What a run found in a file is kept by run. A file shows what its last run that came to its end found; until one has, what the newest one
-- has found so far. So processing a file again can be cancelled or fail without taking away what was there.
create table caudal.run_profiles (
  run_id uuid primary key,
  account_id uuid not null,
  user_id uuid not null,
  file_id uuid not null,
  reading jsonb,
  rows bigint check (rows >= 0),
  rejected bigint check (rejected >= 0),
  columns jsonb,
  -- The Parquet copy of the rows, and all keys under which this run's attempts may have written one: what is to be removed with it.
  table_key text,
  written_keys text[] not null default '{}',
  foreign key (file_id, account_id, user_id) references caudal.files (id, account_id, user_id) on delete cascade,
  foreign key (run_id, account_id, user_id) references caudal.runs (id, account_id, user_id) on delete cascade
);
create index run_profiles_file on caudal.run_profiles (file_id);

-- The run whose findings, rejects and table the file shows; reading, rows, rejected and columns are its too. No foreign key: runs go with
-- their file only.
alter table caudal.files add column profile_run_id uuid, add column table_key text;
alter table caudal.rejects add column run_id uuid;

-- The owner sees no row of a table whose policies are forced, and moves these ones. Nobody is told: nothing changes for a reader.
alter table caudal.files no force row level security, disable trigger user;
alter table caudal.runs no force row level security;
alter table caudal.insights no force row level security;
alter table caudal.rejects no force row level security;

insert into caudal.run_profiles (run_id, account_id, user_id, file_id, reading, rows, rejected, columns, table_key, written_keys)
  select distinct on (f.id) r.id, f.account_id, f.user_id, f.id, f.reading, f.rows, f.rejected, f.columns, copy.key, array_remove(array[copy.key], null)
    from caudal.files f
    join caudal.runs r on r.file_id = f.id
    cross join lateral (select case when f.sha256 is not null then regexp_replace(f.object_key, '[^/]*$', 'table.parquet') end as key) copy
   where f.rows is not null
   order by f.id, exists (select from caudal.insights i where i.run_id = r.id) desc, r.state = 'succeeded' desc, r.queued_at desc;
update caudal.files f set profile_run_id = p.run_id, table_key = p.table_key from caudal.run_profiles p where p.file_id = f.id;
update caudal.rejects j set run_id = f.profile_run_id from caudal.files f where f.id = j.file_id;
delete from caudal.rejects where run_id is null;

alter table caudal.rejects drop constraint rejects_pkey;
alter table caudal.rejects alter column run_id set not null, add primary key (run_id, ordinal),
  add foreign key (run_id, account_id, user_id) references caudal.runs (id, account_id, user_id) on delete cascade;
create index rejects_file on caudal.rejects (file_id);

alter table caudal.files force row level security, enable trigger user;
alter table caudal.runs force row level security;
alter table caudal.insights force row level security;
alter table caudal.rejects force row level security;

alter table caudal.run_profiles enable row level security, force row level security;
grant select, insert, delete, update (reading, rows, rejected, columns, table_key, written_keys) on caudal.run_profiles to caudal_request;
grant update (profile_run_id, table_key) on caudal.files to caudal_request;
create policy own on caudal.run_profiles to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));

-- Whoever makes a trigger must be allowed to call its function, for that moment only.
set local role caudal_definer;
grant execute on function caudal.record_event(), caudal.notify_file_status() to session_user;
reset role;

-- Other findings are shown from this moment on, although none was written in it.
create constraint trigger tell_shown after update of profile_run_id on caudal.files deferrable initially deferred
  for each row when (old.profile_run_id is distinct from new.profile_run_id) execute function caudal.record_event('insights');

-- A file that goes back to `done` with the result that it had is no news.
drop trigger notify_status on caudal.files;
create trigger notify_status after update on caudal.files for each row
  when (old.status is distinct from new.status
    and not (new.status = 'done' and old.processed_at is not null and new.processed_at is not distinct from old.processed_at))
  execute function caudal.notify_file_status();

set local role caudal_definer;
revoke execute on function caudal.record_event(), caudal.notify_file_status() from session_user;
reset role;

grant select (file_name) on caudal.files to caudal_definer;
grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- Tells that a file could not be processed again, and keeps what it had.
create function caudal.notify_kept(run caudal.runs) returns void language sql set search_path = '' as $$
  insert into caudal.notifications (account_id, user_id, title, message, type, related_file_id, key, params)
  select run.account_id, run.user_id,
    caudal.render_notice(coalesce(texts.title, 'file.kept'), notice.params),
    caudal.render_notice(coalesce(texts.message, '{file_name}'), notice.params),
    'error', run.file_id, 'file.kept', notice.params
  from caudal.files f
    cross join lateral (select jsonb_strip_nulls(jsonb_build_object(
      'file_name', f.file_name, 'reason', coalesce(run.error_message, ''), 'code', run.error ->> 'code')) as params) notice
    left join caudal.profiles people on people.user_id = run.user_id
    left join caudal.notice_texts texts on texts.key = 'file.kept' and texts.locale = people.locale
  where f.id = run.file_id
$$;
revoke execute on function caudal.notify_kept(caudal.runs) from public;

create or replace function caudal.follow_run() returns trigger language plpgsql security definer set search_path = '' as
$$
declare
  -- Whether an earlier run left a result, which the file goes on showing.
  kept boolean;
begin
  if new.state = 'queued' then
    perform pg_notify('caudal_runs', 'queued');
  elsif new.state = 'cancelling' then
    perform pg_notify('caudal_runs', 'cancelling ' || new.id);
  end if;
  -- A step left running by an attempt that was the last one did not finish.
  if new.state in ('succeeded', 'failed', 'cancelled') then
    update caudal.run_steps
       set state = 'failed', error = case new.state when 'failed' then new.error end, finished_at = clock_timestamp()
     where run_id = new.id and state = 'running';
  end if;
  if new.file_id is null then
    return null;
  end if;
  if tg_op = 'INSERT' then
    update caudal.files set status = 'processing', error = null, error_message = null, databricks_job_id = new.id where id = new.file_id;
    insert into caudal.processing_logs (account_id, file_id, user_id, run_id, operation, status, started_at)
      values (new.account_id, new.file_id, new.user_id, new.id, 'process', 'started', clock_timestamp());
  elsif new.state in ('succeeded', 'failed', 'cancelled') then
    kept := new.state <> 'succeeded' and exists (select from caudal.files f where f.id = new.file_id and f.processed_at is not null);
    update caudal.files
       set status = case when new.state = 'succeeded' or kept then 'done' when new.state = 'failed' then 'error' else 'uploaded' end::caudal.file_status,
           processed_at = case new.state when 'succeeded' then clock_timestamp() else processed_at end,
           error = case when new.state = 'failed' and not kept then new.error end,
           error_message = case when new.state = 'failed' and not kept then new.error_message end
     where id = new.file_id;
    if kept and new.state = 'failed' then
      perform caudal.notify_kept(new);
    end if;
    update caudal.processing_logs
       set status = case new.state when 'succeeded' then 'completed' else new.state end, completed_at = clock_timestamp(),
           error_details = case new.state when 'failed' then new.error_message end
     where run_id = new.id and status = 'started';
    update caudal.processing_logs set error_details = new.error_message
     where new.state = 'failed' and run_id = new.id and status = 'failed';
  end if;
  return null;
end
$$;
reset role;
revoke create on schema caudal from caudal_definer;
