-- An idempotency key names the job that it was answered with, also one that somebody had started before without it, or with another key.
-- So keys stand in a table of their own, and no longer in the run that they made.
create table caudal.run_keys (
  account_id uuid not null,
  user_id uuid not null,
  -- By person and not by account only: a key that another member used says nothing to this one, and does not stand in the way.
  key text not null,
  run_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (account_id, user_id, key),
  foreign key (run_id, account_id, user_id) references caudal.runs (id, account_id, user_id) on delete cascade
);
create index run_keys_run on caudal.run_keys (run_id);

-- The owner sees no row of a table whose policies are forced, and moves these ones.
alter table caudal.runs no force row level security;
insert into caudal.run_keys (account_id, user_id, key, run_id, created_at)
  select account_id, user_id, idempotency_key, id, queued_at from caudal.runs where idempotency_key is not null;
alter table caudal.runs force row level security;
alter table caudal.runs drop column idempotency_key;

alter table caudal.run_keys enable row level security, force row level security;
grant select, insert on caudal.run_keys to caudal_request;
create policy own on caudal.run_keys to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
