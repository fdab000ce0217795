-- What somebody invited to ends with their right to invite: whoever is removed does not come back by a link that they mailed to themselves.

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- Accepting locks the invitation: of two at the same time the second one finds what the first one made of it.
create function caudal.revoke_sent() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update caudal.invitations i set revoked_at = clock_timestamp()
    where i.account_id = old.account_id and i.invited_by = old.user_id and i.accepted_at is null and i.revoked_at is null;
  return null;
end
$$;
revoke execute on function caudal.revoke_sent() from public;
-- Whoever makes a trigger must be allowed to call its function, for that moment only.
grant execute on function caudal.revoke_sent() to session_user;

-- Those whose senders went before.
update caudal.invitations i set revoked_at = now()
  where i.accepted_at is null and i.revoked_at is null and not exists (select from caudal.members m
    where m.account_id = i.account_id and m.user_id = i.invited_by and m.role in ('owner', 'admin'));
reset role;

create trigger revoke_sent_by_gone after delete on caudal.members for each row execute function caudal.revoke_sent();
create trigger revoke_sent_by_lowered after update of role on caudal.members for each row
  when (old.role in ('owner', 'admin') and new.role not in ('owner', 'admin')) execute function caudal.revoke_sent();
set local role caudal_definer;
revoke execute on function caudal.revoke_sent() from session_user;
reset role;
revoke create on schema caudal from caudal_definer;
