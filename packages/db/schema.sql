table auth."user" (force row level security)
  id uuid not null default gen_random_uuid()
  name text not null
  email text not null
  "emailVerified" boolean not null
  image text
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP
  "updatedAt" timestamp with time zone not null default CURRENT_TIMESTAMP
  "sessionSeries" integer not null default 0
  constraint user_email_key UNIQUE (email)
  constraint user_pkey PRIMARY KEY (id)
  policy begin_series for update to caudal_definer using true
  policy know_confirmed for select to caudal_definer using true
  policy sign_in for all to caudal_signin using true
  CREATE TRIGGER audit_delete AFTER DELETE ON auth."user" FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "actor": "id", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": ["id"], "account": null, "columns": ["name", "email", "emailVerified"], "ignored": ["createdAt", "updatedAt", "image", "sessionSeries"], "subject": "user"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON auth."user" FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "actor": "id", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": ["id"], "account": null, "columns": ["name", "email", "emailVerified"], "ignored": ["createdAt", "updatedAt", "image", "sessionSeries"], "subject": "user"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON auth."user" FOR EACH ROW WHEN (((old.name IS DISTINCT FROM new.name) OR (old.email IS DISTINCT FROM new.email) OR (old."emailVerified" IS DISTINCT FROM new."emailVerified"))) EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "actor": "id", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": ["id"], "account": null, "columns": ["name", "email", "emailVerified"], "ignored": ["createdAt", "updatedAt", "image", "sessionSeries"], "subject": "user"}')
  CREATE TRIGGER follow_email AFTER UPDATE OF email ON auth."user" FOR EACH ROW WHEN ((old.email IS DISTINCT FROM new.email)) EXECUTE FUNCTION caudal.follow_email()
  CREATE TRIGGER hold_asker BEFORE INSERT OR DELETE OR UPDATE ON auth."user" FOR EACH STATEMENT WHEN ((CURRENT_USER <> 'caudal_definer'::name)) EXECUTE FUNCTION caudal.hold_asker()
  grant delete, insert, select, update to caudal_signin
  grant select (id, emailVerified, sessionSeries) to caudal_definer
  grant update (sessionSeries) to caudal_definer

table auth.account (force row level security)
  id uuid not null default gen_random_uuid()
  "accountId" text not null
  "providerId" text not null
  "userId" uuid not null
  "accessToken" text
  "refreshToken" text
  "idToken" text
  "accessTokenExpiresAt" timestamp with time zone
  "refreshTokenExpiresAt" timestamp with time zone
  scope text
  password text
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP
  "updatedAt" timestamp with time zone not null
  "hashedAt" timestamp with time zone
  constraint account_pkey PRIMARY KEY (id)
  constraint "account_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth."user"(id) ON DELETE CASCADE
  CREATE INDEX "account_userId_idx" ON auth.account USING btree ("userId")
  policy sign_in for all to caudal_signin using true
  CREATE TRIGGER audit_delete AFTER DELETE ON auth.account FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "actor": "userId", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "hashed", "column": "hashedAt"}, {"verb": "changed"}]}, "masked": ["password"], "people": ["userId"], "account": null, "columns": ["providerId", "password"], "ignored": ["createdAt", "updatedAt", "accountId", "userId", "accessToken", "refreshToken", "idToken", "accessTokenExpiresAt", "refreshTokenExpiresAt", "scope", "hashedAt"], "subject": "login"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON auth.account FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "actor": "userId", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "hashed", "column": "hashedAt"}, {"verb": "changed"}]}, "masked": ["password"], "people": ["userId"], "account": null, "columns": ["providerId", "password"], "ignored": ["createdAt", "updatedAt", "accountId", "userId", "accessToken", "refreshToken", "idToken", "accessTokenExpiresAt", "refreshTokenExpiresAt", "scope", "hashedAt"], "subject": "login"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON auth.account FOR EACH ROW WHEN (((old."providerId" IS DISTINCT FROM new."providerId") OR (old.password IS DISTINCT FROM new.password))) EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "actor": "userId", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "hashed", "column": "hashedAt"}, {"verb": "changed"}]}, "masked": ["password"], "people": ["userId"], "account": null, "columns": ["providerId", "password"], "ignored": ["createdAt", "updatedAt", "accountId", "userId", "accessToken", "refreshToken", "idToken", "accessTokenExpiresAt", "refreshTokenExpiresAt", "scope", "hashedAt"], "subject": "login"}')
  CREATE TRIGGER hold_asker BEFORE INSERT OR DELETE OR UPDATE ON auth.account FOR EACH STATEMENT WHEN ((CURRENT_USER <> 'caudal_definer'::name)) EXECUTE FUNCTION caudal.hold_asker()
  grant delete, insert, select, update to caudal_signin

table auth.attempts (force row level security)
  kind text not null
  key_hash bytea not null
  count integer not null
  ends_at timestamp with time zone not null
  constraint attempts_key_hash_check CHECK ((length(key_hash) = 32))
  constraint attempts_pkey PRIMARY KEY (kind, key_hash)
  CREATE INDEX attempts_end ON auth.attempts USING btree (ends_at)
  policy sign_in for all to caudal_signin using true
  grant delete, insert, select, update to caudal_signin

table auth.known_devices (force row level security)
  id uuid not null default gen_random_uuid()
  token_hash bytea not null
  user_id uuid not null
  session_id uuid
  created_at timestamp with time zone not null default now()
  expires_at timestamp with time zone not null
  constraint known_devices_pkey PRIMARY KEY (id)
  constraint known_devices_token_hash_check CHECK ((length(token_hash) = 32))
  constraint known_devices_token_hash_key UNIQUE (token_hash)
  constraint known_devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth."user"(id) ON DELETE CASCADE
  CREATE INDEX known_devices_user ON auth.known_devices USING btree (user_id, created_at)
  policy end_ways for all to caudal_definer using true
  policy sign_in for all to caudal_signin using true
  grant delete to caudal_definer
  grant delete, insert, select, update to caudal_signin
  grant select (id, user_id) to caudal_definer

table auth.recovery_codes (force row level security)
  user_id uuid not null
  code_hash bytea not null
  used_at timestamp with time zone
  constraint recovery_codes_pkey PRIMARY KEY (user_id, code_hash)
  constraint recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.second_factors(user_id) ON DELETE CASCADE
  policy sign_in for all to caudal_signin using true
  CREATE TRIGGER audit_update AFTER UPDATE ON auth.recovery_codes FOR EACH ROW WHEN (((old.code_hash IS DISTINCT FROM new.code_hash) OR (old.used_at IS DISTINCT FROM new.used_at))) EXECUTE FUNCTION caudal.record_change('{"id": ["user_id"], "actor": "user_id", "verbs": {"update": [{"verb": "recovery_code_used", "column": "used_at"}]}, "masked": ["code_hash"], "people": ["user_id"], "account": null, "columns": ["code_hash", "used_at"], "subject": "second_factor"}')
  CREATE TRIGGER hold_asker BEFORE INSERT OR DELETE OR UPDATE ON auth.recovery_codes FOR EACH STATEMENT WHEN ((CURRENT_USER <> 'caudal_definer'::name)) EXECUTE FUNCTION caudal.hold_asker()
  grant delete, insert, select, update to caudal_signin

table auth.second_factors (force row level security)
  user_id uuid not null
  secret text not null
  confirmed_at timestamp with time zone
  last_step bigint not null default 0
  attempts integer not null default 0
  attempts_since timestamp with time zone not null default now()
  created_at timestamp with time zone not null default now()
  removed_by_operator boolean not null default false
  actor_id uuid default 
CASE
    WHEN (NOT removed_by_operator) THEN user_id
    ELSE NULL::uuid
END
  constraint second_factors_pkey PRIMARY KEY (user_id)
  constraint second_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth."user"(id) ON DELETE CASCADE
  policy know_turned_on for select to caudal_definer using true
  policy sign_in for all to caudal_signin using true
  policy withdraw_offers for update to caudal_definer using true
  CREATE TRIGGER audit_delete AFTER DELETE ON auth.second_factors FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["user_id"], "actor": "actor_id", "verbs": {"delete": [{"to": "true", "verb": "removed", "column": "removed_by_operator"}, {"verb": "turned_off"}], "update": [{"verb": "turned_on", "column": "confirmed_at"}]}, "masked": ["secret"], "people": ["user_id"], "account": null, "columns": ["secret", "confirmed_at"], "ignored": ["last_step", "attempts", "attempts_since", "created_at", "removed_by_operator", "actor_id"], "subject": "second_factor"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON auth.second_factors FOR EACH ROW WHEN (((old.secret IS DISTINCT FROM new.secret) OR (old.confirmed_at IS DISTINCT FROM new.confirmed_at))) EXECUTE FUNCTION caudal.record_change('{"id": ["user_id"], "actor": "actor_id", "verbs": {"delete": [{"to": "true", "verb": "removed", "column": "removed_by_operator"}, {"verb": "turned_off"}], "update": [{"verb": "turned_on", "column": "confirmed_at"}]}, "masked": ["secret"], "people": ["user_id"], "account": null, "columns": ["secret", "confirmed_at"], "ignored": ["last_step", "attempts", "attempts_since", "created_at", "removed_by_operator", "actor_id"], "subject": "second_factor"}')
  CREATE TRIGGER hold_asker BEFORE INSERT OR DELETE OR UPDATE ON auth.second_factors FOR EACH STATEMENT WHEN ((CURRENT_USER <> 'caudal_definer'::name)) EXECUTE FUNCTION caudal.hold_asker()
  grant delete, insert, select, update to caudal_signin
  grant select (user_id, confirmed_at, last_step) to caudal_definer
  grant update (last_step) to caudal_definer

table auth.second_steps (force row level security)
  token_hash bytea not null
  user_id uuid not null
  remember_me boolean not null
  attempts integer not null default 0
  created_at timestamp with time zone not null default now()
  expires_at timestamp with time zone not null
  session_series integer not null default 0
  by_provider boolean not null default false
  constraint second_steps_pkey PRIMARY KEY (token_hash)
  constraint second_steps_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth."user"(id) ON DELETE CASCADE
  CREATE INDEX second_steps_user ON auth.second_steps USING btree (user_id)
  policy end_steps for all to caudal_definer using true
  policy sign_in for all to caudal_signin using true
  grant delete to caudal_definer
  grant delete, insert, select, update to caudal_signin
  grant select (token_hash, user_id) to caudal_definer

table auth.session (force row level security)
  id uuid not null default gen_random_uuid()
  "expiresAt" timestamp with time zone not null
  token text not null
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP
  "updatedAt" timestamp with time zone not null
  "ipAddress" text
  "userAgent" text
  "userId" uuid not null
  "lastUsedAt" timestamp with time zone default now()
  "provedAt" timestamp with time zone default now()
  "endsAt" timestamp with time zone not null default (now() + '30 days'::interval)
  "providerFactor" boolean not null default false
  "sessionSeries" integer not null default 0
  "byProvider" boolean not null default false
  constraint session_pkey PRIMARY KEY (id)
  constraint session_token_key UNIQUE (token)
  constraint "session_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth."user"(id) ON DELETE CASCADE
  CREATE INDEX "session_userId_idx" ON auth.session USING btree ("userId")
  policy end_sessions for delete to caudal_definer using true
  policy know_sessions for select to caudal_definer using true
  policy sign_in for all to caudal_signin using true
  CREATE TRIGGER audit_delete AFTER DELETE ON auth.session FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "actor": "userId", "verbs": {"delete": [{"verb": "ended"}], "insert": [{"verb": "started"}]}, "masked": ["token"], "people": ["userId"], "account": null, "address": "ipAddress", "columns": ["token", "userAgent"], "ignored": ["createdAt", "updatedAt", "expiresAt", "ipAddress", "userId", "lastUsedAt", "provedAt", "endsAt", "providerFactor", "sessionSeries", "byProvider"], "subject": "session"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON auth.session FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "actor": "userId", "verbs": {"delete": [{"verb": "ended"}], "insert": [{"verb": "started"}]}, "masked": ["token"], "people": ["userId"], "account": null, "address": "ipAddress", "columns": ["token", "userAgent"], "ignored": ["createdAt", "updatedAt", "expiresAt", "ipAddress", "userId", "lastUsedAt", "provedAt", "endsAt", "providerFactor", "sessionSeries", "byProvider"], "subject": "session"}')
  CREATE TRIGGER session_end BEFORE INSERT OR UPDATE OF "expiresAt", "endsAt" ON auth.session FOR EACH ROW EXECUTE FUNCTION caudal.keep_session_end()
  CREATE TRIGGER session_gone AFTER DELETE ON auth.session FOR EACH ROW EXECUTE FUNCTION caudal.tell_ended()
  CREATE TRIGGER session_series BEFORE INSERT ON auth.session FOR EACH ROW EXECUTE FUNCTION caudal.keep_session_series()
  grant delete to caudal_definer
  grant delete, insert, select, update to caudal_signin
  grant select (id, expiresAt, createdAt, userId, providerFactor) to caudal_definer

table auth.verification (force row level security)
  id uuid not null default gen_random_uuid()
  identifier text not null
  value text not null
  "expiresAt" timestamp with time zone not null
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP
  "updatedAt" timestamp with time zone not null default CURRENT_TIMESTAMP
  constraint verification_pkey PRIMARY KEY (id)
  CREATE INDEX "verification_expiresAt_idx" ON auth.verification USING btree ("expiresAt")
  CREATE INDEX verification_identifier_idx ON auth.verification USING btree (identifier)
  policy sign_in for all to caudal_signin using true
  CREATE TRIGGER hold_asker BEFORE INSERT OR DELETE OR UPDATE ON auth.verification FOR EACH STATEMENT WHEN ((CURRENT_USER <> 'caudal_definer'::name)) EXECUTE FUNCTION caudal.hold_asker()
  grant delete, insert, select, update to caudal_signin

table caudal.access_profile_companies (force row level security)
  account_id uuid not null
  access_profile_id uuid not null
  company_id uuid not null
  constraint access_profile_companies_access_profile_id_account_id_fkey FOREIGN KEY (access_profile_id, account_id) REFERENCES caudal.access_profiles(id, account_id) ON DELETE CASCADE
  constraint access_profile_companies_company_id_account_id_fkey FOREIGN KEY (company_id, account_id) REFERENCES caudal.companies(id, account_id) ON DELETE CASCADE
  constraint access_profile_companies_pkey PRIMARY KEY (access_profile_id, company_id)
  CREATE INDEX access_profile_companies_company ON caudal.access_profile_companies USING btree (company_id)
  policy add_managed for insert to caudal_request with check ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  policy read_own for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ((access_profile_id = ( SELECT caudal.claim_access_profile_id() AS claim_access_profile_id)) OR ( SELECT caudal.claim_manages() AS claim_manages)))
  policy remove_managed for delete to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.access_profile_companies FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["access_profile_id"], "verbs": {"delete": [{"verb": "company_revoked"}], "insert": [{"verb": "company_granted"}]}, "people": [], "account": "account_id", "columns": ["company_id"], "subject": "access_profile"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.access_profile_companies FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["access_profile_id"], "verbs": {"delete": [{"verb": "company_revoked"}], "insert": [{"verb": "company_granted"}]}, "people": [], "account": "account_id", "columns": ["company_id"], "subject": "access_profile"}')
  grant delete, insert, select to caudal_request

table caudal.access_profile_tabs (force row level security)
  account_id uuid not null
  access_profile_id uuid not null
  tab_id uuid not null
  constraint access_profile_tabs_access_profile_id_account_id_fkey FOREIGN KEY (access_profile_id, account_id) REFERENCES caudal.access_profiles(id, account_id) ON DELETE CASCADE
  constraint access_profile_tabs_pkey PRIMARY KEY (access_profile_id, tab_id)
  constraint access_profile_tabs_tab_id_account_id_fkey FOREIGN KEY (tab_id, account_id) REFERENCES caudal.tabs(id, account_id) ON DELETE CASCADE
  CREATE INDEX access_profile_tabs_tab ON caudal.access_profile_tabs USING btree (tab_id)
  policy add_managed for insert to caudal_request with check ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  policy found_access_profile_tabs for insert to caudal_definer with check true
  policy read_own for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ((access_profile_id = ( SELECT caudal.claim_access_profile_id() AS claim_access_profile_id)) OR ( SELECT caudal.claim_manages() AS claim_manages)))
  policy remove_managed for delete to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.access_profile_tabs FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["access_profile_id"], "verbs": {"delete": [{"verb": "tab_revoked"}], "insert": [{"verb": "tab_granted"}]}, "people": [], "account": "account_id", "columns": ["tab_id"], "subject": "access_profile"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.access_profile_tabs FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["access_profile_id"], "verbs": {"delete": [{"verb": "tab_revoked"}], "insert": [{"verb": "tab_granted"}]}, "people": [], "account": "account_id", "columns": ["tab_id"], "subject": "access_profile"}')
  grant insert to caudal_definer
  grant delete, insert, select to caudal_request

table caudal.access_profile_warehouses (force row level security)
  account_id uuid not null
  access_profile_id uuid not null
  warehouse_id uuid not null
  constraint access_profile_warehouses_access_profile_id_account_id_fkey FOREIGN KEY (access_profile_id, account_id) REFERENCES caudal.access_profiles(id, account_id) ON DELETE CASCADE
  constraint access_profile_warehouses_pkey PRIMARY KEY (access_profile_id, warehouse_id)
  constraint access_profile_warehouses_warehouse_id_account_id_fkey FOREIGN KEY (warehouse_id, account_id) REFERENCES caudal.warehouses(id, account_id) ON DELETE CASCADE
  CREATE INDEX access_profile_warehouses_warehouse ON caudal.access_profile_warehouses USING btree (warehouse_id)
  policy add_managed for insert to caudal_request with check ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  policy read_own for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ((access_profile_id = ( SELECT caudal.claim_access_profile_id() AS claim_access_profile_id)) OR ( SELECT caudal.claim_manages() AS claim_manages)))
  policy remove_managed for delete to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.access_profile_warehouses FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["access_profile_id"], "verbs": {"delete": [{"verb": "warehouse_revoked"}], "insert": [{"verb": "warehouse_granted"}]}, "people": [], "account": "account_id", "columns": ["warehouse_id"], "subject": "access_profile"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.access_profile_warehouses FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["access_profile_id"], "verbs": {"delete": [{"verb": "warehouse_revoked"}], "insert": [{"verb": "warehouse_granted"}]}, "people": [], "account": "account_id", "columns": ["warehouse_id"], "subject": "access_profile"}')
  grant delete, insert, select to caudal_request

table caudal.access_profiles (force row level security)
  id uuid not null default gen_random_uuid()
  account_id uuid not null
  name text not null
  all_companies boolean not null default false
  all_warehouses boolean not null default false
  hidden_fields text[] not null default '{}'::text[]
  version integer not null default 1
  constraint access_profiles_account_id_fkey FOREIGN KEY (account_id) REFERENCES caudal.accounts(id) ON DELETE CASCADE
  constraint access_profiles_account_id_name_key UNIQUE (account_id, name)
  constraint access_profiles_id_account_id_key UNIQUE (id, account_id)
  constraint access_profiles_pkey PRIMARY KEY (id)
  policy add_managed for insert to caudal_request with check ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  policy change_managed for update to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  policy found_access_profiles for insert to caudal_definer with check true
  policy know_access_profiles for select to caudal_definer using true
  policy read_own for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ((id = ( SELECT caudal.claim_access_profile_id() AS claim_access_profile_id)) OR ( SELECT caudal.claim_manages() AS claim_manages)))
  policy remove_managed for delete to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.access_profiles FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": [], "account": "account_id", "columns": ["name", "all_companies", "all_warehouses", "hidden_fields"], "ignored": ["version"], "subject": "access_profile"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.access_profiles FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": [], "account": "account_id", "columns": ["name", "all_companies", "all_warehouses", "hidden_fields"], "ignored": ["version"], "subject": "access_profile"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON caudal.access_profiles FOR EACH ROW WHEN (((old.name IS DISTINCT FROM new.name) OR (old.all_companies IS DISTINCT FROM new.all_companies) OR (old.all_warehouses IS DISTINCT FROM new.all_warehouses) OR (old.hidden_fields IS DISTINCT FROM new.hidden_fields))) EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": [], "account": "account_id", "columns": ["name", "all_companies", "all_warehouses", "hidden_fields"], "ignored": ["version"], "subject": "access_profile"}')
  grant insert, select to caudal_definer
  grant delete, insert, select to caudal_request
  grant update (name, all_companies, all_warehouses, hidden_fields, version) to caudal_request

table caudal.accounts (force row level security)
  id uuid not null default gen_random_uuid()
  name text not null
  created_at timestamp with time zone not null default now()
  storage_bytes bigint
  runs_at_once integer
  named_after uuid
  default_access_profile_id uuid not null
  second_factor_required boolean not null default false
  files_at_most integer
  constraint accounts_default_access_profile FOREIGN KEY (default_access_profile_id, id) REFERENCES caudal.access_profiles(id, account_id) DEFERRABLE INITIALLY DEFERRED
  constraint accounts_files_at_most_check CHECK ((files_at_most >= 0))
  constraint accounts_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
  constraint accounts_named_after_fkey FOREIGN KEY (named_after) REFERENCES caudal.profiles(user_id) ON DELETE SET NULL
  constraint accounts_pkey PRIMARY KEY (id)
  constraint accounts_runs_at_once_check CHECK ((runs_at_once >= 1))
  constraint accounts_storage_bytes_check CHECK ((storage_bytes >= 0))
  CREATE INDEX accounts_default_access_profile ON caudal.accounts USING btree (default_access_profile_id)
  CREATE INDEX accounts_named_after ON caudal.accounts USING btree (named_after) WHERE (named_after IS NOT NULL)
  policy erase for delete to caudal_definer using true
  policy found_accounts for insert to caudal_definer with check true
  policy know_accounts for select to caudal_definer using true
  policy read_own for select to caudal_request using (id = ( SELECT caudal.claim_account_id() AS claim_account_id))
  policy rename_managed for update to caudal_request using ((id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  policy set_quotas for update to caudal_definer using true
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.accounts FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "quota_set", "column": "storage_bytes"}, {"verb": "quota_set", "column": "files_at_most"}, {"verb": "quota_set", "column": "runs_at_once"}, {"verb": "newcomers_profile_set", "column": "default_access_profile_id"}, {"to": "true", "verb": "factor_required", "column": "second_factor_required"}, {"verb": "factor_optional", "column": "second_factor_required"}, {"verb": "changed"}]}, "people": ["named_after"], "account": "id", "columns": ["name", "storage_bytes", "runs_at_once", "default_access_profile_id", "second_factor_required", "files_at_most"], "ignored": ["created_at", "named_after"], "subject": "account"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.accounts FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "quota_set", "column": "storage_bytes"}, {"verb": "quota_set", "column": "files_at_most"}, {"verb": "quota_set", "column": "runs_at_once"}, {"verb": "newcomers_profile_set", "column": "default_access_profile_id"}, {"to": "true", "verb": "factor_required", "column": "second_factor_required"}, {"verb": "factor_optional", "column": "second_factor_required"}, {"verb": "changed"}]}, "people": ["named_after"], "account": "id", "columns": ["name", "storage_bytes", "runs_at_once", "default_access_profile_id", "second_factor_required", "files_at_most"], "ignored": ["created_at", "named_after"], "subject": "account"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON caudal.accounts FOR EACH ROW WHEN (((old.name IS DISTINCT FROM new.name) OR (old.storage_bytes IS DISTINCT FROM new.storage_bytes) OR (old.runs_at_once IS DISTINCT FROM new.runs_at_once) OR (old.default_access_profile_id IS DISTINCT FROM new.default_access_profile_id) OR (old.second_factor_required IS DISTINCT FROM new.second_factor_required) OR (old.files_at_most IS DISTINCT FROM new.files_at_most))) EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "quota_set", "column": "storage_bytes"}, {"verb": "quota_set", "column": "files_at_most"}, {"verb": "quota_set", "column": "runs_at_once"}, {"verb": "newcomers_profile_set", "column": "default_access_profile_id"}, {"to": "true", "verb": "factor_required", "column": "second_factor_required"}, {"verb": "factor_optional", "column": "second_factor_required"}, {"verb": "changed"}]}, "people": ["named_after"], "account": "id", "columns": ["name", "storage_bytes", "runs_at_once", "default_access_profile_id", "second_factor_required", "files_at_most"], "ignored": ["created_at", "named_after"], "subject": "account"}')
  CREATE TRIGGER own_name AFTER UPDATE OF name ON caudal.accounts FOR EACH ROW WHEN ((new.named_after IS NOT NULL)) EXECUTE FUNCTION caudal.own_name()
  CREATE TRIGGER tell_factor_required AFTER UPDATE OF second_factor_required ON caudal.accounts FOR EACH ROW WHEN ((new.second_factor_required AND (NOT old.second_factor_required))) EXECUTE FUNCTION caudal.tell_factor_required()
  grant delete, insert, select to caudal_definer
  grant select to caudal_request
  grant select (name, created_at, storage_bytes, runs_at_once, files_at_most) to caudal_definer
  grant update (name, storage_bytes, runs_at_once, named_after, files_at_most) to caudal_definer
  grant update (name, default_access_profile_id, second_factor_required) to caudal_request

table caudal.api_keys (force row level security)
  id uuid not null default gen_random_uuid()
  account_id uuid not null
  user_id uuid not null
  name text not null
  prefix text not null
  secret_hash bytea not null
  scopes text[] not null
  created_at timestamp with time zone not null default now()
  expires_at timestamp with time zone not null
  last_used_at timestamp with time zone
  revoked_at timestamp with time zone
  provider_factor boolean not null default false
  constraint api_keys_account_id_user_id_fkey FOREIGN KEY (account_id, user_id) REFERENCES caudal.members(account_id, user_id) ON DELETE CASCADE
  constraint api_keys_check CHECK ((expires_at <= (created_at + '366 days'::interval)))
  constraint api_keys_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
  constraint api_keys_pkey PRIMARY KEY (id)
  constraint api_keys_prefix_check CHECK ((length(prefix) <= 20))
  constraint api_keys_scopes_check CHECK ((((cardinality(scopes) >= 1) AND (cardinality(scopes) <= 4)) AND (scopes <@ ARRAY['files:read'::text, 'files:write'::text, 'account:read'::text, 'account:manage'::text])))
  constraint api_keys_secret_hash_check CHECK ((length(secret_hash) = 32))
  constraint api_keys_secret_hash_key UNIQUE (secret_hash)
  CREATE INDEX api_keys_member ON caudal.api_keys USING btree (account_id, user_id, created_at)
  policy add_own for insert to caudal_request with check ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  policy know_keys for select to caudal_definer using true
  policy read_own for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  policy revoke_own for update to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  policy use_keys for update to caudal_definer using true
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.api_keys FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "revoked", "column": "revoked_at"}]}, "masked": ["secret_hash"], "people": ["user_id"], "account": "account_id", "columns": ["user_id", "name", "prefix", "secret_hash", "scopes", "expires_at", "revoked_at"], "ignored": ["created_at", "last_used_at", "provider_factor"], "subject": "api_key"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.api_keys FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "revoked", "column": "revoked_at"}]}, "masked": ["secret_hash"], "people": ["user_id"], "account": "account_id", "columns": ["user_id", "name", "prefix", "secret_hash", "scopes", "expires_at", "revoked_at"], "ignored": ["created_at", "last_used_at", "provider_factor"], "subject": "api_key"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON caudal.api_keys FOR EACH ROW WHEN (((old.user_id IS DISTINCT FROM new.user_id) OR (old.name IS DISTINCT FROM new.name) OR (old.prefix IS DISTINCT FROM new.prefix) OR (old.secret_hash IS DISTINCT FROM new.secret_hash) OR (old.scopes IS DISTINCT FROM new.scopes) OR (old.expires_at IS DISTINCT FROM new.expires_at) OR (old.revoked_at IS DISTINCT FROM new.revoked_at))) EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "revoked", "column": "revoked_at"}]}, "masked": ["secret_hash"], "people": ["user_id"], "account": "account_id", "columns": ["user_id", "name", "prefix", "secret_hash", "scopes", "expires_at", "revoked_at"], "ignored": ["created_at", "last_used_at", "provider_factor"], "subject": "api_key"}')
  CREATE TRIGGER key_gone AFTER DELETE ON caudal.api_keys FOR EACH ROW EXECUTE FUNCTION caudal.tell_ended()
  CREATE TRIGGER key_revoked AFTER UPDATE OF revoked_at ON caudal.api_keys FOR EACH ROW WHEN (((old.revoked_at IS NULL) AND (new.revoked_at IS NOT NULL))) EXECUTE FUNCTION caudal.tell_ended()
  grant select (id, account_id, user_id, name, prefix, secret_hash, scopes, created_at, expires_at, last_used_at, revoked_at, provider_factor) to caudal_definer
  grant update (last_used_at, revoked_at) to caudal_definer
  grant insert (id, account_id, user_id, name, prefix, secret_hash, scopes, expires_at, provider_factor) to caudal_request
  grant select (id, account_id, user_id, name, prefix, scopes, created_at, expires_at, last_used_at, revoked_at) to caudal_request
  grant update (revoked_at) to caudal_request

