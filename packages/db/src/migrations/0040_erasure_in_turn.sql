-- Erasing, leaving, handing over and removing take turns within an account, and what an erased person asked for, was asked for or is called
-- goes too.
--
-- The order of the locks, the same everywhere: first that of all erasures (joining shares it), then that of an account's owners, then rows.

grant update (revoked_at) on caudal.invitations to caudal_definer;
grant delete on caudal.invitations to caudal_definer;
create policy close_invitations on caudal.invitations for delete to caudal_definer using (true);
grant update (title, message, params) on caudal.notifications to caudal_definer;
create policy forget_names on caudal.notifications for update to caudal_definer using (true);
grant execute on function caudal.claim_role() to caudal_definer;

-- Whose name the account bears, since it was founded under it: where that person goes, the name does, and the log's entries of the name speak
-- of them. An account whose members chose its name bears nobody's.
alter table caudal.accounts add column named_after uuid references caudal.profiles (user_id) on delete set null;
create index accounts_named_after on caudal.accounts (named_after) where named_after is not null;
grant update (name, named_after) on caudal.accounts to caudal_definer;

-- Whose share a notification tells of: found again when that person is erased.
create index notifications_sharer on caudal.notifications ((params ->> 'person_id')) where key = 'share.begun';

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- Takes the turn of the scope's account until the transaction ends. False when whoever asks is no more what the claims say: the turn before
-- was about them.
create function caudal.hold_members() returns boolean language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(hashtext('caudal.owners'), hashtext(caudal.claim_account_id()::text));
  return exists (select from caudal.members m
    where m.account_id = caudal.claim_account_id() and m.user_id = caudal.claim_user_id() and m.role = caudal.claim_role());
end
$$;

-- Closes what is open of invitations that this person sent or that an account of these sent, and removes those to the person's address with
-- whatever waits to be mailed there.
create function caudal.close_invitations(person uuid, accounts uuid[]) returns void language plpgsql set search_path = '' as $$
begin
  update caudal.invitations i set revoked_at = now()
    where (i.invited_by = person or i.account_id = any (accounts)) and i.accepted_at is null and i.revoked_at is null;
  delete from caudal.invitations i using caudal.profiles p where p.user_id = person and i.email = lower(p.email);
  delete from caudal.outbox o using caudal.profiles p where p.user_id = person and o.kind = 'mail' and lower(o.recipient) = lower(p.email);
end
$$;

-- What stands where a person's name stood; the catalogue of notifications has the same words.
create function caudal.nobodys_name(locale text) returns text language sql immutable parallel safe
  return case locale when 'en' then 'Somebody who is no longer here' else 'Alguien que ya no está' end;

-- Takes a person's name out of what others were told of their shares. The sentence is that of the catalogue with nobody's name in it.
create function caudal.forget_sharer(person uuid) returns void language plpgsql set search_path = '' as $$
begin
  update caudal.notifications n set
      params = n.params - 'person' - 'person_id',
      title = caudal.render_notice(coalesce(texts.title, 'share.begun'),
        n.params || jsonb_build_object('person', caudal.nobodys_name(p.locale)))
    from caudal.profiles p
      left join caudal.notice_texts texts on texts.key = 'share.begun' and texts.locale = p.locale
    where n.key = 'share.begun' and n.params ->> 'person_id' = person::text and p.user_id = n.user_id;
end
$$;

-- As in 0030: the asker's accounts hold still before they are counted, and what was open of invitations is closed.
create or replace function caudal.begin_erasure(giving_up uuid[]) returns boolean language plpgsql security definer set search_path = '' as $$
declare
  person constant uuid := nullif(current_setting('caudal.user_id', true), '')::uuid;
  account uuid;
  going uuid[];
begin
  if person is null then
    raise exception 'an erasure is asked for within a scope' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('caudal erasure', 0));
  -- Nobody joins an account now, but members may still leave it: of two owners who go at once, the second one sees that she is the last.
  for account in select m.account_id from caudal.members m where m.user_id = person order by m.account_id loop
    perform pg_advisory_xact_lock(hashtext('caudal.owners'), hashtext(account::text));
  end loop;
  if exists (select from caudal.list_own_accounts() a
      where a.role = 'owner' and a.owners = 0 and a.others > 0 and a.account_id <> all (giving_up)) then
    return false;
  end if;
  going := array(select a.account_id from caudal.list_own_accounts() a
    where a.role = 'owner' and a.owners = 0 and (a.others = 0 or a.account_id = any (giving_up)));
  insert into caudal.erasures (user_id, accounts) values (person, going)
    on conflict (user_id) do update set accounts = caudal.erasures.accounts || excluded.accounts;
  -- Running work ends: its worker is told, and finds its lease gone.
  update caudal.runs r set state = case when r.state = 'running' then 'cancelling' else 'cancelled' end,
      finished_at = case when r.state = 'running' then null else clock_timestamp() end
    where (r.user_id = person or r.account_id = any (going)) and r.state in ('queued', 'waiting', 'running');
  delete from caudal.members m where m.user_id = person or m.account_id = any (going);
  perform caudal.close_invitations(person, going);
  return true;
