-- With a file goes its name, wherever somebody was told of it: its person's notifications, and of those with whom it was shared. They stay as
-- what happened, without the name and without the reason of a failure, which may say something of what was in the file.
create index notifications_shared_file on caudal.notifications ((params ->> 'file_id')) where key = 'share.begun';

grant create on schema caudal to caudal_definer;
set local role caudal_definer;

-- What stands where they stood; the catalogue of notifications has the same words.
create function caudal.gone_file(locale text) returns jsonb language sql immutable parallel safe
  return case locale when 'en'
    then '{"file_name": "a file that was deleted", "reason": "the reason went with it."}'::jsonb
    else '{"file_name": "un archivo que se borró", "reason": "el motivo se fue con él."}'::jsonb end;

create function caudal.forget_notices(ids uuid[]) returns void language plpgsql set search_path = '' as $$
begin
  update caudal.notifications n set
      params = n.params - 'file_name' - 'reason',
      title = caudal.render_notice(coalesce((select t.title from caudal.notice_texts t where t.key = n.key and t.locale = p.locale), n.key),
        n.params || caudal.gone_file(p.locale)),
      message = caudal.render_notice(coalesce((select t.message from caudal.notice_texts t where t.key = n.key and t.locale = p.locale), '{file_name}'),
        n.params || caudal.gone_file(p.locale))
    from caudal.profiles p
    where p.user_id = n.user_id and n.params ? 'file_name' and n.id = any (ids);
end
$$;

create function caudal.forget_file() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform caudal.forget_notices(array(select n.id from caudal.notifications n where n.related_file_id = old.id
    or (n.key = 'share.begun' and n.params ->> 'file_id' = old.id::text)));
  return old;
end
$$;
revoke execute on function caudal.gone_file(text), caudal.forget_notices(uuid[]), caudal.forget_file() from public;
-- Whoever makes a trigger must be allowed to call its function, for that moment only.
grant execute on function caudal.forget_file() to session_user;

-- Of files that are gone already: their notifications lead nowhere any more.
select caudal.forget_notices(array(select n.id from caudal.notifications n where n.params ? 'file_name'
  and case when n.key = 'share.begun' then not exists (select from caudal.files f where f.id::text = n.params ->> 'file_id')
    else n.related_file_id is null end));
reset role;

create trigger forget_file before delete on caudal.files for each row execute function caudal.forget_file();
set local role caudal_definer;
revoke execute on function caudal.forget_file() from session_user;
reset role;
revoke create on schema caudal from caudal_definer;