table caudal.audit_entries (force row level security)
  id bigint not null generated always as identity
  at timestamp with time zone not null default clock_timestamp()
  account_id uuid
  action text not null
  object_type text not null
  user_id uuid
  role text
  credential text
  address text
  request_id text
  who_salt bytea default (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
  who_erased_by bigint
  object_id text
  object_name text
  person_ids uuid[]
  changes jsonb
  what_salt bytea default (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
  what_erased_by bigint
  constraint audit_entries_action_check CHECK ((action ~ '^[a-z_]+\.[a-z_]+$'::text))
  constraint audit_entries_pkey PRIMARY KEY (id)
  constraint audit_entries_what_erased_by_fkey FOREIGN KEY (what_erased_by) REFERENCES caudal.audit_entries(id)
  constraint audit_entries_who_erased_by_fkey FOREIGN KEY (who_erased_by) REFERENCES caudal.audit_entries(id)
  CREATE INDEX audit_entries_about ON caudal.audit_entries USING btree ((person_ids[1]), id) WHERE (person_ids[1] IS NOT NULL)
  CREATE INDEX audit_entries_about_more ON caudal.audit_entries USING btree (id) WHERE (cardinality(person_ids) > 2)
  CREATE INDEX audit_entries_about_second ON caudal.audit_entries USING btree ((person_ids[2]), id) WHERE (person_ids[2] IS NOT NULL)
  CREATE INDEX audit_entries_acted ON caudal.audit_entries USING btree (user_id, id) WHERE (user_id IS NOT NULL)
  CREATE INDEX audit_entries_action ON caudal.audit_entries USING btree (account_id, action, id DESC)
  CREATE INDEX audit_entries_list ON caudal.audit_entries USING btree (account_id, id DESC)
  CREATE INDEX audit_entries_object ON caudal.audit_entries USING btree (account_id, object_type, object_id, id DESC)
  CREATE INDEX audit_entries_security ON caudal.audit_entries USING btree ((person_ids[1]), id DESC) WHERE (object_type = ANY (ARRAY['session'::text, 'security'::text, 'second_factor'::text, 'api_key'::text, 'login'::text, 'user'::text]))
  CREATE INDEX audit_entries_time ON caudal.audit_entries USING btree (account_id, at)
  policy erase_entries for update to caudal_definer using true
  policy know_entries for select to caudal_definer using true
  policy read_managed for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  policy write_entries for insert to caudal_definer with check true
  grant insert, select to caudal_definer
  grant update (user_id, role, credential, address, request_id, who_salt, who_erased_by, object_id, object_name, person_ids, changes, what_salt, what_erased_by) to caudal_definer
  grant select (id, at, account_id, action, object_type, user_id, role, credential, address, request_id, who_erased_by, object_id, object_name, person_ids, changes, what_erased_by) to caudal_request

table caudal.audit_seals (force row level security)
  "position" bigint not null
  entry_id bigint not null
  who_digest bytea not null
  what_digest bytea not null
  link bytea not null
  key_id text not null
  sealed_at timestamp with time zone not null
  constraint audit_seals_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES caudal.audit_entries(id)
  constraint audit_seals_entry_id_key UNIQUE (entry_id)
  constraint audit_seals_link_check CHECK ((length(link) = 32))
  constraint audit_seals_pkey PRIMARY KEY ("position")
  constraint audit_seals_position_check CHECK (("position" >= 1))
  constraint audit_seals_what_digest_check CHECK ((length(what_digest) = 32))
  constraint audit_seals_who_digest_check CHECK ((length(who_digest) = 32))
  policy add_seals for insert to caudal_definer with check true
  policy know_seals for select to caudal_definer using true
  policy read_managed for select to caudal_request using (( SELECT caudal.claim_manages() AS claim_manages) AND (EXISTS ( SELECT
   FROM caudal.audit_entries e
  WHERE ((e.id = audit_seals.entry_id) AND (e.account_id = ( SELECT caudal.claim_account_id() AS claim_account_id))))))
  grant insert, select to caudal_definer
  grant select (position, entry_id, sealed_at) to caudal_request

table caudal.audit_unsealed (force row level security)
  entry_id bigint not null
  constraint audit_unsealed_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES caudal.audit_entries(id)
  constraint audit_unsealed_pkey PRIMARY KEY (entry_id)
  policy keep_unsealed for all to caudal_definer using true
  grant delete, insert, select to caudal_definer

table caudal.companies (force row level security)
  id uuid not null default gen_random_uuid()
  account_id uuid not null
  name text not null
  constraint companies_account_id_fkey FOREIGN KEY (account_id) REFERENCES caudal.accounts(id) ON DELETE CASCADE
  constraint companies_account_id_name_key UNIQUE (account_id, name)
  constraint companies_id_account_id_key UNIQUE (id, account_id)
  constraint companies_pkey PRIMARY KEY (id)
  policy add_managed for insert to caudal_request with check ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  policy change_managed for update to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  policy read_allowed for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (( SELECT caudal.claim_all_companies() AS claim_all_companies) OR (id IN ( SELECT a.company_id
   FROM caudal.access_profile_companies a
  WHERE (a.access_profile_id = ( SELECT caudal.claim_access_profile_id() AS claim_access_profile_id))))))
  policy remove_managed for delete to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.companies FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": [], "account": "account_id", "columns": ["name"], "subject": "company"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.companies FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": [], "account": "account_id", "columns": ["name"], "subject": "company"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON caudal.companies FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": [], "account": "account_id", "columns": ["name"], "subject": "company"}')
  grant delete, insert, select to caudal_request
  grant update (name) to caudal_request

table caudal.departures (force row level security)
  account_id uuid not null
  user_id uuid not null
  left_at timestamp with time zone not null default clock_timestamp()
  ends_at timestamp with time zone not null default (clock_timestamp() + '30 days'::interval)
  removed_files integer not null default 0
  removed_bytes bigint not null default 0
  told_at timestamp with time zone
  constraint departures_account_id_fkey FOREIGN KEY (account_id) REFERENCES caudal.accounts(id) ON DELETE CASCADE
  constraint departures_pkey PRIMARY KEY (account_id, user_id)
  constraint departures_user_id_fkey FOREIGN KEY (user_id) REFERENCES caudal.profiles(user_id) ON DELETE CASCADE
  CREATE INDEX departures_end ON caudal.departures USING btree (ends_at)
  CREATE INDEX departures_person ON caudal.departures USING btree (user_id)
  policy keep_departures for all to caudal_definer using true
  grant delete, insert, select, update to caudal_definer

table caudal.erased_accounts (force row level security)
  account_id uuid not null
  erased_at timestamp with time zone not null default now()
  constraint erased_accounts_pkey PRIMARY KEY (account_id)
  policy know_erased for select to caudal_definer using true
  policy note_erased for insert to caudal_definer with check true
  grant insert, select to caudal_definer

table caudal.erasures (force row level security)
  user_id uuid not null
  accounts uuid[] not null default '{}'::uuid[]
  asked_at timestamp with time zone not null default now()
  addresses text[] not null default '{}'::text[]
  constraint erasures_pkey PRIMARY KEY (user_id)
  policy keep_erasures for all to caudal_definer using true
  CREATE TRIGGER note_addresses BEFORE INSERT ON caudal.erasures FOR EACH ROW EXECUTE FUNCTION caudal.note_addresses()
  grant delete, insert, select, update to caudal_definer

table caudal.events (force row level security)
  id bigint not null generated always as identity
  account_id uuid not null
  user_id uuid not null
  topic text not null
  subject_id uuid not null
  created_at timestamp with time zone not null default clock_timestamp()
  constraint events_pkey PRIMARY KEY (id)
  constraint events_topic_check CHECK ((topic = ANY (ARRAY['file'::text, 'file_removed'::text, 'insights'::text, 'notification'::text])))
  CREATE INDEX events_age ON caudal.events USING btree (created_at)
  CREATE INDEX events_person ON caudal.events USING btree (account_id, user_id, id)
  CREATE INDEX events_subject ON caudal.events USING btree (subject_id, id DESC)
  policy keep_events for all to caudal_definer using true with check true
  policy own for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  grant delete, insert, select to caudal_definer
  grant select to caudal_request

table caudal.files (force row level security)
  id uuid not null default gen_random_uuid()
  account_id uuid not null
  user_id uuid not null
  file_name text not null
  file_type text not null
  file_size bigint not null
  storage_url text not null
  object_key text not null
  databricks_job_id text
  status caudal.file_status not null default 'uploaded'::caudal.file_status
  error_message text
  error jsonb
  uploaded_at timestamp with time zone not null default now()
  processed_at timestamp with time zone
  metadata jsonb not null default '{}'::jsonb
  sha256 text
  rows bigint
  rejected bigint
  reading jsonb
  columns jsonb
  profile_run_id uuid
  table_key text
  constraint files_account_id_fkey FOREIGN KEY (account_id) REFERENCES caudal.accounts(id)
  constraint files_file_size_check CHECK ((file_size >= 0))
  constraint files_id_account_id_user_id_key UNIQUE (id, account_id, user_id)
  constraint files_pkey PRIMARY KEY (id)
  constraint files_rejected_check CHECK ((rejected >= 0))
  constraint files_rows_check CHECK ((rows >= 0))
  constraint files_user_id_fkey FOREIGN KEY (user_id) REFERENCES caudal.profiles(user_id)
  CREATE INDEX files_list ON caudal.files USING btree (account_id, user_id, uploaded_at DESC, id DESC)
  CREATE INDEX files_object ON caudal.files USING btree (object_key COLLATE "C")
  CREATE INDEX files_same_bytes ON caudal.files USING btree (account_id, user_id, sha256, uploaded_at, id) WHERE (sha256 IS NOT NULL)
  CREATE INDEX files_stored ON caudal.files USING btree (account_id) INCLUDE (user_id, file_size)
  CREATE STATISTICS caudal.files_whose (ndistinct, dependencies) ON account_id, user_id FROM caudal.files
  policy contributors_only for insert to caudal_request with check (( SELECT caudal.claim_role() AS claim_role) = ANY (ARRAY['owner'::text, 'admin'::text, 'analyst'::text]))
  policy erase for delete to caudal_definer using true
  policy follow_runs for update to caudal_definer using true
  policy read_linked for select to caudal_request using (id = ( SELECT caudal.claim_shared_file_id() AS claim_shared_file_id))
  policy read_shared for select to caudal_request using (id IN ( SELECT s.file_id
   FROM caudal.shares s
  WHERE (s.grantee_user_id = ( SELECT caudal.claim_user_id() AS claim_user_id))))
  policy see_files_of_runs for select to caudal_definer using true
  policy theirs for all to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.files FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "uploaded"}], "update": [{"verb": "changed"}]}, "people": ["user_id"], "account": "account_id", "columns": ["user_id", "file_name"], "ignored": ["file_type", "file_size", "storage_url", "object_key", "databricks_job_id", "status", "error_message", "error", "uploaded_at", "processed_at", "metadata", "sha256", "rows", "rejected", "reading", "columns", "profile_run_id", "table_key"], "private": true, "subject": "file"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.files FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "uploaded"}], "update": [{"verb": "changed"}]}, "people": ["user_id"], "account": "account_id", "columns": ["user_id", "file_name"], "ignored": ["file_type", "file_size", "storage_url", "object_key", "databricks_job_id", "status", "error_message", "error", "uploaded_at", "processed_at", "metadata", "sha256", "rows", "rejected", "reading", "columns", "profile_run_id", "table_key"], "private": true, "subject": "file"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON caudal.files FOR EACH ROW WHEN (((old.user_id IS DISTINCT FROM new.user_id) OR (old.file_name IS DISTINCT FROM new.file_name))) EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "uploaded"}], "update": [{"verb": "changed"}]}, "people": ["user_id"], "account": "account_id", "columns": ["user_id", "file_name"], "ignored": ["file_type", "file_size", "storage_url", "object_key", "databricks_job_id", "status", "error_message", "error", "uploaded_at", "processed_at", "metadata", "sha256", "rows", "rejected", "reading", "columns", "profile_run_id", "table_key"], "private": true, "subject": "file"}')
  CREATE TRIGGER forget_file BEFORE DELETE ON caudal.files FOR EACH ROW EXECUTE FUNCTION caudal.forget_file()
  CREATE TRIGGER notify_arrival AFTER INSERT ON caudal.files FOR EACH ROW EXECUTE FUNCTION caudal.notify_file_status()
  CREATE TRIGGER notify_status AFTER UPDATE ON caudal.files FOR EACH ROW WHEN (((old.status IS DISTINCT FROM new.status) AND (new.status <> 'uploaded'::caudal.file_status) AND (NOT ((new.status = 'done'::caudal.file_status) AND (old.processed_at IS NOT NULL) AND (NOT (new.processed_at IS DISTINCT FROM old.processed_at)))))) EXECUTE FUNCTION caudal.notify_file_status()
  CREATE CONSTRAINT TRIGGER tell_file AFTER UPDATE ON caudal.files DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION caudal.record_event('file')
  CREATE CONSTRAINT TRIGGER tell_new_file AFTER INSERT ON caudal.files DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION caudal.record_event('file')
  CREATE CONSTRAINT TRIGGER tell_removal AFTER DELETE ON caudal.files DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION caudal.record_event('file_removed')
  CREATE CONSTRAINT TRIGGER tell_shown AFTER UPDATE OF profile_run_id ON caudal.files DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.profile_run_id IS DISTINCT FROM new.profile_run_id)) EXECUTE FUNCTION caudal.record_event('insights')
  grant delete to caudal_definer
  grant delete, insert, select to caudal_request
  grant select (id, account_id, user_id, file_name, file_size, object_key, uploaded_at, processed_at) to caudal_definer
  grant update (databricks_job_id, status, error_message, error, processed_at) to caudal_definer
  grant update (file_name, file_type, file_size, storage_url, object_key, databricks_job_id, status, error_message, error, processed_at, metadata, sha256, rows, rejected, reading, columns, profile_run_id, table_key) to caudal_request

table caudal.insights (force row level security)
  id uuid not null default gen_random_uuid()
  account_id uuid not null
  file_id uuid not null
  user_id uuid not null
  run_id uuid not null
  wave integer not null
  insight_type caudal.insight_type not null
  title text not null
  description text
  data jsonb not null default '{}'::jsonb
  confidence_score numeric not null
  confidence jsonb not null default '{}'::jsonb
  evidence jsonb not null default '{}'::jsonb
  key text not null
  params jsonb not null default '{}'::jsonb
  columns text[] not null default '{}'::text[]
  importance double precision not null
  created_at timestamp with time zone not null default now()
  constraint insights_confidence_score_check CHECK (((confidence_score >= (0)::numeric) AND (confidence_score <= (1)::numeric)))
  constraint insights_file_id_account_id_user_id_fkey FOREIGN KEY (file_id, account_id, user_id) REFERENCES caudal.files(id, account_id, user_id) ON DELETE CASCADE
  constraint insights_importance_check CHECK (((importance >= (0)::double precision) AND (importance <= (1)::double precision)))
  constraint insights_pkey PRIMARY KEY (id)
  constraint insights_run_id_account_id_user_id_fkey FOREIGN KEY (run_id, account_id, user_id) REFERENCES caudal.runs(id, account_id, user_id) ON DELETE CASCADE
  constraint insights_wave_check CHECK ((wave = ANY (ARRAY[1, 2])))
  CREATE INDEX insights_ranked ON caudal.insights USING btree (file_id, importance DESC, id)
  CREATE INDEX insights_run ON caudal.insights USING btree (run_id) INCLUDE (file_id, account_id, user_id)
  CREATE STATISTICS caudal.insights_whose (ndistinct, dependencies) ON account_id, user_id FROM caudal.insights
  policy read_linked for select to caudal_request using (file_id = ( SELECT caudal.claim_shared_file_id() AS claim_shared_file_id))
  policy read_shared for select to caudal_request using (file_id IN ( SELECT s.file_id
   FROM caudal.shares s
  WHERE (s.grantee_user_id = ( SELECT caudal.claim_user_id() AS claim_user_id))))
  policy theirs for all to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  policy write_receipts for select to caudal_definer using true
  CREATE CONSTRAINT TRIGGER tell_insights AFTER INSERT ON caudal.insights DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION caudal.record_event('insights')
  grant select to caudal_definer
  grant delete, insert, select to caudal_request

table caudal.invitations (force row level security)
  id uuid not null default gen_random_uuid()
  account_id uuid not null
  email text not null
  role text not null
  access_profile_id uuid
  invited_by uuid
  token_hash bytea not null
  created_at timestamp with time zone not null default now()
  sent_at timestamp with time zone not null default now()
  sent_count integer not null default 1
  expires_at timestamp with time zone not null
  accepted_at timestamp with time zone
  accepted_by uuid
  revoked_at timestamp with time zone
  constraint invitations_accepted_by_fkey FOREIGN KEY (accepted_by) REFERENCES caudal.profiles(user_id) ON DELETE CASCADE
  constraint invitations_access_profile_id_account_id_fkey FOREIGN KEY (access_profile_id, account_id) REFERENCES caudal.access_profiles(id, account_id) ON DELETE SET NULL (access_profile_id)
  constraint invitations_account_id_fkey FOREIGN KEY (account_id) REFERENCES caudal.accounts(id) ON DELETE CASCADE
  constraint invitations_check CHECK (((accepted_at IS NULL) OR (revoked_at IS NULL)))
  constraint invitations_email_check CHECK (((email = lower(email)) AND ((length(email) >= 3) AND (length(email) <= 254))))
  constraint invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES caudal.profiles(user_id) ON DELETE SET NULL
  constraint invitations_open_has_profile CHECK (((access_profile_id IS NOT NULL) OR (accepted_at IS NOT NULL) OR (revoked_at IS NOT NULL)))
  constraint invitations_pkey PRIMARY KEY (id)
  constraint invitations_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'analyst'::text, 'viewer'::text])))
  constraint invitations_token_hash_check CHECK ((length(token_hash) = 32))
  constraint invitations_token_hash_key UNIQUE (token_hash)
  CREATE INDEX invitations_accepted_by ON caudal.invitations USING btree (accepted_by)
  CREATE INDEX invitations_access_profile ON caudal.invitations USING btree (access_profile_id)
  CREATE INDEX invitations_inviter ON caudal.invitations USING btree (invited_by)
  CREATE INDEX invitations_list ON caudal.invitations USING btree (account_id, created_at DESC)
  CREATE UNIQUE INDEX invitations_one_open ON caudal.invitations USING btree (account_id, email) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL))
  policy accept_invitations for update to caudal_definer using true
  policy change_open for update to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages) AND (accepted_at IS NULL))
  policy close_invitations for delete to caudal_definer using true
  policy find_invitations for select to caudal_definer using true
  policy invite for insert to caudal_request with check ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages) AND (invited_by = ( SELECT caudal.claim_user_id() AS claim_user_id)) AND (accepted_at IS NULL))
  policy read_managed for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.invitations FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "verbs": {"insert": [{"verb": "sent"}], "update": [{"verb": "accepted", "column": "accepted_at"}, {"verb": "revoked", "column": "revoked_at"}, {"verb": "resent", "column": "sent_count"}]}, "masked": ["token_hash", "email"], "people": ["invited_by", "accepted_by"], "account": "account_id", "columns": ["email", "role", "access_profile_id", "invited_by", "token_hash", "sent_count", "expires_at", "accepted_at", "accepted_by", "revoked_at"], "ignored": ["created_at", "sent_at"], "subject": "invitation"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON caudal.invitations FOR EACH ROW WHEN (((old.email IS DISTINCT FROM new.email) OR (old.role IS DISTINCT FROM new.role) OR (old.access_profile_id IS DISTINCT FROM new.access_profile_id) OR (old.invited_by IS DISTINCT FROM new.invited_by) OR (old.token_hash IS DISTINCT FROM new.token_hash) OR (old.sent_count IS DISTINCT FROM new.sent_count) OR (old.expires_at IS DISTINCT FROM new.expires_at) OR (old.accepted_at IS DISTINCT FROM new.accepted_at) OR (old.accepted_by IS DISTINCT FROM new.accepted_by) OR (old.revoked_at IS DISTINCT FROM new.revoked_at))) EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "verbs": {"insert": [{"verb": "sent"}], "update": [{"verb": "accepted", "column": "accepted_at"}, {"verb": "revoked", "column": "revoked_at"}, {"verb": "resent", "column": "sent_count"}]}, "masked": ["token_hash", "email"], "people": ["invited_by", "accepted_by"], "account": "account_id", "columns": ["email", "role", "access_profile_id", "invited_by", "token_hash", "sent_count", "expires_at", "accepted_at", "accepted_by", "revoked_at"], "ignored": ["created_at", "sent_at"], "subject": "invitation"}')
  grant delete, select to caudal_definer
  grant insert to caudal_request
  grant update (accepted_at, accepted_by, revoked_at) to caudal_definer
  grant select (id, account_id, email, role, access_profile_id, invited_by, created_at, sent_at, sent_count, expires_at, accepted_at, accepted_by, revoked_at) to caudal_request
  grant update (token_hash, sent_at, sent_count, expires_at, revoked_at) to caudal_request

table caudal.members (force row level security)
  account_id uuid not null
  user_id uuid not null
  role text not null
  access_profile_id uuid not null
  created_at timestamp with time zone not null default now()
  constraint members_access_profile_id_account_id_fkey FOREIGN KEY (access_profile_id, account_id) REFERENCES caudal.access_profiles(id, account_id)
  constraint members_account_id_fkey FOREIGN KEY (account_id) REFERENCES caudal.accounts(id) ON DELETE CASCADE
  constraint members_pkey PRIMARY KEY (account_id, user_id)
  constraint members_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'analyst'::text, 'viewer'::text])))
  constraint members_user_id_fkey FOREIGN KEY (user_id) REFERENCES caudal.profiles(user_id)
  CREATE INDEX members_access_profile ON caudal.members USING btree (access_profile_id)
  CREATE INDEX members_user ON caudal.members USING btree (user_id, created_at)
  policy add_members for insert to caudal_request with check ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages) AND ((role <> 'owner'::text) OR (( SELECT caudal.claim_role() AS claim_role) = 'owner'::text)))
  policy change_members for update to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages) AND (user_id <> ( SELECT caudal.claim_user_id() AS claim_user_id)) AND ((role <> 'owner'::text) OR (( SELECT caudal.claim_role() AS claim_role) = 'owner'::text)))
  policy erase for delete to caudal_definer using true
  policy found_members for insert to caudal_definer with check true
  policy know_members for select to caudal_definer using true
  policy leave for delete to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  policy read_members for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ((user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)) OR ( SELECT caudal.claim_manages() AS claim_manages)))
  policy remove_members for delete to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages) AND (user_id <> ( SELECT caudal.claim_user_id() AS claim_user_id)) AND ((role <> 'owner'::text) OR (( SELECT caudal.claim_role() AS claim_role) = 'owner'::text)))
  policy step_down for update to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)) AND (( SELECT caudal.claim_role() AS claim_role) = 'owner'::text))
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.members FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["user_id"], "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "added"}], "update": [{"verb": "changed"}]}, "people": ["user_id"], "account": "account_id", "columns": ["role", "access_profile_id"], "ignored": ["created_at"], "subject": "member"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.members FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["user_id"], "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "added"}], "update": [{"verb": "changed"}]}, "people": ["user_id"], "account": "account_id", "columns": ["role", "access_profile_id"], "ignored": ["created_at"], "subject": "member"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON caudal.members FOR EACH ROW WHEN (((old.role IS DISTINCT FROM new.role) OR (old.access_profile_id IS DISTINCT FROM new.access_profile_id))) EXECUTE FUNCTION caudal.record_change('{"id": ["user_id"], "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "added"}], "update": [{"verb": "changed"}]}, "people": ["user_id"], "account": "account_id", "columns": ["role", "access_profile_id"], "ignored": ["created_at"], "subject": "member"}')
  CREATE TRIGGER come_back AFTER INSERT ON caudal.members FOR EACH ROW EXECUTE FUNCTION caudal.come_back()
  CREATE TRIGGER depart AFTER DELETE ON caudal.members FOR EACH ROW EXECUTE FUNCTION caudal.depart()
  CREATE TRIGGER keep_an_owner BEFORE DELETE OR UPDATE OF role ON caudal.members FOR EACH ROW EXECUTE FUNCTION caudal.keep_an_owner()
  CREATE TRIGGER pass_name_on AFTER DELETE ON caudal.members FOR EACH ROW EXECUTE FUNCTION caudal.pass_name_on()
  CREATE TRIGGER refuse_erased BEFORE INSERT ON caudal.members FOR EACH ROW EXECUTE FUNCTION caudal.refuse_erased()
  CREATE TRIGGER revoke_sent_by_gone AFTER DELETE ON caudal.members FOR EACH ROW EXECUTE FUNCTION caudal.revoke_sent()
  CREATE TRIGGER revoke_sent_by_lowered AFTER UPDATE OF role ON caudal.members FOR EACH ROW WHEN (((old.role = ANY (ARRAY['owner'::text, 'admin'::text])) AND (new.role <> ALL (ARRAY['owner'::text, 'admin'::text])))) EXECUTE FUNCTION caudal.revoke_sent()
  CREATE TRIGGER tell_change AFTER UPDATE ON caudal.members FOR EACH ROW WHEN (((old.role IS DISTINCT FROM new.role) OR (old.access_profile_id IS DISTINCT FROM new.access_profile_id))) EXECUTE FUNCTION caudal.tell_member()
  CREATE TRIGGER tell_removal AFTER DELETE ON caudal.members FOR EACH ROW EXECUTE FUNCTION caudal.tell_member()
  grant delete, insert, select to caudal_definer
  grant delete, insert, select to caudal_request
  grant update (role, access_profile_id) to caudal_request

table caudal.notice_texts (force row level security)
  key text not null
  locale text not null
  title text not null
  message text not null
  constraint notice_texts_locale_check CHECK ((locale = ANY (ARRAY['es'::text, 'en'::text])))
  constraint notice_texts_pkey PRIMARY KEY (key, locale)
  policy keep_texts for all to caudal_owner using true with check true
  policy read_texts for select to caudal_definer using true
  grant select to caudal_definer