end
$$;

-- As in 0030, and what was sent in the moment of the asking.
create or replace function caudal.erase_person(person uuid) returns boolean language plpgsql security definer set search_path = '' as $$
declare
  going constant uuid[] := (select e.accounts from caudal.erasures e where e.user_id = person);
begin
  if going is null or exists (select from caudal.list_erasable(person, 1)) then
    return false;
  end if;
  delete from caudal.runs r where r.user_id = person or r.account_id = any (going);
  delete from caudal.notifications n where n.user_id = person or n.account_id = any (going);
  perform caudal.forget_sharer(person);
  delete from caudal.events v where v.user_id = person or v.account_id = any (going);
  delete from caudal.members m where m.user_id = person or m.account_id = any (going);
  perform caudal.close_invitations(person, going);
  insert into caudal.erased_accounts (account_id) select unnest(going) on conflict do nothing;
  delete from caudal.accounts a where a.id = any (going);
  delete from caudal.profiles p where p.user_id = person;
  return true;
end
$$;

-- As in 0023, and by whom, so that the name can be taken out again.
create or replace function caudal.notify_share() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into caudal.notifications (account_id, user_id, title, message, type, key, params)
  select new.account_id, new.grantee_user_id,
    caudal.render_notice(coalesce(texts.title, 'share.begun'), notice.params),
    caudal.render_notice(coalesce(texts.message, '{file_name}'), notice.params),
    'info', 'share.begun', notice.params
  from caudal.files f
    join caudal.profiles giver on giver.user_id = new.user_id
    join caudal.profiles reader on reader.user_id = new.grantee_user_id
    cross join lateral (select jsonb_build_object('file_name', f.file_name, 'file_id', f.id, 'person', giver.name,
      'person_id', giver.user_id) as params) notice
    left join caudal.notice_texts texts on texts.key = 'share.begun' and texts.locale = reader.locale
  where f.id = new.file_id;
  return null;
end
$$;

-- A name that is not the person's any more is the account's own.
create function caudal.own_name() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update caudal.accounts a set named_after = null where a.id = new.id and a.named_after is not null
    and not exists (select from caudal.profiles p where p.user_id = a.named_after and p.name = a.name);
  return null;
end
$$;

-- Whoever leaves an account that bears their name leaves it to its first owner, who gives it theirs. Two steps, so that the entry of the log
-- with both names speaks of the one who goes.
create function caudal.pass_name_on() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  heir record;
begin
  select p.user_id, p.name into heir
    from caudal.accounts a
      join caudal.members m on m.account_id = a.id and m.role = 'owner' and m.user_id <> old.user_id
      join caudal.profiles p on p.user_id = m.user_id
    where a.id = old.account_id and a.named_after = old.user_id order by m.created_at, m.user_id limit 1;
  if found then
    update caudal.accounts a set name = heir.name where a.id = old.account_id;
    update caudal.accounts a set named_after = heir.user_id where a.id = old.account_id;
  end if;
  return null;
end
$$;

-- As in 0031; the account bears its founder's name.
create or replace function caudal.found_account(new_user uuid, new_email text, new_name text, new_locale text)
returns table (account_id uuid, role text) language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  new_account constant uuid := gen_random_uuid();
  new_profile constant uuid := gen_random_uuid();
  tab record;
