-- What guesses are counted under (an address, a network, a person) is hashed under a key that the database does not have: whoever reads a
-- copy of the table could otherwise try addresses until one fits. The counts of before go, a plain hash as each is under.
truncate auth.attempts;
-- In 0053 no backup holds them. A replica and a copy of the files do not; pg_dump writes the rows of unlogged tables too, unless it is told
-- not to.
comment on table auth.attempts is 'Counts of attempts, worth minutes, under an HMAC of what is counted. In a dump unless pg_dump --no-unlogged-table-data.';