table caudal.notifications (force row level security)
  id uuid not null default gen_random_uuid()
  account_id uuid not null
  user_id uuid not null
  title text not null
  message text not null
  type text not null default 'info'::text
  related_file_id uuid
  is_read boolean not null default false
  key text not null
  params jsonb not null default '{}'::jsonb
  created_at timestamp with time zone not null default clock_timestamp()
  constraint notifications_account_id_fkey FOREIGN KEY (account_id) REFERENCES caudal.accounts(id)
  constraint notifications_pkey PRIMARY KEY (id)
  constraint notifications_related_file_id_account_id_user_id_fkey FOREIGN KEY (related_file_id, account_id, user_id) REFERENCES caudal.files(id, account_id, user_id) ON DELETE SET NULL (related_file_id)
  constraint notifications_type_check CHECK ((type = ANY (ARRAY['info'::text, 'success'::text, 'warning'::text, 'error'::text])))
  constraint notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES caudal.profiles(user_id)
  CREATE INDEX notifications_file ON caudal.notifications USING btree (related_file_id) WHERE (related_file_id IS NOT NULL)
  CREATE INDEX notifications_list ON caudal.notifications USING btree (account_id, user_id, created_at DESC, id DESC)
  CREATE INDEX notifications_shared_file ON caudal.notifications USING btree (((params ->> 'file_id'::text))) WHERE (key = 'share.begun'::text)
  CREATE INDEX notifications_sharer ON caudal.notifications USING btree (((params ->> 'person_id'::text))) WHERE (key = 'share.begun'::text)
  CREATE INDEX notifications_unread ON caudal.notifications USING btree (account_id, user_id) WHERE (NOT is_read)
  CREATE STATISTICS caudal.notifications_whose (ndistinct, dependencies) ON account_id, user_id FROM caudal.notifications
  policy erase for delete to caudal_definer using true
  policy forget_names for update to caudal_definer using true
  policy notify for insert to caudal_definer with check true
  policy own for all to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  policy tell for select to caudal_definer using true
  CREATE TRIGGER call_webhooks AFTER INSERT ON caudal.notifications FOR EACH ROW EXECUTE FUNCTION caudal.call_webhooks()
  CREATE TRIGGER mail_notification AFTER INSERT ON caudal.notifications FOR EACH ROW WHEN ((NOT new.is_read)) EXECUTE FUNCTION caudal.mail_notification()
  CREATE CONSTRAINT TRIGGER tell_notification AFTER INSERT ON caudal.notifications DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION caudal.record_event('notification')
  CREATE CONSTRAINT TRIGGER tell_reading AFTER UPDATE ON caudal.notifications DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.is_read IS DISTINCT FROM new.is_read)) EXECUTE FUNCTION caudal.record_event('notification')
  grant delete, insert to caudal_definer
  grant delete, select to caudal_request
  grant select (id, account_id, user_id, title, message, type, related_file_id, key, params, created_at) to caudal_definer
  grant update (title, message, params) to caudal_definer
  grant update (is_read) to caudal_request

table caudal.outbox (force row level security)
  id uuid not null default gen_random_uuid()
  kind text not null
  account_id uuid
  user_id uuid
  recipient text
  key text not null
  locale text not null default 'es'::text
  content text
  notification_id uuid
  state text not null default 'pending'::text
  attempts integer not null default 0
  unanswered integer not null default 0
  next_attempt_at timestamp with time zone not null default now()
  lease_until timestamp with time zone
  give_up_at timestamp with time zone not null
  last_error jsonb
  created_at timestamp with time zone not null default now()
  ended_at timestamp with time zone
  lane text not null default 
CASE kind
    WHEN 'webhook'::text THEN COALESCE(recipient, (id)::text)
    ELSE ((COALESCE((account_id)::text, ''::text) || ' '::text) || COALESCE((user_id)::text, recipient, (id)::text))
END
  claimed_at timestamp with time zone
  begun_again integer not null default 0
  sender uuid
  constraint outbox_account_id_fkey FOREIGN KEY (account_id) REFERENCES caudal.accounts(id) ON DELETE CASCADE
  constraint outbox_check CHECK (((state = 'pending'::text) OR ((content IS NULL) AND (lease_until IS NULL) AND (ended_at IS NOT NULL))))
  constraint outbox_kind_check CHECK ((kind = ANY (ARRAY['mail'::text, 'webhook'::text])))
  constraint outbox_locale_check CHECK ((locale = ANY (ARRAY['es'::text, 'en'::text])))
  constraint outbox_notification_id_fkey FOREIGN KEY (notification_id) REFERENCES caudal.notifications(id) ON DELETE CASCADE
  constraint outbox_pkey PRIMARY KEY (id)
  constraint outbox_recipient_check CHECK (((length(recipient) >= 1) AND (length(recipient) <= 1000)))
  constraint outbox_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sent'::text, 'failed'::text])))
  constraint outbox_user_id_fkey FOREIGN KEY (user_id) REFERENCES caudal.profiles(user_id) ON DELETE CASCADE
  CREATE INDEX outbox_account ON caudal.outbox USING btree (account_id)
  CREATE INDEX outbox_due ON caudal.outbox USING btree (kind, next_attempt_at) WHERE (state = 'pending'::text)
  CREATE INDEX outbox_ended ON caudal.outbox USING btree (ended_at) WHERE (state <> 'pending'::text)
  CREATE INDEX outbox_held ON caudal.outbox USING btree (kind, lease_until) WHERE ((state = 'pending'::text) AND (lease_until IS NOT NULL))
  CREATE INDEX outbox_lanes ON caudal.outbox USING btree (kind, lane, next_attempt_at) WHERE (state = 'pending'::text)
  CREATE INDEX outbox_notification ON caudal.outbox USING btree (notification_id) WHERE (notification_id IS NOT NULL)
  CREATE INDEX outbox_turns ON caudal.outbox USING btree (kind, account_id, user_id, claimed_at) WHERE (claimed_at IS NOT NULL)
  CREATE INDEX outbox_user ON caudal.outbox USING btree (user_id)
  CREATE INDEX outbox_webhook ON caudal.outbox USING btree (recipient) WHERE ((kind = 'webhook'::text) AND (state = 'pending'::text))
  CREATE INDEX outbox_written ON caudal.outbox USING btree (kind, COALESCE(claimed_at, created_at)) WHERE (state = 'pending'::text)
  policy keep_outbox for all to caudal_definer using true
  CREATE TRIGGER follow_webhook AFTER UPDATE ON caudal.outbox FOR EACH ROW WHEN (((new.kind = 'webhook'::text) AND (old.lease_until IS NOT NULL) AND (new.lease_until IS NULL))) EXECUTE FUNCTION caudal.follow_webhook()
  CREATE TRIGGER note_unsaid_webhook AFTER DELETE ON caudal.outbox FOR EACH ROW WHEN (((old.kind = 'webhook'::text) AND (old.state = 'pending'::text))) EXECUTE FUNCTION caudal.note_unsaid_webhook()
  grant delete, insert, select, update to caudal_definer

table caudal.processing_logs (force row level security)
  id uuid not null default gen_random_uuid()
  account_id uuid not null
  file_id uuid not null
  user_id uuid not null
  run_id uuid
  operation text not null
  status text not null
  started_at timestamp with time zone not null default now()
  completed_at timestamp with time zone
  error_details text
  constraint processing_logs_file_id_account_id_user_id_fkey FOREIGN KEY (file_id, account_id, user_id) REFERENCES caudal.files(id, account_id, user_id) ON DELETE CASCADE
  constraint processing_logs_pkey PRIMARY KEY (id)
  constraint processing_logs_run_id_account_id_user_id_fkey FOREIGN KEY (run_id, account_id, user_id) REFERENCES caudal.runs(id, account_id, user_id) ON DELETE SET NULL (run_id)
  constraint processing_logs_status_check CHECK ((status = ANY (ARRAY['started'::text, 'completed'::text, 'failed'::text, 'cancelled'::text])))
  CREATE INDEX processing_logs_file ON caudal.processing_logs USING btree (file_id, started_at DESC)
  CREATE UNIQUE INDEX processing_logs_operation ON caudal.processing_logs USING btree (run_id, operation) WHERE (run_id IS NOT NULL)
  CREATE INDEX processing_logs_run ON caudal.processing_logs USING btree (run_id) WHERE (run_id IS NOT NULL)
  policy follow_runs for all to caudal_definer using true
  policy read_shared for select to caudal_request using (file_id IN ( SELECT s.file_id
   FROM caudal.shares s
  WHERE (s.grantee_user_id = ( SELECT caudal.claim_user_id() AS claim_user_id))))
  policy theirs for all to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  grant insert, select to caudal_definer
  grant insert, select to caudal_request
  grant update (status, started_at, completed_at, error_details) to caudal_definer
  grant update (status, completed_at, error_details) to caudal_request

table caudal.profiles (force row level security)
  user_id uuid not null
  email text not null
  name text not null
  locale text not null default 'es'::text
  auto_process boolean not null default true
  created_at timestamp with time zone not null default now()
  mail_notices text[] not null default '{warning,error}'::text[]
  constraint profiles_locale_check CHECK ((locale = ANY (ARRAY['es'::text, 'en'::text])))
  constraint profiles_mail_notices_check CHECK ((mail_notices <@ ARRAY['info'::text, 'success'::text, 'warning'::text, 'error'::text]))
  constraint profiles_pkey PRIMARY KEY (user_id)
  constraint profiles_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth."user"(id)
  policy change_own for update to caudal_request using (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id))
  policy erase for delete to caudal_definer using true
  policy found_profiles for insert to caudal_definer with check true
  policy hold_profiles for update to caudal_definer using true
  policy know_people for select to caudal_definer using true
  policy read_own for select to caudal_request using (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id))
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.profiles FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["user_id"], "name": "name", "actor": "user_id", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": ["user_id"], "account": null, "columns": ["email", "name", "locale", "auto_process", "mail_notices"], "ignored": ["created_at"], "subject": "profile"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.profiles FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["user_id"], "name": "name", "actor": "user_id", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": ["user_id"], "account": null, "columns": ["email", "name", "locale", "auto_process", "mail_notices"], "ignored": ["created_at"], "subject": "profile"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON caudal.profiles FOR EACH ROW WHEN (((old.email IS DISTINCT FROM new.email) OR (old.name IS DISTINCT FROM new.name) OR (old.locale IS DISTINCT FROM new.locale) OR (old.auto_process IS DISTINCT FROM new.auto_process) OR (old.mail_notices IS DISTINCT FROM new.mail_notices))) EXECUTE FUNCTION caudal.record_change('{"id": ["user_id"], "name": "name", "actor": "user_id", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": ["user_id"], "account": null, "columns": ["email", "name", "locale", "auto_process", "mail_notices"], "ignored": ["created_at"], "subject": "profile"}')
  grant delete to caudal_definer
  grant select to caudal_request
  grant insert (user_id, email, name, locale) to caudal_definer
  grant select (user_id, email, name, locale, mail_notices) to caudal_definer
  grant update (user_id, email) to caudal_definer
  grant update (name, locale, auto_process, mail_notices) to caudal_request

table caudal.receipts (force row level security)
  run_id uuid not null
  account_id uuid not null
  user_id uuid not null
  file_id uuid
  content jsonb not null
  written_at timestamp with time zone not null default clock_timestamp()
  key_id text
  signature text
  sealed_at timestamp with time zone
  constraint receipts_check CHECK ((((key_id IS NULL) = (signature IS NULL)) AND ((key_id IS NULL) = (sealed_at IS NULL))))
  constraint receipts_file_id_account_id_user_id_fkey FOREIGN KEY (file_id, account_id, user_id) REFERENCES caudal.files(id, account_id, user_id) ON DELETE CASCADE
  constraint receipts_pkey PRIMARY KEY (run_id)
  constraint receipts_run_id_account_id_user_id_fkey FOREIGN KEY (run_id, account_id, user_id) REFERENCES caudal.runs(id, account_id, user_id) ON DELETE CASCADE
  CREATE INDEX receipts_file ON caudal.receipts USING btree (file_id) WHERE (file_id IS NOT NULL)
  CREATE INDEX receipts_unsealed ON caudal.receipts USING btree (written_at) WHERE (signature IS NULL)
  policy keep_receipts for all to caudal_definer using true with check true
  policy own for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  grant insert, select to caudal_definer
  grant select to caudal_request
  grant update (key_id, signature, sealed_at) to caudal_definer

table caudal.rejects (force row level security)
  file_id uuid not null
  account_id uuid not null
  user_id uuid not null
  ordinal integer not null
  line bigint not null
  column_name text
  reason text not null
  text text not null
  run_id uuid not null
  constraint rejects_file_id_account_id_user_id_fkey FOREIGN KEY (file_id, account_id, user_id) REFERENCES caudal.files(id, account_id, user_id) ON DELETE CASCADE
  constraint rejects_pkey PRIMARY KEY (run_id, ordinal)
  constraint rejects_run_id_account_id_user_id_fkey FOREIGN KEY (run_id, account_id, user_id) REFERENCES caudal.runs(id, account_id, user_id) ON DELETE CASCADE
  CREATE INDEX rejects_file ON caudal.rejects USING btree (file_id)
  policy read_shared for select to caudal_request using (file_id IN ( SELECT s.file_id
   FROM caudal.shares s
  WHERE (s.grantee_user_id = ( SELECT caudal.claim_user_id() AS claim_user_id))))
  policy theirs for all to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  policy write_receipts for select to caudal_definer using true
  grant select to caudal_definer
  grant delete, insert, select to caudal_request

table caudal.run_keys (force row level security)
  account_id uuid not null
  user_id uuid not null
  key text not null
  run_id uuid not null
  created_at timestamp with time zone not null default now()
  constraint run_keys_pkey PRIMARY KEY (account_id, user_id, key)
  constraint run_keys_run_id_account_id_user_id_fkey FOREIGN KEY (run_id, account_id, user_id) REFERENCES caudal.runs(id, account_id, user_id) ON DELETE CASCADE
  CREATE INDEX run_keys_run ON caudal.run_keys USING btree (run_id)
  policy own for all to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  grant insert, select to caudal_request

table caudal.run_logs (force row level security)
  id bigint not null generated always as identity
  run_id uuid not null
  account_id uuid not null
  user_id uuid not null
  level text not null
  key text not null
  params jsonb not null default '{}'::jsonb
  at timestamp with time zone not null default clock_timestamp()
  constraint run_logs_level_check CHECK ((level = ANY (ARRAY['info'::text, 'warn'::text, 'error'::text])))
  constraint run_logs_pkey PRIMARY KEY (id)
  constraint run_logs_run_id_account_id_user_id_fkey FOREIGN KEY (run_id, account_id, user_id) REFERENCES caudal.runs(id, account_id, user_id) ON DELETE CASCADE
  CREATE INDEX run_logs_run ON caudal.run_logs USING btree (run_id, id)
  policy log_runs for insert to caudal_definer with check true
  policy own for all to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  grant insert to caudal_definer
  grant insert, select to caudal_request

table caudal.run_profiles (force row level security)
  run_id uuid not null
  account_id uuid not null
  user_id uuid not null
  file_id uuid not null
  reading jsonb
  rows bigint
  rejected bigint
  columns jsonb
  table_key text
  written_keys text[] not null default '{}'::text[]
  input_sha256 text
  engine jsonb
  table_digest jsonb
  table_sizes jsonb not null default '{}'::jsonb
  table_bytes bigint not null default caudal.sum_of_sizes(table_sizes)
  constraint run_profiles_file_id_account_id_user_id_fkey FOREIGN KEY (file_id, account_id, user_id) REFERENCES caudal.files(id, account_id, user_id) ON DELETE CASCADE
  constraint run_profiles_pkey PRIMARY KEY (run_id)
  constraint run_profiles_rejected_check CHECK ((rejected >= 0))
  constraint run_profiles_rows_check CHECK ((rows >= 0))
  constraint run_profiles_run_id_account_id_user_id_fkey FOREIGN KEY (run_id, account_id, user_id) REFERENCES caudal.runs(id, account_id, user_id) ON DELETE CASCADE
  constraint run_profiles_table_sizes_check CHECK ((jsonb_typeof(table_sizes) = 'object'::text))
  CREATE INDEX run_profiles_account ON caudal.run_profiles USING btree (account_id) INCLUDE (user_id, table_bytes)
  CREATE INDEX run_profiles_file ON caudal.run_profiles USING btree (file_id)
  policy note_sizes for update to caudal_definer using true
  policy read_shared for select to caudal_request using (file_id IN ( SELECT s.file_id
   FROM caudal.shares s
  WHERE (s.grantee_user_id = ( SELECT caudal.claim_user_id() AS claim_user_id))))
  policy theirs for all to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  policy write_receipts for select to caudal_definer using true
  grant select to caudal_definer
  grant delete, insert, select to caudal_request
  grant update (table_sizes) to caudal_definer
  grant update (reading, rows, rejected, columns, table_key, written_keys, input_sha256, engine, table_digest, table_sizes) to caudal_request

table caudal.run_steps (force row level security)
  run_id uuid not null
  account_id uuid not null
  user_id uuid not null
  name text not null
  ordinal integer not null
  state text not null
  attempt integer not null
  token bigint not null
  result jsonb
  error jsonb
  started_at timestamp with time zone not null default now()
  finished_at timestamp with time zone
  constraint run_steps_name CHECK ((name <> 'process'::text))
  constraint run_steps_pkey PRIMARY KEY (run_id, name)
  constraint run_steps_run_id_account_id_user_id_fkey FOREIGN KEY (run_id, account_id, user_id) REFERENCES caudal.runs(id, account_id, user_id) ON DELETE CASCADE
  constraint run_steps_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])))
  policy end_steps for all to caudal_definer using true
  policy own for all to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  CREATE TRIGGER follow_change AFTER UPDATE ON caudal.run_steps FOR EACH ROW EXECUTE FUNCTION caudal.follow_run_step()
  CREATE TRIGGER follow_start AFTER INSERT ON caudal.run_steps FOR EACH ROW EXECUTE FUNCTION caudal.follow_run_step()
  grant select to caudal_definer
  grant insert, select to caudal_request
  grant update (state, error, finished_at) to caudal_definer
  grant update (state, attempt, token, result, error, started_at, finished_at) to caudal_request

table caudal.runs (force row level security)
  id uuid not null default gen_random_uuid()
  account_id uuid not null
  user_id uuid not null
  file_id uuid
  kind text not null
  input jsonb not null default '{}'::jsonb
  state text not null default 'queued'::text
  attempt integer not null default 0
  max_attempts integer not null default 5
  token bigint not null default 0
  worker text
  available_at timestamp with time zone not null default now()
  lease_until timestamp with time zone
  progress double precision not null default 0
  step text
  message jsonb
  error jsonb
  request_id text
  queued_at timestamp with time zone not null default now()
  started_at timestamp with time zone
  finished_at timestamp with time zone
  claimed_at timestamp with time zone
  error_message text
  effects jsonb not null default '{}'::jsonb
  constraint runs_account_id_fkey FOREIGN KEY (account_id) REFERENCES caudal.accounts(id)
  constraint runs_attempt_check CHECK ((attempt >= 0))
  constraint runs_file_id_account_id_user_id_fkey FOREIGN KEY (file_id, account_id, user_id) REFERENCES caudal.files(id, account_id, user_id) ON DELETE CASCADE
  constraint runs_id_account_id_user_id_key UNIQUE (id, account_id, user_id)
  constraint runs_max_attempts_check CHECK ((max_attempts >= 1))
  constraint runs_pkey PRIMARY KEY (id)
  constraint runs_progress_check CHECK (((progress >= (0)::double precision) AND (progress <= (1)::double precision)))
  constraint runs_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'waiting'::text, 'cancelling'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text])))
  constraint runs_user_id_fkey FOREIGN KEY (user_id) REFERENCES caudal.profiles(user_id)
  CREATE INDEX runs_busy ON caudal.runs USING btree (account_id) WHERE (state = ANY (ARRAY['running'::text, 'cancelling'::text]))
  CREATE INDEX runs_claimable ON caudal.runs USING btree (available_at, queued_at) WHERE (state = ANY (ARRAY['queued'::text, 'waiting'::text]))
  CREATE INDEX runs_ended ON caudal.runs USING btree (finished_at) WHERE (finished_at IS NOT NULL)
  CREATE INDEX runs_file ON caudal.runs USING btree (file_id, queued_at DESC, id DESC) WHERE (file_id IS NOT NULL)
  CREATE INDEX runs_leased ON caudal.runs USING btree (lease_until) WHERE (state = ANY (ARRAY['running'::text, 'cancelling'::text]))
  CREATE UNIQUE INDEX runs_one_per_file ON caudal.runs USING btree (file_id) WHERE ((file_id IS NOT NULL) AND (state = ANY (ARRAY['queued'::text, 'waiting'::text, 'running'::text, 'cancelling'::text])))
  CREATE INDEX runs_person ON caudal.runs USING btree (account_id, user_id, queued_at DESC, id DESC)
  CREATE INDEX runs_turns ON caudal.runs USING btree (account_id, claimed_at DESC) WHERE (claimed_at IS NOT NULL)
  CREATE STATISTICS caudal.runs_whose (ndistinct, dependencies) ON account_id, user_id FROM caudal.runs
  policy contributors_only for insert to caudal_request with check (( SELECT caudal.claim_role() AS claim_role) = ANY (ARRAY['owner'::text, 'admin'::text, 'analyst'::text]))
  policy move_runs for all to caudal_definer using true
  policy own for all to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.runs FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "started"}], "update": [{"to": "cancelling", "verb": "cancel_asked", "column": "state"}]}, "people": ["user_id"], "account": "account_id", "columns": ["user_id", "state"], "ignored": ["file_id", "kind", "input", "attempt", "max_attempts", "token", "worker", "available_at", "lease_until", "progress", "step", "message", "error", "request_id", "queued_at", "started_at", "finished_at", "claimed_at", "error_message", "effects"], "private": true, "subject": "run"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.runs FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "started"}], "update": [{"to": "cancelling", "verb": "cancel_asked", "column": "state"}]}, "people": ["user_id"], "account": "account_id", "columns": ["user_id", "state"], "ignored": ["file_id", "kind", "input", "attempt", "max_attempts", "token", "worker", "available_at", "lease_until", "progress", "step", "message", "error", "request_id", "queued_at", "started_at", "finished_at", "claimed_at", "error_message", "effects"], "private": true, "subject": "run"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON caudal.runs FOR EACH ROW WHEN (((old.user_id IS DISTINCT FROM new.user_id) OR (old.state IS DISTINCT FROM new.state))) EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "started"}], "update": [{"to": "cancelling", "verb": "cancel_asked", "column": "state"}]}, "people": ["user_id"], "account": "account_id", "columns": ["user_id", "state"], "ignored": ["file_id", "kind", "input", "attempt", "max_attempts", "token", "worker", "available_at", "lease_until", "progress", "step", "message", "error", "request_id", "queued_at", "started_at", "finished_at", "claimed_at", "error_message", "effects"], "private": true, "subject": "run"}')
  CREATE TRIGGER check_change BEFORE UPDATE OF state, token ON caudal.runs FOR EACH ROW EXECUTE FUNCTION caudal.check_run_change()
  CREATE TRIGGER follow_change AFTER UPDATE OF state ON caudal.runs FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION caudal.follow_run()
  CREATE TRIGGER follow_start AFTER INSERT ON caudal.runs FOR EACH ROW EXECUTE FUNCTION caudal.follow_run()
  CREATE TRIGGER log_change AFTER UPDATE OF state ON caudal.runs FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION caudal.log_run()
  CREATE TRIGGER notify_cancelled AFTER UPDATE OF state ON caudal.runs FOR EACH ROW WHEN (((new.state = 'cancelled'::text) AND (old.state IS DISTINCT FROM new.state) AND (new.file_id IS NOT NULL))) EXECUTE FUNCTION caudal.notify_cancelled()
  CREATE CONSTRAINT TRIGGER tell_new_run AFTER INSERT ON caudal.runs DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.file_id IS NOT NULL)) EXECUTE FUNCTION caudal.record_event('file')
  CREATE CONSTRAINT TRIGGER tell_run AFTER UPDATE ON caudal.runs DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.file_id IS NOT NULL) AND ((((((old.state IS DISTINCT FROM new.state) OR (old.attempt IS DISTINCT FROM new.attempt)) OR (old.progress IS DISTINCT FROM new.progress)) OR (old.step IS DISTINCT FROM new.step)) OR (old.message IS DISTINCT FROM new.message)) OR (old.error IS DISTINCT FROM new.error)))) EXECUTE FUNCTION caudal.record_event('file')
  CREATE TRIGGER write_receipt AFTER UPDATE OF state ON caudal.runs FOR EACH ROW WHEN (((old.state IS DISTINCT FROM new.state) AND (new.state = ANY (ARRAY['succeeded'::text, 'failed'::text, 'cancelled'::text])))) EXECUTE FUNCTION caudal.write_receipt()
  grant delete, select to caudal_definer
  grant insert, select to caudal_request
  grant update (state, attempt, token, worker, available_at, lease_until, started_at, finished_at, claimed_at) to caudal_definer
  grant update (state, attempt, token, worker, available_at, lease_until, progress, step, message, error, started_at, finished_at, claimed_at, error_message, effects) to caudal_request

table caudal.schema_migrations (force row level security)
  version integer not null
  name text not null
  checksum text not null
  applied_at timestamp with time zone not null default now()
  constraint schema_migrations_pkey PRIMARY KEY (version)
  policy keep_versions for all to caudal_owner using true with check true
  policy read_versions for select to caudal_request using true
  grant select to caudal_request

table caudal.session_accounts (force row level security)
  session_id uuid not null
  account_id uuid not null
  user_id uuid not null
  constraint session_accounts_account_id_user_id_fkey FOREIGN KEY (account_id, user_id) REFERENCES caudal.members(account_id, user_id) ON DELETE CASCADE
  constraint session_accounts_pkey PRIMARY KEY (session_id)
  constraint session_accounts_session_id_fkey FOREIGN KEY (session_id) REFERENCES auth.session(id) ON DELETE CASCADE
  CREATE INDEX session_accounts_member ON caudal.session_accounts USING btree (account_id, user_id)
  policy keep_choices for all to caudal_definer using true
  grant delete, insert, select to caudal_definer
  grant update (account_id, user_id) to caudal_definer

