import type { ColumnType, Generated } from "kysely";

type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>;
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

type StoredError = ColumnType<
  { code: string; params: Record<string, string | number | boolean | null> } | null,
  never,
  never
>;

/** What has to be told outside: see queries/outbox.ts. */
export type OutboxTable = {
  id: Generated<string>;
  kind: "mail" | "webhook";
  account_id: string | null;
  user_id: string | null;
  recipient: string | null;
  key: string;
  locale: Generated<"es" | "en">;
  /** Sealed parameters; null once it has ended. */
  content: string | null;
  notification_id: string | null;
  state: Generated<"pending" | "sent" | "failed">;
  attempts: Generated<number>;
  unanswered: Generated<number>;
  next_attempt_at: Timestamp;
  lease_until: NullableTimestamp;
  give_up_at: Timestamp;
  last_error: ColumnType<
    { code: string; params: Record<string, unknown> } | null,
    string | null | undefined,
    string | null
  >;
  created_at: Timestamp;
  ended_at: NullableTimestamp;
  lane: ColumnType<string, never, never>;
  claimed_at: NullableTimestamp;
  begun_again: Generated<number>;
  sender: string | null;
};
/** A member's endpoint for their notifications; its secrets are sealed for its id, account and url. */
export type WebhooksTable = {
  id: ColumnType<string, string, never>;
  account_id: ColumnType<string, string, never>;
  user_id: ColumnType<string, string, never>;
  name: string;
  url: string;
  host: ColumnType<string | null, never, never>;
  secret: string;
  old_secret: ColumnType<string | null, never, string | null>;
  old_secret_until: ColumnType<Date | null, never, Date | null>;
  /** Keys of notifications. */
  kinds: ColumnType<string[], readonly string[], readonly string[]>;
  active: ColumnType<boolean, never, boolean>;
  stopped: ColumnType<"failing" | "gone" | "taken_back" | null, never, never>;
  failures: ColumnType<number, never, never>;
  failing_since: ColumnType<Date | null, never, never>;
  last_status: ColumnType<number | null, never, never>;
  last_error: StoredError;
  last_at: ColumnType<Date | null, never, never>;
  created_at: ColumnType<Date, never, never>;
};
/** What was sent to an endpoint; written by triggers. */
export type WebhookDeliveriesTable = {
  id: ColumnType<string, never, never>;
  webhook_id: ColumnType<string, never, never>;
  account_id: ColumnType<string, never, never>;
  user_id: ColumnType<string, never, never>;
  kind: ColumnType<string, never, never>;
  state: ColumnType<"pending" | "sent" | "failed", never, never>;
  attempts: ColumnType<number, never, never>;
  status: ColumnType<number | null, never, never>;
  error: StoredError;
  created_at: ColumnType<Date, never, never>;
  last_attempt_at: ColumnType<Date | null, never, never>;
  notification_id: ColumnType<string | null, never, never>;
};
