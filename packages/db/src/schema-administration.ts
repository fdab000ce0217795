import type { ColumnType, Generated } from "kysely";

/** Tables of the administration as Kysely sees them; see schema.ts. */
type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>;
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

/** Somebody asked to join. `token_hash` is written and never read here. */
export type InvitationsTable = {
  id: Generated<string>;
  account_id: string;
  email: string;
  role: "admin" | "analyst" | "viewer";
  access_profile_id: string | null;
  invited_by: string | null;
  token_hash: ColumnType<never, Buffer, Buffer>;
  created_at: Timestamp;
  sent_at: Timestamp;
  sent_count: Generated<number>;
  expires_at: Timestamp;
  accepted_at: NullableTimestamp;
  accepted_by: string | null;
  revoked_at: NullableTimestamp;
};
/** In which account a session acts; no login reads it, see resolve_acting of migration 0031. */
export type SessionAccountsTable = { session_id: string; account_id: string; user_id: string };
/** Managers who look at the account as a member; no login reads it, see set_view_scope of migration 0031. */
export type ViewsTable = {
  id: Generated<string>;
  session_id: string;
  account_id: string;
  manager_id: string;
  member_id: string;
  started_at: Timestamp;
  ends_at: Timestamp;
};
/** Who left an account and until when their things are kept there; no login reads it, see migration 0045. */
export type DeparturesTable = {
  account_id: string;
  user_id: string;
  left_at: Timestamp;
  ends_at: Timestamp;
  removed_files: Generated<number>;
  removed_bytes: ColumnType<string, string | undefined, string>;
  told_at: Date | null;
};
