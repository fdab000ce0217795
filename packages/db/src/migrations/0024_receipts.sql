-- A receipt for every run that ended: what it read, with which engine, and what it left. Its content is fixed in the transition's own
-- transaction, so that each ended run has exactly one, whatever is killed when. The server's key is not here: a sealer signs it afterwards.
alter table caudal.run_profiles
  -- Of the file's bytes as this run read them.
  add column input_sha256 text,
  -- {name, version}: what computed its findings.
  add column engine jsonb,
  -- SHA-256 of the Parquet copy, and checksums of its rows and of each column that do not depend on their order.
  add column table_digest jsonb;
grant update (input_sha256, engine, table_digest) on caudal.run_profiles to caudal_request;

create table caudal.receipts (
  run_id uuid primary key,
  account_id uuid not null,
  user_id uuid not null,
  file_id uuid,
  content jsonb not null,
  written_at timestamptz not null default clock_timestamp(),
  -- Ed25519 over the canonical JSON (RFC 8785) of content and seal; null until the sealer came by.
  key_id text,
  signature text,
  sealed_at timestamptz,
  check ((key_id is null) = (signature is null) and (key_id is null) = (sealed_at is null)),
  foreign key (run_id, account_id, user_id) references caudal.runs (id, account_id, user_id) on delete cascade,
  foreign key (file_id, account_id, user_id) references caudal.files (id, account_id, user_id) on delete cascade
);
create index receipts_file on caudal.receipts (file_id) where file_id is not null;
create index receipts_unsealed on caudal.receipts (written_at) where signature is null;

alter table caudal.receipts enable row level security, force row level security;
-- Nobody changes a receipt, the application included: it is written by the trigger, sealed by one function, and goes with its run.
grant select on caudal.receipts to caudal_request;
create policy own on caudal.receipts for select to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
grant select, insert, update (key_id, signature, sealed_at) on caudal.receipts to caudal_definer;
create policy keep_receipts on caudal.receipts to caudal_definer using (true) with check (true);

-- What a receipt is made of.
grant select on caudal.run_profiles, caudal.insights, caudal.rejects to caudal_definer;
grant select (file_size, uploaded_at) on caudal.files to caudal_definer;
create policy write_receipts on caudal.run_profiles for select to caudal_definer using (true);
create policy write_receipts on caudal.insights for select to caudal_definer using (true);
create policy write_receipts on caudal.rejects for select to caudal_definer using (true);

-- An instant as text that depends on no setting.
create function caudal.instant_text(at timestamptz) returns text language sql immutable parallel safe
  return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
create function caudal.text_digest(value text) returns text language sql immutable parallel safe
  return encode(sha256(convert_to(value, 'UTF8')), 'hex');
-- All of a finding's row. Instants and fractions as numeric, whose text depends on no setting either.
create function caudal.insight_digest(i caudal.insights) returns text language sql stable parallel safe
  return caudal.text_digest(jsonb_build_array(i.id, i.account_id, i.user_id, i.file_id, i.run_id, i.wave, i.insight_type, i.title, i.description,
    i.data, i.confidence_score, i.confidence, i.evidence, i.key, i.params, i.columns, i.importance::numeric, extract(epoch from i.created_at))::text);
create function caudal.reject_digest(r caudal.rejects) returns text language sql stable parallel safe
  return caudal.text_digest(jsonb_build_array(r.run_id, r.account_id, r.user_id, r.file_id, r.ordinal, r.line, r.column_name, r.reason, r.text)::text);

