import type { KeyScope } from "@caudal/contract/access/key-scopes.ts";
import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { DeparturesTable, InvitationsTable, SessionAccountsTable, ViewsTable } from "./schema-administration.ts";
import type { OutboxTable, WebhookDeliveriesTable, WebhooksTable } from "./schema-outbox.ts";

/** The tables of schema `caudal` as Kysely sees them. Migrations are the truth; `migrations.schema.test.ts` compares. */
type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>;
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type Json<T extends object = Record<string, unknown>> = JSONColumnType<T, string | undefined, string>;
type NullableJson<T extends object = Record<string, unknown>> = ColumnType<
  T | null,
  string | null | undefined,
  string | null
>;

export type AccountsTable = {
  id: Generated<string>;
  name: string;
  /** Whose name it bears, until its members choose one. */
  named_after: ColumnType<string | null, never, never>;
  created_at: Timestamp;
  storage_bytes: ColumnType<string | null, never, never>;
  files_at_most: ColumnType<number | null, never, never>;
  runs_at_once: ColumnType<number | null, never, never>;
  /** Which access profile somebody gets who joins without an invitation. */
  default_access_profile_id: string;
  /** Whether everybody who acts in it needs a second factor. */
  second_factor_required: Generated<boolean>;
};
/** One per person, for all accounts: what sign-in does not know. `user_id` is sign-in's. */
export type ProfilesTable = {
  user_id: string;
  email: string;
  name: string;
  locale: Generated<"es" | "en">;
  auto_process: Generated<boolean>;
  /** Types of notifications that come by mail as well. */
  mail_notices: Generated<("info" | "success" | "warning" | "error")[]>;
  created_at: Timestamp;
};
export type MembersTable = {
  account_id: string;
  user_id: string;
  role: "owner" | "admin" | "analyst" | "viewer";
  access_profile_id: string;
  created_at: Timestamp;
};
/** A member's key for programs; its secret's hash is written once and never read by the application. */
export type ApiKeysTable = {
  id: Generated<string>;
  account_id: string;
  user_id: string;
  name: string;
  prefix: string;
  secret_hash: ColumnType<never, Buffer, never>;
  scopes: ColumnType<KeyScope[], readonly KeyScope[], never>;
  created_at: ColumnType<Date, never, never>;
  expires_at: Timestamp;
  last_used_at: NullableTimestamp;
  revoked_at: NullableTimestamp;
  provider_factor: ColumnType<never, boolean | undefined, never>;
};
export type CompaniesTable = { id: Generated<string>; account_id: string; name: string };
export type WarehousesTable = { id: Generated<string>; account_id: string; company_id: string; name: string };
/** `key` is the tab's stable name: "leaders", "ceo", "cfo", "testing". */
export type TabsTable = { id: Generated<string>; account_id: string; key: string; name: string };
export type AccessProfilesTable = {
  id: Generated<string>;
  account_id: string;
  name: string;
  all_companies: Generated<boolean>;
  all_warehouses: Generated<boolean>;
  hidden_fields: Generated<string[]>;
  /** Rises with each change. */
  version: Generated<number>;
};
export type AccessProfileCompaniesTable = { account_id: string; access_profile_id: string; company_id: string };
export type AccessProfileWarehousesTable = { account_id: string; access_profile_id: string; warehouse_id: string };
export type AccessProfileTabsTable = { account_id: string; access_profile_id: string; tab_id: string };

export type UploadsTable = {
  id: Generated<string>;
  account_id: string;
  user_id: string;
  file_name: string;
  declared_size: ColumnType<string, string | number | bigint, never>;
  /** Key in the object store. */
  object_key: string;
  metadata: Json<Record<string, string>>;
  /** The file that came of it; null while bytes are missing. */
  file_id: string | null;
  created_at: Timestamp;
  expires_at: Timestamp;
};
export type FilesTable = {
  id: Generated<string>;
  account_id: string;
  user_id: string;
  file_name: string;
  file_type: string;
  file_size: ColumnType<string, string | number | bigint, string | number | bigint>;
  storage_url: string;
  object_key: string;
  databricks_job_id: string | null;
  status: Generated<"uploaded" | "processing" | "done" | "error">;
  error_message: string | null;
  /** StoredFault of the failure, from which the message is rendered for other readers. */
  error: NullableJson<{ code: string; params: Record<string, string | number | boolean | null> }>;
  uploaded_at: Timestamp;
  processed_at: NullableTimestamp;
  metadata: Json;
  sha256: string | null;
  rows: ColumnType<string | null, string | number | bigint | null | undefined, string | number | bigint | null>;
  rejected: ColumnType<string | null, string | number | bigint | null | undefined, string | number | bigint | null>;
  /** FileReading and ColumnProfile[] of the contract. */
  reading: NullableJson;
  columns: ColumnType<unknown[] | null, string | null | undefined, string | null>;
  /** The run whose findings, rejects and table are shown; `reading`, `rows`, `rejected` and `columns` are its too. */
  profile_run_id: string | null;
  /** The Parquet copy of the rows in the object store. */
  table_key: string | null;
};
/** Rows that could not be read: the first ones of each file, see ScanOutcome. */
export type RejectsTable = {
  run_id: string;
  file_id: string;
  account_id: string;
  user_id: string;
  ordinal: number;
  line: ColumnType<string, number | bigint | string, never>;
  column_name: string | null;
  reason: string;
  text: string;
};

