-- Files are their person's alone, administrators included, until that person shares them: a share is a row. It is bound to the file's
-- own person by the composite key, and to two memberships: whoever leaves the account, as owner or as grantee, ends it, in the very
-- statement that removes the member. Revocation is a date, so that the owner goes on seeing whom a file was open to.
create table caudal.shares (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null,
  user_id uuid not null,
  file_id uuid not null,
  grantee_kind text not null check (grantee_kind in ('member', 'link')),
  grantee_user_id uuid check (grantee_user_id <> user_id),
  -- SHA-256 of a random token of 256 bits: nothing is gained by guessing at it, so that no slow hash is needed.
  token_hash bytea unique check (length(token_hash) = 32),
  may_download boolean not null default false,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  -- Of links: how often their page was opened.
  last_opened_at timestamptz,
  opens bigint not null default 0 check (opens >= 0),
  constraint shares_grantee_check check (
    (grantee_kind = 'member') = (grantee_user_id is not null) and (grantee_kind = 'link') = (token_hash is not null)),
  foreign key (file_id, account_id, user_id) references caudal.files (id, account_id, user_id) on delete cascade,
  foreign key (account_id, user_id) references caudal.members (account_id, user_id) on delete cascade,
  foreign key (account_id, grantee_user_id) references caudal.members (account_id, user_id) on delete cascade
);
create index shares_file on caudal.shares (file_id, created_at);
create index shares_owner on caudal.shares (account_id, user_id);
create index shares_grantee on caudal.shares (account_id, grantee_user_id);
-- Sharing again with the same member changes the share that there is.
create unique index shares_one_per_member on caudal.shares (file_id, grantee_user_id) where revoked_at is null;

alter table caudal.shares enable row level security, force row level security;
-- The token's hash is nobody's to read.
grant select (id, account_id, user_id, file_id, grantee_kind, grantee_user_id, may_download, created_at, expires_at, revoked_at,
  last_opened_at, opens) on caudal.shares to caudal_request;
grant insert (id, account_id, user_id, file_id, grantee_kind, grantee_user_id, token_hash, may_download, expires_at)
  on caudal.shares to caudal_request;
grant update (may_download, expires_at, revoked_at) on caudal.shares to caudal_request;

create policy own on caudal.shares for select to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
-- A grantee sees the share as long as it holds: this is where its end is decided, for every table that asks for it below.
create policy read_granted on caudal.shares for select to caudal_request
  using (account_id = (select caudal.claim_account_id()) and grantee_user_id = (select caudal.claim_user_id())
    and revoked_at is null and (expires_at is null or expires_at > now()));
create policy share_own on caudal.shares for insert to caudal_request
  with check (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));
-- What was revoked stays so. The columns that say whose it is are not among those that may change.
create policy change_own on caudal.shares for update to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()) and revoked_at is null)
  with check (true);

grant select (id, account_id, user_id, file_id, grantee_kind, grantee_user_id, token_hash, may_download, expires_at, revoked_at, opens)
  on caudal.shares to caudal_definer;
grant update (last_opened_at, opens) on caudal.shares to caudal_definer;
create policy know_shares on caudal.shares for select to caudal_definer using (true);
create policy count_opens on caudal.shares for update to caudal_definer using (true);

-- What a link opened in this transaction: one file, read by nobody in particular.
create function caudal.claim_shared_file_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('caudal.shared_file_id', true), '')::uuid;
grant execute on function caudal.claim_shared_file_id() to caudal_request;

-- A grantee reads the file and what was found in it; never its person's notifications, uploads, runs and what they were started with.
-- The condition on the grantee stands here although the share's own policies say it too: an owner's shares are visible to the owner.
-- Lists of one's own files name their person themselves, so that the index leads them and these conditions are looked at last.
create policy read_shared on caudal.files for select to caudal_request
  using (id in (select s.file_id from caudal.shares s where s.grantee_user_id = (select caudal.claim_user_id())));
do $$
declare
  table_name text;