table caudal.shares (force row level security)
  id uuid not null default gen_random_uuid()
  account_id uuid not null
  user_id uuid not null
  file_id uuid not null
  grantee_kind text not null
  grantee_user_id uuid
  token_hash bytea
  may_download boolean not null default false
  created_at timestamp with time zone not null default now()
  expires_at timestamp with time zone
  revoked_at timestamp with time zone
  last_opened_at timestamp with time zone
  opens bigint not null default 0
  terms_at timestamp with time zone
  constraint shares_account_id_grantee_user_id_fkey FOREIGN KEY (account_id, grantee_user_id) REFERENCES caudal.members(account_id, user_id) ON DELETE CASCADE
  constraint shares_account_id_user_id_fkey FOREIGN KEY (account_id, user_id) REFERENCES caudal.members(account_id, user_id) ON DELETE CASCADE
  constraint shares_check CHECK ((grantee_user_id <> user_id))
  constraint shares_file_id_account_id_user_id_fkey FOREIGN KEY (file_id, account_id, user_id) REFERENCES caudal.files(id, account_id, user_id) ON DELETE CASCADE
  constraint shares_grantee_check CHECK ((((grantee_kind = 'member'::text) = (grantee_user_id IS NOT NULL)) AND ((grantee_kind = 'link'::text) = (token_hash IS NOT NULL))))
  constraint shares_grantee_kind_check CHECK ((grantee_kind = ANY (ARRAY['member'::text, 'link'::text])))
  constraint shares_opens_check CHECK ((opens >= 0))
  constraint shares_pkey PRIMARY KEY (id)
  constraint shares_token_hash_check CHECK ((length(token_hash) = 32))
  constraint shares_token_hash_key UNIQUE (token_hash)
  CREATE INDEX shares_file ON caudal.shares USING btree (file_id, created_at)
  CREATE INDEX shares_grantee ON caudal.shares USING btree (account_id, grantee_user_id)
  CREATE UNIQUE INDEX shares_one_per_member ON caudal.shares USING btree (file_id, grantee_user_id) WHERE (revoked_at IS NULL)
  CREATE INDEX shares_owner ON caudal.shares USING btree (account_id, user_id)
  policy change_own for update to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)) AND (revoked_at IS NULL)) with check true
  policy count_opens for update to caudal_definer using true
  policy know_shares for select to caudal_definer using true
  policy read_granted for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (grantee_user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)) AND (revoked_at IS NULL) AND ((expires_at IS NULL) OR (expires_at > now())))
  policy share_own for insert to caudal_request with check ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  policy theirs for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.shares FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "begun"}], "update": [{"verb": "revoked", "column": "revoked_at"}, {"verb": "changed"}]}, "masked": ["token_hash"], "people": ["user_id", "grantee_user_id"], "account": "account_id", "columns": ["user_id", "file_id", "grantee_kind", "grantee_user_id", "token_hash", "may_download", "expires_at", "revoked_at"], "ignored": ["created_at", "last_opened_at", "opens", "terms_at"], "subject": "share"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.shares FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "begun"}], "update": [{"verb": "revoked", "column": "revoked_at"}, {"verb": "changed"}]}, "masked": ["token_hash"], "people": ["user_id", "grantee_user_id"], "account": "account_id", "columns": ["user_id", "file_id", "grantee_kind", "grantee_user_id", "token_hash", "may_download", "expires_at", "revoked_at"], "ignored": ["created_at", "last_opened_at", "opens", "terms_at"], "subject": "share"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON caudal.shares FOR EACH ROW WHEN (((old.user_id IS DISTINCT FROM new.user_id) OR (old.file_id IS DISTINCT FROM new.file_id) OR (old.grantee_kind IS DISTINCT FROM new.grantee_kind) OR (old.grantee_user_id IS DISTINCT FROM new.grantee_user_id) OR (old.token_hash IS DISTINCT FROM new.token_hash) OR (old.may_download IS DISTINCT FROM new.may_download) OR (old.expires_at IS DISTINCT FROM new.expires_at) OR (old.revoked_at IS DISTINCT FROM new.revoked_at))) EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "begun"}], "update": [{"verb": "revoked", "column": "revoked_at"}, {"verb": "changed"}]}, "masked": ["token_hash"], "people": ["user_id", "grantee_user_id"], "account": "account_id", "columns": ["user_id", "file_id", "grantee_kind", "grantee_user_id", "token_hash", "may_download", "expires_at", "revoked_at"], "ignored": ["created_at", "last_opened_at", "opens", "terms_at"], "subject": "share"}')
  CREATE TRIGGER note_terms BEFORE UPDATE OF may_download, expires_at ON caudal.shares FOR EACH ROW WHEN (((old.may_download IS DISTINCT FROM new.may_download) OR (old.expires_at IS DISTINCT FROM new.expires_at))) EXECUTE FUNCTION caudal.note_terms()
  CREATE TRIGGER notify_share AFTER INSERT ON caudal.shares FOR EACH ROW WHEN ((new.grantee_kind = 'member'::text)) EXECUTE FUNCTION caudal.notify_share()
  CREATE CONSTRAINT TRIGGER tell_share AFTER INSERT ON caudal.shares DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.grantee_kind = 'member'::text)) EXECUTE FUNCTION caudal.tell_share()
  CREATE CONSTRAINT TRIGGER tell_share_change AFTER UPDATE ON caudal.shares DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.grantee_kind = 'member'::text) AND (((old.expires_at IS DISTINCT FROM new.expires_at) OR (old.revoked_at IS DISTINCT FROM new.revoked_at)) OR (old.may_download IS DISTINCT FROM new.may_download)))) EXECUTE FUNCTION caudal.tell_share()
  CREATE CONSTRAINT TRIGGER tell_share_end AFTER DELETE ON caudal.shares DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.grantee_kind = 'member'::text) AND (old.revoked_at IS NULL))) EXECUTE FUNCTION caudal.tell_share()
  grant select (id, account_id, user_id, file_id, grantee_kind, grantee_user_id, token_hash, may_download, created_at, expires_at, revoked_at, opens, terms_at) to caudal_definer
  grant update (revoked_at, last_opened_at, opens) to caudal_definer
  grant insert (id, account_id, user_id, file_id, grantee_kind, grantee_user_id, token_hash, may_download, expires_at) to caudal_request
  grant select (id, account_id, user_id, file_id, grantee_kind, grantee_user_id, may_download, created_at, expires_at, revoked_at, last_opened_at, opens) to caudal_request
  grant update (may_download, expires_at, revoked_at) to caudal_request

table caudal.tabs (force row level security)
  id uuid not null default gen_random_uuid()
  account_id uuid not null
  key text not null
  name text not null
  constraint tabs_account_id_fkey FOREIGN KEY (account_id) REFERENCES caudal.accounts(id) ON DELETE CASCADE
  constraint tabs_account_id_key_key UNIQUE (account_id, key)
  constraint tabs_id_account_id_key UNIQUE (id, account_id)
  constraint tabs_pkey PRIMARY KEY (id)
  policy add_managed for insert to caudal_request with check ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  policy change_managed for update to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  policy found_tabs for insert to caudal_definer with check true
  policy read_allowed for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (( SELECT caudal.claim_manages() AS claim_manages) OR (id IN ( SELECT a.tab_id
   FROM caudal.access_profile_tabs a
  WHERE (a.access_profile_id = ( SELECT caudal.claim_access_profile_id() AS claim_access_profile_id))))))
  policy remove_managed for delete to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.tabs FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": [], "account": "account_id", "columns": ["key", "name"], "subject": "tab"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.tabs FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": [], "account": "account_id", "columns": ["key", "name"], "subject": "tab"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON caudal.tabs FOR EACH ROW WHEN (((old.key IS DISTINCT FROM new.key) OR (old.name IS DISTINCT FROM new.name))) EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": [], "account": "account_id", "columns": ["key", "name"], "subject": "tab"}')
  grant insert to caudal_definer
  grant delete, insert, select to caudal_request
  grant update (key, name) to caudal_request

table caudal.uploads (force row level security)
  id uuid not null default gen_random_uuid()
  account_id uuid not null
  user_id uuid not null
  file_name text not null
  declared_size bigint not null
  object_key text not null
  metadata jsonb not null default '{}'::jsonb
  file_id uuid
  created_at timestamp with time zone not null default now()
  expires_at timestamp with time zone not null
  constraint uploads_account_id_fkey FOREIGN KEY (account_id) REFERENCES caudal.accounts(id)
  constraint uploads_declared_size_check CHECK ((declared_size >= 0))
  constraint uploads_file_id_account_id_user_id_fkey FOREIGN KEY (file_id, account_id, user_id) REFERENCES caudal.files(id, account_id, user_id) ON DELETE CASCADE
  constraint uploads_object_key_key UNIQUE (object_key)
  constraint uploads_pkey PRIMARY KEY (id)
  constraint uploads_user_id_fkey FOREIGN KEY (user_id) REFERENCES caudal.profiles(user_id)
  CREATE INDEX uploads_account ON caudal.uploads USING btree (account_id) WHERE (file_id IS NULL)
  CREATE INDEX uploads_expiry ON caudal.uploads USING btree (expires_at)
  CREATE INDEX uploads_file ON caudal.uploads USING btree (file_id) WHERE (file_id IS NOT NULL)
  CREATE INDEX uploads_object ON caudal.uploads USING btree (object_key COLLATE "C")
  CREATE INDEX uploads_person ON caudal.uploads USING btree (account_id, user_id, created_at DESC)
  policy contributors_only for insert to caudal_request with check (( SELECT caudal.claim_role() AS claim_role) = ANY (ARRAY['owner'::text, 'admin'::text, 'analyst'::text]))
  policy know_uploads for select to caudal_definer using true
  policy own for all to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  policy remove_uploads for delete to caudal_definer using true
  grant delete to caudal_definer
  grant delete, insert, select to caudal_request
  grant select (id, account_id, user_id, declared_size, object_key, file_id, created_at, expires_at) to caudal_definer
  grant update (metadata, file_id, expires_at) to caudal_request

table caudal.views (force row level security)
  id uuid not null default gen_random_uuid()
  session_id uuid not null
  account_id uuid not null
  manager_id uuid not null
  member_id uuid not null
  started_at timestamp with time zone not null default now()
  ends_at timestamp with time zone not null
  constraint views_account_id_manager_id_fkey FOREIGN KEY (account_id, manager_id) REFERENCES caudal.members(account_id, user_id) ON DELETE CASCADE
  constraint views_account_id_member_id_fkey FOREIGN KEY (account_id, member_id) REFERENCES caudal.members(account_id, user_id) ON DELETE CASCADE
  constraint views_check CHECK ((member_id <> manager_id))
  constraint views_pkey PRIMARY KEY (id)
  constraint views_session_id_fkey FOREIGN KEY (session_id) REFERENCES auth.session(id) ON DELETE CASCADE
  constraint views_session_id_key UNIQUE (session_id)
  CREATE INDEX views_end ON caudal.views USING btree (ends_at)
  CREATE INDEX views_manager ON caudal.views USING btree (account_id, manager_id)
  CREATE INDEX views_member ON caudal.views USING btree (account_id, member_id)
  policy keep_views for all to caudal_definer using true
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.views FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "actor": "manager_id", "verbs": {"delete": [{"verb": "ended"}], "insert": [{"verb": "begun"}]}, "people": ["manager_id", "member_id"], "account": "account_id", "columns": ["manager_id", "member_id", "ends_at"], "ignored": ["started_at", "session_id"], "subject": "view"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.views FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "actor": "manager_id", "verbs": {"delete": [{"verb": "ended"}], "insert": [{"verb": "begun"}]}, "people": ["manager_id", "member_id"], "account": "account_id", "columns": ["manager_id", "member_id", "ends_at"], "ignored": ["started_at", "session_id"], "subject": "view"}')
  grant delete, insert, select to caudal_definer

table caudal.warehouses (force row level security)
  id uuid not null default gen_random_uuid()
  account_id uuid not null
  company_id uuid not null
  name text not null
  constraint warehouses_account_id_fkey FOREIGN KEY (account_id) REFERENCES caudal.accounts(id) ON DELETE CASCADE
  constraint warehouses_company_id_account_id_fkey FOREIGN KEY (company_id, account_id) REFERENCES caudal.companies(id, account_id) ON DELETE CASCADE
  constraint warehouses_company_id_name_key UNIQUE (company_id, name)
  constraint warehouses_id_account_id_key UNIQUE (id, account_id)
  constraint warehouses_pkey PRIMARY KEY (id)
  CREATE INDEX warehouses_account ON caudal.warehouses USING btree (account_id)
  policy add_managed for insert to caudal_request with check ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  policy change_managed for update to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  policy read_allowed for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (( SELECT caudal.claim_all_companies() AS claim_all_companies) OR (company_id IN ( SELECT a.company_id
   FROM caudal.access_profile_companies a
  WHERE (a.access_profile_id = ( SELECT caudal.claim_access_profile_id() AS claim_access_profile_id))))) AND (( SELECT caudal.claim_all_warehouses() AS claim_all_warehouses) OR (id IN ( SELECT a.warehouse_id
   FROM caudal.access_profile_warehouses a
  WHERE (a.access_profile_id = ( SELECT caudal.claim_access_profile_id() AS claim_access_profile_id))))))
  policy remove_managed for delete to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND ( SELECT caudal.claim_manages() AS claim_manages))
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.warehouses FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": [], "account": "account_id", "columns": ["company_id", "name"], "subject": "warehouse"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.warehouses FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": [], "account": "account_id", "columns": ["company_id", "name"], "subject": "warehouse"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON caudal.warehouses FOR EACH ROW WHEN (((old.company_id IS DISTINCT FROM new.company_id) OR (old.name IS DISTINCT FROM new.name))) EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "name": "name", "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": [], "account": "account_id", "columns": ["company_id", "name"], "subject": "warehouse"}')
  grant delete, insert, select to caudal_request
  grant update (company_id, name) to caudal_request

table caudal.webhook_deliveries (force row level security)
  id uuid not null
  webhook_id uuid not null
  account_id uuid not null
  user_id uuid not null
  kind text not null
  state text not null default 'pending'::text
  attempts integer not null default 0
  status integer
  error jsonb
  created_at timestamp with time zone not null default now()
  last_attempt_at timestamp with time zone
  notification_id uuid
  constraint webhook_deliveries_notification_id_fkey FOREIGN KEY (notification_id) REFERENCES caudal.notifications(id) ON DELETE SET NULL
  constraint webhook_deliveries_pkey PRIMARY KEY (id)
  constraint webhook_deliveries_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sent'::text, 'failed'::text])))
  constraint webhook_deliveries_webhook_id_account_id_user_id_fkey FOREIGN KEY (webhook_id, account_id, user_id) REFERENCES caudal.webhooks(id, account_id, user_id) ON DELETE CASCADE
  CREATE INDEX webhook_deliveries_failed ON caudal.webhook_deliveries USING btree (webhook_id, created_at DESC, id DESC) WHERE (state = 'failed'::text)
  CREATE INDEX webhook_deliveries_list ON caudal.webhook_deliveries USING btree (webhook_id, created_at DESC, id DESC)
  CREATE INDEX webhook_deliveries_notification ON caudal.webhook_deliveries USING btree (notification_id) WHERE (notification_id IS NOT NULL)
  policy keep_deliveries for all to caudal_definer using true
  policy read_own for select to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  grant delete, insert, select, update to caudal_definer
  grant select to caudal_request

table caudal.webhooks (force row level security)
  id uuid not null
  account_id uuid not null
  user_id uuid not null
  name text not null
  url text not null
  secret text not null
  old_secret text
  old_secret_until timestamp with time zone
  kinds text[] not null
  active boolean not null default true
  stopped text
  failures integer not null default 0
  failing_since timestamp with time zone
  last_status integer
  last_error jsonb
  last_at timestamp with time zone
  created_at timestamp with time zone not null default now()
  host text default lower("substring"(url, '^[A-Za-z]+://(?:[^/?#\\@]*@)?(\[[^]]*\]|[^/?#:\\]+)'::text))
  constraint webhooks_account_id_user_id_fkey FOREIGN KEY (account_id, user_id) REFERENCES caudal.members(account_id, user_id) ON DELETE CASCADE
  constraint webhooks_id_account_id_user_id_key UNIQUE (id, account_id, user_id)
  constraint webhooks_kinds_check CHECK (((cardinality(kinds) >= 1) AND (cardinality(kinds) <= 50)))
  constraint webhooks_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
  constraint webhooks_old_secret_check CHECK ((length(old_secret) <= 1000))
  constraint webhooks_pkey PRIMARY KEY (id)
  constraint webhooks_secret_check CHECK ((length(secret) <= 1000))
  constraint webhooks_stopped_check CHECK ((stopped = ANY (ARRAY['failing'::text, 'gone'::text, 'taken_back'::text])))
  constraint webhooks_url_check CHECK (((length(url) >= 1) AND (length(url) <= 2000)))
  CREATE INDEX webhooks_member ON caudal.webhooks USING btree (account_id, user_id, created_at)
  CREATE INDEX webhooks_outbox ON caudal.webhooks USING btree (((id)::text))
  policy know_webhooks for select to caudal_definer using true
  policy note_webhooks for update to caudal_definer using true
  policy own for all to caudal_request using ((account_id = ( SELECT caudal.claim_account_id() AS claim_account_id)) AND (user_id = ( SELECT caudal.claim_user_id() AS claim_user_id)))
  CREATE TRIGGER audit_delete AFTER DELETE ON caudal.webhooks FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": ["user_id"], "account": "account_id", "columns": ["user_id", "name", "url", "secret", "old_secret", "kinds", "active", "stopped"], "ignored": ["host", "old_secret_until", "failures", "failing_since", "last_status", "last_error", "last_at", "created_at"], "private": true, "subject": "webhook"}')
  CREATE TRIGGER audit_insert AFTER INSERT ON caudal.webhooks FOR EACH ROW EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": ["user_id"], "account": "account_id", "columns": ["user_id", "name", "url", "secret", "old_secret", "kinds", "active", "stopped"], "ignored": ["host", "old_secret_until", "failures", "failing_since", "last_status", "last_error", "last_at", "created_at"], "private": true, "subject": "webhook"}')
  CREATE TRIGGER audit_update AFTER UPDATE ON caudal.webhooks FOR EACH ROW WHEN (((old.user_id IS DISTINCT FROM new.user_id) OR (old.name IS DISTINCT FROM new.name) OR (old.url IS DISTINCT FROM new.url) OR (old.secret IS DISTINCT FROM new.secret) OR (old.old_secret IS DISTINCT FROM new.old_secret) OR (old.kinds IS DISTINCT FROM new.kinds) OR (old.active IS DISTINCT FROM new.active) OR (old.stopped IS DISTINCT FROM new.stopped))) EXECUTE FUNCTION caudal.record_change('{"id": ["id"], "verbs": {"delete": [{"verb": "removed"}], "insert": [{"verb": "created"}], "update": [{"verb": "changed"}]}, "people": ["user_id"], "account": "account_id", "columns": ["user_id", "name", "url", "secret", "old_secret", "kinds", "active", "stopped"], "ignored": ["host", "old_secret_until", "failures", "failing_since", "last_status", "last_error", "last_at", "created_at"], "private": true, "subject": "webhook"}')
  CREATE TRIGGER guard_webhook BEFORE UPDATE ON caudal.webhooks FOR EACH ROW EXECUTE FUNCTION caudal.guard_webhook()
  grant select to caudal_definer
  grant delete, select to caudal_request
  grant update (secret, old_secret, active, stopped, failures, failing_since, last_status, last_error, last_at) to caudal_definer
  grant insert (id, account_id, user_id, name, url, secret, kinds) to caudal_request
  grant update (name, url, secret, old_secret, old_secret_until, kinds, active) to caudal_request

function auth.return_attempts(text[],bytea[],text[],boolean[]) owned by caudal_owner
  execute to caudal_signin
CREATE OR REPLACE FUNCTION auth.return_attempts(kinds text[], keys bytea[], windows text[], forgotten boolean[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  for i in 1 .. cardinality(kinds) loop
    update auth.attempts a set count = case when forgotten[i] then 0 else greatest(a.count - 1, 0) end
      where a.kind = kinds[i] and a.key_hash = keys[i] and (forgotten[i] or a.ends_at = windows[i]::timestamptz);
  end loop;
end
$function$

function auth.take_attempts(text[],bytea[],integer[],bigint[]) owned by caudal_owner
  execute to caudal_signin
CREATE OR REPLACE FUNCTION auth.take_attempts(kinds text[], keys bytea[], most integer[], windows_ms bigint[])
 RETURNS TABLE(wait integer, windows text[])
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  ended timestamptz;
begin
  -- Without a lock: whoever goes on after the end makes nobody wait.
  select max(greatest(1, ceil(extract(epoch from a.ends_at - now()))))::integer into wait
    from unnest(kinds, keys, most, windows_ms) as asked (kind, key_hash, most, window_ms)
    join auth.attempts a on a.kind = asked.kind and a.key_hash = asked.key_hash
    where auth.window_holds(a.ends_at, asked.window_ms) and a.count >= asked.most;
  windows := '{}';
  if wait is null then
    for i in 1 .. cardinality(kinds) loop
      insert into auth.attempts as a (kind, key_hash, count, ends_at)
        values (kinds[i], keys[i], 1, now() + windows_ms[i] * interval '1 millisecond')
        on conflict (kind, key_hash) do update
          set count = case when auth.window_holds(a.ends_at, windows_ms[i]) then a.count + 1 else 1 end,
            ends_at = case when auth.window_holds(a.ends_at, windows_ms[i]) then a.ends_at else excluded.ends_at end
          where not auth.window_holds(a.ends_at, windows_ms[i]) or a.count < most[i]
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
  -- And what no window ends so late: it was begun before the clock was set back.
  delete from auth.attempts a using (
    select o.kind, o.key_hash from auth.attempts o where o.ends_at > now() + interval '1 day' order by o.ends_at desc limit 20 for update skip locked
  ) gone where a.kind = gone.kind and a.key_hash = gone.key_hash;
  wait := coalesce(wait, 0);
  return next;
end
$function$

function auth.window_holds(timestamp with time zone,bigint) owned by caudal_owner
  execute to caudal_signin
CREATE OR REPLACE FUNCTION auth.window_holds(ends_at timestamp with time zone, window_ms bigint)
 RETURNS boolean
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select ends_at > now() and ends_at <= clock_timestamp() + window_ms * interval '1 millisecond'
$function$

function caudal.accept_invitation(bytea,uuid,text,text,text) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.accept_invitation(sent_hash bytea, new_member uuid, their_email text, their_name text, their_locale text)
 RETURNS TABLE(outcome text, account_id uuid)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
#variable_conflict use_column
declare
  found_one record;
  state text;
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('caudal erasure', 0));
  select * into found_one from caudal.invitations i where i.token_hash = sent_hash for update;
  if not found then return query select 'unknown', null::uuid; return; end if;
  state := case when found_one.accepted_at is not null then 'accepted' when found_one.revoked_at is not null then 'revoked'
    when found_one.expires_at <= clock_timestamp() then 'expired' else 'open' end;
  if state = 'open' and lower(their_email) <> found_one.email then state := 'other_address'; end if;
  if state <> 'open' then return query select state, null::uuid; return; end if;
  -- Who acts: the changes below are theirs.
  perform set_config('caudal.acting_user', new_member::text, true);
  insert into caudal.profiles (user_id, email, name, locale) values (new_member, lower(their_email), their_name, their_locale)
  on conflict (user_id) do nothing;
  insert into caudal.members (account_id, user_id, role, access_profile_id)
  values (found_one.account_id, new_member, found_one.role, found_one.access_profile_id)
  on conflict (account_id, user_id) do nothing;
  state := case when found then 'joined' else 'member' end;
  update caudal.invitations i set accepted_at = clock_timestamp(), accepted_by = new_member where i.id = found_one.id;
  perform set_config('caudal.acting_user', '', true);
  return query select state, found_one.account_id;
end
$function$

function caudal.append_seals(jsonb) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.append_seals(seals jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  last constant bigint := (select coalesce(max(s.position), 0) from caudal.audit_seals s);
begin
  insert into caudal.audit_seals (position, entry_id, who_digest, what_digest, link, key_id, sealed_at)
    select s.position, s.entry_id, decode(s.who_digest, 'hex'), decode(s.what_digest, 'hex'), decode(s.link, 'hex'), s.key_id, s.sealed_at
      from jsonb_to_recordset(seals) as s ("position" bigint, entry_id bigint, who_digest text, what_digest text, link text, key_id text, sealed_at timestamptz);
  if (select count(*) <> max(s.position) - last or min(s.position) <> last + 1 from caudal.audit_seals s where s.position > last) then
    raise exception 'the seals do not go on after position %', last using errcode = 'check_violation';
  end if;
  delete from caudal.audit_unsealed u using jsonb_to_recordset(seals) as s (entry_id bigint) where u.entry_id = s.entry_id;
end
$function$

function caudal.audit_table(regclass,jsonb) owned by caudal_owner
CREATE OR REPLACE FUNCTION caudal.audit_table(target regclass, options jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  present constant text[] := array(select a.attname from pg_catalog.pg_attribute a where a.attrelid = target and a.attnum > 0 and not a.attisdropped order by a.attnum);
  ids constant jsonb := coalesce(options -> 'id', '["id"]');
  account constant text := coalesce(options ->> 'account', case when 'account_id' = any (present) then 'account_id' end);
  people constant jsonb := coalesce(options -> 'people', case when 'user_id' = any (present) then '["user_id"]' else '[]' end::jsonb);
  verbs constant jsonb := coalesce((select jsonb_object_agg(operation, case jsonb_typeof(verb) when 'array' then verb else jsonb_build_array(jsonb_build_object('verb', verb)) end)
    from jsonb_each(coalesce(options -> 'verbs', '{"insert": "created", "update": "changed", "delete": "removed"}')) each (operation, verb)), '{}');
  unused constant text[] := array(select jsonb_array_elements_text(options -> 'ignored'));
  named constant text[] := unused || array(select jsonb_array_elements_text(ids || people || coalesce(options -> 'masked', '[]')))
    || array_remove(array[account, options ->> 'name', options ->> 'actor', options ->> 'address'], null);
  columns constant text[] := array(select c from unnest(present) c where c <> all (unused || array_remove(array[account], null)) and not ids ? c);
  complete constant jsonb := options || jsonb_build_object('id', ids, 'account', account, 'people', people, 'verbs', verbs, 'columns', to_jsonb(columns));
  moment text;
begin
  if options ->> 'subject' !~ '^[a-z_]+$' or options ->> 'subject' is null then
    raise exception 'caudal.audit_table(%): no subject', target;
  elsif not named <@ present then
    raise exception 'caudal.audit_table(%): no columns %', target, array(select n from unnest(named) n where n <> all (present));
  elsif exists (select from jsonb_object_keys(options) k where k <> all (array['subject', 'verbs', 'id', 'account', 'people', 'name', 'private', 'masked', 'ignored', 'actor', 'address'])) then
    raise exception 'caudal.audit_table(%): an option has no meaning', target;
  end if;
  -- Whoever makes a trigger must be allowed to call its function, for that moment only.
  set local role caudal_definer;
  execute format('grant execute on function caudal.record_change() to %I', session_user);
  reset role;
  foreach moment in array array['insert', 'update', 'delete'] loop
    execute format('drop trigger if exists %I on %s', 'audit_' || moment, target);
    continue when verbs -> moment is null or (moment = 'update' and columns = '{}');
    execute format('create trigger %I after %s on %s for each row %s execute function caudal.record_change(%L)', 'audit_' || moment, moment, target,
      -- What beats several times a second (a lease, a progress) costs one comparison.
      case when moment = 'update' then (select 'when (' || string_agg(format('old.%1$I is distinct from new.%1$I', c), ' or ') || ')' from unnest(columns) c) end,
      complete);
  end loop;
  set local role caudal_definer;
  execute format('revoke execute on function caudal.record_change() from %I', session_user);
  reset role;
end
$function$

function caudal.begin_erasure(uuid[]) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.begin_erasure(giving_up uuid[])
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  person constant uuid := nullif(current_setting('caudal.user_id', true), '')::uuid;
  account uuid;
  going uuid[];
begin
  if person is null then
    raise exception 'an erasure is asked for within a scope' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('caudal erasure', 0));
  -- Nobody joins an account now, but members may still leave it: of two owners who go at once, the second one sees that she is the last.
  for account in select m.account_id from caudal.members m where m.user_id = person order by m.account_id loop
    perform pg_advisory_xact_lock(hashtext('caudal.owners'), hashtext(account::text));
  end loop;
  if exists (select from caudal.list_own_accounts() a
      where a.role = 'owner' and a.owners = 0 and a.others > 0 and a.account_id <> all (giving_up)) then
    return false;
  end if;
  going := array(select a.account_id from caudal.list_own_accounts() a
    where a.role = 'owner' and a.owners = 0 and (a.others = 0 or a.account_id = any (giving_up)));
  insert into caudal.erasures (user_id, accounts) values (person, going)
    on conflict (user_id) do update set accounts = caudal.erasures.accounts || excluded.accounts;
  -- Running work ends: its worker is told, and finds its lease gone.
  update caudal.runs r set state = case when r.state = 'running' then 'cancelling' else 'cancelled' end,
      finished_at = case when r.state = 'running' then null else clock_timestamp() end
    where (r.user_id = person or r.account_id = any (going)) and r.state in ('queued', 'waiting', 'running');
  delete from caudal.members m where m.user_id = person or m.account_id = any (going);
  perform caudal.close_invitations(person, going);
  return true;
end
$function$

function caudal.begin_view(uuid,uuid,bigint) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.begin_view(asking_session uuid, as_member uuid, for_ms bigint)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  member_role text;
  until timestamptz;
begin
  if not caudal.claim_manages() then return '-infinity'; end if;
  select m.role into member_role from caudal.members m where m.account_id = caudal.claim_account_id() and m.user_id = as_member;
  if not found then return null; end if;
  if as_member = caudal.claim_user_id() or not caudal.may_view(caudal.claim_role(), member_role) then return '-infinity'; end if;
  insert into caudal.views (session_id, account_id, manager_id, member_id, ends_at)
  values (asking_session, caudal.claim_account_id(), caudal.claim_user_id(), as_member, clock_timestamp() + for_ms * interval '1 millisecond')
  returning ends_at into until;
  return until;
end
$function$

function caudal.call_webhooks() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.call_webhooks()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  with called as (
    insert into caudal.outbox (kind, account_id, user_id, recipient, key, notification_id, give_up_at)
    select 'webhook', w.account_id, w.user_id, w.id::text, new.key, new.id, now() + interval '3 days'
    from caudal.webhooks w
    where w.account_id = new.account_id and w.user_id = new.user_id and w.active and new.key = any (w.kinds)
    returning id, recipient
  )
  insert into caudal.webhook_deliveries (id, webhook_id, account_id, user_id, kind, notification_id)
  select c.id, c.recipient::uuid, new.account_id, new.user_id, new.key, new.id from called c;
  if found then perform pg_notify('caudal_outbox', 'webhook'); end if;
  insert into caudal.webhook_deliveries (id, webhook_id, account_id, user_id, kind, notification_id, state, error)
  select gen_random_uuid(), w.id, w.account_id, w.user_id, new.key, new.id, 'failed', '{"code": "webhook_off", "params": {}}'
  from caudal.webhooks w
  where w.account_id = new.account_id and w.user_id = new.user_id and w.stopped in ('failing', 'gone') and new.key = any (w.kinds);
  return null;
end
$function$

function caudal.check_run_change() owned by caudal_owner
CREATE OR REPLACE FUNCTION caudal.check_run_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.token < old.token then
    raise exception 'the token of run % may not fall', new.id using errcode = 'check_violation';
  end if;
  if new.state <> old.state and not caudal.run_change_allowed(old.state, new.state) then
    raise exception 'run % cannot go from % to %', new.id, old.state, new.state using errcode = 'check_violation';
  end if;
  return new;
end
$function$

function caudal.choose_account(uuid,uuid,uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.choose_account(asking_session uuid, asking_user uuid, in_account uuid)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with chosen as (
    insert into caudal.session_accounts as s (session_id, account_id, user_id)
    select asking_session, m.account_id, m.user_id from caudal.members m where m.account_id = in_account and m.user_id = asking_user
    on conflict (session_id) do update set account_id = excluded.account_id, user_id = excluded.user_id
    returning 1
  )
  select exists (select from chosen)
$function$

function caudal.claim_access_profile_id() owned by caudal_owner
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.claim_access_profile_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('caudal.access_profile_id'::text, true), ''::text))::uuid

function caudal.claim_account_id() owned by caudal_owner
  execute to caudal_definer, caudal_request
CREATE OR REPLACE FUNCTION caudal.claim_account_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('caudal.account_id'::text, true), ''::text))::uuid

