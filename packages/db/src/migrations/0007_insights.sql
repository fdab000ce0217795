-- What was found in a file, and the requirement's log of the work on it.
create type caudal.insight_type as enum ('quality', 'shape', 'time', 'relation', 'concentration', 'recommendation');

create table caudal.insights (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null,
  file_id uuid not null,
  user_id uuid not null,
  run_id uuid not null,
  wave integer not null check (wave in (1, 2)),
  insight_type caudal.insight_type not null,
  title text not null,
  description text,
  data jsonb not null default '{}',
  confidence_score numeric not null check (confidence_score between 0 and 1),
  confidence jsonb not null default '{}',
  evidence jsonb not null default '{}',
  key text not null,
  params jsonb not null default '{}',
  columns text[] not null default '{}',
  importance double precision not null check (importance between 0 and 1),
  created_at timestamptz not null default now(),
  foreign key (file_id, account_id, user_id) references caudal.files (id, account_id, user_id) on delete cascade,
  foreign key (run_id, account_id, user_id) references caudal.runs (id, account_id, user_id) on delete cascade
);
create index insights_ranked on caudal.insights (file_id, importance desc, id);
create index insights_run on caudal.insights (run_id);

create table caudal.processing_logs (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null,
  file_id uuid not null,
  user_id uuid not null,
  run_id uuid,
  operation text not null,
  status text not null check (status in ('started', 'completed', 'failed', 'cancelled')),
  started_at timestamptz not null default now(),
  completed_at timestamptz,
  error_details text,
  foreign key (file_id, account_id, user_id) references caudal.files (id, account_id, user_id) on delete cascade,
  foreign key (run_id, account_id, user_id) references caudal.runs (id, account_id, user_id) on delete set null (run_id)
);
create index processing_logs_file on caudal.processing_logs (file_id, started_at desc);
create index processing_logs_run on caudal.processing_logs (run_id) where run_id is not null;

alter table caudal.insights enable row level security, force row level security;
alter table caudal.processing_logs enable row level security, force row level security;

grant select, insert, delete on caudal.insights to caudal_request;
grant select, insert, update (status, completed_at, error_details) on caudal.processing_logs to caudal_request;

create policy own on caudal.insights to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
create policy own on caudal.processing_logs to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
