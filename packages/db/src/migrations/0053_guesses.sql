-- How often something was tried, for all servers together, by the database's clock; and the browsers in which a person has signed in before.

-- Unlogged: a count is worth minutes. After a crash of the database it begins anew, and no backup or replica holds it. What is counted
-- (a network, an address, known or not) stands here as its hash.
create unlogged table auth.attempts (
  kind text not null,
  key_hash bytea not null check (length(key_hash) = 32),
  count integer not null,
  ends_at timestamptz not null,
  primary key (kind, key_hash)
);
create index attempts_end on auth.attempts (ends_at);

-- Counts one attempt under each key, or under none when one of them is used up: then `wait` says for how many seconds. The windows that were
-- counted in are given back as text, whole: what is taken back is taken out of these. Callers name the kinds in one order, always, so
-- that no two wait for each other.
create function auth.take_attempts(kinds text[], keys bytea[], most integer[], windows_ms bigint[])
returns table (wait integer, windows text[])
language plpgsql set search_path = '' as $$
declare
  ended timestamptz;
begin
  -- Without a lock: whoever goes on after the end makes nobody wait.
  select max(greatest(1, ceil(extract(epoch from a.ends_at - now()))))::integer into wait
    from unnest(kinds, keys, most) as asked (kind, key_hash, most)
    join auth.attempts a on a.kind = asked.kind and a.key_hash = asked.key_hash
    where a.ends_at > now() and a.count >= asked.most;
  windows := '{}';
  if wait is null then
    for i in 1 .. cardinality(kinds) loop
      insert into auth.attempts as a (kind, key_hash, count, ends_at)
        values (kinds[i], keys[i], 1, now() + windows_ms[i] * interval '1 millisecond')
        on conflict (kind, key_hash) do update
          set count = case when a.ends_at > now() then a.count + 1 else 1 end,
            ends_at = case when a.ends_at > now() then a.ends_at else excluded.ends_at end
          where a.ends_at <= now() or a.count < most[i]
        returning a.ends_at into ended;
      if not found then
        -- Somebody else had the last one since the look.
        update auth.attempts a set count = a.count - 1
          from unnest(kinds, keys, windows) as taken (kind, key_hash, ends_at)
          where a.kind = taken.kind and a.key_hash = taken.key_hash and a.ends_at = taken.ends_at::timestamptz;
        windows := '{}';
        select greatest(1, ceil(extract(epoch from a.ends_at - now())))::integer into wait
          from auth.attempts a where a.kind = kinds[i] and a.key_hash = keys[i];
        wait := coalesce(wait, 1);
        exit;
      end if;
      windows := windows || ended::text;
    end loop;
  end if;
  -- What is over goes on the way, last: nobody who waits for these rows is waited for.
  delete from auth.attempts a using (
    select o.kind, o.key_hash from auth.attempts o where o.ends_at < now() order by o.ends_at limit 20 for update skip locked
  ) gone where a.kind = gone.kind and a.key_hash = gone.key_hash;
  wait := coalesce(wait, 0);
  return next;
end
$$;

-- After a right answer: what it took is given back, in the windows that it was counted in, and what was `forgotten` begins anew.
create function auth.return_attempts(kinds text[], keys bytea[], windows text[], forgotten boolean[])
returns void language plpgsql set search_path = '' as $$
begin
  for i in 1 .. cardinality(kinds) loop
    update auth.attempts a set count = case when forgotten[i] then 0 else greatest(a.count - 1, 0) end
      where a.kind = kinds[i] and a.key_hash = keys[i] and (forgotten[i] or a.ends_at = windows[i]::timestamptz);
  end loop;
end
$$;
grant execute on function auth.take_attempts(text[], bytea[], integer[], bigint[]),
  auth.return_attempts(text[], bytea[], text[], boolean[]) to caudal_signin;

-- A browser in which this person has signed in, all steps taken. What it shows is no way in: it has a count of wrong guesses of its own, so
-- that nobody else's keep its person out. `session_id` is of the session that began with it, which may be over.
create table auth.known_devices (
  id uuid primary key default gen_random_uuid(),
  token_hash bytea not null unique check (length(token_hash) = 32),
  user_id uuid not null references auth."user" ("id") on delete cascade,
  session_id uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index known_devices_user on auth.known_devices (user_id, created_at);

do $$
declare
  table_name text;
begin
  foreach table_name in array array['attempts', 'known_devices'] loop
    execute format('alter table auth.%I enable row level security, force row level security', table_name);
    execute format('grant select, insert, update, delete on auth.%I to caudal_signin', table_name);
    execute format('create policy sign_in on auth.%I to caudal_signin using (true)', table_name);
  end loop;
end
$$;
