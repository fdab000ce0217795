-- Changing the master key: the texts that are sealed under another one are read, and each is put back if it is still what was read. What is in
-- schema auth is sign-in's own to do. The content stays sealed all the while; the key is never here.

grant update (secret, old_secret) on caudal.webhooks to caudal_definer;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- Sealed texts in the order of `spot`, by which the next page is asked for; those under `current_key` are left out. `belongs_to` is what each is
-- sealed for, as the code says it (apps/server/src/webhooks/webhook-secret.ts, apps/server/src/mail/message.ts).
create function caudal.list_sealed(current_key text, after_spot text, at_most integer) returns table (spot text, sealed text, belongs_to jsonb)
language sql stable security definer set search_path = '' as $$
  select s.spot, s.sealed, s.belongs_to from (
    select 'outbox/' || o.id::text as spot, o.content as sealed,
        jsonb_build_object('outbox', o.id, 'kind', o.kind, 'recipient', o.recipient, 'key', o.key) as belongs_to
      from caudal.outbox o where o.content is not null
    union all
    select 'webhook/' || w.id::text, w.secret, jsonb_build_object('webhook', w.id, 'account', w.account_id, 'url', w.url) from caudal.webhooks w
    union all
    select 'webhook_old/' || w.id::text, w.old_secret, jsonb_build_object('webhook', w.id, 'account', w.account_id, 'url', w.url)
      from caudal.webhooks w where w.old_secret is not null
  ) s
  where split_part(s.sealed, '.', 2) <> current_key and s.spot collate "C" > after_spot collate "C"
  order by s.spot collate "C" limit at_most
$$;

-- Whether it was still what was read. Whatever is not an envelope under another key is refused: this changes by which key a text opens, and no more.
create function caudal.replace_sealed(in_spot text, read_text text, new_text text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  place constant text := split_part(in_spot, '/', 1);
  row_id constant uuid := split_part(in_spot, '/', 2)::uuid;
begin
  if split_part(new_text, '.', 1) <> split_part(read_text, '.', 1) or split_part(new_text, '.', 4) <> split_part(read_text, '.', 4)
    or split_part(new_text, '.', 4) = '' or split_part(new_text, '.', 5) <> '' then
    raise exception 'another content' using errcode = 'check_violation';
  end if;
  case place
    when 'outbox' then update caudal.outbox set content = new_text where id = row_id and content = read_text;
    when 'webhook' then update caudal.webhooks set secret = new_text where id = row_id and secret = read_text;
    when 'webhook_old' then update caudal.webhooks set old_secret = new_text where id = row_id and old_secret = read_text;
    else raise exception 'no such place: %', place using errcode = 'check_violation';
  end case;
  return found;
end
$$;

-- The operator's entries belong to no account; whoever verifies the chain reads them.
create function caudal.record_key_change(action text, changes jsonb, origin jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if action !~ '^master_key\.(changed|retired)$' then
    raise exception 'no change of a key: %', action using errcode = 'check_violation';
  end if;
  perform set_config('caudal.origin', coalesce(origin::text, ''), true);
  perform caudal.write_audit_entry(null, action, 'master_key', changes #>> '{key,after}', null, '{}', changes, null, null);
  perform set_config('caudal.origin', '', true);
end
$$;

revoke execute on function caudal.list_sealed(text, text, integer), caudal.replace_sealed(text, text, text), caudal.record_key_change(text, jsonb, jsonb)
  from public;
grant execute on function caudal.list_sealed(text, text, integer), caudal.replace_sealed(text, text, text), caudal.record_key_change(text, jsonb, jsonb)
  to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
