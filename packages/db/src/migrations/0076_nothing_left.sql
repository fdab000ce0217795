-- What a thief or a member who went could still keep.

-- Taking an account back ends what was shared since somebody else acted as its person. A share that was there before and was given other
-- terms meanwhile, one that had run out among them, is of that time too. Null for one that is as it was begun.
alter table caudal.shares add column terms_at timestamptz;
create function caudal.note_terms() returns trigger language plpgsql set search_path = '' as $$
begin
  new.terms_at := clock_timestamp();
  return new;
end
$$;
create trigger note_terms before update of may_download, expires_at on caudal.shares for each row
  when (old.may_download is distinct from new.may_download or old.expires_at is distinct from new.expires_at) execute function caudal.note_terms();
revoke execute on function caudal.note_terms() from public;
select caudal.audit_table('caudal.shares', '{"subject": "share", "people": ["user_id", "grantee_user_id"], "verbs": {"insert": "begun",
  "update": [{"column": "revoked_at", "verb": "revoked"}, {"verb": "changed"}], "delete": "removed"}, "masked": ["token_hash"],
  "ignored": ["created_at", "last_opened_at", "opens", "terms_at"]}');
grant select (terms_at) on caudal.shares to caudal_definer;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

create or replace function caudal.take_back(person uuid, since timestamptz) returns table (api_keys integer, webhooks integer, links integer,
  shares integer, invitations integer)
language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
begin
  perform set_config('caudal.acting_user', person::text, true);
  update caudal.api_keys k set revoked_at = now() where k.user_id = person and k.revoked_at is null and k.expires_at > now();
  get diagnostics api_keys = row_count;
  update caudal.webhooks w set active = false, stopped = 'taken_back' where w.user_id = person and w.active;
  get diagnostics webhooks = row_count;
  update caudal.shares s set revoked_at = now() where s.user_id = person and s.grantee_kind = 'link' and s.revoked_at is null
    and (s.expires_at is null or s.expires_at > now());
  get diagnostics links = row_count;
  update caudal.shares s set revoked_at = now() where s.user_id = person and s.grantee_kind = 'member' and s.revoked_at is null
    and (s.expires_at is null or s.expires_at > now()) and greatest(s.created_at, s.terms_at) >= since;
  get diagnostics shares = row_count;
  update caudal.invitations i set revoked_at = now() where i.invited_by = person and i.revoked_at is null and i.accepted_at is null
    and i.expires_at > now() and i.sent_at >= since;
  get diagnostics invitations = row_count;
  perform set_config('caudal.acting_user', '', true);
  return next;
end
$$;

-- Whoever goes, or is lowered, comes back by no invitation that was there before: not by one that they sent, and, once they are gone, not by an
-- older one to their own address.
create or replace function caudal.revoke_sent() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update caudal.invitations i set revoked_at = clock_timestamp()
    where i.account_id = old.account_id and i.accepted_at is null and i.revoked_at is null
      and (i.invited_by = old.user_id
        or (tg_op = 'DELETE' and i.email = (select lower(p.email) from caudal.profiles p where p.user_id = old.user_id)));
  return null;
end
$$;

-- Whoever writes waits for whoever ends the ways into their account, and not for long: it holds a connection meanwhile that others need.
alter function caudal.hold_credential(jsonb) set lock_timeout = '2s';
reset role;
revoke create on schema caudal from caudal_definer;
