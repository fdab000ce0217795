-- Bytes of which no row knows any more. A row goes before its bytes do, and comes after them: a server that is killed in between leaves
-- them behind, of a file that a person deleted too. Asked about folders of the object store ("account/upload"), gives those that belong
-- to an account of this database and to nothing in it. Of folders of other accounts it says nothing: a store that was joined with the
-- wrong database must not be emptied.
grant select (object_key) on caudal.files to caudal_definer;
create index files_object on caudal.files (object_key collate "C");
create index uploads_object on caudal.uploads (object_key collate "C");

create function caudal.list_orphaned_folders(folders text[]) returns setof text
  language sql stable security definer set search_path = '' as
$$
  select f.name from unnest(folders) as f (name)
   where exists (select from caudal.members m where m.account_id::text = split_part(f.name, '/', 1))
     -- Keys below the folder: '0' is the sign that follows '/'.
     and not exists (select from caudal.uploads u
                      where u.object_key collate "C" >= f.name || '/' and u.object_key collate "C" < f.name || '0')
     and not exists (select from caudal.files d
                      where d.object_key collate "C" >= f.name || '/' and d.object_key collate "C" < f.name || '0')
$$;

-- As in 0010.
grant create on schema caudal to caudal_definer;
alter function caudal.list_orphaned_folders(text[]) owner to caudal_definer;
revoke create on schema caudal from caudal_definer;
set local role caudal_definer;
revoke execute on function caudal.list_orphaned_folders(text[]) from public;
grant execute on function caudal.list_orphaned_folders(text[]) to caudal_request;
reset role;
