-- Runs are rows, and the rows are the queue. They carry the identity of the person who asked.
create table caudal.runs (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null references caudal.accounts (id),
  user_id uuid not null references caudal.profiles (user_id),
  file_id uuid,
  kind text not null,
  input jsonb not null default '{}',
  state text not null default 'queued'
    check (state in ('queued', 'running', 'waiting', 'cancelling', 'succeeded', 'failed', 'cancelled')),
  idempotency_key text,
  attempt integer not null default 0 check (attempt >= 0),
  max_attempts integer not null default 5 check (max_attempts >= 1),
  token bigint not null default 0,
  worker text,
  available_at timestamptz not null default now(),
  lease_until timestamptz,
  progress double precision not null default 0 check (progress between 0 and 1),
  step text,
  message jsonb,
  error jsonb,
  request_id text,
  queued_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  unique (id, account_id, user_id),
  -- By person and not by account only: a key that another member used says nothing to this one, and does not stand in the way.
  unique (account_id, user_id, idempotency_key),
  foreign key (file_id, account_id, user_id) references caudal.files (id, account_id, user_id) on delete cascade
);
create index runs_person on caudal.runs (account_id, user_id, queued_at desc, id desc);
create index runs_file on caudal.runs (file_id, queued_at desc) where file_id is not null;
create index runs_claimable on caudal.runs (available_at, queued_at) where state in ('queued', 'waiting');
create index runs_leased on caudal.runs (lease_until) where state in ('running', 'cancelling');
create index runs_busy on caudal.runs (account_id) where state in ('running', 'cancelling');

create table caudal.run_steps (
  run_id uuid not null,
  account_id uuid not null,
  user_id uuid not null,
  name text not null,
  ordinal integer not null,
  state text not null check (state in ('running', 'done', 'failed')),
  attempt integer not null,
  token bigint not null,
  result jsonb,
  error jsonb,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (run_id, name),
  foreign key (run_id, account_id, user_id) references caudal.runs (id, account_id, user_id) on delete cascade
);

create table caudal.run_logs (
  id bigint generated always as identity primary key,
  run_id uuid not null,
  account_id uuid not null,
  user_id uuid not null,
  level text not null check (level in ('info', 'warn', 'error')),
  key text not null,
  params jsonb not null default '{}',
  at timestamptz not null default clock_timestamp(),
  foreign key (run_id, account_id, user_id) references caudal.runs (id, account_id, user_id) on delete cascade
);
create index run_logs_run on caudal.run_logs (run_id, id);

alter table caudal.runs enable row level security, force row level security;
alter table caudal.run_steps enable row level security, force row level security;
alter table caudal.run_logs enable row level security, force row level security;

grant select, insert on caudal.runs, caudal.run_steps, caudal.run_logs to caudal_request;
grant update (state, attempt, token, worker, available_at, lease_until, progress, step, message, error, started_at, finished_at)
  on caudal.runs to caudal_request;
grant update (state, attempt, token, result, error, started_at, finished_at) on caudal.run_steps to caudal_request;

create policy own on caudal.runs to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
create policy own on caudal.run_steps to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
create policy own on caudal.run_logs to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
