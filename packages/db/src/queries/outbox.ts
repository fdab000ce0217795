import { randomUUID } from "node:crypto";
import { sql, type Kysely, type QueryExecutorProvider } from "kysely";
import { mailLifetimes, type Mail } from "@caudal/contract/mails/mail.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Database } from "../schema.ts";

export type OutboxKind = "mail" | "webhook";

/** What an entry's content is bound to when it is sealed: whoever changes one of these in the database cannot have it opened. */
export type OutboxPlace = {
  readonly outbox: string;
  readonly kind: OutboxKind;
  readonly recipient: string;
  readonly key: string;
};

/** Seals a text under a key that is not in the database; the app fills this with packages/secrets. */
export type SealOutbox = (text: string, place: OutboxPlace) => string;

export type NewOutboxEntry = {
  /** Of the caller's making where asking twice has to leave one. */
  readonly id?: string;
  readonly kind: OutboxKind;
  /** A mail's address; a webhook's endpoint. */
  readonly recipient: string;
  readonly key: string;
  readonly locale: Locale;
  readonly params: unknown;
  /** How long it is worth sending, in milliseconds. */
  readonly lifetimeMs: number;
  readonly accountId?: string;
  readonly userId?: string;
};

/**
 * Puts something into the outbox: within the transaction of the change that it tells of, or, on the pool itself, before a scope exists.
 * Gives its id.
 */
export async function enqueueOutbox(
  on: QueryExecutorProvider,
  seal: SealOutbox,
  entry: NewOutboxEntry,
): Promise<string> {
  const { id = randomUUID(), kind, recipient, key } = entry;
  const content = seal(JSON.stringify(entry.params), { outbox: id, kind, recipient, key });
  await sql`select caudal.enqueue_outbox(${id}, ${kind}, ${recipient}, ${key}, ${entry.locale}, ${content},
    ${entry.lifetimeMs}::bigint, ${entry.accountId ?? null}::uuid, ${entry.userId ?? null}::uuid)`.execute(on);
  return id;
}

/** A mail, and whom it is about: with them it goes when they are removed before it was sent. */
export type NewMail = Mail & { readonly accountId?: string; readonly userId?: string };

/** Asks for a mail: `on` is the transaction of what it tells of (sign-in's own too), or the pool where no scope exists yet. */
export type EnqueueMail = (on: QueryExecutorProvider, mail: NewMail) => Promise<void>;

export function createEnqueueMail(seal: SealOutbox): EnqueueMail {
  return async (on, { to, ...mail }) => {
    await enqueueOutbox(on, seal, { ...mail, kind: "mail", recipient: to, lifetimeMs: mailLifetimes[mail.key] });
  };
}

/** An entry that this deliverer holds for the length of its lease. */
export type ClaimedEntry = {
  readonly id: string;
  readonly kind: OutboxKind;
  readonly accountId: string | null;
  readonly userId: string | null;
  readonly recipient: string;
  readonly key: string;
  readonly locale: Locale;
  /** Sealed; null for the mail of a notification. */
  readonly content: string | null;
  readonly attempt: number;
  /** Of them those since somebody asked for it: the waiting begins anew with a message that is sent again. */
  readonly tried: number;
  /** Earlier attempts whose process died: what they sent may have arrived. */
  readonly unanswered: number;
  readonly createdAt: Date;
  readonly notice: NoticeToTell | null;
};

export type NoticeToTell = {
  readonly title: string;
  readonly message: string;
  readonly type: string;
  readonly key: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly file_id: string | null;
};

/**
 * How many may be on their way at once, over all deliverers together: of a lane (an endpoint's messages, a person's mails), to a server's
 * name, of a member and of an account.
 */
export type OutboxShares = {
  readonly lane: number;
  readonly host: number;
  readonly member: number;
  readonly account: number;
};
export type ClaimOptions = {
  readonly kind: OutboxKind;
  readonly leaseMs: number;
  readonly atMost: number;
  readonly shares: OutboxShares;
  /** The process that takes them, where another one can find out that it is dead: see `releaseOutbox`. */
  readonly sender?: string | undefined;
};
export type OutboxClaim = {
  readonly entries: readonly ClaimedEntry[];
  /** Milliseconds until something is due that was not yet; null when nothing will be. */
  readonly nextMs: number | null;
};

/** Takes what is due, from whoever holds least first. Of two deliverers each entry is one's. */
export function claimOutbox(
  db: Kysely<Database>,
  { kind, leaseMs, atMost, shares, sender }: ClaimOptions,
): Promise<OutboxClaim> {
  // Both with the same now: what falls due in between is in neither otherwise.
  return db.transaction().execute(async (tx) => {
    const { rows: entries } = await sql<ClaimedEntry>`
      select id, kind, account_id as "accountId", user_id as "userId", recipient, key, locale, content, attempt, tried, unanswered,
        created_at as "createdAt", notice
      from caudal.claim_outbox(${kind}, ${leaseMs}, ${atMost}, ${shares.lane}, ${shares.host}, ${shares.member}, ${shares.account},
        ${sender ?? null}::uuid)
    `.execute(tx);
    const { rows } = await sql<{ ms: number | null }>`
      select ceil(extract(epoch from caudal.next_outbox(${kind}) - now()) * 1000)::float8 as ms`.execute(tx);
    return { entries, nextMs: rows[0]?.ms ?? null };
  });
}

/** How an attempt ended. A failure that passes is tried again after `retryMs`, unless the entry's time is over by then. */
export type OutboxEnd =
  | { readonly outcome: "sent" }
  | { readonly outcome: "failed"; readonly error: OutboxError }
  | { readonly outcome: "retry"; readonly error: OutboxError; readonly retryMs: number };
export type OutboxError = {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
};

/** Notes how an attempt ended; gives the entry's state now, or null when it is another attempt's by now, or gone. */
export async function settleOutbox(
  db: Kysely<Database>,
  entry: Pick<ClaimedEntry, "id" | "attempt">,
  end: OutboxEnd,
): Promise<"pending" | "sent" | "failed" | null> {
  const error = end.outcome === "sent" ? null : JSON.stringify(end.error);
  const retryMs = end.outcome === "retry" ? Math.ceil(end.retryMs) : 0;
  const { rows } = await sql<{ state: "pending" | "sent" | "failed" | null }>`
    select caudal.settle_outbox(${entry.id}, ${entry.attempt}, ${end.outcome}, ${error}::jsonb, ${retryMs}::bigint) as state
  `.execute(db);
  return rows[0]?.state ?? null;
}

/**
 * Gives back what a process held that is surely dead: it goes at once instead of after its lease. What it was sending may have arrived, so
 * it counts as an attempt of which nobody told the end; after a second one the lease is waited for. Gives how many.
 */
export async function releaseOutbox(db: Kysely<Database>, dead: string): Promise<number> {
  const { rows } = await sql<{ released: number }>`select caudal.release_outbox(${dead}) as released`.execute(db);
  return rows[0]?.released ?? 0;
}

/** Forgets what ended a month ago. */
export async function pruneOutbox(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ gone: string }>`select caudal.prune_outbox() as gone`.execute(db);
  return Number(rows[0]?.gone ?? 0);
}
