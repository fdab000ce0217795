-- Every change of a file's state tells its person, in that person's language.
create table caudal.notice_texts (
  key text not null,
  locale text not null check (locale in ('es', 'en')),
  title text not null,
  message text not null,
  primary key (key, locale)
);

create table caudal.notifications (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null references caudal.accounts (id),
  user_id uuid not null references caudal.profiles (user_id),
  title text not null,
  message text not null,
  type text not null default 'info' check (type in ('info', 'success', 'warning', 'error')),
  related_file_id uuid,
  is_read boolean not null default false,
  key text not null,
  params jsonb not null default '{}',
  created_at timestamptz not null default clock_timestamp(),
  foreign key (related_file_id, account_id, user_id) references caudal.files (id, account_id, user_id) on delete set null (related_file_id)
);
create index notifications_list on caudal.notifications (account_id, user_id, created_at desc, id desc);
create index notifications_unread on caudal.notifications (account_id, user_id) where not is_read;
create index notifications_file on caudal.notifications (related_file_id) where related_file_id is not null;

alter table caudal.notice_texts enable row level security, force row level security;
alter table caudal.notifications enable row level security, force row level security;

grant select, delete, update (is_read) on caudal.notifications to caudal_request;
create policy own on caudal.notifications to caudal_request
  using (account_id = (select caudal.claim_account_id()) and user_id = (select caudal.claim_user_id()));

-- The migrator writes the sentences; the trigger reads them, and the language, and writes the notice.
create policy keep_texts on caudal.notice_texts to current_user using (true) with check (true);
grant select on caudal.notice_texts to caudal_definer;
create policy read_texts on caudal.notice_texts for select to caudal_definer using (true);
grant select (user_id, locale) on caudal.profiles to caudal_definer;
create policy know_people on caudal.profiles for select to caudal_definer using (true);
grant insert on caudal.notifications to caudal_definer;
create policy notify on caudal.notifications for insert to caudal_definer with check (true);

-- Puts parameters into a sentence in one pass: what a parameter holds is never read as a placeholder (a file may be named "{reason}").
create function caudal.render_notice(template text, params jsonb) returns text language sql immutable parallel safe
  return (
    select string_agg(
      case when part.literal ~ '^\{[a-z_]+\}$' then coalesce(params ->> trim(both '{}' from part.literal), '') else part.literal end,
      '' order by part.ordinal)
    from regexp_matches(template, '\{[a-z_]+\}|[^{]+|\{', 'g') with ordinality as pieces (piece, ordinal),
      lateral (select pieces.piece[1], pieces.ordinal) as part (literal, ordinal)
  );
grant execute on function caudal.render_notice(text, jsonb) to caudal_definer;

create function caudal.notify_file_status() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  notice_key constant text := 'file.' || new.status;
  notice_params constant jsonb := jsonb_strip_nulls(jsonb_build_object('file_name', new.file_name,
    'reason', case when new.status = 'error' then coalesce(new.error_message, '') end,
    'code', case when new.status = 'error' then new.error ->> 'code' end));
begin
  insert into caudal.notifications (account_id, user_id, title, message, type, related_file_id, is_read, key, params)
  select new.account_id, new.user_id,
    caudal.render_notice(coalesce(texts.title, notice_key), notice_params),
    caudal.render_notice(coalesce(texts.message, '{file_name}'), notice_params),
    case new.status when 'done' then 'success' when 'error' then 'error' else 'info' end,
    new.id,
    -- Arriving and starting are recorded, but do not count as unread: only an outcome asks for attention.
    new.status in ('uploaded', 'processing'),
    notice_key, notice_params
  from (select 1) as once
    left join caudal.profiles people on people.user_id = new.user_id
    left join caudal.notice_texts texts on texts.key = notice_key and texts.locale = people.locale;
  return null;
end
$$;
create trigger notify_arrival after insert on caudal.files
  for each row execute function caudal.notify_file_status();
create trigger notify_status after update on caudal.files
  for each row when (old.status is distinct from new.status) execute function caudal.notify_file_status();
