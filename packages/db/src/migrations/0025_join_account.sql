-- Somebody whom the operator's own sign-in service vouches for becomes a member of the operator's account at the first sign-in, as the
-- settings say (CAUDAL_OIDC_ACCOUNT, CAUDAL_OIDC_ROLE). Once only: whoever was removed since stays out, though the service lets them in.
-- The access profile is the account's first, which leaves all open unless somebody narrowed it. Gives whether they joined now.

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

create function caudal.join_account(new_user uuid, new_email text, new_name text, new_locale text, joined uuid, new_role text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  profile_id uuid;
begin
  if new_role not in ('admin', 'analyst', 'viewer') then
    raise exception 'nobody joins as %', new_role using errcode = 'check_violation';
  end if;
  select p.id into profile_id from caudal.access_profiles p where p.account_id = joined order by (p.name = 'Todo') desc, p.name limit 1;
  if profile_id is null then
    raise exception 'there is no account %', joined using errcode = 'no_data_found';
  end if;
  insert into caudal.profiles (user_id, email, name, locale) values (new_user, new_email, new_name, new_locale) on conflict (user_id) do nothing;
  if not found then
    return false;
  end if;
  insert into caudal.members (account_id, user_id, role, access_profile_id) values (joined, new_user, new_role, profile_id);
  return true;
end
$$;

revoke execute on function caudal.join_account(uuid, text, text, text, uuid, text) from public;
grant execute on function caudal.join_account(uuid, text, text, text, uuid, text) to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
