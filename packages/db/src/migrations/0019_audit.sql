-- Everything is audited: who, what, on which object, from where, before and after, written by triggers in the change's own transaction.
-- An entry has two parts that can be erased each for itself, `who` and `what`, with a salt of its own: the chain (audit_seals) hashes salted
-- digests of them, so that after the erasure of a person it still verifies. Nobody changes or removes an entry: not even the definer has a
-- right to, but for the erasure.
create table caudal.audit_entries (
  -- The order of writing, whatever the clock does. Numbers of transactions that were rolled back are missing.
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  -- Whose log it is in; null for what belongs to no account (a sign-up that has not founded one, an unknown address).
  account_id uuid,
  -- <subject>.<verb>
  action text not null check (action ~ '^[a-z_]+\.[a-z_]+$'),
  object_type text not null,
  -- who: null where the platform acted by itself. `credential` is session:<id> or key:<id>; without an address it was work in the background.
  user_id uuid,
  role text,
  credential text,
  address text,
  request_id text,
  who_salt bytea default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
  who_erased_by bigint references caudal.audit_entries (id),
  -- what: `person_ids` are those whom it is about; `changes` is {column: {before, after}}, values as text, {masked: true} for secrets and {} for
  -- columns of private objects.
  object_id text,
  object_name text,
  person_ids uuid[],
  changes jsonb,
  what_salt bytea default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
  what_erased_by bigint references caudal.audit_entries (id)
);
create index audit_entries_list on caudal.audit_entries (account_id, id desc);
create index audit_entries_person on caudal.audit_entries (account_id, user_id, id desc);
create index audit_entries_action on caudal.audit_entries (account_id, action, id desc);
create index audit_entries_object on caudal.audit_entries (account_id, object_type, object_id, id desc);
create index audit_entries_time on caudal.audit_entries (account_id, at);
-- The chain: one row for each entry, in the order in which they were sealed. A link is an HMAC under a key that is not in the database.
create table caudal.audit_seals (
  position bigint primary key check (position >= 1),
  entry_id bigint not null unique references caudal.audit_entries (id),
  who_digest bytea not null check (length(who_digest) = 32),
  what_digest bytea not null check (length(what_digest) = 32),
  link bytea not null check (length(link) = 32),
  key_id text not null,
  sealed_at timestamptz not null
);
-- Entries that no seal holds yet. An entry whose transaction commits late is found here all the same, whatever was sealed meanwhile.
create table caudal.audit_unsealed (entry_id bigint primary key references caudal.audit_entries (id));
alter table caudal.audit_entries enable row level security, force row level security;
alter table caudal.audit_seals enable row level security, force row level security;
alter table caudal.audit_unsealed enable row level security, force row level security;

grant select (id, at, account_id, action, object_type, user_id, role, credential, address, request_id, who_erased_by, object_id, object_name,
  person_ids, changes, what_erased_by) on caudal.audit_entries to caudal_request;
create policy read_managed on caudal.audit_entries for select to caudal_request
  using (account_id = (select caudal.claim_account_id()) and (select caudal.claim_manages()));
grant select (position, entry_id, sealed_at) on caudal.audit_seals to caudal_request;
create policy read_managed on caudal.audit_seals for select to caudal_request
  using ((select caudal.claim_manages()) and entry_id in (select e.id from caudal.audit_entries e where e.account_id = (select caudal.claim_account_id())));

grant select, insert, update (user_id, role, credential, address, request_id, who_salt, who_erased_by, object_id, object_name, person_ids, changes,
  what_salt, what_erased_by) on caudal.audit_entries to caudal_definer;
create policy write_entries on caudal.audit_entries for insert to caudal_definer with check (true);
create policy know_entries on caudal.audit_entries for select to caudal_definer using (true);
create policy erase_entries on caudal.audit_entries for update to caudal_definer using (true);
grant select, insert on caudal.audit_seals to caudal_definer;
create policy know_seals on caudal.audit_seals for select to caudal_definer using (true);
create policy add_seals on caudal.audit_seals for insert to caudal_definer with check (true);
grant select, insert, delete on caudal.audit_unsealed to caudal_definer;
create policy keep_unsealed on caudal.audit_unsealed to caudal_definer using (true);
-- Whose sign-in was refused is told by the address.
grant select (email) on caudal.profiles to caudal_definer;

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- The one place where entries are written. Who acts: the claims; else `caudal.acting_user`, which functions that run before a scope set; else
-- whom the caller names.
create function caudal.write_audit_entry(in_account uuid, action text, object_type text, object_id text, object_name text, people uuid[],
  changes jsonb, known_user uuid, known_address text) returns bigint language plpgsql set search_path = '' as $$
