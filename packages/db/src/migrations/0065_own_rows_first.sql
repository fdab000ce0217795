-- Whoever may see a row by several policies sees most rows because they are their own, and that is told from the row alone. PostgreSQL looks at
-- the policies of a table from the last name to the first: named thus, those about shares are not asked for a row that is one's own.
alter policy own on caudal.files rename to theirs;
alter policy own on caudal.insights rename to theirs;
alter policy own on caudal.processing_logs rename to theirs;
alter policy own on caudal.rejects rename to theirs;
alter policy own on caudal.run_profiles rename to theirs;
alter policy own on caudal.shares rename to theirs;
