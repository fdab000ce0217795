-- Of runs that somebody asks about by their ids, those that will go on: what they keep on a disk is not left behind, however old it looks to
-- a machine whose clock was set. Says nothing of them but that.
create function caudal.list_unfinished_runs(ids uuid[]) returns setof uuid
  language sql stable security definer set search_path = '' as
$$
  select r.id from caudal.runs r where r.id = any (ids) and r.finished_at is null
$$;

-- As in 0010.
grant create on schema caudal to caudal_definer;
alter function caudal.list_unfinished_runs(uuid[]) owner to caudal_definer;
revoke create on schema caudal from caudal_definer;
set local role caudal_definer;
revoke execute on function caudal.list_unfinished_runs(uuid[]) from public;
grant execute on function caudal.list_unfinished_runs(uuid[]) to caudal_request;
reset role;
