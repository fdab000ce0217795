-- How many runs are in each state, for the operator's figures: numbers of the whole platform, which name no account and no person.
-- Ended runs are counted over the last day: the table keeps them for as long as their files, and counting all would grow with it.
create function caudal.count_runs() returns table (kind text, state text, runs bigint)
  language sql stable security definer set search_path = '' as
$$
  select r.kind, r.state, count(*) from caudal.runs r
   where r.state in ('queued', 'waiting', 'running', 'cancelling') or r.finished_at > now() - interval '1 day'
   group by r.kind, r.state
$$;
create index runs_ended on caudal.runs (finished_at) where finished_at is not null;

-- As in 0010.
grant create on schema caudal to caudal_definer;
alter function caudal.count_runs() owner to caudal_definer;
revoke create on schema caudal from caudal_definer;
set local role caudal_definer;
revoke execute on function caudal.count_runs() from public;
grant execute on function caudal.count_runs() to caudal_request;
reset role;
