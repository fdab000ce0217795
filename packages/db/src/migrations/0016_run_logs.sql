-- Each change of a run's state leaves a line in its log, in the change's own transaction: whoever makes it, worker, person or sweep.
grant insert on caudal.run_logs to caudal_definer;
create policy log_runs on caudal.run_logs for insert to caudal_definer with check (true);

grant create on schema caudal to caudal_definer;
set local role caudal_definer;
create function caudal.log_run() returns trigger language plpgsql security definer set search_path = '' as
$$
declare
  line text;
  severity text := 'info';
  facts jsonb := '{}';
begin
  case new.state
    when 'running' then
      line := 'run.started';
      facts := jsonb_build_object('attempt', new.attempt);
    when 'waiting' then
      severity := 'warn';
      line := 'run.retrying';
      facts := jsonb_build_object('fault', new.error,
        'seconds', greatest(1, round(extract(epoch from new.available_at - clock_timestamp()))));
    when 'queued' then
      -- An attempt that was given back does not count; one that was taken away does.
      line := case when new.attempt < old.attempt then 'run.released' else 'run.taken' end;
      severity := case when new.attempt < old.attempt then 'info' else 'warn' end;
    when 'cancelling' then
      line := 'run.cancel_asked';
    when 'succeeded' then
      line := 'run.finished';
      facts := jsonb_build_object('seconds', round(extract(epoch from clock_timestamp() - new.started_at)::numeric, 1));
    when 'failed' then
      severity := 'error';
      line := 'run.failed_for';
      facts := jsonb_build_object('fault', new.error);
    else
      line := 'run.' || new.state;
  end case;
  insert into caudal.run_logs (run_id, account_id, user_id, level, key, params)
    values (new.id, new.account_id, new.user_id, severity, line, facts);
  return null;
end
$$;
revoke execute on function caudal.log_run() from public;
-- Whoever makes a trigger must be allowed to call its function, for that moment only.
grant execute on function caudal.log_run() to session_user;
reset role;
revoke create on schema caudal from caudal_definer;
create trigger log_change after update of state on caudal.runs for each row
  when (old.state is distinct from new.state) execute function caudal.log_run();
set local role caudal_definer;
revoke execute on function caudal.log_run() from session_user;
reset role;
