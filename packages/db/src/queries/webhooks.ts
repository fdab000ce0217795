import { sql, type Kysely, type Transaction } from "kysely";
import type { Database } from "../schema.ts";

/** A failure as it was stored; of another version it may have a code that this one does not know. */
export type StoredFailure = {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
};

const columns = ["id", "account_id", "name", "url", "kinds", "active", "stopped", "failures"] as const;
const moments = ["last_at", "last_status", "last_error", "old_secret_until", "created_at"] as const;
/** Messages that did not arrive and can be sent again: what they say is still there. */
const undelivered = sql<number>`(select count(*)::integer from caudal.webhook_deliveries d
  where d.webhook_id = webhooks.id and d.state = 'failed' and d.notification_id is not null)`.as("undelivered");
export type WebhookRow = {
  readonly id: string;
  readonly account_id: string;
  readonly name: string;
  readonly url: string;
  readonly kinds: readonly string[];
  readonly active: boolean;
  readonly stopped: "failing" | "gone" | "taken_back" | null;
  readonly failures: number;
  readonly last_at: Date | null;
  readonly last_status: number | null;
  readonly last_error: StoredFailure | null;
  readonly old_secret_until: Date | null;
  readonly created_at: Date;
  readonly undelivered: number;
};

/** The endpoints of this scope's member, oldest first. */
export function listWebhooks(tx: Transaction<Database>): Promise<readonly WebhookRow[]> {
  return tx
    .selectFrom("webhooks")
    .select([...columns, ...moments, undelivered])
    .orderBy("created_at")
    .orderBy("id")
    .execute();
}

export async function findWebhook(tx: Transaction<Database>, id: string): Promise<WebhookRow | null> {
  const query = tx.selectFrom("webhooks").select([...columns, ...moments, undelivered]);
  return (await query.where("id", "=", id).executeTakeFirst()) ?? null;
}

export type NewWebhookRow = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly kinds: readonly string[];
};