function caudal.claim_all_companies() owned by caudal_owner
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.claim_all_companies()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE((current_setting('caudal.all_companies'::text, true) = 'true'::text), false)

function caudal.claim_all_warehouses() owned by caudal_owner
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.claim_all_warehouses()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE((current_setting('caudal.all_warehouses'::text, true) = 'true'::text), false)

function caudal.claim_manages() owned by caudal_owner
  execute to caudal_definer, caudal_request
CREATE OR REPLACE FUNCTION caudal.claim_manages()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE((current_setting('caudal.role'::text, true) = ANY (ARRAY['owner'::text, 'admin'::text])), false)

function caudal.claim_outbox(text,integer,integer,integer,integer,integer,integer,uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.claim_outbox(of_kind text, lease_ms integer, at_most integer, per_lane integer, per_host integer, per_member integer, per_account integer, by_sender uuid)
 RETURNS TABLE(id uuid, kind text, account_id uuid, user_id uuid, recipient text, key text, locale text, content text, attempt integer, tried integer, unanswered integer, created_at timestamp with time zone, give_up_at timestamp with time zone, notice jsonb)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
#variable_conflict use_column
declare
  taken uuid[] := '{}';
  -- Changed by somebody else at this moment: theirs to finish, and due again afterwards.
  passed uuid[] := '{}';
  head uuid;
  at timestamptz;
begin
  perform pg_advisory_xact_lock(hashtextextended('caudal.claim_outbox ' || of_kind, 0));
  -- What was written down later than it is now: the clock was set back since. What waits would do so for that much longer, and so would what
  -- a dead server holds; a live one has its time anew. No pause is as long as an hour.
  at := clock_timestamp();
  if (select coalesce(o.claimed_at, o.created_at) from caudal.outbox o where o.state = 'pending' and o.kind = of_kind
        order by coalesce(o.claimed_at, o.created_at) desc limit 1) > at
    or (select o.next_attempt_at from caudal.outbox o where o.state = 'pending' and o.kind = of_kind
        order by o.next_attempt_at desc limit 1) > at + interval '1 hour' then
    with early as (
      select o.id from caudal.outbox o
      where o.state = 'pending' and o.kind = of_kind and (o.next_attempt_at > at + interval '1 hour' or coalesce(o.claimed_at, o.created_at) > at)
        and (o.next_attempt_at > at or o.lease_until > at + lease_ms * interval '1 millisecond')
      for update skip locked
    )
    update caudal.outbox o set next_attempt_at = least(o.next_attempt_at, now()),
        claimed_at = case when o.claimed_at > at then at else o.claimed_at end,
        lease_until = case when o.lease_until is not null then least(o.lease_until, at + lease_ms * interval '1 millisecond') end
      from early where o.id = early.id;
  end if;
  while cardinality(taken) < at_most loop
    -- The lanes by one look into the index each, however much waits in them.
    with recursive lanes (lane) as (
      (select o.lane from caudal.outbox o where o.state = 'pending' and o.kind = of_kind order by o.lane limit 1)
      union all
      select (select o.lane from caudal.outbox o where o.state = 'pending' and o.kind = of_kind and o.lane > l.lane order by o.lane limit 1)
      from lanes l where l.lane is not null
    ), held as materialized (
      select o.lane, o.account_id, o.user_id, w.host
      from caudal.outbox o left join caudal.webhooks w on o.kind = 'webhook' and w.id::text = o.recipient
      where o.state = 'pending' and o.kind = of_kind and o.lease_until >= now()
    )
    select first.id into head
    from lanes l
      cross join lateral (
        select o.id, o.account_id, o.user_id, o.recipient, o.next_attempt_at from caudal.outbox o
        where o.state = 'pending' and o.kind = of_kind and o.lane = l.lane and o.next_attempt_at <= now()
          and (o.lease_until is null or o.lease_until < now()) and o.id <> all (passed)
        order by o.next_attempt_at limit 1
      ) first
      left join caudal.webhooks w on of_kind = 'webhook' and w.id::text = first.recipient
      cross join lateral (
        select count(*) filter (where h.lane = l.lane) as of_lane, count(*) filter (where h.host = w.host) as of_host,
          count(*) filter (where h.account_id = first.account_id and h.user_id = first.user_id) as of_member,
          count(*) filter (where h.account_id = first.account_id) as of_account
        from held h
      ) busy
      left join lateral (
        select max(o.claimed_at) as at from caudal.outbox o
        where o.kind = of_kind and o.account_id = first.account_id and o.user_id = first.user_id and o.claimed_at is not null
      ) turn on true
    where busy.of_lane < per_lane and busy.of_host < per_host and busy.of_member < per_member and busy.of_account < per_account
    order by busy.of_member, busy.of_account, turn.at nulls first, busy.of_lane, first.next_attempt_at, first.id
    limit 1;
    exit when head is null;
    perform from caudal.outbox o where o.id = head and o.state = 'pending' and o.next_attempt_at <= now() for update skip locked;
    if found then
      update caudal.outbox o set attempts = o.attempts + 1, unanswered = o.unanswered + (o.lease_until is not null)::integer,
          lease_until = now() + lease_ms * interval '1 millisecond', claimed_at = clock_timestamp(), sender = by_sender
        where o.id = head;
      taken := taken || head;
    else
      passed := passed || head;
    end if;
  end loop;
  return query
    select t.id, t.kind, t.account_id, t.user_id, coalesce(t.recipient, p.email), t.key, t.locale, t.content, t.attempts,
      t.attempts - t.begun_again, t.unanswered, t.created_at, t.give_up_at,
      case when n.id is not null then jsonb_build_object('title', n.title, 'message', n.message, 'type', n.type, 'key', n.key,
        'params', n.params, 'file_id', n.related_file_id) end
    from unnest(taken) with ordinality as mine (id, place)
      join caudal.outbox t on t.id = mine.id
      left join caudal.profiles p on p.user_id = t.user_id
      left join caudal.notifications n on n.id = t.notification_id
    order by mine.place;
end
$function$

function caudal.claim_role() owned by caudal_owner
  execute to caudal_definer, caudal_request
CREATE OR REPLACE FUNCTION caudal.claim_role()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('caudal.role'::text, true), ''::text)

function caudal.claim_run(text,text[],integer,integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.claim_run(worker_id text, kinds text[], lease_ms integer, per_account integer)
 RETURNS SETOF caudal.runs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  turn record;
  found_id uuid;
  at timestamptz;
begin
  perform pg_advisory_xact_lock(hashtext('caudal.claim_run'));
  -- What was written down later than it is now: the clock was set back since. What waits would do so for that much longer, and so would the
  -- run of a dead worker; whoever is alive extends the lease.
  at := clock_timestamp();
  with early as (
    select r.id from caudal.runs r
    where r.state in ('queued', 'waiting') and r.available_at > at and coalesce(r.claimed_at, r.queued_at) > at
    for update skip locked
  )
  update caudal.runs r set available_at = at from early where r.id = early.id;
  with held as (
    select r.id from caudal.runs r
    where r.state in ('running', 'cancelling') and r.lease_until > at + 2 * lease_ms * interval '1 millisecond'
    for update skip locked
  )
  update caudal.runs r set lease_until = at + lease_ms * interval '1 millisecond' from held where r.id = held.id;
  for turn in
    select ready.account_id
      from (select r.account_id, min(r.available_at) as oldest from caudal.runs r
             where r.state in ('queued', 'waiting') and r.available_at <= clock_timestamp() and r.kind = any (kinds)
             group by r.account_id) ready
      left join (select r.account_id, count(*) as held from caudal.runs r
                  where r.state in ('running', 'cancelling') group by r.account_id) busy on busy.account_id = ready.account_id
      join caudal.accounts quota on quota.id = ready.account_id
     where coalesce(busy.held, 0) < coalesce(quota.runs_at_once, per_account)
     order by coalesce(busy.held, 0),
              (select max(r.claimed_at) from caudal.runs r where r.account_id = ready.account_id and r.claimed_at is not null) nulls first,
              ready.oldest, ready.account_id
  loop
    select r.id into found_id from caudal.runs r
     where r.account_id = turn.account_id and r.state in ('queued', 'waiting') and r.available_at <= clock_timestamp() and r.kind = any (kinds)
     order by r.available_at, r.queued_at, r.id
     limit 1
     for update skip locked;
    if found then
      return query
        update caudal.runs r
           set state = 'running', attempt = r.attempt + 1, token = r.token + 1, worker = worker_id, claimed_at = clock_timestamp(),
               lease_until = clock_timestamp() + lease_ms * interval '1 millisecond', started_at = coalesce(r.started_at, clock_timestamp())
         where r.id = found_id
        returning r.*;
      return;
    end if;
  end loop;
end
$function$

function caudal.claim_shared_file_id() owned by caudal_owner
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.claim_shared_file_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('caudal.shared_file_id'::text, true), ''::text))::uuid

function caudal.claim_user_id() owned by caudal_owner
  execute to caudal_definer, caudal_request
CREATE OR REPLACE FUNCTION caudal.claim_user_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('caudal.user_id'::text, true), ''::text))::uuid

