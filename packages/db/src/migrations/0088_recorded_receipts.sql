-- What a receipt says stands in the run's own entry of the audit too, as a digest: once that entry is sealed, a moment after the run ended,
-- nobody who has the database alone can have another content signed in its place unseen.
grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- As before, and it writes the entry that audit_table wrote of the run's end: the receipt is not there yet when that one comes.
create or replace function caudal.write_receipt() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  said constant jsonb := caudal.receipt_content(new);
begin
  insert into caudal.receipts (run_id, account_id, user_id, file_id, content)
    values (new.id, new.account_id, new.user_id, new.file_id, said);
  perform caudal.write_audit_entry(new.account_id, 'run.' || new.state, 'run', new.id::text, null, array[new.user_id],
    jsonb_build_object('state', '{}'::jsonb, 'receipt', jsonb_build_object('after', caudal.text_digest(said::text))), null, null);
  perform pg_notify('caudal_receipts', '');
  return null;
end
$$;

-- What the audit was told of a run's receipt, for whoever may read that: one digest, where nobody tampered with either.
create function caudal.read_recorded_receipt(run uuid) returns setof text
language sql stable security definer set search_path = '' as $$
  select e.changes -> 'receipt' ->> 'after'
    from caudal.receipts r
    join caudal.audit_entries e on e.account_id = r.account_id and e.object_type = 'run' and e.object_id = r.run_id::text
   where r.run_id = run and r.account_id = (select caudal.claim_account_id()) and r.user_id = (select caudal.claim_user_id())
     and e.changes ? 'receipt'
   order by e.id
$$;
revoke execute on function caudal.read_recorded_receipt(uuid) from public;
grant execute on function caudal.read_recorded_receipt(uuid) to caudal_request;

-- Receipts of before are told to the audit now, as they stand.
do $$
declare
  kept record;
begin
  for kept in select r.* from caudal.receipts r order by r.written_at, r.run_id loop
    perform caudal.write_audit_entry(kept.account_id, 'run.recorded', 'run', kept.run_id::text, null, array[kept.user_id],
      jsonb_build_object('receipt', jsonb_build_object('after', caudal.text_digest(kept.content::text))), null, null);
  end loop;
end
$$;
reset role;
revoke create on schema caudal from caudal_definer;

select caudal.audit_table('caudal.runs', '{"subject": "run", "private": true, "verbs": {"insert": "started", "update": [
  {"column": "state", "to": "cancelling", "verb": "cancel_asked"}], "delete": "removed"},
  "ignored": ["file_id", "kind", "input", "attempt", "max_attempts", "token", "worker", "available_at", "lease_until", "progress", "step", "message", "error",
  "request_id", "queued_at", "started_at", "finished_at", "claimed_at", "error_message", "effects"]}');