-- What a run's receipt says, from what is there at this moment and as far as the asker sees it: called as the run ends, to write it, and
-- whenever somebody wants to know whether that still stands.
create function caudal.receipt_content(run caudal.runs) returns jsonb language sql stable set search_path = '' as
$$
  select jsonb_build_object(
    'version', 1,
    'run', jsonb_build_object('id', run.id, 'kind', run.kind, 'state', run.state, 'attempts', run.attempt, 'request_id', run.request_id,
      'queued_at', caudal.instant_text(run.queued_at), 'started_at', caudal.instant_text(run.started_at),
      'finished_at', caudal.instant_text(run.finished_at),
      'steps', coalesce((
        select jsonb_agg(jsonb_build_object('name', s.name, 'state', s.state, 'attempt', s.attempt,
          'started_at', caudal.instant_text(s.started_at), 'finished_at', caudal.instant_text(s.finished_at)) order by s.ordinal, s.name)
        from caudal.run_steps s where s.run_id = run.id), '[]')),
    'engine', found.engine,
    'account_id', run.account_id,
    'user_id', run.user_id,
    'input', (
      select jsonb_build_object('file_id', f.id, 'name', f.file_name, 'size', f.file_size, 'sha256', found.input_sha256,
        'uploaded_at', caudal.instant_text(f.uploaded_at), 'reading', found.reading)
      from caudal.files f where f.id = run.file_id),
    'left', jsonb_build_object(
      'rows', found.rows,
      'rejected', found.rejected,
      'columns', coalesce((
        select jsonb_agg(jsonb_build_object('name', c.value -> 'name', 'type', c.value -> 'type', 'missing', c.value -> 'missing',
          'distinct', c.value -> 'distinct', 'distinct_exact', c.value -> 'distinct_exact', 'min', c.value -> 'min', 'max', c.value -> 'max',
          'mean', c.value -> 'mean') order by c.ordinality)
        from jsonb_array_elements(found.columns) with ordinality as c), '[]'),
      'table', found.table_digest,
      'insights', (
        select jsonb_build_object('count', count(*),
          'sha256', caudal.text_digest(coalesce(string_agg(caudal.insight_digest(i), '' order by i.id), '')),
          'items', coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'key', i.key, 'wave', i.wave, 'columns', i.columns,
            'sha256', caudal.insight_digest(i), 'query', coalesce(i.evidence ->> 'query', '')) order by i.id), '[]'))
        from caudal.insights i where i.run_id = run.id),
      'rejects', (
        select jsonb_build_object('kept', count(*),
          'sha256', caudal.text_digest(coalesce(string_agg(caudal.reject_digest(r), '' order by r.ordinal), '')))
        from caudal.rejects r where r.run_id = run.id)),
    'failure', case when run.state = 'failed' then run.error end)
  from (select 1) once left join caudal.run_profiles found on found.run_id = run.id
$$;
grant execute on function caudal.instant_text(timestamptz), caudal.text_digest(text), caudal.insight_digest(caudal.insights),
  caudal.reject_digest(caudal.rejects), caudal.receipt_content(caudal.runs) to caudal_request, caudal_definer;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

create function caudal.write_receipt() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into caudal.receipts (run_id, account_id, user_id, file_id, content)
    values (new.id, new.account_id, new.user_id, new.file_id, caudal.receipt_content(new));
  perform pg_notify('caudal_receipts', '');
  return null;
end
$$;

-- For the sealer, which holds the key and nobody's scope.
create function caudal.list_unsealed_receipts(at_most integer) returns table (run_id uuid, content jsonb)
language sql stable security definer set search_path = '' as $$
  select r.run_id, r.content from caudal.receipts r where r.signature is null order by r.written_at limit at_most
$$;
-- The first seal stays. Says whether it is this one.
create function caudal.seal_receipt(run uuid, by_key text, signed text, at timestamptz) returns boolean
language sql security definer set search_path = '' as $$
  with sealed as (
    update caudal.receipts r set key_id = by_key, signature = signed, sealed_at = at where r.run_id = run and r.signature is null returning 1)
  select exists (select from sealed)
$$;
revoke execute on function caudal.write_receipt(), caudal.list_unsealed_receipts(integer),
  caudal.seal_receipt(uuid, text, text, timestamptz) from public;
grant execute on function caudal.list_unsealed_receipts(integer), caudal.seal_receipt(uuid, text, text, timestamptz) to caudal_request;
-- Whoever makes a trigger must be allowed to call its function, for that moment only.
grant execute on function caudal.write_receipt() to session_user;

-- Runs that ended before there were receipts get theirs now, of what is there now: `written_at` says when.
insert into caudal.receipts (run_id, account_id, user_id, file_id, content)
  select r.id, r.account_id, r.user_id, r.file_id, caudal.receipt_content(r) from caudal.runs r
   where r.state in ('succeeded', 'failed', 'cancelled');
reset role;
revoke create on schema caudal from caudal_definer;

-- After follow_change in the order of the names, which ends what steps were left running.
create trigger write_receipt after update of state on caudal.runs for each row
  when (old.state is distinct from new.state and new.state in ('succeeded', 'failed', 'cancelled'))
  execute function caudal.write_receipt();
set local role caudal_definer;
revoke execute on function caudal.write_receipt() from session_user;
reset role;
