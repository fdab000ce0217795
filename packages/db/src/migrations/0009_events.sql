-- What live events replay from: one row an event, ids only.
--
-- A reader that resumes after an id must not miss a smaller one that commits later. So an event is written when its transaction
-- commits (a deferred trigger), under one lock that is held until the commit is visible, and its id is drawn under that lock: whoever
-- sees an id sees every smaller one. The lock costs nothing that NOTIFY does not cost already (it, too, puts commits in order), and one
-- lock for all, taken after every row lock, cannot deadlock with itself. For the same reason the table refers to no other one: a
-- foreign key would wait for row locks while holding it.
create table caudal.events (
  id bigint generated always as identity primary key,
  account_id uuid not null,
  user_id uuid not null,
  topic text not null check (topic in ('file', 'file_removed', 'insights', 'notification')),
  subject_id uuid not null,
  created_at timestamptz not null default clock_timestamp()
);
create index events_person on caudal.events (account_id, user_id, id);
create index events_subject on caudal.events (subject_id, id desc);
create index events_age on caudal.events (created_at);

alter table caudal.events enable row level security, force row level security;
grant select on caudal.events to caudal_request;
create policy own on caudal.events for select to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
grant select, insert, delete on caudal.events to caudal_definer;
create policy keep_events on caudal.events to caudal_definer using (true) with check (true);

-- Argument: the topic. One event for each subject and topic of a transaction, however many rows it changed.
create function caudal.record_event() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  about constant text := tg_argv[0];
  subject uuid;
  account uuid;
  person uuid;
  event_id bigint;
begin
  if tg_op = 'DELETE' then
    subject := old.id;
    account := old.account_id;
    person := old.user_id;
  else
    if tg_table_name in ('files', 'notifications') then
      subject := new.id;
    else
      subject := new.file_id;
    end if;
    account := new.account_id;
    person := new.user_id;
  end if;
  perform pg_advisory_xact_lock(4848484848);
  if exists (
    select from caudal.events e
    where e.subject_id = subject and e.topic = about and e.xmin = pg_current_xact_id()::xid
  ) then
    return null;
  end if;
  insert into caudal.events (account_id, user_id, topic, subject_id) values (account, person, about, subject) returning id into event_id;
  perform pg_notify('caudal_events', event_id || ' ' || account || ' ' || person);
  return null;
end
$$;

create constraint trigger tell_new_file after insert on caudal.files deferrable initially deferred
  for each row execute function caudal.record_event('file');
create constraint trigger tell_file after update on caudal.files deferrable initially deferred
  for each row when (old.* is distinct from new.*) execute function caudal.record_event('file');
create constraint trigger tell_removal after delete on caudal.files deferrable initially deferred
  for each row execute function caudal.record_event('file_removed');
create constraint trigger tell_new_run after insert on caudal.runs deferrable initially deferred
  for each row when (new.file_id is not null) execute function caudal.record_event('file');
-- A heartbeat moves the lease only, and tells nobody.
create constraint trigger tell_run after update on caudal.runs deferrable initially deferred
  for each row when (new.file_id is not null
    and (old.state, old.attempt, old.progress, old.step, old.message, old.error) is distinct from
        (new.state, new.attempt, new.progress, new.step, new.message, new.error))
  execute function caudal.record_event('file');
create constraint trigger tell_insights after insert on caudal.insights deferrable initially deferred
  for each row execute function caudal.record_event('insights');
create constraint trigger tell_notification after insert on caudal.notifications deferrable initially deferred
  for each row execute function caudal.record_event('notification');
create constraint trigger tell_reading after update on caudal.notifications deferrable initially deferred
  for each row when (old.is_read is distinct from new.is_read) execute function caudal.record_event('notification');