declare
  origin constant jsonb := nullif(current_setting('caudal.origin', true), '');
  acting constant uuid := coalesce(nullif(current_setting('caudal.user_id', true), ''), nullif(current_setting('caudal.acting_user', true), ''))::uuid;
  about constant uuid[] := array(select distinct p from unnest(people) p where p is not null order by p);
  entry bigint;
begin
  insert into caudal.audit_entries (account_id, action, object_type, user_id, role, credential, address, request_id,
      object_id, object_name, person_ids, changes)
    values (
      coalesce(in_account, nullif(current_setting('caudal.account_id', true), '')::uuid,
        (select m.account_id from caudal.members m where m.user_id = coalesce(about[1], acting, known_user) order by m.created_at, m.account_id limit 1)),
      action, object_type, coalesce(acting, known_user), nullif(current_setting('caudal.role', true), ''),
      left(origin ->> 'credential', 100), left(coalesce(origin ->> 'address', known_address), 100), left(origin ->> 'requestId', 100),
      object_id, left(object_name, 300), about, changes)
    returning id into entry;
  insert into caudal.audit_unsealed (entry_id) values (entry);
  return entry;
end
$$;

-- Trigger of caudal.audit_table, which see for the options in its argument.
create function caudal.record_change() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  options constant jsonb := tg_argv[0];
  private constant boolean := coalesce((options ->> 'private')::boolean, false);
  before constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  after constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  subject_row constant jsonb := coalesce(after, before);
  verb text;
  changes jsonb;
begin
  select rule ->> 'verb' into verb
    from jsonb_array_elements(options -> 'verbs' -> lower(tg_op)) with ordinality as rules (rule, place)
   where rule ->> 'column' is null
      or ((before -> (rule ->> 'column')) is distinct from (after -> (rule ->> 'column')) and (rule ->> 'to' is null or subject_row ->> (rule ->> 'column') = rule ->> 'to'))
   order by place limit 1;
  if verb is null then
    return null;
  end if;
  select jsonb_object_agg(name, case
      when private then '{}'
      when options -> 'masked' ? name then '{"masked": true}'
      when before is null then jsonb_build_object('after', left(after ->> name, 2000))
      when after is null then jsonb_build_object('before', left(before ->> name, 2000))
      else jsonb_build_object('before', left(before ->> name, 2000), 'after', left(after ->> name, 2000))
    end) into changes
    from jsonb_array_elements_text(options -> 'columns') name
   where case when private then before is not null and after is not null else true end
     and coalesce(before -> name, 'null') is distinct from coalesce(after -> name, 'null');
  perform caudal.write_audit_entry(
    (subject_row ->> (options ->> 'account'))::uuid,
    (options ->> 'subject') || '.' || verb,
    options ->> 'subject',
    (select string_agg(subject_row ->> name, '/' order by place) from jsonb_array_elements_text(options -> 'id') with ordinality as ids (name, place)),
    case when not private then subject_row ->> (options ->> 'name') end,
    array(select (subject_row ->> name)::uuid from jsonb_array_elements_text(options -> 'people') name),
    coalesce(changes, '{}'),
    (subject_row ->> (options ->> 'actor'))::uuid,
    subject_row ->> (options ->> 'address'));
  return null;
end
$$;

-- For what no table's change tells (somebody looked as another member, took an export away): an entry of the scope in which it is called.
create function caudal.record_act(action text, object_id text default null, people uuid[] default '{}', changes jsonb default '{}')
returns bigint language plpgsql security definer set search_path = '' as $$
begin
  if nullif(current_setting('caudal.account_id', true), '') is null then
    raise exception 'an act is recorded within a scope' using errcode = 'insufficient_privilege';
  end if;
  return caudal.write_audit_entry(null, action, split_part(action, '.', 1), object_id, null, people, changes, null, null);
end
$$;