export type RunsTable = {
  id: Generated<string>;
  account_id: string;
  user_id: string;
  file_id: string | null;
  kind: string;
  input: Json;
  state: Generated<"queued" | "running" | "waiting" | "cancelling" | "succeeded" | "failed" | "cancelled">;
  attempt: Generated<number>;
  max_attempts: Generated<number>;
  token: ColumnType<string, string | undefined, string>;
  worker: string | null;
  available_at: Timestamp;
  lease_until: NullableTimestamp;
  progress: Generated<number>;
  step: string | null;
  message: NullableJson<{ key: string; params: Record<string, unknown> }>;
  error: NullableJson<{ code: string; params: Record<string, unknown> }>;
  /** `error` in the language of the person who asked. */
  error_message: string | null;
  request_id: string | null;
  /** What its work did already, by name: see `withRunEffect`. */
  effects: Json<Record<string, Record<string, unknown>>>;
  queued_at: Timestamp;
  /** When a worker last took it. */
  claimed_at: NullableTimestamp;
  started_at: NullableTimestamp;
  finished_at: NullableTimestamp;
};
/** Which run an idempotency key of a person was answered with. */
export type RunKeysTable = { account_id: string; user_id: string; key: string; run_id: string; created_at: Timestamp };
export type RunStepsTable = {
  run_id: string;
  account_id: string;
  user_id: string;
  name: string;
  ordinal: number;
  state: "running" | "done" | "failed";
  attempt: number;
  token: ColumnType<string, string, string>;
  result: NullableJson;
  error: NullableJson<{ code: string; params: Record<string, unknown> }>;
  started_at: Timestamp;
  finished_at: NullableTimestamp;
};
export type RunLogsTable = {
  id: Generated<string>;
  run_id: string;
  account_id: string;
  user_id: string;
  level: "info" | "warn" | "error";
  key: string;
  params: Json;
  at: Timestamp;
};

/** What one run found in a file, shown or not yet or no more; its findings and rejects carry its id. */
export type RunProfilesTable = {
  run_id: string;
  account_id: string;
  user_id: string;
  file_id: string;
  reading: NullableJson;
  rows: FilesTable["rows"];
  rejected: FilesTable["rejected"];
  columns: FilesTable["columns"];
  table_key: string | null;
  /** Keys under which its attempts may have written a table. */
  written_keys: Generated<string[]>;
  /** Of the file's bytes as this run read them. */
  input_sha256: string | null;
  /** What computed its findings. */
  engine: NullableJson<{ name: string; version: string }>;
  /** TableDigest of the contract, of the table under `table_key`. */
  table_digest: NullableJson;
  /** Bytes by key of `written_keys`. */
  table_sizes: ColumnType<Record<string, number>, string | undefined, string>;
  /** Their sum; the database's to write. */
  table_bytes: ColumnType<string, never, never>;
};
/** What a run that ended read, did and left, fixed as it ended; signed a moment later. */
export type ReceiptsTable = {
  run_id: string;
  account_id: string;
  user_id: string;
  file_id: string | null;
  content: ColumnType<unknown, never, never>;
  written_at: Timestamp;
  key_id: string | null;
  signature: string | null;
  sealed_at: NullableTimestamp;
};