/** Null when the member has `most` endpoints. Of two at once, the second waits for the first. */
export async function insertWebhook(
  tx: Transaction<Database>,
  made: NewWebhookRow,
  most: number,
): Promise<WebhookRow | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended(caudal.claim_user_id()::text, 35))`.execute(tx);
  const { held } = await tx
    .selectFrom("webhooks")
    .select((of) => of.fn.countAll<string>().as("held"))
    .executeTakeFirstOrThrow();
  if (Number(held) >= most) return null;
  return tx
    .insertInto("webhooks")
    .values({
      ...made,
      account_id: sql<string>`caudal.claim_account_id()`,
      user_id: sql<string>`caudal.claim_user_id()`,
    })
    .returning([...columns, ...moments, undelivered])
    .executeTakeFirstOrThrow();
}

export type WebhookChange = {
  readonly name?: string;
  readonly kinds?: readonly string[];
  readonly active?: boolean;
  /** Together: a secret is sealed for its url. */
  readonly moved?: { readonly url: string; readonly secret: string };
};

/** Null where this scope's member has no such endpoint. */
export async function updateWebhook(
  tx: Transaction<Database>,
  id: string,
  { moved, ...change }: WebhookChange,
): Promise<WebhookRow | null> {
  const set = { ...change, ...moved };
  if (Object.keys(set).length === 0) return findWebhook(tx, id);
  const query = tx.updateTable("webhooks").set(set).where("id", "=", id);
  return (await query.returning([...columns, ...moments, undelivered]).executeTakeFirst()) ?? null;
}

/** The secret until now signs as well for `hours`. It was sealed for the same url, which must still stand; null where it does not. */
export async function rotateWebhookSecret(
  tx: Transaction<Database>,
  of: { readonly id: string; readonly url: string },
  secret: string,
  hours: number,
): Promise<WebhookRow | null> {
  const query = tx
    .updateTable("webhooks")
    .set({
      old_secret: sql<string>`secret`,
      old_secret_until: sql<Date>`now() + ${hours} * interval '1 hour'`,
      secret,
    })
    .where("id", "=", of.id)
    .where("url", "=", of.url);
  return (await query.returning([...columns, ...moments, undelivered]).executeTakeFirst()) ?? null;
}

export async function deleteWebhook(tx: Transaction<Database>, id: string): Promise<boolean> {
  return (await tx.deleteFrom("webhooks").where("id", "=", id).executeTakeFirst()).numDeletedRows > 0n;
}

/** Asks for a message to try an endpoint; gives its id, or null where this scope's member has no such endpoint. */
export async function testWebhook(tx: Transaction<Database>, id: string): Promise<string | null> {
  const { rows } = await sql<{ id: string | null }>`select caudal.test_webhook(${id}) as id`.execute(tx);
  return rows[0]?.id ?? null;
}

export type WebhookDeliveryRow = {
  readonly id: string;
  readonly kind: string;
  readonly state: "pending" | "sent" | "failed";
  readonly attempts: number;
  readonly status: number | null;
  readonly error: StoredFailure | null;
  readonly created_at: Date;
  readonly last_attempt_at: Date | null;
  /** Whether what it says is still there to be said. */
  readonly said: boolean;
  readonly place: string;
};

const deliveryColumns = [
  "id",
  "kind",
  "state",
  "attempts",
  "status",
  "error",
  "created_at",
  "last_attempt_at",
  sql<boolean>`notification_id is not null`.as("said"),
  // Microseconds, which a Date would lose.
  sql<string>`created_at::text`.as("place"),
] as const;

export type DeliveriesAsked = {
  readonly state?: WebhookDeliveryRow["state"];
  readonly after?: { readonly at: string; readonly id: string };
  readonly limit: number;
};

/** Said without a parameter: a plan that holds for every state has no use for the index of the failed. */
const hasFailed = sql<boolean>`state = 'failed'`;

/** What was sent to an endpoint, newest first. */
export function listWebhookDeliveries(
  tx: Transaction<Database>,
  webhookId: string,
  asked: DeliveriesAsked,
): Promise<readonly WebhookDeliveryRow[]> {
  return pickDeliveries(tx, webhookId, asked).execute();
}

/** The statement of such a list. */
export function pickDeliveries(tx: Transaction<Database>, webhookId: string, { state, after, limit }: DeliveriesAsked) {
  let query = tx.selectFrom("webhook_deliveries").select(deliveryColumns).where("webhook_id", "=", webhookId);
  if (state !== undefined) query = state === "failed" ? query.where(hasFailed) : query.where("state", "=", state);
  if (after !== undefined)
    query = query.where(sql<boolean>`(created_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return query.orderBy("created_at", "desc").orderBy("id", "desc").limit(limit);
}

/** One message to an endpoint; null where it had no such. */
export async function findWebhookDelivery(
  tx: Transaction<Database>,
  webhookId: string,
  id: string,
): Promise<WebhookDeliveryRow | null> {
  const query = tx.selectFrom("webhook_deliveries").select(deliveryColumns);
  return (await query.where("webhook_id", "=", webhookId).where("id", "=", id).executeTakeFirst()) ?? null;
}

/** Sends again what did not arrive at an endpoint that is switched on: one message, or all (null). Gives how many that are. */
export async function replayWebhook(tx: Transaction<Database>, id: string, one: string | null): Promise<number> {
  const { rows } = await sql`select caudal.replay_webhook(${id}, ${one}::uuid)`.execute(tx);
  return rows.length;
}

/** What an attempt sends, and to where. `notice` is null in a message to try the endpoint. */
export type WebhookToCall = {
  readonly webhookId: string;
  readonly accountId: string;
  readonly url: string;
  readonly secret: string;
  readonly oldSecret: string | null;
  readonly kind: string;
  readonly at: Date;
  readonly locale: "es" | "en";
  readonly notice: {
    readonly id: string;
    readonly title: string;
    readonly message: string;
    readonly type: string;
    readonly file_id: string | null;
  } | null;
};

/** Null when the endpoint is gone or switched off, or the attempt is another's by now. Needs no scope. */
export async function readWebhookMessage(
  db: Kysely<Database>,
  entry: { readonly id: string; readonly attempt: number },
): Promise<WebhookToCall | null> {
  const { rows } = await sql<WebhookToCall>`
    select webhook_id as "webhookId", account_id as "accountId", url, secret, old_secret as "oldSecret", kind, at, locale, notice
    from caudal.read_webhook_message(${entry.id}, ${entry.attempt})`.execute(db);
  return rows[0] ?? null;
}