-- A sign-in that was refused: in the log of the person's account when the address is somebody's. Nobody acted, as far as anybody knows; an
-- address that is nobody's is not kept. Both write one entry, so that neither takes longer. `origin` as in set_scope.
create function caudal.record_sign_in_refused(tried_email text, origin jsonb) returns void language plpgsql security definer set search_path = '' as $$
declare
  person constant uuid := (select p.user_id from caudal.profiles p where lower(p.email) = lower(tried_email) limit 1);
begin
  perform set_config('caudal.origin', origin::text, true);
  perform caudal.write_audit_entry(null, 'session.refused', 'session', null, null, array[person], '{}', null, null);
  perform set_config('caudal.origin', '', true);
end
$$;

-- Erases a person from the log: who she was in the entries of what she did, and what it was in those about her. The chain keeps the digests,
-- and an entry of this erasure names exactly the erased ones, without which verification takes them for tampered with. Call it last in the
-- erasure's transaction: removing her rows writes entries too. Returns how many entries lost a part.
create function caudal.erase_audit_of(person uuid) returns bigint language plpgsql security definer set search_path = '' as $$
declare
  acted constant bigint[] := array(select e.id from caudal.audit_entries e where e.user_id = person);
  about constant bigint[] := array(select e.id from caudal.audit_entries e where person = any (e.person_ids));
  home constant uuid := (select e.account_id from caudal.audit_entries e where e.id = any (acted || about) and e.account_id is not null order by e.id desc limit 1);
  erasure bigint;
begin
  -- Whoever erases herself is not named by the entry of it, and neither is her session.
  if person::text in (current_setting('caudal.user_id', true), current_setting('caudal.acting_user', true)) then
    insert into caudal.audit_entries (account_id, action, object_type, person_ids)
      values (home, 'person.erased', 'person', '{}') returning id into erasure;
    insert into caudal.audit_unsealed (entry_id) values (erasure);
  else
    erasure := caudal.write_audit_entry(home, 'person.erased', 'person', null, null, '{}', '{}', null, null);
  end if;
  update caudal.audit_entries set changes = jsonb_build_object(
      'who', jsonb_build_object('entries', (select coalesce(range_agg(int8range(id, id, '[]')), '{}')::text from unnest(acted) id)),
      'what', jsonb_build_object('entries', (select coalesce(range_agg(int8range(id, id, '[]')), '{}')::text from unnest(about) id)))
   where id = erasure;
  update caudal.audit_entries
     set user_id = null, role = null, credential = null, address = null, request_id = null, who_salt = null, who_erased_by = erasure
   where id = any (acted);
  update caudal.audit_entries
     set object_id = null, object_name = null, person_ids = null, changes = null, what_salt = null, what_erased_by = erasure
   where id = any (about);
  return (select count(distinct id) from unnest(acted || about) id);
end
$$;

-- The sealer's: at most one at a time, for the length of its transaction. No row where another seals; position 0 where nothing is sealed yet.
create function caudal.lock_audit_chain() returns table (last_position bigint, link bytea) language plpgsql security definer set search_path = '' as $$
begin
  if pg_try_advisory_xact_lock(hashtext('caudal.audit_seals')) then
    return query select coalesce(max(s.position), 0), (select l.link from caudal.audit_seals l order by l.position desc limit 1) from caudal.audit_seals s;
  end if;
end
$$;

