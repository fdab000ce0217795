-- Nobody becomes a member of an account that goes with its last owner's erasure: what they brought would go with it, and nobody had asked
-- them. Joining and asking for an erasure take turns: whoever joins first is counted among the members that the owner would leave behind.
grant create on schema caudal to caudal_definer;
set local role caudal_definer;
create or replace function caudal.refuse_erased() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  -- The lock of caudal.begin_erasure, shared among those who join.
  perform pg_advisory_xact_lock_shared(hashtextextended('caudal erasure', 0));
  if exists (select from caudal.erasures e where e.user_id = new.user_id) then
    raise exception 'this person is being erased' using errcode = 'insufficient_privilege', constraint = 'being_erased';
  end if;
  if exists (select from caudal.erasures e where new.account_id = any (e.accounts)) then
    raise exception 'this account is being erased' using errcode = 'check_violation', constraint = 'members_account_stays';
  end if;
  return new;
end
$$;
reset role;
revoke create on schema caudal from caudal_definer;