begin
  foreach table_name in array array['insights', 'rejects', 'run_profiles', 'processing_logs'] loop
    execute format('create policy read_shared on caudal.%I for select to caudal_request
      using (file_id in (select s.file_id from caudal.shares s where s.grantee_user_id = (select caudal.claim_user_id())))', table_name);
  end loop;
end
$$;
create policy read_linked on caudal.files for select to caudal_request using (id = (select caudal.claim_shared_file_id()));
create policy read_linked on caudal.insights for select to caudal_request using (file_id = (select caudal.claim_shared_file_id()));

-- Names of the people of an account, and whose file a grantee reads.
grant select (name, email) on caudal.profiles to caudal_definer;
grant usage on schema caudal to caudal_definer;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- One event for each person, subject and topic of a transaction; see 0009 for the lock.
create function caudal.tell_person(account uuid, person uuid, about text, subject uuid) returns void
  language plpgsql set search_path = '' as $$
declare
  event_id bigint;
begin
  perform pg_advisory_xact_lock(4848484848);
  if exists (
    select from caudal.events e
    where e.subject_id = subject and e.topic = about and e.user_id = person and e.xmin = pg_current_xact_id()::xid
  ) then
    return;
  end if;
  insert into caudal.events (account_id, user_id, topic, subject_id) values (account, person, about, subject) returning id into event_id;
  perform pg_notify('caudal_events', event_id || ' ' || account || ' ' || person);
end
$$;
revoke execute on function caudal.tell_person(uuid, uuid, text, uuid) from public;

-- As in 0009, and those with whom the file is shared hear of it too.
create or replace function caudal.record_event() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  about constant text := tg_argv[0];
  subject uuid;
  account uuid;
  person uuid;
  grantee uuid;
begin
  if tg_op = 'DELETE' then
    subject := old.id;
    account := old.account_id;
    person := old.user_id;
  else
    if tg_table_name in ('files', 'notifications') then
      subject := new.id;
    else
      subject := new.file_id;
    end if;
    account := new.account_id;
    person := new.user_id;
  end if;
  perform caudal.tell_person(account, person, about, subject);
  if about in ('file', 'insights') then
    for grantee in
      select s.grantee_user_id from caudal.shares s
       where s.file_id = subject and s.grantee_kind = 'member' and s.revoked_at is null
         and (s.expires_at is null or s.expires_at > clock_timestamp())
       order by s.grantee_user_id
    loop
      perform caudal.tell_person(account, grantee, about, subject);
    end loop;
  end if;
  return null;
end
$$;

-- A share begun or changed shows its file to the grantee; one that ended, for whatever reason, takes it away.
create function caudal.tell_share() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  share constant caudal.shares := case tg_op when 'DELETE' then old else new end;
  holds constant boolean := tg_op <> 'DELETE' and share.revoked_at is null and (share.expires_at is null or share.expires_at > clock_timestamp());
begin
  perform caudal.tell_person(share.account_id, share.grantee_user_id, case when holds then 'file' else 'file_removed' end, share.file_id);
  return null;
end
$$;
revoke execute on function caudal.tell_share() from public;

-- The notification of a grantee does not refer to the file: it is not the grantee's. Its id stands in the parameters.
create function caudal.notify_share() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into caudal.notifications (account_id, user_id, title, message, type, key, params)
  select new.account_id, new.grantee_user_id,
    caudal.render_notice(coalesce(texts.title, 'share.begun'), notice.params),
    caudal.render_notice(coalesce(texts.message, '{file_name}'), notice.params),
    'info', 'share.begun', notice.params
  from caudal.files f
    join caudal.profiles giver on giver.user_id = new.user_id
    join caudal.profiles reader on reader.user_id = new.grantee_user_id
    cross join lateral (select jsonb_build_object('file_name', f.file_name, 'file_id', f.id, 'person', giver.name) as params) notice
    left join caudal.notice_texts texts on texts.key = 'share.begun' and texts.locale = reader.locale
  where f.id = new.file_id;
  return null;
end
$$;
revoke execute on function caudal.notify_share() from public;
grant execute on function caudal.tell_share(), caudal.notify_share() to session_user;

-- The others of the account in which somebody acts, by name: to choose with whom to share. Addresses are managers' to know; where two
-- go by one name, the first letter and the host of each tell them apart.
create function caudal.list_colleagues() returns table (user_id uuid, name text, hint text)
  language sql stable security definer set search_path = '' as $$
  select p.user_id, p.name,
    case when count(*) over (partition by lower(p.name)) > 1 then left(p.email, 1) || '…@' || split_part(p.email, '@', 2) end
  from caudal.members m join caudal.profiles p on p.user_id = m.user_id
  where m.account_id = nullif(current_setting('caudal.account_id', true), '')::uuid
    and m.user_id <> nullif(current_setting('caudal.user_id', true), '')::uuid
    and exists (select from caudal.members me where me.account_id = m.account_id
      and me.user_id = nullif(current_setting('caudal.user_id', true), '')::uuid)
  order by lower(p.name), p.user_id
$$;
revoke execute on function caudal.list_colleagues() from public;
grant execute on function caudal.list_colleagues() to caudal_request;

-- Whose name the asker may know by a share: the owners of files that are open to him, and those to whom his own are.
create function caudal.name_sharers(people uuid[]) returns table (user_id uuid, name text)
  language sql stable security definer set search_path = '' as $$
  select p.user_id, p.name from caudal.profiles p
  where p.user_id = any (people)
    and exists (select from caudal.shares s
      where s.account_id = nullif(current_setting('caudal.account_id', true), '')::uuid
        and (s.user_id = p.user_id and s.grantee_user_id = nullif(current_setting('caudal.user_id', true), '')::uuid
          or s.grantee_user_id = p.user_id and s.user_id = nullif(current_setting('caudal.user_id', true), '')::uuid))
$$;
revoke execute on function caudal.name_sharers(uuid[]) from public;
grant execute on function caudal.name_sharers(uuid[]) to caudal_request;

-- Sets the claim of a link for this transaction, and nobody's besides. No row when the link was made up, has ended or was revoked:
-- nothing tells these apart. `counts`: its page was opened.
create function caudal.open_link(link_hash bytea, counts boolean)
  returns table (share_id uuid, file_id uuid, account_id uuid, shared_by text, may_download boolean, expires_at timestamptz)
  language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  share record;
begin
  perform set_config(name, '', true) from unnest(array['caudal.user_id', 'caudal.account_id', 'caudal.role', 'caudal.access_profile_id',
    'caudal.all_companies', 'caudal.all_warehouses', 'caudal.shared_file_id']) as name;
  select s.id, s.file_id, s.account_id, p.name, s.may_download, s.expires_at into share
  from caudal.shares s join caudal.profiles p on p.user_id = s.user_id
  where s.token_hash = link_hash and s.revoked_at is null and (s.expires_at is null or s.expires_at > now());
  if not found then
    return;
  end if;
  perform set_config('caudal.shared_file_id', share.file_id::text, true);
  if counts then
    update caudal.shares set opens = opens + 1, last_opened_at = clock_timestamp() where id = share.id;
  end if;
  return query select share.id, share.file_id, share.account_id, share.name, share.may_download, share.expires_at;
end
$$;
revoke execute on function caudal.open_link(bytea, boolean) from public;
grant execute on function caudal.open_link(bytea, boolean) to caudal_request;
reset role;

create constraint trigger tell_share after insert on caudal.shares deferrable initially deferred
  for each row when (new.grantee_kind = 'member') execute function caudal.tell_share();
create constraint trigger tell_share_change after update on caudal.shares deferrable initially deferred
  for each row when (new.grantee_kind = 'member' and (old.expires_at, old.revoked_at, old.may_download) is distinct from
    (new.expires_at, new.revoked_at, new.may_download)) execute function caudal.tell_share();
create constraint trigger tell_share_end after delete on caudal.shares deferrable initially deferred
  for each row when (old.grantee_kind = 'member' and old.revoked_at is null) execute function caudal.tell_share();
create trigger notify_share after insert on caudal.shares for each row when (new.grantee_kind = 'member')
  execute function caudal.notify_share();

set local role caudal_definer;
revoke execute on function caudal.tell_share(), caudal.notify_share() from session_user;
reset role;
revoke create on schema caudal from caudal_definer;

-- Who shared with whom and until when; openings are counted, and are no change.
select caudal.audit_table('caudal.shares', '{"subject": "share", "people": ["user_id", "grantee_user_id"], "verbs": {"insert": "begun",
  "update": [{"column": "revoked_at", "verb": "revoked"}, {"verb": "changed"}], "delete": "removed"}, "masked": ["token_hash"],
  "ignored": ["created_at", "last_opened_at", "opens"]}');