-- What the sealer and the verification read of an entry: everything, the salts too; times to the microsecond in UTC.
create function caudal.read_unsealed_entries(after_id bigint, at_most integer) returns table (entry jsonb)
language sql stable security definer set search_path = '' as $$
  select to_jsonb(e) || jsonb_build_object('at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'who_salt', encode(e.who_salt, 'hex'), 'what_salt', encode(e.what_salt, 'hex'))
    from caudal.audit_entries e join caudal.audit_unsealed u on u.entry_id = e.id
   where e.id > after_id order by e.id limit at_most
$$;

-- Adds to the end of the chain. `seals`: [{position, entry_id, who_digest, what_digest, link, key_id, sealed_at}], digests in hex. Positions follow
-- the chain's end without a gap, and an entry that is sealed already is refused.
create function caudal.append_seals(seals jsonb) returns void language plpgsql security definer set search_path = '' as $$
declare
  last constant bigint := (select coalesce(max(s.position), 0) from caudal.audit_seals s);
begin
  insert into caudal.audit_seals (position, entry_id, who_digest, what_digest, link, key_id, sealed_at)
    select s.position, s.entry_id, decode(s.who_digest, 'hex'), decode(s.what_digest, 'hex'), decode(s.link, 'hex'), s.key_id, s.sealed_at
      from jsonb_to_recordset(seals) as s ("position" bigint, entry_id bigint, who_digest text, what_digest text, link text, key_id text, sealed_at timestamptz);
  if (select count(*) <> max(s.position) - last or min(s.position) <> last + 1 from caudal.audit_seals s where s.position > last) then
    raise exception 'the seals do not go on after position %', last using errcode = 'check_violation';
  end if;
  delete from caudal.audit_unsealed u using jsonb_to_recordset(seals) as s (entry_id bigint) where u.entry_id = s.entry_id;
end
$$;

-- The chain from a position on, for verification: seals with their entries, `entry` null where it is gone.
create function caudal.read_audit_chain(after_position bigint, at_most integer) returns table (seal jsonb, entry jsonb)
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('position', s.position, 'entry_id', s.entry_id, 'who_digest', encode(s.who_digest, 'hex'),
      'what_digest', encode(s.what_digest, 'hex'), 'link', encode(s.link, 'hex'), 'key_id', s.key_id,
      'sealed_at', to_char(s.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
    case when e.id is not null then to_jsonb(e) || jsonb_build_object('at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'who_salt', encode(e.who_salt, 'hex'), 'what_salt', encode(e.what_salt, 'hex')) end
    from caudal.audit_seals s left join caudal.audit_entries e on e.id = s.entry_id
   where s.position > after_position order by s.position limit at_most
$$;

-- As before, and the origin: {address, requestId, credential}, for the audit. Background work has none.
drop function caudal.set_scope(uuid, uuid);
create function caudal.set_scope(asking_user uuid, in_account uuid, origin jsonb default null) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  member record;
  manages boolean;
begin
  select m.role, m.access_profile_id, p.all_companies, p.all_warehouses into member
  from caudal.members m join caudal.access_profiles p on p.id = m.access_profile_id
  where m.account_id = in_account and m.user_id = asking_user;
  if not found then
    perform set_config(name, '', true) from unnest(array['caudal.user_id', 'caudal.account_id', 'caudal.role',
      'caudal.access_profile_id', 'caudal.all_companies', 'caudal.all_warehouses', 'caudal.origin']) as name;
    return false;
  end if;
  manages := member.role in ('owner', 'admin');
  perform set_config('caudal.user_id', asking_user::text, true),
    set_config('caudal.account_id', in_account::text, true),
    set_config('caudal.role', member.role, true),
    set_config('caudal.access_profile_id', member.access_profile_id::text, true),
    set_config('caudal.all_companies', (manages or member.all_companies)::text, true),
    set_config('caudal.all_warehouses', (manages or member.all_warehouses)::text, true),
    set_config('caudal.origin', coalesce(origin::text, ''), true);
  return true;
end
$$;

-- As before; the person founds it herself.
create or replace function caudal.found_account(new_user uuid, new_email text, new_name text, new_locale text)
returns table (account_id uuid, role text) language plpgsql security definer set search_path = '' as $$
#variable_conflict use_column
declare
  new_account constant uuid := gen_random_uuid();
  new_profile constant uuid := gen_random_uuid();
  tab record;
begin
  perform set_config('caudal.acting_user', new_user::text, true);
  -- The row is locked until the end of this transaction, so that of two calls the second one finds what the first one made.
  insert into caudal.profiles (user_id, email, name, locale) values (new_user, new_email, new_name, new_locale)
  on conflict (user_id) do update set user_id = excluded.user_id;
  if not exists (select from caudal.members m where m.user_id = new_user) then
    insert into caudal.accounts (id, name) values (new_account, new_name);
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

revoke execute on function caudal.write_audit_entry(uuid, text, text, text, text, uuid[], jsonb, uuid, text), caudal.record_change(),
  caudal.record_act(text, text, uuid[], jsonb), caudal.record_sign_in_refused(text, jsonb), caudal.erase_audit_of(uuid), caudal.lock_audit_chain(),
  caudal.read_unsealed_entries(bigint, integer), caudal.append_seals(jsonb), caudal.read_audit_chain(bigint, integer),
  caudal.set_scope(uuid, uuid, jsonb) from public;
grant execute on function caudal.record_act(text, text, uuid[], jsonb), caudal.record_sign_in_refused(text, jsonb), caudal.lock_audit_chain(),
  caudal.read_unsealed_entries(bigint, integer), caudal.append_seals(jsonb), caudal.read_audit_chain(bigint, integer),
  caudal.set_scope(uuid, uuid, jsonb) to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;

-- Audits a table: call it in the migration that makes the table, and again (it replaces) in one that adds columns.
--
--   select caudal.audit_table('caudal.companies', '{"subject": "company", "name": "name"}');
--
-- subject   what the entry is about: first half of the action, type of the object
-- verbs     {"insert": "created", "update": "changed", "delete": "removed"} when not said. An operation that is left out is not recorded.
--           Instead of a verb, rules in order: [{"column": "state", "to": "cancelling", "verb": "cancel_asked"}, {"column": "revoked_at",
--           "verb": "revoked"}, {"verb": "changed"}]; the first one whose column changed (to that value) gives the verb, none no entry.
-- id        columns that tell the object, ["id"] when not said
-- account   the column with the account, "account_id" when there is one; without it, the scope's, else the person's first
-- people    columns with ids of persons whom the row is about, ["user_id"] when there is one: their erasure erases the content
-- name      the column by which people know the object
-- private   true for what is one person's alone: only id and names of changed columns are kept
-- masked    columns of which only is kept that they changed: secrets, hashes of secrets
-- ignored   columns of which nothing is kept, and whose change alone is no entry
-- actor     the column with who acts where no scope says it (sign-in); address: the column with the network address, likewise
create function caudal.audit_table(target regclass, options jsonb) returns void language plpgsql set search_path = '' as $$
declare
  present constant text[] := array(select a.attname from pg_catalog.pg_attribute a where a.attrelid = target and a.attnum > 0 and not a.attisdropped order by a.attnum);
  ids constant jsonb := coalesce(options -> 'id', '["id"]');
  account constant text := coalesce(options ->> 'account', case when 'account_id' = any (present) then 'account_id' end);
  people constant jsonb := coalesce(options -> 'people', case when 'user_id' = any (present) then '["user_id"]' else '[]' end::jsonb);
  verbs constant jsonb := coalesce((select jsonb_object_agg(operation, case jsonb_typeof(verb) when 'array' then verb else jsonb_build_array(jsonb_build_object('verb', verb)) end)
    from jsonb_each(coalesce(options -> 'verbs', '{"insert": "created", "update": "changed", "delete": "removed"}')) each (operation, verb)), '{}');
  unused constant text[] := array(select jsonb_array_elements_text(options -> 'ignored'));
  named constant text[] := unused || array(select jsonb_array_elements_text(ids || people || coalesce(options -> 'masked', '[]')))
    || array_remove(array[account, options ->> 'name', options ->> 'actor', options ->> 'address'], null);
  columns constant text[] := array(select c from unnest(present) c where c <> all (unused || array_remove(array[account], null)) and not ids ? c);
  complete constant jsonb := options || jsonb_build_object('id', ids, 'account', account, 'people', people, 'verbs', verbs, 'columns', to_jsonb(columns));
  moment text;
begin
  if options ->> 'subject' !~ '^[a-z_]+$' or options ->> 'subject' is null then
    raise exception 'caudal.audit_table(%): no subject', target;
  elsif not named <@ present then
    raise exception 'caudal.audit_table(%): no columns %', target, array(select n from unnest(named) n where n <> all (present));
  elsif exists (select from jsonb_object_keys(options) k where k <> all (array['subject', 'verbs', 'id', 'account', 'people', 'name', 'private', 'masked', 'ignored', 'actor', 'address'])) then
    raise exception 'caudal.audit_table(%): an option has no meaning', target;
  end if;
  -- Whoever makes a trigger must be allowed to call its function, for that moment only.
  set local role caudal_definer;
  execute format('grant execute on function caudal.record_change() to %I', session_user);
  reset role;
  foreach moment in array array['insert', 'update', 'delete'] loop
    execute format('drop trigger if exists %I on %s', 'audit_' || moment, target);
    continue when verbs -> moment is null or (moment = 'update' and columns = '{}');
    execute format('create trigger %I after %s on %s for each row %s execute function caudal.record_change(%L)', 'audit_' || moment, moment, target,
      -- What beats several times a second (a lease, a progress) costs one comparison.
      case when moment = 'update' then (select 'when (' || string_agg(format('old.%1$I is distinct from new.%1$I', c), ' or ') || ')' from unnest(columns) c) end,
      complete);
  end loop;
  set local role caudal_definer;
  execute format('revoke execute on function caudal.record_change() from %I', session_user);
  reset role;
end
$$;
revoke execute on function caudal.audit_table(regclass, jsonb) from public;

-- Sign-in. A session that is prolonged is no news; its end is, whoever ends it.
select caudal.audit_table('auth."user"', '{"subject": "user", "people": ["id"], "actor": "id", "name": "name", "ignored": ["createdAt", "updatedAt", "image"]}');
select caudal.audit_table('auth.session', '{"subject": "session", "verbs": {"insert": "started", "delete": "ended"}, "people": ["userId"], "actor": "userId",
  "address": "ipAddress", "masked": ["token"], "ignored": ["createdAt", "updatedAt", "expiresAt", "ipAddress", "userId"]}');
select caudal.audit_table('auth.account', '{"subject": "login", "people": ["userId"], "actor": "userId", "masked": ["password"], "ignored": ["createdAt", "updatedAt",
  "accountId", "userId", "accessToken", "refreshToken", "idToken", "accessTokenExpiresAt", "refreshTokenExpiresAt", "scope"]}');

-- The account, and who may do what in it.
select caudal.audit_table('caudal.accounts', '{"subject": "account", "account": "id", "name": "name", "ignored": ["created_at"]}');
select caudal.audit_table('caudal.profiles', '{"subject": "profile", "id": ["user_id"], "name": "name", "actor": "user_id", "ignored": ["created_at"]}');
select caudal.audit_table('caudal.members', '{"subject": "member", "id": ["user_id"], "verbs": {"insert": "added", "update": "changed", "delete": "removed"}, "ignored": ["created_at"]}');
select caudal.audit_table('caudal.companies', '{"subject": "company", "name": "name"}');
select caudal.audit_table('caudal.warehouses', '{"subject": "warehouse", "name": "name"}');
select caudal.audit_table('caudal.tabs', '{"subject": "tab", "name": "name"}');
select caudal.audit_table('caudal.access_profiles', '{"subject": "access_profile", "name": "name"}');
select caudal.audit_table('caudal.access_profile_companies',
  '{"subject": "access_profile", "id": ["access_profile_id"], "verbs": {"insert": "company_granted", "delete": "company_revoked"}}');
select caudal.audit_table('caudal.access_profile_warehouses',
  '{"subject": "access_profile", "id": ["access_profile_id"], "verbs": {"insert": "warehouse_granted", "delete": "warehouse_revoked"}}');
select caudal.audit_table('caudal.access_profile_tabs',
  '{"subject": "access_profile", "id": ["access_profile_id"], "verbs": {"insert": "tab_granted", "delete": "tab_revoked"}}');

-- What is one person's alone. What a run writes in a file's row is the run's, and told by it.
select caudal.audit_table('caudal.files', '{"subject": "file", "private": true, "verbs": {"insert": "uploaded", "update": "changed", "delete": "removed"},
  "ignored": ["file_type", "file_size", "storage_url", "object_key", "databricks_job_id", "status", "error_message", "error", "uploaded_at", "processed_at",
  "metadata", "sha256", "rows", "rejected", "reading", "columns", "profile_run_id", "table_key"]}');
select caudal.audit_table('caudal.runs', '{"subject": "run", "private": true, "verbs": {"insert": "started", "update": [
  {"column": "state", "to": "cancelling", "verb": "cancel_asked"}, {"column": "state", "to": "succeeded", "verb": "succeeded"},
  {"column": "state", "to": "failed", "verb": "failed"}, {"column": "state", "to": "cancelled", "verb": "cancelled"}], "delete": "removed"},
  "ignored": ["file_id", "kind", "input", "attempt", "max_attempts", "token", "worker", "available_at", "lease_until", "progress", "step", "message", "error",
  "request_id", "queued_at", "started_at", "finished_at", "claimed_at", "error_message", "effects"]}');
