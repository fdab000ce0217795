-- Uploads, the files that come of them, and the rows that could not be read. All of it is its person's alone, administrators included.
create type caudal.file_status as enum ('uploaded', 'processing', 'done', 'error');

create table caudal.files (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null references caudal.accounts (id),
  user_id uuid not null references caudal.profiles (user_id),
  file_name text not null,
  file_type text not null,
  file_size bigint not null check (file_size >= 0),
  storage_url text not null,
  object_key text not null,
  databricks_job_id text,
  status caudal.file_status not null default 'uploaded',
  error_message text,
  error jsonb,
  uploaded_at timestamptz not null default now(),
  processed_at timestamptz,
  metadata jsonb not null default '{}',
  sha256 text,
  rows bigint check (rows >= 0),
  rejected bigint check (rejected >= 0),
  reading jsonb,
  columns jsonb,
  -- What belongs to a file names all three, so that its person is the file's person and no other.
  unique (id, account_id, user_id)
);
create index files_list on caudal.files (account_id, user_id, uploaded_at desc, id desc);
create index files_same_bytes on caudal.files (account_id, user_id, sha256) where sha256 is not null;

create table caudal.uploads (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null references caudal.accounts (id),
  user_id uuid not null references caudal.profiles (user_id),
  file_name text not null,
  declared_size bigint not null check (declared_size >= 0),
  object_key text not null unique,
  metadata jsonb not null default '{}',
  file_id uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  foreign key (file_id, account_id, user_id) references caudal.files (id, account_id, user_id) on delete cascade
);
create index uploads_person on caudal.uploads (account_id, user_id, created_at desc);
create index uploads_file on caudal.uploads (file_id) where file_id is not null;
create index uploads_expiry on caudal.uploads (expires_at);

create table caudal.rejects (
  file_id uuid not null,
  account_id uuid not null,
  user_id uuid not null,
  ordinal integer not null,
  line bigint not null,
  column_name text,
  reason text not null,
  text text not null,
  primary key (file_id, ordinal),
  foreign key (file_id, account_id, user_id) references caudal.files (id, account_id, user_id) on delete cascade
);

alter table caudal.files enable row level security, force row level security;
alter table caudal.uploads enable row level security, force row level security;
alter table caudal.rejects enable row level security, force row level security;

grant select, insert, delete on caudal.files, caudal.uploads, caudal.rejects to caudal_request;
grant update (file_name, file_type, file_size, storage_url, object_key, databricks_job_id, status, error_message, error, processed_at,
  metadata, sha256, rows, rejected, reading, columns) on caudal.files to caudal_request;
grant update (metadata, file_id, expires_at) on caudal.uploads to caudal_request;

create policy own on caudal.files to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
create policy own on caudal.uploads to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
create policy own on caudal.rejects to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