export type InsightsTable = {
  id: Generated<string>;
  account_id: string;
  file_id: string;
  user_id: string;
  run_id: string;
  wave: number;
  insight_type: "quality" | "shape" | "time" | "relation" | "concentration" | "recommendation";
  title: string;
  description: string | null;
  data: Json;
  confidence_score: ColumnType<string, number | string, number | string>;
  confidence: Json;
  evidence: Json;
  key: string;
  params: Json;
  columns: string[];
  importance: number;
  created_at: Timestamp;
};
/** The requirement's log: one row an operation ("process", "read", "first_insights", …), written in the transition's transaction. */
export type ProcessingLogsTable = {
  id: Generated<string>;
  account_id: string;
  file_id: string;
  user_id: string;
  run_id: string | null;
  operation: string;
  status: "started" | "completed" | "failed" | "cancelled";
  started_at: Timestamp;
  completed_at: NullableTimestamp;
  error_details: string | null;
};
/** Written by a database trigger on each change of a file's state. */
export type NotificationsTable = {
  id: Generated<string>;
  account_id: string;
  user_id: string;
  title: string;
  message: string;
  type: Generated<"info" | "success" | "warning" | "error">;
  related_file_id: string | null;
  is_read: Generated<boolean>;
  /** Words for other readers: key of the catalogue in contract/notices and its parameters. */
  key: string;
  params: Json;
  created_at: Timestamp;
};
/** The sentences that the trigger writes with, synchronised from contract/notices by the migrator. */
export type NoticeTextsTable = { key: string; locale: "es" | "en"; title: string; message: string };
/** What live events replay from. `id` rises; NOTIFY `caudal_events` carries "id account_id user_id" only. */
export type EventsTable = {
  id: Generated<string>;
  account_id: string;
  user_id: string;
  topic: string;
  subject_id: string;
  created_at: Timestamp;
};
/** Who did what, on which object, from where: written by triggers, read by managers. `*_salt` is for the chain alone. */
export type AuditEntriesTable = {
  id: ColumnType<string, never, never>;
  at: ColumnType<Date, never, never>;
  account_id: ColumnType<string | null, never, never>;
  action: ColumnType<string, never, never>;
  object_type: ColumnType<string, never, never>;
  user_id: ColumnType<string | null, never, never>;
  role: ColumnType<string | null, never, never>;
  credential: ColumnType<string | null, never, never>;
  address: ColumnType<string | null, never, never>;
  request_id: ColumnType<string | null, never, never>;
  who_salt: ColumnType<Buffer | null, never, never>;
  /** The entry of the erasure that took `user_id`, `role`, `credential`, `address` and `request_id`. */
  who_erased_by: ColumnType<string | null, never, never>;
  object_id: ColumnType<string | null, never, never>;
  object_name: ColumnType<string | null, never, never>;
  person_ids: ColumnType<string[] | null, never, never>;
  /** By column; values as text. */
  changes: ColumnType<Record<string, AuditedChange> | null, never, never>;
  what_salt: ColumnType<Buffer | null, never, never>;
  /** The entry of the erasure that took the object and what changed of it. */
  what_erased_by: ColumnType<string | null, never, never>;
};
/** `masked`: a secret, of which nothing more is said; nothing at all: the column of an object that is one person's alone. */
export type AuditedChange = {
  readonly before?: string | null;
  readonly after?: string | null;
  readonly masked?: true;
  /** Of an erasure: the numbers of the entries that it took a part of, as PostgreSQL writes an int8multirange. */
  readonly entries?: string;
};
export type AuditSealsTable = {
  position: ColumnType<string, never, never>;
  entry_id: ColumnType<string, never, never>;
  who_digest: ColumnType<Buffer, never, never>;
  what_digest: ColumnType<Buffer, never, never>;
  link: ColumnType<Buffer, never, never>;
  key_id: ColumnType<string, never, never>;
  sealed_at: ColumnType<Date, never, never>;
};
export type AuditUnsealedTable = { entry_id: ColumnType<string, never, never> };

/** Whom a file is open to besides its person, `user_id`. The hash of a link's token is written and never read. */
export type SharesTable = {
  id: Generated<string>;
  account_id: string;
  user_id: string;
  file_id: string;
  grantee_kind: "member" | "link";
  grantee_user_id: string | null;
  token_hash: ColumnType<never, Buffer | null | undefined, never>;
  may_download: Generated<boolean>;
  created_at: Timestamp;
  expires_at: NullableTimestamp;
  revoked_at: NullableTimestamp;
  last_opened_at: NullableTimestamp;
  opens: Generated<string>;
  /** When the terms were last set otherwise: a trigger's. */
  terms_at: ColumnType<never, never, never>;
};

/** Persons who asked to be erased, until all of theirs is gone; functions alone touch it. */
export type ErasuresTable = { user_id: string; accounts: string[]; asked_at: Timestamp; addresses: string[] };
/** Ids of accounts that are no more. */
export type ErasedAccountsTable = { account_id: string; erased_at: Timestamp };

export type Database = {
  audit_entries: AuditEntriesTable;
  audit_seals: AuditSealsTable;
  audit_unsealed: AuditUnsealedTable;
  accounts: AccountsTable;
  profiles: ProfilesTable;
  members: MembersTable;
  api_keys: ApiKeysTable;
  companies: CompaniesTable;
  warehouses: WarehousesTable;
  tabs: TabsTable;
  access_profiles: AccessProfilesTable;
  access_profile_companies: AccessProfileCompaniesTable;
  access_profile_warehouses: AccessProfileWarehousesTable;
  access_profile_tabs: AccessProfileTabsTable;
  invitations: InvitationsTable;
  session_accounts: SessionAccountsTable;
  views: ViewsTable;
  uploads: UploadsTable;
  files: FilesTable;
  rejects: RejectsTable;
  runs: RunsTable;
  run_keys: RunKeysTable;
  run_steps: RunStepsTable;
  run_logs: RunLogsTable;
  run_profiles: RunProfilesTable;
  receipts: ReceiptsTable;
  insights: InsightsTable;
  processing_logs: ProcessingLogsTable;
  notifications: NotificationsTable;
  notice_texts: NoticeTextsTable;
  events: EventsTable;
  outbox: OutboxTable;
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
  shares: SharesTable;
  erasures: ErasuresTable;
  departures: DeparturesTable;
  erased_accounts: ErasedAccountsTable;
};