begin
  perform set_config('caudal.acting_user', new_user::text, true);
  -- Of two calls the second one waits for the first one's row, and finds what it made.
  insert into caudal.profiles (user_id, email, name, locale) values (new_user, new_email, new_name, new_locale)
  on conflict (user_id) do nothing;
  if found then
    insert into caudal.accounts (id, name, named_after) values (new_account, new_name, new_user);
    insert into caudal.access_profiles (id, account_id, name, all_companies, all_warehouses) values (new_profile, new_account, 'Todo', true, true);
    for tab in
      select gen_random_uuid() as id, named.key, named.name
      from (values ('leaders', 'Líderes'), ('ceo', 'CEO'), ('cfo', 'CFO'), ('testing', 'Pruebas')) as named (key, name)
    loop
      insert into caudal.tabs (id, account_id, key, name) values (tab.id, new_account, tab.key, tab.name);
      insert into caudal.access_profile_tabs (account_id, access_profile_id, tab_id) values (new_account, new_profile, tab.id);
    end loop;
    insert into caudal.members (account_id, user_id, role, access_profile_id) values (new_account, new_user, 'owner', new_profile);
  end if;
  perform set_config('caudal.acting_user', '', true);
  return query select m.account_id, m.role from caudal.resolve_member(new_user) m;
end
$$;

-- As in 0031, in the order of locks above: an erasure that closes this invitation comes before or after, not in between.
create or replace function caudal.accept_invitation(sent_hash bytea, new_member uuid, their_email text, their_name text, their_locale text)
returns table (outcome text, account_id uuid) language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  found_one record;
  state text;
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('caudal erasure', 0));
  select * into found_one from caudal.invitations i where i.token_hash = sent_hash for update;
  if not found then return query select 'unknown', null::uuid; return; end if;
  state := case when found_one.accepted_at is not null then 'accepted' when found_one.revoked_at is not null then 'revoked'
    when found_one.expires_at <= clock_timestamp() then 'expired' else 'open' end;
  if state = 'open' and lower(their_email) <> found_one.email then state := 'other_address'; end if;
  if state <> 'open' then return query select state, null::uuid; return; end if;
  -- Who acts: the changes below are theirs.
  perform set_config('caudal.acting_user', new_member::text, true);
  insert into caudal.profiles (user_id, email, name, locale) values (new_member, lower(their_email), their_name, their_locale)
  on conflict (user_id) do nothing;
  insert into caudal.members (account_id, user_id, role, access_profile_id)
  values (found_one.account_id, new_member, found_one.role, found_one.access_profile_id)
  on conflict (account_id, user_id) do nothing;
  state := case when found then 'joined' else 'member' end;
  update caudal.invitations i set accepted_at = clock_timestamp(), accepted_by = new_member where i.id = found_one.id;
  perform set_config('caudal.acting_user', '', true);
  return query select state, found_one.account_id;
end
$$;

revoke execute on function caudal.hold_members(), caudal.close_invitations(uuid, uuid[]), caudal.forget_sharer(uuid),
  caudal.nobodys_name(text), caudal.own_name(), caudal.pass_name_on() from public;
grant execute on function caudal.hold_members() to caudal_request;
-- Whoever makes a trigger must be allowed to call its function, for that moment only.
grant execute on function caudal.own_name(), caudal.pass_name_on() to session_user;

-- Whose share it was follows from the file. Where that is gone, nothing tells any more, and the name goes now.
update caudal.notifications n set params = n.params || jsonb_build_object('person_id', f.user_id)
  from caudal.files f where n.key = 'share.begun' and f.id::text = n.params ->> 'file_id';
update caudal.notifications n set
    params = n.params - 'person',
    title = caudal.render_notice(coalesce(texts.title, 'share.begun'), n.params || jsonb_build_object('person', caudal.nobodys_name(p.locale)))
  from caudal.profiles p
    left join caudal.notice_texts texts on texts.key = 'share.begun' and texts.locale = p.locale
  where n.key = 'share.begun' and not n.params ? 'person_id' and p.user_id = n.user_id;
update caudal.accounts a set named_after = (select m.user_id from caudal.members m join caudal.profiles p on p.user_id = m.user_id
  where m.account_id = a.id and m.role = 'owner' and p.name = a.name order by m.created_at, m.user_id limit 1);
reset role;

select caudal.audit_table('caudal.accounts', '{"subject": "account", "account": "id", "name": "name", "people": ["named_after"],
  "ignored": ["created_at", "named_after"]}');
create trigger own_name after update of name on caudal.accounts for each row when (new.named_after is not null)
  execute function caudal.own_name();
create trigger pass_name_on after delete on caudal.members for each row execute function caudal.pass_name_on();
set local role caudal_definer;
revoke execute on function caudal.own_name(), caudal.pass_name_on() from session_user;
reset role;
revoke create on schema caudal from caudal_definer;
