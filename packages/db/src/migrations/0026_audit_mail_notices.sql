-- A profile's choice of mails is kept like the rest of it.
select caudal.audit_table('caudal.profiles', '{"subject": "profile", "id": ["user_id"], "name": "name", "actor": "user_id", "ignored": ["created_at"]}');