function caudal.close_departure() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.close_departure()
 RETURNS TABLE(user_id uuid, email text, name text, locale text, account text, files integer, bytes bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
#variable_conflict use_column
declare
  done record;
begin
  select d.account_id, d.user_id, d.ends_at, d.removed_files, d.removed_bytes into done from caudal.departures d
    where d.ends_at <= clock_timestamp()
      and not exists (select from caudal.files f where f.account_id = d.account_id and f.user_id = d.user_id and f.uploaded_at <= d.ends_at)
      and not exists (select from caudal.uploads u
        where u.account_id = d.account_id and u.user_id = d.user_id and u.created_at <= d.ends_at and u.file_id is null)
    order by d.ends_at limit 1 for update skip locked;
  if not found then return; end if;
  delete from caudal.runs r where r.account_id = done.account_id and r.user_id = done.user_id and r.queued_at <= done.ends_at;
  delete from caudal.notifications n where n.account_id = done.account_id and n.user_id = done.user_id and n.created_at <= done.ends_at;
  delete from caudal.events v where v.account_id = done.account_id and v.user_id = done.user_id and v.created_at <= done.ends_at;
  delete from caudal.departures d where d.account_id = done.account_id and d.user_id = done.user_id;
  return query select p.user_id, p.email, p.name, p.locale, a.name, done.removed_files, done.removed_bytes
    from caudal.profiles p, caudal.accounts a where p.user_id = done.user_id and a.id = done.account_id;
end
$function$

function caudal.close_erasure(uuid,integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.close_erasure(person uuid, at_most integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform from caudal.erasures e where e.user_id = person for update;
  if not found then return true; end if;
  if exists (select from caudal.profiles p where p.user_id = person) then
    raise exception 'something of this person arrived meanwhile' using errcode = 'object_not_in_prerequisite_state';
  end if;
  if caudal.erase_audit_of(person, at_most) > 0 then return false; end if;
  delete from caudal.events v where v.user_id = person;
  delete from caudal.erasures e where e.user_id = person;
  return true;
end
$function$

function caudal.close_invitations(uuid,uuid[]) owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.close_invitations(person uuid, accounts uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  update caudal.invitations i set revoked_at = now()
    where (i.invited_by = person or i.account_id = any (accounts)) and i.accepted_at is null and i.revoked_at is null;
  delete from caudal.invitations i using caudal.profiles p where p.user_id = person and i.email = lower(p.email);
  delete from caudal.outbox o using caudal.profiles p where p.user_id = person and o.kind = 'mail' and lower(o.recipient) = lower(p.email);
end
$function$

function caudal.come_back() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.come_back()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from caudal.departures d where d.account_id = new.account_id and d.user_id = new.user_id and d.ends_at > clock_timestamp();
  return null;
end
$function$

function caudal.count_removals() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.count_removals()
 RETURNS TABLE(erasures integer, erasure_seconds double precision, departures integer, departure_seconds double precision)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select e.waiting, coalesce(extract(epoch from clock_timestamp() - e.since), 0)::double precision,
    d.waiting, coalesce(extract(epoch from clock_timestamp() - d.since), 0)::double precision
  from (select count(*)::integer as waiting, min(asked_at) as since from caudal.erasures) e,
    (select count(*)::integer as waiting, min(ends_at) as since from caudal.departures
      where told_at is not null and ends_at <= clock_timestamp()) d
$function$

function caudal.count_runs() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.count_runs()
 RETURNS TABLE(kind text, state text, runs bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select r.kind, r.state, count(*) from caudal.runs r
   where r.state in ('queued', 'waiting', 'running', 'cancelling') or r.finished_at > now() - interval '1 day'
   group by r.kind, r.state
$function$

function caudal.depart() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.depart()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (select from caudal.accounts a where a.id = old.account_id)
    and not exists (select from caudal.erasures e where e.user_id = old.user_id or old.account_id = any (e.accounts)) then
    insert into caudal.departures as d (account_id, user_id) values (old.account_id, old.user_id)
      on conflict (account_id, user_id) do update set left_at = excluded.left_at, ends_at = excluded.ends_at, told_at = null;
  end if;
  return null;
end
$function$

function caudal.end_departure(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.end_departure(in_account uuid)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with ended as (
    update caudal.departures d set ends_at = clock_timestamp(), told_at = coalesce(d.told_at, clock_timestamp())
    where d.account_id = in_account and d.user_id = caudal.claim_user_id() and d.ends_at > clock_timestamp() returning 1
  )
  select exists (select from ended)
$function$

function caudal.end_member_sessions(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.end_member_sessions(member uuid)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held integer;
begin
  if not caudal.may_end_ways(member) then return 0; end if;
  update auth."user" u set "sessionSeries" = u."sessionSeries" + 1 where u.id = member;
  delete from auth.second_steps t where t.user_id = member;
  -- `withdrawnStep` of sign-in (auth/end-sessions.ts): not deleted, for the log would say that one was turned off.
  update auth.second_factors f set last_step = 9007199254740991 where f.user_id = member and f.confirmed_at is null;
  delete from auth.known_devices d where d.user_id = member;
  with gone as (delete from auth."session" s where s."userId" = member returning s."expiresAt" > now() as held)
  select count(*) filter (where gone.held)::integer into held from gone;
  return held;
end
$function$

function caudal.end_view(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.end_view(asking_session uuid)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (delete from caudal.views v where v.session_id = asking_session and v.manager_id = caudal.claim_user_id() returning 1)
  select exists (select from gone)
$function$

function caudal.enqueue_outbox(uuid,text,text,text,text,text,bigint,uuid,uuid) owned by caudal_definer
  execute to caudal_request, caudal_signin
CREATE OR REPLACE FUNCTION caudal.enqueue_outbox(entry_id uuid, entry_kind text, entry_recipient text, entry_key text, entry_locale text, sealed text, lifetime_ms bigint, entry_account uuid, entry_user uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into caudal.outbox (id, kind, recipient, key, locale, content, give_up_at, account_id, user_id)
  values (entry_id, entry_kind, entry_recipient, entry_key, entry_locale, sealed,
    now() + lifetime_ms * interval '1 millisecond', entry_account, entry_user)
  on conflict (id) do nothing;
  select pg_notify('caudal_outbox', entry_kind);
$function$

function caudal.entries_of_person(uuid,bigint,integer) owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.entries_of_person(person uuid, after_id bigint, at_most integer)
 RETURNS TABLE(id bigint)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select id from (
    (select e.id from caudal.audit_entries e where e.user_id = person and e.id > after_id order by e.id limit at_most)
    union
    (select e.id from caudal.audit_entries e where e.person_ids[1] = person and e.id > after_id order by e.id limit at_most)
    union
    (select e.id from caudal.audit_entries e where e.person_ids[2] = person and e.id > after_id order by e.id limit at_most)
    union
    (select e.id from caudal.audit_entries e where cardinality(e.person_ids) > 2 and person = any (e.person_ids) and e.id > after_id
      order by e.id limit at_most)
  ) found order by id limit at_most
$function$

function caudal.erase_audit_of(uuid,integer) owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.erase_audit_of(person uuid, at_most integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  found bigint[];
  home uuid;
  erasure bigint;
begin
  loop
    found := array(select p.id from caudal.entries_of_person(person, 0, at_most) p);
    if cardinality(found) = 0 then return 0; end if;
    -- In one order, so that two erasures wait for one another and never crosswise; whoever seals these entries meanwhile does not wait.
    perform from caudal.audit_entries e where e.id = any (found) order by e.id for no key update;
    found := array(select e.id from caudal.audit_entries e where e.id = any (found) and (e.user_id = person or person = any (e.person_ids)));
    exit when cardinality(found) > 0;
  end loop;
  home := (select e.account_id from caudal.audit_entries e where e.id = any (found) and e.account_id is not null order by e.id desc limit 1);
  if person::text in (current_setting('caudal.user_id', true), current_setting('caudal.acting_user', true)) then
    insert into caudal.audit_entries (account_id, action, object_type, person_ids)
      values (home, 'person.erased', 'person', '{}') returning id into erasure;
    insert into caudal.audit_unsealed (entry_id) values (erasure);
  else
    erasure := caudal.write_audit_entry(home, 'person.erased', 'person', null, null, '{}', '{}', null, null);
  end if;
  update caudal.audit_entries set changes = (
      select jsonb_build_object(
        'who', jsonb_build_object('entries', coalesce(range_agg(int8range(e.id, e.id, '[]')) filter (where e.user_id = person), '{}')::text),
        'what', jsonb_build_object('entries', coalesce(range_agg(int8range(e.id, e.id, '[]')) filter (where person = any (e.person_ids)), '{}')::text))
      from caudal.audit_entries e where e.id = any (found))
   where id = erasure;
  -- Both parts at once, as each row says which of them it is: a row is written anew once.
  update caudal.audit_entries e set
      user_id = case when e.user_id = person then null else e.user_id end,
      role = case when e.user_id = person then null else e.role end,
      credential = case when e.user_id = person then null else e.credential end,
      address = case when e.user_id = person then null else e.address end,
      request_id = case when e.user_id = person then null else e.request_id end,
      who_salt = case when e.user_id = person then null else e.who_salt end,
      who_erased_by = case when e.user_id = person then erasure else e.who_erased_by end,
      object_id = case when person = any (e.person_ids) then null else e.object_id end,
      object_name = case when person = any (e.person_ids) then null else e.object_name end,
      person_ids = case when person = any (e.person_ids) then null else e.person_ids end,
      changes = case when person = any (e.person_ids) then null else e.changes end,
      what_salt = case when person = any (e.person_ids) then null else e.what_salt end,
      what_erased_by = case when person = any (e.person_ids) then erasure else e.what_erased_by end
   where e.id = any (found);
  return cardinality(found);
end
$function$

function caudal.erase_notifications(uuid,integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.erase_notifications(person uuid, at_most integer)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (
    delete from caudal.notifications n where n.id in (
      select o.id from caudal.notifications o, caudal.erasures e
      where e.user_id = person and (o.user_id = e.user_id or o.account_id = any (e.accounts)) limit at_most)
    returning 1)
  select count(*) from gone
$function$

function caudal.erase_object(uuid,text,uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.erase_object(person uuid, kind text, subject uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if kind = 'file' then
    -- Runs before their file, as everywhere.
    delete from caudal.runs r using caudal.erasures e
      where r.file_id = subject and e.user_id = person and (r.user_id = e.user_id or r.account_id = any (e.accounts));
    delete from caudal.files f using caudal.erasures e
      where f.id = subject and e.user_id = person and (f.user_id = e.user_id or f.account_id = any (e.accounts));
  else
    delete from caudal.uploads u using caudal.erasures e
      where u.id = subject and e.user_id = person and (u.user_id = e.user_id or u.account_id = any (e.accounts));
  end if;
end
$function$

function caudal.erase_person(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.erase_person(person uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  going constant uuid[] := (select e.accounts from caudal.erasures e where e.user_id = person);
begin
  if going is null or exists (select from caudal.list_erasable(person, 1)) then
    return false;
  end if;
  delete from caudal.runs r where r.user_id = person or r.account_id = any (going);
  delete from caudal.notifications n where n.user_id = person or n.account_id = any (going);
  perform caudal.forget_sharer(person);
  delete from caudal.events v where v.user_id = person or v.account_id = any (going);
  delete from caudal.members m where m.user_id = person or m.account_id = any (going);
  perform caudal.close_invitations(person, going);
  insert into caudal.erased_accounts (account_id) select unnest(going) on conflict do nothing;
  delete from caudal.accounts a where a.id = any (going);
  delete from caudal.profiles p where p.user_id = person;
  return true;
end
$function$

function caudal.find_invitation(bytea) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.find_invitation(sent_hash bytea)
 RETURNS TABLE(account_id uuid, account_name text, email text, role text, inviter text, expires_at timestamp with time zone, state text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select i.account_id, a.name, i.email, i.role, p.name, i.expires_at,
    case when i.accepted_at is not null then 'accepted' when i.revoked_at is not null then 'revoked'
      when i.expires_at <= now() then 'expired' else 'open' end
  from caudal.invitations i join caudal.accounts a on a.id = i.account_id left join caudal.profiles p on p.user_id = i.invited_by
  where i.token_hash = sent_hash
$function$

function caudal.find_member(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.find_member(member uuid)
 RETURNS TABLE(user_id uuid, name text, email text, role text, access_profile_id uuid, joined_at timestamp with time zone, last_sign_in_at timestamp with time zone, second_factor boolean, sessions integer, keys integer, links integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select m.user_id, p.name, p.email, m.role, m.access_profile_id, m.created_at,
    greatest(
      (select e.at from caudal.audit_entries e where e.person_ids[1] = m.user_id and e.object_type = 'session' and e.action = 'session.started'
        order by e.id desc limit 1),
      (select max(s."createdAt") from auth."session" s where s."userId" = m.user_id)),
    caudal.has_turned_on(m.user_id),
    (select count(*)::integer from auth."session" s where s."userId" = m.user_id and s."expiresAt" > now()),
    (select count(*)::integer from caudal.api_keys k where k.account_id = m.account_id and k.user_id = m.user_id and k.revoked_at is null and k.expires_at > now()),
    (select count(*)::integer from caudal.shares s where s.account_id = m.account_id and s.user_id = m.user_id and s.grantee_kind = 'link'
      and s.revoked_at is null and (s.expires_at is null or s.expires_at > now()))
  from caudal.members m join caudal.profiles p on p.user_id = m.user_id
  where m.account_id = caudal.claim_account_id() and m.user_id = member and caudal.claim_manages()
$function$

function caudal.find_refused(text,bytea) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.find_refused(shown_email text, key_hash bytea)
 RETURNS TABLE(user_id uuid, account_id uuid, key_id uuid, key_name text, reason text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(k.user_id, p.user_id), k.account_id, k.id, k.name,
    case when k.revoked_at is not null then 'key_revoked' when k.expires_at <= now() then 'key_expired' when k.id is null and key_hash is not null then 'key_unknown' end
  from (select 1) as once
    left join lateral (select a.id, a.name, a.user_id, a.account_id, a.revoked_at, a.expires_at from caudal.api_keys a where a.secret_hash = key_hash limit 1) k on true
    left join lateral (select f.user_id from caudal.profiles f where lower(f.email) = lower(shown_email) limit 1) p on true
$function$

function caudal.follow_email() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.follow_email()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update caudal.profiles set email = new.email where user_id = new.id;
  return null;
end
$function$

function caudal.follow_run() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.follow_run()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  -- Whether an earlier run left a result, which the file goes on showing.
  kept boolean;
begin
  if new.state = 'queued' then
    perform pg_notify('caudal_runs', 'queued');
  elsif new.state = 'cancelling' then
    perform pg_notify('caudal_runs', 'cancelling ' || new.id);
  end if;
  -- A step left running by an attempt that was the last one did not finish.
  if new.state in ('succeeded', 'failed', 'cancelled') then
    update caudal.run_steps
       set state = 'failed', error = case new.state when 'failed' then new.error end, finished_at = clock_timestamp()
     where run_id = new.id and state = 'running';
  end if;
  if new.file_id is null then
    return null;
  end if;
  if tg_op = 'INSERT' then
    update caudal.files set status = 'processing', error = null, error_message = null, databricks_job_id = new.id where id = new.file_id;
    insert into caudal.processing_logs (account_id, file_id, user_id, run_id, operation, status, started_at)
      values (new.account_id, new.file_id, new.user_id, new.id, 'process', 'started', clock_timestamp());
  elsif new.state in ('succeeded', 'failed', 'cancelled') then
    kept := new.state <> 'succeeded' and exists (select from caudal.files f where f.id = new.file_id and f.processed_at is not null);
    update caudal.files
       set status = case when new.state = 'succeeded' or kept then 'done' when new.state = 'failed' then 'error' else 'uploaded' end::caudal.file_status,
           processed_at = case new.state when 'succeeded' then clock_timestamp() else processed_at end,
           error = case when new.state = 'failed' and not kept then new.error end,
           error_message = case when new.state = 'failed' and not kept then new.error_message end
     where id = new.file_id;
    if kept and new.state = 'failed' then
      perform caudal.notify_kept(new);
    end if;
    update caudal.processing_logs
       set status = case new.state when 'succeeded' then 'completed' else new.state end, completed_at = clock_timestamp(),
           error_details = case new.state when 'failed' then new.error_message end
     where run_id = new.id and status = 'started';
    update caudal.processing_logs set error_details = new.error_message
     where new.state = 'failed' and run_id = new.id and status = 'failed';
  end if;
  return null;
end
$function$

function caudal.follow_run_step() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.follow_run_step()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  step_file uuid;
begin
  select r.file_id into step_file from caudal.runs r where r.id = new.run_id;
  if step_file is null then
    return null;
  end if;
  insert into caudal.processing_logs as l (account_id, file_id, user_id, run_id, operation, status, started_at, completed_at, error_details)
    values (new.account_id, step_file, new.user_id, new.run_id, new.name,
      case when new.state = 'running' then 'started' when new.state = 'done' then 'completed' when new.error is null then 'cancelled' else 'failed' end,
      new.started_at, new.finished_at, new.error ->> 'code')
    on conflict (run_id, operation) where run_id is not null
    do update set status = excluded.status, started_at = excluded.started_at, completed_at = excluded.completed_at, error_details = excluded.error_details;
  return null;
end
$function$

function caudal.follow_webhook() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.follow_webhook()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  hook caudal.webhooks;
  taken constant boolean := new.state = 'sent';
  code constant text := new.last_error ->> 'code';
  answered constant integer := (new.last_error -> 'params' ->> 'status')::integer;
  tried constant boolean := code is distinct from 'webhook_off';
  counts constant boolean := tried and old.key <> 'webhook.test';
  reason text;
begin
  update caudal.webhooks w set
      last_at = case when tried then now() else w.last_at end,
      last_status = case when tried then answered else w.last_status end,
      last_error = case when tried then new.last_error else w.last_error end,
      failures = case when not counts then w.failures when taken then 0 else w.failures + 1 end,
      failing_since = case when not counts then w.failing_since when taken then null else coalesce(w.failing_since, now()) end
    where w.id::text = old.recipient returning w.* into hook;
  if hook.id is null then return null; end if;
  update caudal.webhook_deliveries d set state = new.state, attempts = new.attempts, status = answered, error = new.last_error, last_attempt_at = now()
    where d.id = new.id;
  delete from caudal.webhook_deliveries d
    where d.webhook_id = hook.id and d.state <> 'pending' and d.created_at < now() - interval '30 days';
  if not counts then return null; end if;
  -- What waits for an endpoint that is away does not knock one by one; once it is back, nothing waits any longer.
  if new.state = 'pending' then
    update caudal.outbox o set next_attempt_at = new.next_attempt_at
      where o.kind = 'webhook' and o.recipient = old.recipient and o.state = 'pending' and o.lease_until is null
        and o.id <> new.id and o.next_attempt_at < new.next_attempt_at and o.key <> 'webhook.test';
  elsif taken then
    update caudal.outbox o set next_attempt_at = now()
      where o.kind = 'webhook' and o.recipient = old.recipient and o.state = 'pending' and o.lease_until is null and o.next_attempt_at > now();
  end if;
  reason := case when taken or not hook.active then null when code = 'webhook_gone' then 'gone'
    when hook.failures >= 20 and hook.failing_since <= now() - interval '3 days' then 'failing' end;
  if reason is not null then
    update caudal.webhooks w set active = false, stopped = reason where w.id = hook.id;
    perform caudal.notify_webhook(hook, 'webhook.' || reason);
  elsif new.state = 'failed' and hook.active and old.key not like 'webhook.%' and not exists (
      select from caudal.notifications n
      where n.account_id = hook.account_id and n.user_id = hook.user_id and n.key = 'webhook.undelivered'
        and n.params ->> 'webhook_name' = hook.name and n.created_at > now() - interval '1 day') then
    perform caudal.notify_webhook(hook, 'webhook.undelivered');
  end if;
  return null;
end
$function$

function caudal.forget_file() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.forget_file()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform caudal.forget_notices(array(select n.id from caudal.notifications n where n.related_file_id = old.id
    or (n.key = 'share.begun' and n.params ->> 'file_id' = old.id::text)));
  return old;
end
$function$

function caudal.forget_notices(uuid[]) owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.forget_notices(ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
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
$function$

function caudal.forget_sharer(uuid) owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.forget_sharer(person uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  update caudal.notifications n set
      params = n.params - 'person' - 'person_id',
      title = caudal.render_notice(coalesce(texts.title, 'share.begun'),
        n.params || jsonb_build_object('person', caudal.nobodys_name(p.locale)))
    from caudal.profiles p
      left join caudal.notice_texts texts on texts.key = 'share.begun' and texts.locale = p.locale
    where n.key = 'share.begun' and n.params ->> 'person_id' = person::text and p.user_id = n.user_id;
end
$function$

function caudal.found_account(uuid,text,text,text) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.found_account(new_user uuid, new_email text, new_name text, new_locale text)
 RETURNS TABLE(account_id uuid, role text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
#variable_conflict use_column
declare
  new_account constant uuid := gen_random_uuid();
  new_profile constant uuid := gen_random_uuid();
  tab record;
begin
  perform set_config('caudal.acting_user', new_user::text, true);
  -- Of two calls the second one waits for the first one's row, and finds what it made.
  insert into caudal.profiles (user_id, email, name, locale) values (new_user, new_email, new_name, new_locale)
  on conflict (user_id) do nothing;
  if found then
    insert into caudal.accounts (id, name, named_after, default_access_profile_id) values (new_account, new_name, new_user, new_profile);
    insert into caudal.access_profiles (id, account_id, name, all_companies, all_warehouses) values (new_profile, new_account, case new_locale when 'en' then 'Everything' else 'Todo' end, true, true);
    for tab in
      select gen_random_uuid() as id, named.key, case new_locale when 'en' then named.english else named.spanish end as name
      from (values ('leaders', 'Líderes', 'Leaders'), ('ceo', 'CEO', 'CEO'), ('cfo', 'CFO', 'CFO'), ('testing', 'Pruebas', 'Testing'))
        as named (key, spanish, english)
    loop
      insert into caudal.tabs (id, account_id, key, name) values (tab.id, new_account, tab.key, tab.name);
      insert into caudal.access_profile_tabs (account_id, access_profile_id, tab_id) values (new_account, new_profile, tab.id);
    end loop;
    insert into caudal.members (account_id, user_id, role, access_profile_id) values (new_account, new_user, 'owner', new_profile);
  end if;
  perform set_config('caudal.acting_user', '', true);
  return query select m.account_id, m.role from caudal.resolve_member(new_user) m;
end
$function$

function caudal.gone_file(text) owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.gone_file(locale text)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE locale WHEN 'en'::text THEN '{"reason": "the reason went with it.", "file_name": "a file that was deleted"}'::jsonb ELSE '{"reason": "el motivo se fue con él.", "file_name": "un archivo que se borró"}'::jsonb END

function caudal.guard_webhook() owned by caudal_owner
CREATE OR REPLACE FUNCTION caudal.guard_webhook()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if new.url <> old.url then
    if new.secret = old.secret then
      raise exception 'another url needs another secret' using errcode = 'check_violation', constraint = 'webhooks_secret_of_url';
    end if;
    new.old_secret := null;
    new.old_secret_until := null;
  end if;
  if new.url <> old.url or (new.active and not old.active) then
    new.stopped := null;
    new.failures := 0;
    new.failing_since := null;
  end if;
  return new;
end
$function$

function caudal.has_provider_factor(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.has_provider_factor(asking_session uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select exists (select from auth."session" s where s.id = asking_session and s."providerFactor")
$function$

function caudal.has_turned_on(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.has_turned_on(person uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select exists (select from auth.second_factors f where f.user_id = person and f.confirmed_at is not null)
$function$

function caudal.hold_asker() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.hold_asker()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform caudal.hold_credential(nullif(current_setting('caudal.origin', true), '')::jsonb);
  return null;
end
$function$

function caudal.hold_credential(jsonb) owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.hold_credential(origin jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET lock_timeout TO '2s'
AS $function$
declare
  kind constant text := split_part(origin ->> 'credential', ':', 1);
  shown constant uuid := nullif(split_part(origin ->> 'credential', ':', 2), '');
  person uuid;
begin
  if origin ->> 'credential' is null then return; end if;
  if kind = 'key' then
    select k.user_id into person from caudal.api_keys k where k.id = shown;
  else
    select s."userId" into person from auth."session" s where s.id = shown;
  end if;
  if found then perform pg_advisory_xact_lock_shared(caudal.ways_of(person)); end if;
  -- Only now: it may have ended while this waited.
  if kind = 'key' then
    perform from caudal.api_keys k where k.id = shown and k.revoked_at is null and k.expires_at > now();
  else
    perform from auth."session" s where s.id = shown and s."expiresAt" > now();
  end if;
  if not found then
    raise exception 'what this request showed was ended meanwhile' using errcode = 'insufficient_privilege', constraint = kind || '_ended';
  end if;
end
$function$

function caudal.hold_members() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.hold_members()
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform pg_advisory_xact_lock(hashtext('caudal.owners'), hashtext(caudal.claim_account_id()::text));
  return exists (select from caudal.members m
    where m.account_id = caudal.claim_account_id() and m.user_id = caudal.claim_user_id() and m.role = caudal.claim_role());
end
$function$

function caudal.insight_digest(caudal.insights) owned by caudal_owner
  execute to caudal_definer, caudal_request
CREATE OR REPLACE FUNCTION caudal.insight_digest(i caudal.insights)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN caudal.text_digest((jsonb_build_array((i).id, (i).account_id, (i).user_id, (i).file_id, (i).run_id, (i).wave, (i).insight_type, (i).title, (i).description, (i).data, (i).confidence_score, (i).confidence, (i).evidence, (i).key, (i).params, (i).columns, ((i).importance)::numeric, EXTRACT(epoch FROM (i).created_at)))::text)

function caudal.instant_text(timestamp with time zone) owned by caudal_owner
  execute to caudal_definer, caudal_request
CREATE OR REPLACE FUNCTION caudal.instant_text(at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN to_char((at AT TIME ZONE 'UTC'::text), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'::text)

function caudal.is_factor_asked() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.is_factor_asked()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select exists (select from caudal.members m join caudal.accounts a on a.id = m.account_id
    where m.user_id = caudal.claim_user_id() and a.second_factor_required)
$function$

function caudal.join_account(uuid,text,text,text,uuid,text) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.join_account(new_user uuid, new_email text, new_name text, new_locale text, joined uuid, new_role text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  profile_id uuid;
begin
  if new_role not in ('admin', 'analyst', 'viewer') then
    raise exception 'nobody joins as %', new_role using errcode = 'check_violation';
  end if;
  select a.default_access_profile_id into profile_id from caudal.accounts a where a.id = joined;
  if profile_id is null then
    raise exception 'there is no account %', joined using errcode = 'no_data_found';
  end if;
  insert into caudal.profiles (user_id, email, name, locale) values (new_user, new_email, new_name, new_locale) on conflict (user_id) do nothing;
  if not found then
    return false;
  end if;
  insert into caudal.members (account_id, user_id, role, access_profile_id) values (joined, new_user, new_role, profile_id);
  return true;
end
$function$

function caudal.keep_an_owner() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.keep_an_owner()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if old.role = 'owner' and (tg_op = 'DELETE' or new.role <> 'owner') then
    perform pg_advisory_xact_lock(hashtext('caudal.owners'), hashtext(old.account_id::text));
    if exists (select from caudal.accounts a where a.id = old.account_id)
      and not exists (select from caudal.erasures e where old.account_id = any (e.accounts))
      and not exists (select from caudal.members m
        where m.account_id = old.account_id and m.role = 'owner' and m.user_id <> old.user_id) then
      raise exception 'an account keeps an owner' using errcode = 'check_violation', constraint = 'members_keep_an_owner';
    end if;
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end
$function$

function caudal.keep_session_end() owned by caudal_owner
CREATE OR REPLACE FUNCTION caudal.keep_session_end()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new."expiresAt" := least(new."expiresAt", new."endsAt");
  return new;
end
$function$

function caudal.keep_session_series() owned by caudal_owner
CREATE OR REPLACE FUNCTION caudal.keep_session_series()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- Waits for whoever is ending them, and then sees what they left.
  perform from auth."user" u where u.id = new."userId" and u."sessionSeries" = new."sessionSeries" for share;
  if not found and exists (select from auth."user" u where u.id = new."userId") then
    raise exception 'the sessions of this person were ended meanwhile' using errcode = 'check_violation', constraint = 'session_series';
  end if;
  return new;
end
$function$

function caudal.kept_by_person(uuid) owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.kept_by_person(of_account uuid)
 RETURNS TABLE(user_id uuid, bytes bigint, files bigint, departed boolean)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select k.user_id, sum(k.bytes)::bigint, sum(k.files)::bigint,
    not exists (select from caudal.members m where m.account_id = of_account and m.user_id = k.user_id)
  from (
    select f.user_id, sum(f.file_size) as bytes, count(*) as files from caudal.files f where f.account_id = of_account group by 1
    union all
    select u.user_id, sum(u.declared_size), count(*) from caudal.uploads u where u.account_id = of_account and u.file_id is null group by 1
    union all
    select p.user_id, sum(p.table_bytes), 0 from caudal.run_profiles p where p.account_id = of_account group by 1
  ) k group by k.user_id
$function$

function caudal.key_holds(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.key_holds(asked uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select exists (select from caudal.api_keys k join caudal.accounts a on a.id = k.account_id
    where k.id = asked and k.revoked_at is null and k.expires_at > now()
      and (not a.second_factor_required or k.provider_factor or caudal.has_turned_on(k.user_id)))
$function$

function caudal.list_colleagues() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_colleagues()
 RETURNS TABLE(user_id uuid, name text, hint text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select p.user_id, p.name,
    case when count(*) over (partition by lower(p.name)) > 1 then left(p.email, 1) || '…@' || split_part(p.email, '@', 2) end
  from caudal.members m join caudal.profiles p on p.user_id = m.user_id
  where m.account_id = nullif(current_setting('caudal.account_id', true), '')::uuid
    and m.user_id <> nullif(current_setting('caudal.user_id', true), '')::uuid
    and exists (select from caudal.members me where me.account_id = m.account_id
      and me.user_id = nullif(current_setting('caudal.user_id', true), '')::uuid)
  order by lower(p.name), p.user_id
$function$

function caudal.list_departures() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_departures()
 RETURNS TABLE(user_id uuid, name text, left_at timestamp with time zone, ends_at timestamp with time zone, files bigint, bytes bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select d.user_id, p.name, d.left_at, d.ends_at, own.files, own.bytes
  from caudal.departures d join caudal.profiles p on p.user_id = d.user_id
    cross join lateral (select count(*) as files, coalesce(sum(f.file_size), 0)::bigint as bytes from caudal.files f
      where f.account_id = d.account_id and f.user_id = d.user_id) own
  where d.account_id = caudal.claim_account_id() and caudal.claim_manages()
  order by d.left_at desc, d.user_id
$function$

function caudal.list_erasable(uuid,integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_erasable(person uuid, at_most integer)
 RETURNS TABLE(kind text, id uuid, object_key text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  (select 'file', f.id, f.object_key from caudal.erasures e join caudal.files f on f.user_id = e.user_id or f.account_id = any (e.accounts)
    where e.user_id = person limit at_most)
  union all
  (select 'upload', u.id, u.object_key from caudal.erasures e join caudal.uploads u on u.user_id = e.user_id or u.account_id = any (e.accounts)
    where e.user_id = person and u.file_id is null limit at_most)
$function$

function caudal.list_erasures() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_erasures()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select e.user_id from caudal.erasures e order by e.asked_at, e.user_id
$function$

function caudal.list_expired_uploads(integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_expired_uploads(at_most integer)
 RETURNS TABLE(id uuid, object_key text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select u.id, u.object_key from caudal.uploads u where u.file_id is null and u.expires_at < now() order by u.expires_at limit at_most
$function$

function caudal.list_kept_tables(uuid,integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_kept_tables(after_run uuid, at_most integer)
 RETURNS TABLE(run_id uuid, keys text[], sizes jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select p.run_id, p.written_keys, p.table_sizes
  from caudal.run_profiles p join caudal.runs r on r.id = p.run_id
  where r.state in ('succeeded', 'failed', 'cancelled') and (after_run is null or p.run_id > after_run)
    and (cardinality(p.written_keys) > 0 or p.table_sizes <> '{}')
  order by p.run_id limit at_most
$function$

function caudal.list_left_accounts() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_left_accounts()
 RETURNS TABLE(account_id uuid, name text, left_at timestamp with time zone, ends_at timestamp with time zone, files bigint, bytes bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select d.account_id, a.name, d.left_at, d.ends_at, own.files, own.bytes
  from caudal.departures d join caudal.accounts a on a.id = d.account_id
    cross join lateral (select count(*) as files, coalesce(sum(f.file_size), 0)::bigint as bytes from caudal.files f
      where f.account_id = d.account_id and f.user_id = d.user_id) own
  where d.user_id = caudal.claim_user_id() and d.ends_at > clock_timestamp()
  order by d.left_at desc, d.account_id
$function$

function caudal.list_left_objects(integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_left_objects(at_most integer)
 RETURNS TABLE(kind text, id uuid, object_key text, user_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  (select 'file', f.id, f.object_key, f.user_id
    from caudal.departures d join caudal.files f on f.account_id = d.account_id and f.user_id = d.user_id
    where d.ends_at <= clock_timestamp() and f.uploaded_at <= d.ends_at limit at_most)
  union all
  (select 'upload', u.id, u.object_key, u.user_id
    from caudal.departures d join caudal.uploads u on u.account_id = d.account_id and u.user_id = d.user_id
    where d.ends_at <= clock_timestamp() and u.created_at <= d.ends_at and u.file_id is null limit at_most)
$function$

function caudal.list_mails_of_erased(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_mails_of_erased(person uuid)
 RETURNS TABLE(address text, mail uuid, asked_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select a.address, null::uuid, e.asked_at from caudal.erasures e left join lateral unnest(e.addresses) as a (address) on true where e.user_id = person
  union all
  select null, o.id, e.asked_at from caudal.erasures e join caudal.outbox o on o.kind = 'mail' and (o.user_id = person or lower(o.recipient) = any (e.addresses))
   where e.user_id = person
$function$

function caudal.list_member_keys(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_member_keys(member uuid)
 RETURNS TABLE(id uuid, name text, prefix text, scopes text[], created_at timestamp with time zone, expires_at timestamp with time zone, last_used_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select k.id, k.name, k.prefix, k.scopes, k.created_at, k.expires_at, k.last_used_at from caudal.api_keys k
  where k.account_id = caudal.claim_account_id() and k.user_id = member and caudal.may_end_ways(member)
    and k.revoked_at is null and k.expires_at > now()
  order by k.created_at desc, k.id
$function$

function caudal.list_member_links(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_member_links(member uuid)
 RETURNS TABLE(id uuid, created_at timestamp with time zone, expires_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select s.id, s.created_at, s.expires_at from caudal.shares s
  where s.account_id = caudal.claim_account_id() and s.user_id = member and s.grantee_kind = 'link' and caudal.may_end_ways(member)
    and s.revoked_at is null and (s.expires_at is null or s.expires_at > now())
  order by s.created_at desc, s.id
$function$

function caudal.list_members() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_members()
 RETURNS TABLE(user_id uuid, name text, email text, role text, access_profile_id uuid, joined_at timestamp with time zone, last_sign_in_at timestamp with time zone, second_factor boolean, sessions integer, keys integer, links integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select f.* from caudal.members m cross join lateral caudal.find_member(m.user_id) f
  where m.account_id = caudal.claim_account_id() and caudal.claim_manages()
  order by m.created_at, m.user_id
$function$

function caudal.list_memberships() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_memberships()
 RETURNS TABLE(account_id uuid, name text, role text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select m.account_id, a.name, m.role from caudal.members m join caudal.accounts a on a.id = m.account_id
  where m.user_id = caudal.claim_user_id() order by m.created_at, m.account_id
$function$

function caudal.list_orphaned_folders(text[]) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_orphaned_folders(folders text[])
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select f.name from unnest(folders) as f (name)
   where (exists (select from caudal.members m where m.account_id::text = split_part(f.name, '/', 1))
       or exists (select from caudal.erased_accounts a where a.account_id::text = split_part(f.name, '/', 1)))
     -- Keys below the folder: '0' is the sign that follows '/'.
     and not exists (select from caudal.uploads u
                      where u.object_key collate "C" >= f.name || '/' and u.object_key collate "C" < f.name || '0')
     and not exists (select from caudal.files d
                      where d.object_key collate "C" >= f.name || '/' and d.object_key collate "C" < f.name || '0')
$function$

function caudal.list_own_accounts() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_own_accounts()
 RETURNS TABLE(account_id uuid, name text, role text, others integer, owners integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select a.id, a.name, me.role,
    (select count(*)::int from caudal.members m where m.account_id = a.id and m.user_id <> me.user_id),
    (select count(*)::int from caudal.members m where m.account_id = a.id and m.user_id <> me.user_id and m.role = 'owner')
  from caudal.members me join caudal.accounts a on a.id = me.account_id
  where me.user_id = nullif(current_setting('caudal.user_id', true), '')::uuid
  order by me.created_at, a.id
$function$

function caudal.list_own_invitations() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_own_invitations()
 RETURNS TABLE(id uuid, account_id uuid, sent_by_me boolean, email text, role text, created_at timestamp with time zone, sent_at timestamp with time zone, sent_count integer, expires_at timestamp with time zone, accepted_at timestamp with time zone, revoked_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select i.id, i.account_id, i.invited_by is not distinct from me.id, i.email, i.role, i.created_at, i.sent_at, i.sent_count::integer, i.expires_at, i.accepted_at, i.revoked_at
  from (select nullif(current_setting('caudal.user_id', true), '')::uuid as id) me
    join caudal.invitations i on i.invited_by = me.id or i.accepted_by = me.id
  order by i.created_at, i.id
$function$

function caudal.list_own_security(bigint,integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_own_security(before_id bigint, at_most integer)
 RETURNS TABLE(id bigint, at timestamp with time zone, action text, object_id text, object_name text, address text, changes jsonb, by_me boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select e.id, e.at, e.action, e.object_id, e.object_name,
    case when e.user_id is null or e.user_id = e.person_ids[1] then e.address end, e.changes, e.user_id = e.person_ids[1]
  from caudal.audit_entries e
  where e.person_ids[1] = nullif(current_setting('caudal.user_id', true), '')::uuid
    and e.object_type in ('session', 'security', 'second_factor', 'api_key', 'login', 'user')
    and (before_id is null or e.id < before_id)
  order by e.id desc limit at_most
$function$

function caudal.list_quotas(uuid,integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_quotas(after_id uuid, at_most integer)
 RETURNS TABLE(id uuid, name text, used bigint, storage_bytes bigint, files bigint, files_at_most integer, runs_at_once integer, departed_bytes bigint, departed_files bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select a.id, a.name, kept.bytes, a.storage_bytes, kept.files, a.files_at_most, a.runs_at_once, kept.departed_bytes, kept.departed_files
  from caudal.accounts a cross join lateral (
    select coalesce(sum(k.bytes), 0)::bigint as bytes, coalesce(sum(k.files), 0)::bigint as files,
      coalesce(sum(k.bytes) filter (where k.departed), 0)::bigint as departed_bytes,
      coalesce(sum(k.files) filter (where k.departed), 0)::bigint as departed_files
    from caudal.kept_by_person(a.id) k
  ) kept
  where after_id is null or a.id > after_id order by a.id limit at_most
$function$

function caudal.list_sealed(text,text,integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_sealed(current_key text, after_spot text, at_most integer)
 RETURNS TABLE(spot text, sealed text, belongs_to jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select s.spot, s.sealed, s.belongs_to from (
    select 'outbox/' || o.id::text as spot, o.content as sealed,
        jsonb_build_object('outbox', o.id, 'kind', o.kind, 'recipient', o.recipient, 'key', o.key) as belongs_to
      from caudal.outbox o where o.content is not null
    union all
    select 'webhook/' || w.id::text, w.secret, jsonb_build_object('webhook', w.id, 'account', w.account_id, 'url', w.url) from caudal.webhooks w
    union all
    select 'webhook_old/' || w.id::text, w.old_secret, jsonb_build_object('webhook', w.id, 'account', w.account_id, 'url', w.url)
      from caudal.webhooks w where w.old_secret is not null
  ) s
  where split_part(s.sealed, '.', 2) <> current_key and s.spot collate "C" > after_spot collate "C"
  order by s.spot collate "C" limit at_most
$function$

function caudal.list_unfinished_runs(uuid[]) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_unfinished_runs(ids uuid[])
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select r.id from caudal.runs r where r.id = any (ids) and r.finished_at is null
$function$

function caudal.list_unsealed_receipts(integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_unsealed_receipts(at_most integer)
 RETURNS TABLE(run_id uuid, content jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select r.run_id, r.content from caudal.receipts r where r.signature is null order by r.written_at limit at_most
$function$

function caudal.list_without_factor() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.list_without_factor()
 RETURNS TABLE(user_id uuid, name text, email text, locale text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select m.user_id, p.name, p.email, p.locale
  from caudal.members m join caudal.profiles p on p.user_id = m.user_id
  where m.account_id = caudal.claim_account_id() and caudal.claim_manages() and not caudal.has_turned_on(m.user_id)
  order by m.created_at, m.user_id
$function$

function caudal.lock_audit_chain() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.lock_audit_chain()
 RETURNS TABLE(last_position bigint, link bytea)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if pg_try_advisory_xact_lock(hashtext('caudal.audit_seals')) then
    return query select coalesce(max(s.position), 0), (select l.link from caudal.audit_seals l order by l.position desc limit 1) from caudal.audit_seals s;
  end if;
end
$function$

function caudal.lock_storage(bigint,integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.lock_storage(default_bytes bigint, default_files integer)
 RETURNS TABLE(used bigint, most bigint, files bigint, most_files integer, departed_bytes bigint, departed_files bigint, own_bytes bigint, own_files bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'storage', caudal.claim_account_id()), 0));
  return query select s.* from caudal.storage_state(default_bytes, default_files) s;
end
$function$

function caudal.lock_ways(uuid) owned by caudal_owner
  execute to caudal_definer, caudal_request, caudal_signin
CREATE OR REPLACE FUNCTION caudal.lock_ways(person uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select pg_advisory_xact_lock(caudal.ways_of(person))
$function$

function caudal.log_run() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.log_run()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  line text;
  severity text := 'info';
  facts jsonb := '{}';
begin
  case new.state
    when 'running' then
      line := 'run.started';
      facts := jsonb_build_object('attempt', new.attempt);
    when 'waiting' then
      severity := 'warn';
      line := 'run.retrying';
      facts := jsonb_build_object('fault', new.error,
        'seconds', greatest(1, round(extract(epoch from new.available_at - clock_timestamp()))));
    when 'queued' then
      -- An attempt that was given back does not count; one that was taken away does.
      line := case when new.attempt < old.attempt then 'run.released' else 'run.taken' end;
      severity := case when new.attempt < old.attempt then 'info' else 'warn' end;
    when 'cancelling' then
      line := 'run.cancel_asked';
    when 'succeeded' then
      line := 'run.finished';
      facts := jsonb_build_object('seconds', round(extract(epoch from clock_timestamp() - new.started_at)::numeric, 1));
    when 'failed' then
      severity := 'error';
      line := 'run.failed_for';
      facts := jsonb_build_object('fault', new.error);
    else
      line := 'run.' || new.state;
  end case;
  insert into caudal.run_logs (run_id, account_id, user_id, level, key, params)
    values (new.id, new.account_id, new.user_id, severity, line, facts);
  return null;
end
$function$

function caudal.mail_notification() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.mail_notification()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into caudal.outbox (kind, account_id, user_id, key, locale, notification_id, give_up_at)
  select 'mail', new.account_id, new.user_id, 'notice', p.locale, new.id, now() + interval '1 day'
  from caudal.profiles p join auth."user" u on u.id = p.user_id
  where p.user_id = new.user_id and u."emailVerified" and new.type = any (p.mail_notices);
  if found then perform pg_notify('caudal_outbox', 'mail'); end if;
  return null;
end
$function$

function caudal.may_end_ways(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.may_end_ways(member uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select exists (select from caudal.members m where m.account_id = caudal.claim_account_id() and m.user_id = member
    and m.user_id <> caudal.claim_user_id() and caudal.may_view(caudal.claim_role(), m.role))
$function$

function caudal.may_view(text,text) owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.may_view(manager_role text, member_role text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((manager_role = 'owner'::text) OR ((manager_role = 'admin'::text) AND (member_role <> 'owner'::text)))

function caudal.member_locale(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.member_locale(member uuid)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select p.locale from caudal.profiles p where p.user_id = member and caudal.may_end_ways(member)
$function$

function caudal.name_audited_people(bigint[]) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.name_audited_people(entries bigint[])
 RETURNS TABLE(user_id uuid, name text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select p.user_id, p.name from caudal.profiles p
   where p.user_id in (select unnest(e.person_ids || e.user_id) from caudal.audit_entries e
     where e.id = any (entries) and e.account_id = nullif(current_setting('caudal.account_id', true), '')::uuid
       and current_setting('caudal.role', true) in ('owner', 'admin'))
$function$

function caudal.name_sharers(uuid[]) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.name_sharers(people uuid[])
 RETURNS TABLE(user_id uuid, name text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
#variable_conflict use_column
declare
  in_account constant uuid := nullif(current_setting('caudal.account_id', true), '');
  asking constant uuid := nullif(current_setting('caudal.user_id', true), '');
begin
  return query
    select p.user_id, p.name from unnest(people) as named (id) join caudal.profiles p on p.user_id = named.id
    where exists (select from caudal.shares s where s.account_id = in_account and s.user_id = p.user_id and s.grantee_user_id = asking)
      or exists (select from caudal.shares s where s.account_id = in_account and s.grantee_user_id = p.user_id and s.user_id = asking);
end
$function$

function caudal.next_outbox(text) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.next_outbox(of_kind text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select least(
    (select min(o.next_attempt_at) from caudal.outbox o where o.state = 'pending' and o.kind = of_kind and o.next_attempt_at > now()),
    (select min(o.lease_until) from caudal.outbox o
      where o.state = 'pending' and o.kind = of_kind and o.lease_until is not null and o.lease_until >= now()))
$function$

function caudal.nobodys_name(text) owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.nobodys_name(locale text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE locale WHEN 'en'::text THEN 'Somebody who is no longer here'::text ELSE 'Alguien que ya no está'::text END

function caudal.note_addresses() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.note_addresses()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  new.addresses := array(
    select lower(p.email) from caudal.profiles p where p.user_id = new.user_id
    union
    select lower(o.recipient) from caudal.outbox o where o.kind = 'mail' and o.user_id = new.user_id and o.recipient is not null);
  return new;
end
$function$

function caudal.note_table_sizes(uuid,text[],jsonb,jsonb) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.note_table_sizes(of_run uuid, keys text[], before jsonb, found jsonb)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with noted as (
    update caudal.run_profiles p set table_sizes = found
    where p.run_id = of_run and p.written_keys = keys and p.table_sizes = before returning 1
  )
  select exists (select from noted)
$function$

function caudal.note_terms() owned by caudal_owner
CREATE OR REPLACE FUNCTION caudal.note_terms()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.terms_at := clock_timestamp();
  return new;
end
$function$

function caudal.note_unsaid_webhook() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.note_unsaid_webhook()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update caudal.webhook_deliveries d set state = 'failed', error = '{"code": "webhook_notice_gone", "params": {}}', status = null
    where d.id = old.id and d.state = 'pending';
  return null;
end
$function$

function caudal.notify_cancelled() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.notify_cancelled()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform caudal.notify_run(new, 'file.cancelled', 'info', true);
  return null;
end
$function$

function caudal.notify_file_status() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.notify_file_status()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$

function caudal.notify_kept(caudal.runs) owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.notify_kept(run caudal.runs)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select caudal.notify_run(run, 'file.kept', 'error', false)
$function$

function caudal.notify_run(caudal.runs,text,text,boolean) owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.notify_run(run caudal.runs, notice_key text, notice_type text, seen boolean)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  insert into caudal.notifications (account_id, user_id, title, message, type, related_file_id, is_read, key, params)
  select run.account_id, run.user_id,
    caudal.render_notice(coalesce(texts.title, notice_key), notice.params),
    caudal.render_notice(coalesce(texts.message, '{file_name}'), notice.params),
    notice_type, run.file_id, seen, notice_key, notice.params
  from caudal.files f
    cross join lateral (select jsonb_strip_nulls(jsonb_build_object('file_name', f.file_name,
      'reason', case when run.state = 'failed' then coalesce(run.error_message, '') end,
      'code', case when run.state = 'failed' then run.error ->> 'code' end)) as params) notice
    left join caudal.profiles people on people.user_id = run.user_id
    left join caudal.notice_texts texts on texts.key = notice_key and texts.locale = people.locale
  where f.id = run.file_id
$function$

function caudal.notify_share() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.notify_share()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into caudal.notifications (account_id, user_id, title, message, type, key, params)
  select new.account_id, new.grantee_user_id,
    caudal.render_notice(coalesce(texts.title, 'share.begun'), notice.params),
    caudal.render_notice(coalesce(texts.message, '{file_name}'), notice.params),
    'info', 'share.begun', notice.params
  from caudal.files f
    join caudal.profiles giver on giver.user_id = new.user_id
    join caudal.profiles reader on reader.user_id = new.grantee_user_id
    cross join lateral (select jsonb_build_object('file_name', f.file_name, 'file_id', f.id, 'person', giver.name,
      'person_id', giver.user_id) as params) notice
    left join caudal.notice_texts texts on texts.key = 'share.begun' and texts.locale = reader.locale
  where f.id = new.file_id;
  return null;
end
$function$

function caudal.notify_webhook(caudal.webhooks,text) owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.notify_webhook(hook caudal.webhooks, notice_key text)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  insert into caudal.notifications (account_id, user_id, title, message, type, key, params)
  select hook.account_id, hook.user_id, caudal.render_notice(coalesce(t.title, notice.key), notice.params),
    caudal.render_notice(coalesce(t.message, '{webhook_name}'), notice.params), 'warning', notice.key, notice.params
  from (select notice_key as key, jsonb_build_object('webhook_name', hook.name) as params) notice
    left join caudal.profiles p on p.user_id = hook.user_id
    left join caudal.notice_texts t on t.key = notice.key and t.locale = p.locale
$function$

function caudal.open_link(bytea,boolean) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.open_link(link_hash bytea, counts boolean)
 RETURNS TABLE(share_id uuid, file_id uuid, account_id uuid, shared_by text, may_download boolean, expires_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
#variable_conflict use_column
declare
  share record;
begin
  perform set_config(name, '', true) from unnest(array['caudal.user_id', 'caudal.account_id', 'caudal.role', 'caudal.access_profile_id',
    'caudal.all_companies', 'caudal.all_warehouses', 'caudal.shared_file_id']) as name;
  select s.id, s.file_id, s.account_id, p.name, s.may_download, s.expires_at into share
  from caudal.shares s join caudal.profiles p on p.user_id = s.user_id
  where s.token_hash = link_hash and s.revoked_at is null and (s.expires_at is null or s.expires_at > now());
  if not found then
    return;
  end if;
  perform set_config('caudal.shared_file_id', share.file_id::text, true);
  if counts then
    update caudal.shares set opens = opens + 1, last_opened_at = clock_timestamp() where id = share.id;
  end if;
  return query select share.id, share.file_id, share.account_id, share.name, share.may_download, share.expires_at;
end
$function$

function caudal.own_name() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.own_name()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update caudal.accounts a set named_after = null where a.id = new.id and a.named_after is not null
    and not exists (select from caudal.profiles p where p.user_id = a.named_after and p.name = a.name);
  return null;
end
$function$

function caudal.pass_name_on() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.pass_name_on()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  heir record;
begin
  select p.user_id, p.name into heir
    from caudal.accounts a
      join caudal.members m on m.account_id = a.id and m.role = 'owner' and m.user_id <> old.user_id
      join caudal.profiles p on p.user_id = m.user_id
    where a.id = old.account_id and a.named_after = old.user_id order by m.created_at, m.user_id limit 1;
  if found then
    update caudal.accounts a set name = heir.name where a.id = old.account_id;
    update caudal.accounts a set named_after = heir.user_id where a.id = old.account_id;
  end if;
  return null;
end
$function$

function caudal.prune_events() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.prune_events()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (delete from caudal.events e where e.created_at < now() - interval '1 day' returning 1) select count(*) from gone
$function$

function caudal.prune_outbox() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.prune_outbox()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with listed as (
    delete from caudal.webhook_deliveries d where d.state <> 'pending' and d.created_at < now() - interval '30 days'
  ), gone as (delete from caudal.outbox o where o.state <> 'pending' and o.ended_at < now() - interval '30 days' returning 1)
  select count(*) from gone
$function$

function caudal.prune_views() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.prune_views()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (delete from caudal.views v where v.ends_at <= now() returning 1) select count(*) from gone
$function$

function caudal.read_audit_chain(bigint,integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.read_audit_chain(after_position bigint, at_most integer)
 RETURNS TABLE(seal jsonb, entry jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object('position', s.position, 'entry_id', s.entry_id, 'who_digest', encode(s.who_digest, 'hex'),
      'what_digest', encode(s.what_digest, 'hex'), 'link', encode(s.link, 'hex'), 'key_id', s.key_id,
      'sealed_at', to_char(s.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
    case when e.id is not null then to_jsonb(e) || jsonb_build_object('at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'who_salt', encode(e.who_salt, 'hex'), 'what_salt', encode(e.what_salt, 'hex')) end
    from caudal.audit_seals s left join caudal.audit_entries e on e.id = s.entry_id
   where s.position > after_position order by s.position limit at_most
$function$

function caudal.read_audit_links(bigint[]) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.read_audit_links(positions bigint[])
 RETURNS TABLE("position" bigint, link text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select s.position, encode(s.link, 'hex') from caudal.audit_seals s where s.position = any (positions)
$function$

function caudal.read_audit_status() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.read_audit_status()
 RETURNS TABLE(last_position bigint, link text, key_id text, sealed_at text, unsealed bigint, oldest_unsealed timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(s.position, 0), encode(s.link, 'hex'), s.key_id, to_char(s.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    (select count(*) from caudal.audit_unsealed), (select min(e.at) from caudal.audit_entries e join caudal.audit_unsealed u on u.entry_id = e.id)
  from (select 1) as once left join lateral (select * from caudal.audit_seals l order by l.position desc limit 1) s on true
$function$

function caudal.read_departure(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.read_departure(person uuid)
 RETURNS TABLE(email text, name text, locale text, account text, ends_at timestamp with time zone, files bigint)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  update caudal.departures d set told_at = clock_timestamp()
  from caudal.profiles p, caudal.accounts a
  where d.account_id = caudal.claim_account_id() and d.user_id = person and p.user_id = d.user_id and a.id = d.account_id
    and (caudal.claim_manages() or person = caudal.claim_user_id())
  returning p.email, p.name, p.locale, a.name, d.ends_at,
    (select count(*) from caudal.files f where f.account_id = d.account_id and f.user_id = d.user_id)
$function$

function caudal.read_entries_outside_chain(bigint,integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.read_entries_outside_chain(after_id bigint, at_most integer)
 RETURNS TABLE(entry jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select to_jsonb(e) || jsonb_build_object('at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'who_salt', encode(e.who_salt, 'hex'), 'what_salt', encode(e.what_salt, 'hex'))
    from caudal.audit_entries e
   where e.id > after_id and not exists (select from caudal.audit_seals s where s.entry_id = e.id) order by e.id limit at_most
$function$

function caudal.read_own_audit(bigint,integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.read_own_audit(after_id bigint, at_most integer)
 RETURNS TABLE(id bigint, at timestamp with time zone, account_id uuid, action text, object_type text, object_id text, role text, address text, changes jsonb, by_me boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select e.id, e.at, e.account_id, e.action, e.object_type, case when mine.about or mine.here then e.object_id end,
    case when mine.by_me then e.role end, case when mine.by_me then e.address end,
    case when mine.about or mine.here then e.changes end, mine.by_me
  from caudal.entries_of_person(nullif(current_setting('caudal.user_id', true), '')::uuid, after_id, at_most) own
    join caudal.audit_entries e on e.id = own.id
    cross join lateral (select nullif(current_setting('caudal.user_id', true), '')::uuid as id) me
    cross join lateral (select e.user_id is not distinct from me.id as by_me, coalesce(me.id = any (e.person_ids), false) as about,
      e.account_id is null or exists (select from caudal.members m where m.user_id = me.id and m.account_id = e.account_id)
        or exists (select from caudal.departures d
          where d.user_id = me.id and d.account_id = e.account_id and d.ends_at > clock_timestamp()) as here) mine
  order by e.id
$function$

function caudal.read_recorded_receipt(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.read_recorded_receipt(run uuid)
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select e.changes -> 'receipt' ->> 'after'
    from caudal.receipts r
    join caudal.audit_entries e on e.account_id = r.account_id and e.object_type = 'run' and e.object_id = r.run_id::text
   where r.run_id = run and r.account_id = (select caudal.claim_account_id()) and r.user_id = (select caudal.claim_user_id())
     and e.changes ? 'receipt'
   order by e.id
$function$

function caudal.read_unsealed_entries(bigint,integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.read_unsealed_entries(after_id bigint, at_most integer)
 RETURNS TABLE(entry jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select to_jsonb(e) || jsonb_build_object('at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'who_salt', encode(e.who_salt, 'hex'), 'what_salt', encode(e.what_salt, 'hex'))
    from caudal.audit_entries e join caudal.audit_unsealed u on u.entry_id = e.id
   where e.id > after_id order by e.id limit at_most
$function$

function caudal.read_webhook_message(uuid,integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.read_webhook_message(entry_id uuid, entry_attempt integer)
 RETURNS TABLE(webhook_id uuid, account_id uuid, url text, secret text, old_secret text, kind text, at timestamp with time zone, locale text, notice jsonb)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select w.id, w.account_id, w.url, w.secret, case when w.old_secret_until > now() then w.old_secret end, o.key,
    coalesce(n.created_at, o.created_at), p.locale,
    case when n.id is not null then jsonb_build_object('id', n.id, 'title', n.title, 'message', n.message, 'type', n.type,
      'file_id', coalesce(n.related_file_id::text, case when n.key = 'share.begun' then n.params ->> 'file_id' end)) end
  from caudal.outbox o
    join caudal.webhooks w on w.id::text = o.recipient
    join caudal.profiles p on p.user_id = w.user_id
    left join caudal.notifications n on n.id = o.notification_id
  where o.id = entry_id and o.kind = 'webhook' and o.state = 'pending' and o.attempts = entry_attempt
    and (w.active or o.key = 'webhook.test')
$function$

function caudal.receipt_content(caudal.runs) owned by caudal_owner
  execute to caudal_definer, caudal_request
CREATE OR REPLACE FUNCTION caudal.receipt_content(run caudal.runs)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'version', 1,
    'run', jsonb_build_object('id', run.id, 'kind', run.kind, 'state', run.state, 'attempts', run.attempt, 'request_id', run.request_id,
      'queued_at', caudal.instant_text(run.queued_at), 'started_at', caudal.instant_text(run.started_at),
      'finished_at', caudal.instant_text(run.finished_at),
      'steps', coalesce((
        select jsonb_agg(jsonb_build_object('name', s.name, 'state', s.state, 'attempt', s.attempt,
          'started_at', caudal.instant_text(s.started_at), 'finished_at', caudal.instant_text(s.finished_at)) order by s.ordinal, s.name)
        from caudal.run_steps s where s.run_id = run.id), '[]')),
    'engine', found.engine,
    'account_id', run.account_id,
    'user_id', run.user_id,
    'input', (
      select jsonb_build_object('file_id', f.id, 'name', f.file_name, 'size', f.file_size, 'sha256', found.input_sha256,
        'uploaded_at', caudal.instant_text(f.uploaded_at), 'reading', found.reading)
      from caudal.files f where f.id = run.file_id),
    'left', jsonb_build_object(
      'rows', found.rows,
      'rejected', found.rejected,
      'columns', coalesce((
        select jsonb_agg(jsonb_build_object('name', c.value -> 'name', 'type', c.value -> 'type', 'missing', c.value -> 'missing',
          'distinct', c.value -> 'distinct', 'distinct_exact', c.value -> 'distinct_exact', 'min', c.value -> 'min', 'max', c.value -> 'max',
          'mean', c.value -> 'mean') order by c.ordinality)
        from jsonb_array_elements(found.columns) with ordinality as c), '[]'),
      'table', found.table_digest,
      'insights', (
        select jsonb_build_object('count', count(*),
          'sha256', caudal.text_digest(coalesce(string_agg(caudal.insight_digest(i), '' order by i.id), '')),
          'items', coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'key', i.key, 'wave', i.wave, 'columns', i.columns,
            'sha256', caudal.insight_digest(i), 'query', coalesce(i.evidence ->> 'query', '')) order by i.id), '[]'))
        from caudal.insights i where i.run_id = run.id),
      'rejects', (
        select jsonb_build_object('kept', count(*),
          'sha256', caudal.text_digest(coalesce(string_agg(caudal.reject_digest(r), '' order by r.ordinal), '')))
        from caudal.rejects r where r.run_id = run.id)),
    'failure', case when run.state = 'failed' then run.error end)
  from (select 1) once left join caudal.run_profiles found on found.run_id = run.id
$function$

function caudal.record_act(text,text,uuid[],jsonb) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.record_act(action text, object_id text DEFAULT NULL::text, people uuid[] DEFAULT '{}'::uuid[], changes jsonb DEFAULT '{}'::jsonb)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if nullif(current_setting('caudal.account_id', true), '') is null then
    raise exception 'an act is recorded within a scope' using errcode = 'insufficient_privilege';
  end if;
  return caudal.write_audit_entry(null, action, split_part(action, '.', 1), object_id, null, people, changes, null, null);
end
$function$

function caudal.record_audit_acknowledged(jsonb,jsonb) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.record_audit_acknowledged(changes jsonb, origin jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform set_config('caudal.origin', coalesce(origin::text, ''), true);
  perform caudal.write_audit_entry(null, 'audit.acknowledged', 'audit', null, null, '{}', changes, null, null);
  perform set_config('caudal.origin', '', true);
end
$function$

function caudal.record_change() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.record_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  options constant jsonb := tg_argv[0];
  private constant boolean := coalesce((options ->> 'private')::boolean, false);
  before constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  after constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  subject_row constant jsonb := coalesce(after, before);
  verb text;
  changes jsonb;
begin
  select rule ->> 'verb' into verb
    from jsonb_array_elements(options -> 'verbs' -> lower(tg_op)) with ordinality as rules (rule, place)
   where rule ->> 'column' is null
      or ((before -> (rule ->> 'column')) is distinct from (after -> (rule ->> 'column')) and (rule ->> 'to' is null or subject_row ->> (rule ->> 'column') = rule ->> 'to'))
   order by place limit 1;
  if verb is null then
    return null;
  end if;
  select jsonb_object_agg(name, case
      when private then '{}'
      when options -> 'masked' ? name then '{"masked": true}'
      when before is null then jsonb_build_object('after', left(after ->> name, 2000))
      when after is null then jsonb_build_object('before', left(before ->> name, 2000))
      else jsonb_build_object('before', left(before ->> name, 2000), 'after', left(after ->> name, 2000))
    end) into changes
    from jsonb_array_elements_text(options -> 'columns') name
   where case when private then before is not null and after is not null else true end
     and coalesce(before -> name, 'null') is distinct from coalesce(after -> name, 'null');
  perform caudal.write_audit_entry(
    (subject_row ->> (options ->> 'account'))::uuid,
    (options ->> 'subject') || '.' || verb,
    options ->> 'subject',
    (select string_agg(subject_row ->> name, '/' order by place) from jsonb_array_elements_text(options -> 'id') with ordinality as ids (name, place)),
    case when not private then subject_row ->> (options ->> 'name') end,
    array(select (subject_row ->> name)::uuid from jsonb_array_elements_text(options -> 'people') name),
    coalesce(changes, '{}'),
    (subject_row ->> (options ->> 'actor'))::uuid,
    subject_row ->> (options ->> 'address'));
  return null;
end
$function$

function caudal.record_event() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.record_event()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  about constant text := tg_argv[0];
  subject uuid;
  account uuid;
  person uuid;
  grantee uuid;
begin
  if tg_op = 'DELETE' then
    subject := old.id;
    account := old.account_id;
    person := old.user_id;
  else
    if tg_table_name in ('files', 'notifications') then
      subject := new.id;
    else
      subject := new.file_id;
    end if;
    account := new.account_id;
    person := new.user_id;
  end if;
  perform caudal.tell_person(account, person, about, subject);
  if about in ('file', 'insights') then
    for grantee in
      select s.grantee_user_id from caudal.shares s
       where s.file_id = subject and s.grantee_kind = 'member' and s.revoked_at is null
         and (s.expires_at is null or s.expires_at > clock_timestamp())
       order by s.grantee_user_id
    loop
      perform caudal.tell_person(account, grantee, about, subject);
    end loop;
  end if;
  return null;
end
$function$

function caudal.record_export() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.record_export()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  here record;
  noted boolean := false;
  role constant text := current_setting('caudal.role', true);
begin
  if nullif(current_setting('caudal.user_id', true), '') is null then
    raise exception 'an export is recorded for a person' using errcode = 'insufficient_privilege';
  end if;
  for here in
    select a.account_id, a.role from caudal.list_own_accounts() a
    union all select l.account_id, null from caudal.list_left_accounts() l
  loop
    perform set_config('caudal.role', coalesce(here.role, ''), true);
    perform caudal.write_audit_entry(here.account_id, 'export.taken', 'export', null, null, '{}', '{}', null, null);
    noted := true;
  end loop;
  perform set_config('caudal.role', coalesce(role, ''), true);
  if not noted then
    perform caudal.write_audit_entry(null, 'export.taken', 'export', null, null, '{}', '{}', null, null);
  end if;
end
$function$

function caudal.record_key_change(text,jsonb,jsonb) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.record_key_change(action text, changes jsonb, origin jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if action !~ '^master_key\.(changed|retired)$' then
    raise exception 'no change of a key: %', action using errcode = 'check_violation';
  end if;
  perform set_config('caudal.origin', coalesce(origin::text, ''), true);
  perform caudal.write_audit_entry(null, action, 'master_key', changes #>> '{key,after}', null, '{}', changes, null, null);
  perform set_config('caudal.origin', '', true);
end
$function$

function caudal.record_security_event(jsonb,jsonb) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.record_security_event(event jsonb, origin jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  known constant uuid[] := array(select p.user_id from caudal.profiles p
    where p.user_id in ((event ->> 'person')::uuid, (event ->> 'actor')::uuid) and not exists (select from caudal.erasures e where e.user_id = p.user_id));
  about constant uuid := (select u from unnest(known) u where u = (event ->> 'person')::uuid);
  acted constant uuid := (select u from unnest(known) u where u = (event ->> 'actor')::uuid);
begin
  if event ->> 'action' !~ '^(security\.[a-z_]+|session\.refused)$' or event ->> 'action' is null then
    raise exception 'no security event: %', event ->> 'action' using errcode = 'check_violation';
  end if;
  perform set_config('caudal.origin', coalesce(origin::text, ''), true), set_config('caudal.role', coalesce(event ->> 'role', ''), true);
  perform caudal.write_audit_entry((select a.id from caudal.accounts a where a.id = (event ->> 'account')::uuid), event ->> 'action',
    split_part(event ->> 'action', '.', 1), event ->> 'object_id', event ->> 'object_name', array[about], coalesce(event -> 'changes', '{}'), acted, null);
  perform set_config('caudal.origin', '', true), set_config('caudal.role', '', true);
end
$function$

function caudal.refuse_erased() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.refuse_erased()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- The lock of caudal.begin_erasure, shared among those who join.
  perform pg_advisory_xact_lock_shared(hashtextextended('caudal erasure', 0));
  if exists (select from caudal.erasures e where e.user_id = new.user_id) then
    raise exception 'this person is being erased' using errcode = 'insufficient_privilege', constraint = 'being_erased';
  end if;
  if exists (select from caudal.erasures e where new.account_id = any (e.accounts)) then
    raise exception 'this account is being erased' using errcode = 'check_violation', constraint = 'members_account_stays';
  end if;
  return new;
end
$function$

function caudal.reject_digest(caudal.rejects) owned by caudal_owner
  execute to caudal_definer, caudal_request
CREATE OR REPLACE FUNCTION caudal.reject_digest(r caudal.rejects)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN caudal.text_digest((jsonb_build_array((r).run_id, (r).account_id, (r).user_id, (r).file_id, (r).ordinal, (r).line, (r).column_name, (r).reason, (r).text))::text)

function caudal.release_outbox(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.release_outbox(dead uuid)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  kinds text[];
begin
  with released as (
    update caudal.outbox o set lease_until = '-infinity'
    where o.state = 'pending' and o.lease_until >= now() and o.unanswered = 0 and o.sender = dead
    returning o.kind
  )
  select array_agg(r.kind) into kinds from released r;
  perform pg_notify('caudal_outbox', told.kind) from (select distinct unnest(kinds) as kind) told;
  return coalesce(cardinality(kinds), 0);
end
$function$

function caudal.remove_expired_upload(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.remove_expired_upload(upload uuid)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (delete from caudal.uploads u where u.id = upload and u.file_id is null and u.expires_at < now() returning 1)
  select exists (select from gone)
$function$

function caudal.remove_left_notifications(integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.remove_left_notifications(at_most integer)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with gone as (
    delete from caudal.notifications n where n.id in (
      select o.id from caudal.departures d join caudal.notifications o on o.account_id = d.account_id and o.user_id = d.user_id
      where d.told_at is not null and d.ends_at <= clock_timestamp() and o.created_at <= d.ends_at limit at_most)
    returning 1)
  select count(*) from gone
$function$

function caudal.remove_left_object(text,uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.remove_left_object(kind text, subject uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  gone record;
begin
  if kind = 'file' then
    -- Runs before their file, as everywhere.
    delete from caudal.runs r using caudal.files f, caudal.departures d
      where f.id = subject and r.file_id = f.id and d.account_id = f.account_id and d.user_id = f.user_id
        and d.ends_at <= clock_timestamp() and f.uploaded_at <= d.ends_at;
    delete from caudal.files f using caudal.departures d
      where f.id = subject and d.account_id = f.account_id and d.user_id = f.user_id
        and d.ends_at <= clock_timestamp() and f.uploaded_at <= d.ends_at
      returning f.account_id, f.user_id, f.file_size into gone;
    if found then
      update caudal.departures d set removed_files = d.removed_files + 1, removed_bytes = d.removed_bytes + gone.file_size
        where d.account_id = gone.account_id and d.user_id = gone.user_id;
    end if;
  else
    delete from caudal.uploads u using caudal.departures d
      where u.id = subject and d.account_id = u.account_id and d.user_id = u.user_id
        and d.ends_at <= clock_timestamp() and u.created_at <= d.ends_at;
  end if;
end
$function$

function caudal.render_notice(text,jsonb) owned by caudal_owner
  execute to caudal_definer
CREATE OR REPLACE FUNCTION caudal.render_notice(template text, params jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (SELECT string_agg(CASE WHEN (part.literal ~ '^\{[a-z_]+\}$'::text) THEN COALESCE((render_notice.params ->> TRIM(BOTH '{}'::text FROM part.literal)), ''::text) ELSE part.literal END, ''::text ORDER BY part.ordinal) AS string_agg FROM regexp_matches(render_notice.template, '\{[a-z_]+\}|[^{]+|\{'::text, 'g'::text) WITH ORDINALITY pieces(piece, ordinal), LATERAL (SELECT pieces.piece[1] AS piece, pieces.ordinal) part(literal, ordinal))

function caudal.replace_sealed(text,text,text) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.replace_sealed(in_spot text, read_text text, new_text text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  place constant text := split_part(in_spot, '/', 1);
  row_id constant uuid := split_part(in_spot, '/', 2)::uuid;
begin
  if split_part(new_text, '.', 1) <> split_part(read_text, '.', 1) or split_part(new_text, '.', 4) <> split_part(read_text, '.', 4)
    or split_part(new_text, '.', 4) = '' or split_part(new_text, '.', 5) <> '' then
    raise exception 'another content' using errcode = 'check_violation';
  end if;
  case place
    when 'outbox' then update caudal.outbox set content = new_text where id = row_id and content = read_text;
    when 'webhook' then update caudal.webhooks set secret = new_text where id = row_id and secret = read_text;
    when 'webhook_old' then update caudal.webhooks set old_secret = new_text where id = row_id and old_secret = read_text;
    else raise exception 'no such place: %', place using errcode = 'check_violation';
  end case;
  return found;
end
$function$

function caudal.replay_webhook(uuid,uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.replay_webhook(asked uuid, one uuid)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform from caudal.webhooks w
    where w.id = asked and w.account_id = caudal.claim_account_id() and w.user_id = caudal.claim_user_id() and w.active for no key update;
  if not found then return; end if;
  return query
    with again as (
      insert into caudal.outbox as o (id, kind, account_id, user_id, recipient, key, notification_id, give_up_at)
      select d.id, 'webhook', d.account_id, d.user_id, asked::text, d.kind, d.notification_id, now() + interval '3 days'
      from caudal.webhook_deliveries d
      where d.webhook_id = asked and d.state = 'failed' and d.notification_id is not null and (one is null or d.id = one)
      order by d.created_at, d.id
      on conflict (id) do update set state = 'pending', recipient = excluded.recipient, give_up_at = excluded.give_up_at,
        next_attempt_at = now(), begun_again = o.attempts, unanswered = 0, ended_at = null, last_error = null
        where o.state = 'failed'
      returning o.id
    )
    update caudal.webhook_deliveries d set state = 'pending', error = null, status = null from again where d.id = again.id returning d.id;
  if found then perform pg_notify('caudal_outbox', 'webhook'); end if;
end
$function$

function caudal.resolve_acting(uuid,uuid) owned by caudal_definer
  execute to caudal_request, caudal_signin
CREATE OR REPLACE FUNCTION caudal.resolve_acting(asking_user uuid, asking_session uuid)
 RETURNS TABLE(account_id uuid, role text, locale text, member_id uuid, member_name text, member_role text, view_ends_at timestamp with time zone, factor_missing boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
#variable_conflict use_column
begin
  if exists (select from caudal.views v where v.session_id = asking_session and v.ends_at <= clock_timestamp()) then
    delete from caudal.views v where v.session_id = asking_session and v.ends_at <= clock_timestamp();
  end if;
  return query
    select acting.account_id, acting.role, acting.locale, v.member_id, p.name, member.role, v.ends_at,
      a.second_factor_required
        and not exists (select from auth.second_factors f where f.user_id = asking_user and f.confirmed_at is not null)
        and not exists (select from auth."session" s where s.id = asking_session and s."providerFactor")
    from (
      select m.account_id, m.role, own.locale from caudal.members m
        join caudal.profiles own on own.user_id = m.user_id
        left join caudal.session_accounts s on s.session_id = asking_session and s.account_id = m.account_id and s.user_id = m.user_id
      where m.user_id = asking_user order by s.session_id is null, m.created_at, m.account_id limit 1
    ) acting
      join caudal.accounts a on a.id = acting.account_id
      left join caudal.views v on v.session_id = asking_session and v.account_id = acting.account_id and v.manager_id = asking_user
      left join caudal.members member on member.account_id = v.account_id and member.user_id = v.member_id
      left join caudal.profiles p on p.user_id = v.member_id;
end
$function$

function caudal.resolve_key(bytea) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.resolve_key(hash bytea)
 RETURNS TABLE(key_id uuid, user_id uuid, account_id uuid, role text, locale text, scopes text[], expires_at timestamp with time zone, factor_missing boolean)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with used as (
    update caudal.api_keys k set last_used_at = now()
    where k.secret_hash = hash and k.revoked_at is null and k.expires_at > now()
      and (k.last_used_at is null or k.last_used_at not between now() - interval '5 minutes' and clock_timestamp())
  )
  select k.id, k.user_id, k.account_id, m.role, p.locale, k.scopes, k.expires_at,
    a.second_factor_required and not k.provider_factor
      and not exists (select from auth.second_factors f where f.user_id = k.user_id and f.confirmed_at is not null)
  from caudal.api_keys k join caudal.members m on m.account_id = k.account_id and m.user_id = k.user_id
    join caudal.accounts a on a.id = k.account_id
    join caudal.profiles p on p.user_id = k.user_id
  where k.secret_hash = hash and k.revoked_at is null and k.expires_at > now()
$function$

function caudal.resolve_member(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.resolve_member(asking_user uuid)
 RETURNS TABLE(account_id uuid, role text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select m.account_id, m.role from caudal.members m where m.user_id = asking_user order by m.created_at, m.account_id limit 1
$function$

function caudal.revoke_member_keys(uuid,uuid[]) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.revoke_member_keys(member uuid, ids uuid[])
 RETURNS TABLE(name text)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  update caudal.api_keys k set revoked_at = now()
  where k.account_id = caudal.claim_account_id() and k.user_id = member and caudal.may_end_ways(member)
    and (ids is null or k.id = any (ids)) and k.revoked_at is null and k.expires_at > now()
  returning k.name
$function$

function caudal.revoke_member_links(uuid,uuid[]) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.revoke_member_links(member uuid, ids uuid[])
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  revoked integer;
begin
  with gone as (
    update caudal.shares s set revoked_at = clock_timestamp()
    where s.account_id = caudal.claim_account_id() and s.user_id = member and s.grantee_kind = 'link' and caudal.may_end_ways(member)
      and (ids is null or s.id = any (ids)) and s.revoked_at is null and (s.expires_at is null or s.expires_at > now())
    returning 1
  )
  select count(*)::integer into revoked from gone;
  -- The entries of the shares say that they ended; this one, that it was not their person who did it.
  if revoked > 0 then
    perform caudal.record_act('member.links_revoked', member::text, array[member], jsonb_build_object('links', jsonb_build_object('before', revoked::text)));
  end if;
  return revoked;
end
$function$

function caudal.revoke_sent() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.revoke_sent()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update caudal.invitations i set revoked_at = clock_timestamp()
    where i.account_id = old.account_id and i.accepted_at is null and i.revoked_at is null
      and (i.invited_by = old.user_id
        or (tg_op = 'DELETE' and i.email = (select lower(p.email) from caudal.profiles p where p.user_id = old.user_id)));
  return null;
end
$function$

function caudal.roles_by_ways(jsonb) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.roles_by_ways(ways jsonb)
 RETURNS TABLE(place integer, role text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select asked.place::integer - 1, m.role
  from jsonb_array_elements(ways) with ordinality asked (way, place)
    join caudal.members m on m.account_id = (way ->> 'account_id')::uuid and m.user_id = (way ->> 'user_id')::uuid
    join caudal.accounts a on a.id = m.account_id
    left join caudal.api_keys k on way ->> 'kind' = 'key' and k.id = (way ->> 'id')::uuid and k.account_id = m.account_id
      and k.user_id = m.user_id and k.revoked_at is null and k.expires_at > now()
    left join auth."session" s on way ->> 'kind' = 'session' and s.id = (way ->> 'id')::uuid and s."userId" = m.user_id
      and s."expiresAt" > now()
  where (k.id is not null or s.id is not null)
    and (not a.second_factor_required or k.provider_factor or s."providerFactor" or caudal.has_turned_on(m.user_id))
$function$

function caudal.run_change_allowed(text,text) owned by caudal_owner
  execute to caudal_definer, caudal_request
CREATE OR REPLACE FUNCTION caudal.run_change_allowed(from_state text, to_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (((((((((((from_state = 'queued'::text) AND (to_state = 'running'::text)) OR ((from_state = 'queued'::text) AND (to_state = 'cancelled'::text))) OR ((from_state = 'waiting'::text) AND (to_state = 'running'::text))) OR ((from_state = 'waiting'::text) AND (to_state = 'cancelled'::text))) OR ((from_state = 'running'::text) AND (to_state = 'succeeded'::text))) OR ((from_state = 'running'::text) AND (to_state = 'failed'::text))) OR ((from_state = 'running'::text) AND (to_state = 'waiting'::text))) OR ((from_state = 'running'::text) AND (to_state = 'queued'::text))) OR ((from_state = 'running'::text) AND (to_state = 'cancelling'::text))) OR ((from_state = 'cancelling'::text) AND (to_state = 'cancelled'::text)))

function caudal.runs_state(integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.runs_state(default_most integer)
 RETURNS TABLE(most integer, working bigint, waiting bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce((select a.runs_at_once from caudal.accounts a where a.id = caudal.claim_account_id()), default_most),
    count(*) filter (where r.state in ('running', 'cancelling')), count(*) filter (where r.state in ('queued', 'waiting'))
  from caudal.runs r where r.account_id = caudal.claim_account_id() and r.state in ('running', 'cancelling', 'queued', 'waiting')
$function$

function caudal.seal_receipt(uuid,text,text,timestamp with time zone) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.seal_receipt(run uuid, by_key text, signed text, at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with sealed as (
    update caudal.receipts r set key_id = by_key, signature = signed, sealed_at = at where r.run_id = run and r.signature is null returning 1)
  select exists (select from sealed)
$function$

function caudal.set_left_scope(uuid,uuid,jsonb) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.set_left_scope(asking_user uuid, in_account uuid, origin jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  left_there constant boolean := exists (select from caudal.departures d
    where d.account_id = in_account and d.user_id = asking_user and d.ends_at > clock_timestamp());
begin
  perform set_config('transaction_read_only', 'on', true);
  perform set_config(name, '', true) from unnest(array['caudal.user_id', 'caudal.account_id', 'caudal.role', 'caudal.access_profile_id',
    'caudal.all_companies', 'caudal.all_warehouses', 'caudal.origin']) as name;
  if left_there then
    perform set_config('caudal.user_id', asking_user::text, true), set_config('caudal.account_id', in_account::text, true),
      set_config('caudal.origin', coalesce(origin::text, ''), true);
  end if;
  return left_there;
end
$function$

function caudal.set_person_scope(uuid,jsonb) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.set_person_scope(asking_user uuid, origin jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if current_setting('transaction_read_only') = 'off' then perform caudal.hold_credential(origin); end if;
  perform set_config(name, '', true) from unnest(array['caudal.account_id', 'caudal.role', 'caudal.access_profile_id',
    'caudal.all_companies', 'caudal.all_warehouses']) as name;
  perform set_config('caudal.user_id', asking_user::text, true), set_config('caudal.origin', coalesce(origin::text, ''), true);
  return true;
end
$function$

function caudal.set_quota(uuid,jsonb) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.set_quota(of_account uuid, figures jsonb)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with changed as (
    update caudal.accounts set
      storage_bytes = case when figures ? 'storage_bytes' then (figures ->> 'storage_bytes')::bigint else storage_bytes end,
      files_at_most = case when figures ? 'files' then (figures ->> 'files')::integer else files_at_most end,
      runs_at_once = case when figures ? 'runs' then (figures ->> 'runs')::integer else runs_at_once end
    where id = of_account returning 1
  )
  select exists (select from changed)
$function$

function caudal.set_scope(uuid,uuid,jsonb) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.set_scope(asking_user uuid, in_account uuid, origin jsonb DEFAULT NULL::jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  member record;
  manages boolean;
begin
  if current_setting('transaction_read_only') = 'off' then perform caudal.hold_credential(origin); end if;
  select m.role, m.access_profile_id, p.all_companies, p.all_warehouses into member
  from caudal.members m join caudal.access_profiles p on p.id = m.access_profile_id
  where m.account_id = in_account and m.user_id = asking_user;
  if not found then
    perform set_config(name, '', true) from unnest(array['caudal.user_id', 'caudal.account_id', 'caudal.role',
      'caudal.access_profile_id', 'caudal.all_companies', 'caudal.all_warehouses', 'caudal.origin']) as name;
    return false;
  end if;
  manages := member.role in ('owner', 'admin');
  perform set_config('caudal.user_id', asking_user::text, true),
    set_config('caudal.account_id', in_account::text, true),
    set_config('caudal.role', member.role, true),
    set_config('caudal.access_profile_id', member.access_profile_id::text, true),
    set_config('caudal.all_companies', (manages or member.all_companies)::text, true),
    set_config('caudal.all_warehouses', (manages or member.all_warehouses)::text, true),
    set_config('caudal.origin', coalesce(origin::text, ''), true);
  return true;
end
$function$

function caudal.set_view_scope(uuid,uuid,uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.set_view_scope(asking_session uuid, asking_user uuid, in_account uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  member record;
  manages boolean;
begin
  perform set_config('transaction_read_only', 'on', true);
  perform set_config(name, '', true) from unnest(array['caudal.user_id', 'caudal.account_id', 'caudal.role',
    'caudal.access_profile_id', 'caudal.all_companies', 'caudal.all_warehouses']) as name;
  select m.role, m.access_profile_id, p.all_companies, p.all_warehouses into member
  from caudal.views v
    join caudal.members manager on manager.account_id = v.account_id and manager.user_id = v.manager_id
    join caudal.members m on m.account_id = v.account_id and m.user_id = v.member_id
    join caudal.access_profiles p on p.id = m.access_profile_id
  where v.session_id = asking_session and v.manager_id = asking_user and v.account_id = in_account and v.ends_at > clock_timestamp()
    and caudal.may_view(manager.role, m.role);
  if not found then return false; end if;
  manages := member.role in ('owner', 'admin');
  perform set_config('caudal.account_id', in_account::text, true),
    set_config('caudal.role', member.role, true),
    set_config('caudal.access_profile_id', member.access_profile_id::text, true),
    set_config('caudal.all_companies', (manages or member.all_companies)::text, true),
    set_config('caudal.all_warehouses', (manages or member.all_warehouses)::text, true);
  return true;
end
$function$

function caudal.settle_outbox(uuid,integer,text,jsonb,bigint) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.settle_outbox(entry_id uuid, entry_attempt integer, outcome text, error jsonb, retry_ms bigint)
 RETURNS text
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with settled as (
    select case when outcome = 'retry' and now() + retry_ms * interval '1 millisecond' < o.give_up_at then 'pending'
      when outcome = 'sent' then 'sent' else 'failed' end as state
    from caudal.outbox o where o.id = entry_id and o.attempts = entry_attempt and o.state = 'pending' and o.lease_until is not null
  ), ended as (
    update caudal.outbox o set state = s.state, lease_until = null, last_error = error,
      content = case when s.state = 'pending' then o.content end,
      recipient = case when s.state <> 'sent' then o.recipient end,
      ended_at = case when s.state <> 'pending' then now() end,
      next_attempt_at = case when s.state = 'pending' then now() + retry_ms * interval '1 millisecond' else o.next_attempt_at end
    from settled s where o.id = entry_id and o.attempts = entry_attempt and o.state = 'pending' and o.lease_until is not null
    returning o.state, o.kind
  )
  select e.state from ended e cross join lateral (select pg_notify('caudal_outbox', e.kind)) told
$function$

function caudal.storage_by_person() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.storage_by_person()
 RETURNS TABLE(user_id uuid, name text, bytes bigint, departed boolean, ends_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select s.user_id, (select p.name from caudal.profiles p where p.user_id = s.user_id and (not s.departed or d.user_id is not null)),
    s.bytes, s.departed, case when s.departed and d.ends_at > clock_timestamp() then d.ends_at end
  from (
    select k.user_id, k.bytes, k.departed from caudal.kept_by_person(caudal.claim_account_id()) k
    union all
    select m.user_id, 0, false from caudal.members m where m.account_id = caudal.claim_account_id()
      and not exists (select from caudal.kept_by_person(caudal.claim_account_id()) k where k.user_id = m.user_id)
  ) s left join caudal.departures d on d.account_id = caudal.claim_account_id() and d.user_id = s.user_id
  where caudal.claim_manages()
  order by s.departed, s.bytes desc, 2, 1
$function$

function caudal.storage_state(bigint,integer) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.storage_state(default_bytes bigint, default_files integer)
 RETURNS TABLE(used bigint, most bigint, files bigint, most_files integer, departed_bytes bigint, departed_files bigint, own_bytes bigint, own_files bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select kept.bytes + greatest(0, kept.departed_bytes - limits.most), limits.most,
    kept.files + greatest(0, kept.departed_files - limits.most_files), limits.most_files,
    kept.departed_bytes, kept.departed_files, kept.own_bytes, kept.own_files
  from (
    select coalesce(own.storage_bytes, case when default_bytes >= 0 then default_bytes end) as most,
      coalesce(own.files_at_most, case when default_files >= 0 then default_files end) as most_files
    from (values (1)) as always left join caudal.accounts own on own.id = caudal.claim_account_id()
  ) limits, (
    select coalesce(sum(k.bytes) filter (where not k.departed), 0)::bigint as bytes,
      coalesce(sum(k.files) filter (where not k.departed), 0)::bigint as files,
      coalesce(sum(k.bytes) filter (where k.departed), 0)::bigint as departed_bytes,
      coalesce(sum(k.files) filter (where k.departed), 0)::bigint as departed_files,
      coalesce(sum(k.bytes) filter (where k.user_id = caudal.claim_user_id()), 0)::bigint as own_bytes,
      coalesce(sum(k.files) filter (where k.user_id = caudal.claim_user_id()), 0)::bigint as own_files
    from caudal.kept_by_person(caudal.claim_account_id()) k
  ) kept
$function$

function caudal.sum_of_sizes(jsonb) owned by caudal_owner
  execute to caudal_definer, caudal_request
CREATE OR REPLACE FUNCTION caudal.sum_of_sizes(sizes jsonb)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE STRICT
 SET search_path TO ''
AS $function$
  select coalesce(sum(value::bigint), 0)::bigint from jsonb_each_text(sizes)
$function$

function caudal.sweep_runs() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.sweep_runs()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  moved integer;
  ended integer;
begin
  with expired as (
    select r.id from caudal.runs r
     where r.state in ('running', 'cancelling') and r.lease_until < clock_timestamp()
     for update skip locked)
  update caudal.runs r
     set state = case r.state when 'cancelling' then 'cancelled' else 'queued' end, token = r.token + 1, worker = null, lease_until = null,
         finished_at = case r.state when 'cancelling' then clock_timestamp() end
    from expired where expired.id = r.id;
  get diagnostics moved = row_count;
  with abandoned as (
    select r.id from caudal.runs r
     where r.state in ('queued', 'waiting')
       and not exists (select from caudal.members m where m.account_id = r.account_id and m.user_id = r.user_id)
     for update of r skip locked)
  update caudal.runs r set state = 'cancelled', token = r.token + 1, finished_at = clock_timestamp()
    from abandoned where abandoned.id = r.id;
  get diagnostics ended = row_count;
  return moved + ended;
end
$function$

function caudal.take_back(uuid,timestamp with time zone) owned by caudal_definer
  execute to caudal_signin
CREATE OR REPLACE FUNCTION caudal.take_back(person uuid, since timestamp with time zone)
 RETURNS TABLE(api_keys integer, webhooks integer, links integer, shares integer, invitations integer)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
#variable_conflict use_column
begin
  perform set_config('caudal.acting_user', person::text, true);
  update caudal.api_keys k set revoked_at = now() where k.user_id = person and k.revoked_at is null and k.expires_at > now();
  get diagnostics api_keys = row_count;
  update caudal.webhooks w set active = false, stopped = 'taken_back' where w.user_id = person and w.active;
  get diagnostics webhooks = row_count;
  update caudal.shares s set revoked_at = now() where s.user_id = person and s.grantee_kind = 'link' and s.revoked_at is null
    and (s.expires_at is null or s.expires_at > now());
  get diagnostics links = row_count;
  update caudal.shares s set revoked_at = now() where s.user_id = person and s.grantee_kind = 'member' and s.revoked_at is null
    and (s.expires_at is null or s.expires_at > now()) and greatest(s.created_at, s.terms_at) >= since;
  get diagnostics shares = row_count;
  update caudal.invitations i set revoked_at = now() where i.invited_by = person and i.revoked_at is null and i.accepted_at is null
    and i.expires_at > now() and i.sent_at >= since;
  get diagnostics invitations = row_count;
  perform set_config('caudal.acting_user', '', true);
  return next;
end
$function$

function caudal.tell_departure() owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.tell_departure()
 RETURNS TABLE(user_id uuid, email text, name text, locale text, account text, ends_at timestamp with time zone, files bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
#variable_conflict use_column
begin
  if not exists (select from caudal.departures d where d.told_at is null) then return; end if;
  perform pg_advisory_xact_lock(hashtextextended('caudal tells departures', 0));
  return query
    update caudal.departures d set told_at = clock_timestamp(), ends_at = clock_timestamp() + interval '30 days'
    from caudal.profiles p, caudal.accounts a
    where (d.account_id, d.user_id) = (select u.account_id, u.user_id from caudal.departures u where u.told_at is null
        order by u.left_at, u.account_id, u.user_id limit 1)
      and p.user_id = d.user_id and a.id = d.account_id
    returning p.user_id, p.email, p.name, p.locale, a.name, d.ends_at,
      (select count(*) from caudal.files f where f.account_id = d.account_id and f.user_id = d.user_id);
end
$function$

function caudal.tell_ended() owned by caudal_owner
CREATE OR REPLACE FUNCTION caudal.tell_ended()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform pg_notify('caudal_sessions', old.id::text);
  return null;
end
$function$

function caudal.tell_factor_required() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.tell_factor_required()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform pg_notify('caudal_members', m.account_id || ' ' || m.user_id) from caudal.members m
    where m.account_id = new.id and not caudal.has_turned_on(m.user_id);
  return null;
end
$function$

function caudal.tell_member() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.tell_member()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform pg_notify('caudal_members', old.account_id || ' ' || old.user_id);
  if tg_op = 'UPDATE' then
    delete from caudal.views v using caudal.members manager, caudal.members member
    where v.account_id = old.account_id and old.user_id in (v.manager_id, v.member_id)
      and manager.account_id = v.account_id and manager.user_id = v.manager_id
      and member.account_id = v.account_id and member.user_id = v.member_id
      and not caudal.may_view(manager.role, member.role);
  end if;
  return null;
end
$function$

function caudal.tell_person(uuid,uuid,text,uuid) owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.tell_person(account uuid, person uuid, about text, subject uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  event_id bigint;
begin
  perform pg_advisory_xact_lock(4848484848);
  if exists (
    select from caudal.events e
    where e.subject_id = subject and e.topic = about and e.user_id = person and e.xmin = pg_current_xact_id()::xid
  ) then
    return;
  end if;
  insert into caudal.events (account_id, user_id, topic, subject_id) values (account, person, about, subject) returning id into event_id;
  perform pg_notify('caudal_events', event_id || ' ' || account || ' ' || person);
end
$function$

function caudal.tell_share() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.tell_share()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  share constant caudal.shares := case tg_op when 'DELETE' then old else new end;
  holds constant boolean := tg_op <> 'DELETE' and share.revoked_at is null and (share.expires_at is null or share.expires_at > clock_timestamp());
begin
  perform caudal.tell_person(share.account_id, share.grantee_user_id, case when holds then 'file' else 'file_removed' end, share.file_id);
  return null;
end
$function$

function caudal.test_webhook(uuid) owned by caudal_definer
  execute to caudal_request
CREATE OR REPLACE FUNCTION caudal.test_webhook(asked uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  person uuid;
  entry uuid;
begin
  select w.user_id into person from caudal.webhooks w
    where w.id = asked and w.account_id = caudal.claim_account_id() and w.user_id = caudal.claim_user_id() for no key update;
  if person is null then return null; end if;
  select d.id into entry from caudal.webhook_deliveries d where d.webhook_id = asked and d.kind = 'webhook.test' and d.state = 'pending' limit 1;
  if entry is not null then return entry; end if;
  insert into caudal.outbox (kind, account_id, user_id, recipient, key, give_up_at)
    values ('webhook', caudal.claim_account_id(), person, asked::text, 'webhook.test', now()) returning id into entry;
  insert into caudal.webhook_deliveries (id, webhook_id, account_id, user_id, kind)
    values (entry, asked, caudal.claim_account_id(), person, 'webhook.test');
  perform pg_notify('caudal_outbox', 'webhook');
  return entry;
end
$function$

function caudal.text_digest(text) owned by caudal_owner
  execute to caudal_definer, caudal_request
CREATE OR REPLACE FUNCTION caudal.text_digest(value text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN encode(sha256(convert_to(value, 'UTF8'::name)), 'hex'::text)

function caudal.ways_of(uuid) owned by caudal_owner
  execute to caudal_definer, caudal_request, caudal_signin
CREATE OR REPLACE FUNCTION caudal.ways_of(person uuid)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select hashtextextended('caudal ways of ' || person::text, 0)
$function$

function caudal.write_audit_entry(uuid,text,text,text,text,uuid[],jsonb,uuid,text) owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.write_audit_entry(in_account uuid, action text, object_type text, object_id text, object_name text, people uuid[], changes jsonb, known_user uuid, known_address text)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  origin constant jsonb := nullif(current_setting('caudal.origin', true), '');
  acting constant uuid := coalesce(nullif(current_setting('caudal.user_id', true), ''), nullif(current_setting('caudal.acting_user', true), ''))::uuid;
  about constant uuid[] := array(select distinct p from unnest(people) p where p is not null order by p);
  entry bigint;
begin
  insert into caudal.audit_entries (account_id, action, object_type, user_id, role, credential, address, request_id,
      object_id, object_name, person_ids, changes)
    values (
      coalesce(in_account, nullif(current_setting('caudal.account_id', true), '')::uuid,
        (select m.account_id from caudal.members m where m.user_id = coalesce(about[1], acting, known_user) order by m.created_at, m.account_id limit 1)),
      action, object_type, coalesce(acting, known_user), nullif(current_setting('caudal.role', true), ''),
      left(origin ->> 'credential', 100), left(coalesce(origin ->> 'address', known_address), 100), left(origin ->> 'requestId', 100),
      object_id, left(object_name, 300), about, changes)
    returning id into entry;
  insert into caudal.audit_unsealed (entry_id) values (entry);
  return entry;
end
$function$

function caudal.write_receipt() owned by caudal_definer
CREATE OR REPLACE FUNCTION caudal.write_receipt()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  said constant jsonb := caudal.receipt_content(new);
begin
  insert into caudal.receipts (run_id, account_id, user_id, file_id, content)
    values (new.id, new.account_id, new.user_id, new.file_id, said);
  perform caudal.write_audit_entry(new.account_id, 'run.' || new.state, 'run', new.id::text, null, array[new.user_id],
    jsonb_build_object('state', '{}'::jsonb, 'receipt', jsonb_build_object('after', caudal.text_digest(said::text))), null, null);
  perform pg_notify('caudal_receipts', '');
  return null;
end
$function$
