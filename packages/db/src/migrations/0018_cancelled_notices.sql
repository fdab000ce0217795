-- A run that was cancelled is told as what it is: its file did not arrive again, and what an earlier run found still stands.
drop trigger notify_status on caudal.files;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- Tells the run's person how it ended, where the file's own state does not.
create function caudal.notify_run(run caudal.runs, notice_key text, notice_type text, seen boolean) returns void
language sql set search_path = '' as $$
  insert into caudal.notifications (account_id, user_id, title, message, type, related_file_id, is_read, key, params)
  select run.account_id, run.user_id,
    caudal.render_notice(coalesce(texts.title, notice_key), notice.params),
    caudal.render_notice(coalesce(texts.message, '{file_name}'), notice.params),
    notice_type, run.file_id, seen, notice_key, notice.params
  from caudal.files f
    cross join lateral (select jsonb_strip_nulls(jsonb_build_object('file_name', f.file_name,
      'reason', case when run.state = 'failed' then coalesce(run.error_message, '') end,
      'code', case when run.state = 'failed' then run.error ->> 'code' end)) as params) notice
    left join caudal.profiles people on people.user_id = run.user_id
    left join caudal.notice_texts texts on texts.key = notice_key and texts.locale = people.locale
  where f.id = run.file_id
$$;
revoke execute on function caudal.notify_run(caudal.runs, text, text, boolean) from public;

create or replace function caudal.notify_kept(run caudal.runs) returns void language sql set search_path = '' as $$
  select caudal.notify_run(run, 'file.kept', 'error', false)
$$;

-- Whoever cancels knows it: recorded, but not unread.
create function caudal.notify_cancelled() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform caudal.notify_run(new, 'file.cancelled', 'info', true);
  return null;
end
$$;
revoke execute on function caudal.notify_cancelled() from public;
-- Whoever makes a trigger must be allowed to call its function, for that moment only.
grant execute on function caudal.notify_cancelled(), caudal.notify_file_status() to session_user;
reset role;

create trigger notify_cancelled after update of state on caudal.runs
  for each row when (new.state = 'cancelled' and old.state is distinct from new.state and new.file_id is not null)
  execute function caudal.notify_cancelled();

-- A file that goes back to what it was, uploaded or done with the result that it had, is no news of its own.
create trigger notify_status after update on caudal.files for each row
  when (old.status is distinct from new.status and new.status <> 'uploaded'
    and not (new.status = 'done' and old.processed_at is not null and new.processed_at is not distinct from old.processed_at))
  execute function caudal.notify_file_status();

set local role caudal_definer;
revoke execute on function caudal.notify_cancelled(), caudal.notify_file_status() from session_user;
reset role;
revoke create on schema caudal from caudal_definer;
