-- Whose what was left behind is, so that an operator reads in the log whose could not be removed, as of an erasure.
grant create on schema caudal to caudal_definer;
set local role caudal_definer;

drop function caudal.list_left_objects(integer);
create function caudal.list_left_objects(at_most integer) returns table (kind text, id uuid, object_key text, user_id uuid)
language sql stable security definer set search_path = '' as $$
  (select 'file', f.id, f.object_key, f.user_id
    from caudal.departures d join caudal.files f on f.account_id = d.account_id and f.user_id = d.user_id
    where d.ends_at <= clock_timestamp() and f.uploaded_at <= d.ends_at limit at_most)
  union all
  (select 'upload', u.id, u.object_key, u.user_id
    from caudal.departures d join caudal.uploads u on u.account_id = d.account_id and u.user_id = d.user_id
    where d.ends_at <= clock_timestamp() and u.created_at <= d.ends_at and u.file_id is null limit at_most)
$$;
revoke execute on function caudal.list_left_objects(integer) from public;
grant execute on function caudal.list_left_objects(integer) to caudal_request;
reset role;
revoke create on schema caudal from caudal_definer;
