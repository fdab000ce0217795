-- What moves runs before anybody's scope exists (claiming, sweeping), and what must follow each of their changes in its own transaction.
alter table caudal.runs
  -- When a worker last took it: accounts take turns by it.
  add column claimed_at timestamptz,
  -- The error in the language of the person who asked, as it goes to the file and its log.
  add column error_message text,
  -- What its work did already, by name: a repeated step finds it here, written in the effect's own transaction.
  add column effects jsonb not null default '{}';
grant update (claimed_at, error_message, effects) on caudal.runs to caudal_request;

-- One run at a time works on a file.
create unique index runs_one_per_file on caudal.runs (file_id) where file_id is not null and state in ('queued', 'waiting', 'running', 'cancelling');
create index runs_turns on caudal.runs (account_id, claimed_at desc) where claimed_at is not null;
-- The run's own row in processing_logs is called "process"; a step's row has the step's name.
alter table caudal.run_steps add constraint run_steps_name check (name <> 'process');
create unique index processing_logs_operation on caudal.processing_logs (run_id, operation) where run_id is not null;

grant select, update (state, attempt, token, worker, available_at, lease_until, claimed_at, started_at, finished_at) on caudal.runs to caudal_definer;
grant select (id, processed_at), update (status, error, error_message, processed_at, databricks_job_id) on caudal.files to caudal_definer;
grant select, insert, update (status, started_at, completed_at, error_details) on caudal.processing_logs to caudal_definer;
grant select, update (state, error, finished_at) on caudal.run_steps to caudal_definer;
create policy move_runs on caudal.runs to caudal_definer using (true);
create policy end_steps on caudal.run_steps to caudal_definer using (true);
create policy see_files_of_runs on caudal.files for select to caudal_definer using (true);
create policy follow_runs on caudal.files for update to caudal_definer using (true);
create policy follow_runs on caudal.processing_logs to caudal_definer using (true);

-- The next run whose turn it is, or no row. Accounts take turns: the one with the fewest runs at work first, then the one that was served
-- longest ago. The advisory lock makes claims one after another (each takes about a millisecond), so that per_account holds exactly.
create function caudal.claim_run(worker_id text, kinds text[], lease_ms integer, per_account integer)
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
     where coalesce(busy.held, 0) < per_account
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

-- Takes runs whose lease ran out away from their workers, and ends those that nobody can carry out because the person who asked left the
-- account. Rows that a worker is writing for at this moment are locked, and left for the next time. Gives how many it moved.
create function caudal.sweep_runs() returns integer language plpgsql security definer set search_path = '' as
$$
declare
  moved integer;
  ended integer;
begin
  with expired as (
    select r.id from caudal.runs r
     where r.state in ('running', 'cancelling') and r.lease_until < clock_timestamp()
     for update skip locked)
  update caudal.runs r
     set state = case r.state when 'cancelling' then 'cancelled' else 'queued' end, token = r.token + 1, worker = null, lease_until = null,
         finished_at = case r.state when 'cancelling' then clock_timestamp() end
    from expired where expired.id = r.id;
  get diagnostics moved = row_count;
  with abandoned as (
    select r.id from caudal.runs r
     where r.state in ('queued', 'waiting')
       and not exists (select from caudal.members m where m.account_id = r.account_id and m.user_id = r.user_id)
     for update of r skip locked)
  update caudal.runs r set state = 'cancelled', token = r.token + 1, finished_at = clock_timestamp()
    from abandoned where abandoned.id = r.id;
  get diagnostics ended = row_count;
  return moved + ended;
end
$$;

-- The transition table of packages/runs, as far as a row can show it; a test compares the two.
create function caudal.run_change_allowed(from_state text, to_state text) returns boolean language sql immutable parallel safe
  return (from_state, to_state) in (
    ('queued', 'running'), ('queued', 'cancelled'), ('waiting', 'running'), ('waiting', 'cancelled'),
    ('running', 'succeeded'), ('running', 'failed'), ('running', 'waiting'), ('running', 'queued'), ('running', 'cancelling'),
    ('cancelling', 'cancelled'));

create function caudal.check_run_change() returns trigger language plpgsql as
$$
begin
  if new.token < old.token then
    raise exception 'the token of run % may not fall', new.id using errcode = 'check_violation';
  end if;
  if new.state <> old.state and not caudal.run_change_allowed(old.state, new.state) then
    raise exception 'run % cannot go from % to %', new.id, old.state, new.state using errcode = 'check_violation';
  end if;
  return new;
end
$$;
create trigger check_change before update of state, token on caudal.runs for each row execute function caudal.check_run_change();

-- Files and processing_logs follow the run, and whoever waits for a change is told.
create function caudal.follow_run() returns trigger language plpgsql security definer set search_path = '' as
$$
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
    update caudal.files
       set status = case new.state when 'succeeded' then 'done' when 'failed' then 'error' else 'uploaded' end::caudal.file_status,
           processed_at = case new.state when 'succeeded' then clock_timestamp() else processed_at end,
           error = case new.state when 'failed' then new.error end,
           error_message = case new.state when 'failed' then new.error_message end
     where id = new.file_id;
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
create trigger follow_start after insert on caudal.runs for each row execute function caudal.follow_run();
create trigger follow_change after update of state on caudal.runs for each row
  when (old.state is distinct from new.state) execute function caudal.follow_run();

-- A step of a run on a file has one row in the log, however many attempts it takes.
create function caudal.follow_run_step() returns trigger language plpgsql security definer set search_path = '' as
$$
declare
  step_file uuid;
begin
  select r.file_id into step_file from caudal.runs r where r.id = new.run_id;
  if step_file is null then
    return null;
  end if;
  insert into caudal.processing_logs as l (account_id, file_id, user_id, run_id, operation, status, started_at, completed_at, error_details)
    values (new.account_id, step_file, new.user_id, new.run_id, new.name,
      case when new.state = 'running' then 'started' when new.state = 'done' then 'completed' when new.error is null then 'cancelled' else 'failed' end,
      new.started_at, new.finished_at, new.error ->> 'code')
    on conflict (run_id, operation) where run_id is not null
    do update set status = excluded.status, started_at = excluded.started_at, completed_at = excluded.completed_at, error_details = excluded.error_details;
  return null;
end
$$;
create trigger follow_start after insert on caudal.run_steps for each row execute function caudal.follow_run_step();
create trigger follow_change after update on caudal.run_steps for each row execute function caudal.follow_run_step();

-- As in 0010: a role must be allowed to create in the schema to be handed a function, for that moment only.
grant create on schema caudal to caudal_definer;
alter function caudal.claim_run(text, text[], integer, integer) owner to caudal_definer;
alter function caudal.sweep_runs() owner to caudal_definer;
alter function caudal.follow_run() owner to caudal_definer;
alter function caudal.follow_run_step() owner to caudal_definer;
revoke create on schema caudal from caudal_definer;
grant execute on function caudal.run_change_allowed(text, text) to caudal_request, caudal_definer;

set local role caudal_definer;
revoke execute on function caudal.claim_run(text, text[], integer, integer), caudal.sweep_runs(), caudal.follow_run(), caudal.follow_run_step() from public;
grant execute on function caudal.claim_run(text, text[], integer, integer), caudal.sweep_runs() to caudal_request;
reset role;
