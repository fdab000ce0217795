-- An account's people are few and a person is of few accounts: taken as independent, the two ids of an owner make the planner expect
-- one row where there are a thousand, and walk a list where an index on the bytes stands ready. These statistics tell it how they go together.
create statistics caudal.files_whose (ndistinct, dependencies) on account_id, user_id from caudal.files;
create statistics caudal.runs_whose (ndistinct, dependencies) on account_id, user_id from caudal.runs;
create statistics caudal.insights_whose (ndistinct, dependencies) on account_id, user_id from caudal.insights;
create statistics caudal.notifications_whose (ndistinct, dependencies) on account_id, user_id from caudal.notifications;

-- The earliest file with the same bytes, and a file's last run, without sorting: both are asked for each file of a list.
drop index caudal.files_same_bytes;
create index files_same_bytes on caudal.files (account_id, user_id, sha256, uploaded_at, id) where sha256 is not null;
drop index caudal.runs_file;
create index runs_file on caudal.runs (file_id, queued_at desc, id desc) where file_id is not null;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;
-- As in 0023, with a question for each direction, which an index answers, instead of one that reads all shares of the account.
create or replace function caudal.name_sharers(people uuid[]) returns table (user_id uuid, name text)
  language sql stable security definer set search_path = '' as $$
  select p.user_id, p.name from caudal.profiles p
  where p.user_id = any (people)
    and (exists (select from caudal.shares s
        where s.account_id = nullif(current_setting('caudal.account_id', true), '')::uuid
          and s.user_id = p.user_id and s.grantee_user_id = nullif(current_setting('caudal.user_id', true), '')::uuid)
      or exists (select from caudal.shares s
        where s.account_id = nullif(current_setting('caudal.account_id', true), '')::uuid
          and s.grantee_user_id = p.user_id and s.user_id = nullif(current_setting('caudal.user_id', true), '')::uuid))
$$;
reset role;
revoke create on schema caudal from caudal_definer;
