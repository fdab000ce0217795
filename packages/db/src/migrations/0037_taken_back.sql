-- An account is taken back from whoever got into it: what opens it without signing in ends, in every account to which the person belongs.
-- Sessions, password and second factor are sign-in's own; it calls this in the transaction in which it changes them.

alter table caudal.webhooks drop constraint webhooks_stopped_check;
alter table caudal.webhooks add constraint webhooks_stopped_check check (stopped in ('failing', 'gone', 'taken_back'));

grant update (revoked_at) on caudal.api_keys, caudal.shares, caudal.invitations to caudal_definer;
grant select (created_at) on caudal.shares to caudal_definer;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- Revokes the person's API keys and links, and stops the webhooks, which stay to be looked at. `since`: from when on somebody else acted as
-- the person; null where nobody knows that anybody did. What was shared with members and whom it invited since then ends too, because
-- that may have been the way of coming back. Gives how many of each ended.
create function caudal.take_back(person uuid, since timestamptz) returns table (api_keys integer, webhooks integer, links integer,
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
    and (s.expires_at is null or s.expires_at > now()) and s.created_at >= since;
  get diagnostics shares = row_count;
  update caudal.invitations i set revoked_at = now() where i.invited_by = person and i.revoked_at is null and i.accepted_at is null
    and i.expires_at > now() and i.sent_at >= since;
  get diagnostics invitations = row_count;
  perform set_config('caudal.acting_user', '', true);
  return next;
end
$$;
revoke execute on function caudal.take_back(uuid, timestamptz) from public;
grant execute on function caudal.take_back(uuid, timestamptz) to caudal_signin;
reset role;
revoke create on schema caudal from caudal_definer;
