-- The audit tells of an account's quota as what it is, and no longer as a new name. An account has at least one run at once: with none its
-- files would wait for ever, and nothing would say why.
set local role caudal_definer;
update caudal.accounts set runs_at_once = 1 where runs_at_once = 0;
reset role;
alter table caudal.accounts drop constraint accounts_runs_at_once_check;
alter table caudal.accounts add constraint accounts_runs_at_once_check check (runs_at_once >= 1);

select caudal.audit_table('caudal.accounts', '{"subject": "account", "account": "id", "name": "name", "people": ["named_after"],
  "ignored": ["created_at", "named_after"], "verbs": {"insert": "created", "delete": "removed", "update": [
    {"verb": "quota_set", "column": "storage_bytes"}, {"verb": "quota_set", "column": "runs_at_once"}, {"verb": "changed"}]}}');
