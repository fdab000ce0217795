-- Sign-in asks for mails in its own transaction: a link is kept if and only if its mail goes. It may call this one function of the platform.
grant usage on schema caudal to caudal_signin;
set local role caudal_definer;
grant execute on function caudal.enqueue_outbox(uuid, text, text, text, text, text, bigint, uuid, uuid) to caudal_signin;
reset role;
-- Links are found by their hash, and of one person by kind.
create index "verification_expiresAt_idx" on auth."verification" ("expiresAt");
