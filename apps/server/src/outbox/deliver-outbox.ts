import { Fault } from "@caudal/base/fault.ts";
import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import type { Listener } from "@caudal/db/listen.ts";
import {
  claimOutbox,
  nextOutboxDue,
  pruneOutbox,
  settleOutbox,
  type ClaimedEntry,
  type OutboxKind,
} from "@caudal/db/queries/outbox.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Kysely } from "kysely";
import { concludeDelivery } from "./conclude-delivery.ts";

/** Carries out one kind of entry. */
export type OutboxDeliverer = {
  readonly kind: OutboxKind;
  /** Whether delivering an entry again, because nobody knows how the last attempt ended, does no harm however often. */
  readonly repeatable: boolean;
  /** Throws a Fault; a transient one is tried again later. It has to end by itself within the lease. */
  deliver(entry: ClaimedEntry): Promise<void>;
};

export type OutboxPorts = {
  readonly db: Kysely<Database>;
  readonly listener: Pick<Listener, "subscribe">;
  readonly log: Log;
  readonly deliverers: readonly OutboxDeliverer[];
};

export type OutboxSettings = {
  /** Longer than any attempt: another server takes over after so much silence. */
  readonly leaseMs: number;
  readonly atOnce: number;
  /** How long to sleep at most when nothing says that there is something to do. */
  readonly idleMs: number;
};

export const outboxSettings: OutboxSettings = { leaseMs: 3 * 60_000, atOnce: 4, idleMs: 60_000 };
const afterTroubleMs = 5_000;
const hour = 3_600_000;

/**
 * Delivers what is in the outbox, as long as it runs: what is new at once, what failed when its time has come. Several servers share the
 * work. An entry is told once where the receiver's answer arrives; a process that dies between that and its note leaves an entry of which
 * nobody knows, which is told once more.
 */
export function createOutboxService(ports: OutboxPorts, settings: OutboxSettings = outboxSettings): Service {
  const { db, log } = ports;
  const kinds = ports.deliverers.map((deliverer) => deliverer.kind);
  const byKind = new Map(ports.deliverers.map((deliverer) => [deliverer.kind, deliverer]));
  let ending = false;
  let working: Promise<void> = Promise.resolve();
  let forget: () => void = () => undefined;
  let wake: () => void = () => undefined;
  let heard = false;
  const hear = (): void => {
    heard = true;
    wake();
  };

  async function sleep(ms: number): Promise<void> {
    if (heard || ending) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    const timer = setTimeout(resolve, ms);
    await promise;
    clearTimeout(timer);
  }

  async function deliver(entry: ClaimedEntry): Promise<void> {
    const deliverer = byKind.get(entry.kind);
    if (deliverer === undefined) return;
    const failure = await attempt(deliverer, entry);
    const state = await settleOutbox(db, entry, concludeDelivery(failure, entry.attempt, Math.random));
    const about = { outbox: entry.id, kind: entry.kind, key: entry.key, attempt: entry.attempt };
    if (failure === null) log.info(about, "delivered");
    else if (state === "failed") log.error({ ...about, err: failure }, "gave up delivering");
    else log.warn({ ...about, err: failure }, "not delivered yet");
  }

  async function work(): Promise<void> {
    let pruned = -Infinity;
    while (!ending) {
      heard = false;
      try {
        if (performance.now() - pruned > hour) {
          await pruneOutbox(db);
          pruned = performance.now();
        }
        const entries = await claimOutbox(db, { kinds, leaseMs: settings.leaseMs, atMost: settings.atOnce });
        // One that could not be settled (the database went away) is nobody's reason to stop: its lease ends.
        const ends = await Promise.allSettled(entries.map(deliver));
        for (const end of ends) if (end.status === "rejected") throw end.reason;
        if (entries.length === 0)
          await sleep(Math.min((await nextOutboxDue(db, kinds)) ?? settings.idleMs, settings.idleMs));
      } catch (err) {
        log.warn({ err }, "the outbox could not be read or written");
        heard = false;
        await sleep(afterTroubleMs);
      }
    }
  }

  const end = async (): Promise<void> => {
    ending = true;
    forget();
    wake();
    await working;
  };
  return {
    name: "outbox",
    start: async () => {
      forget = ports.listener.subscribe("caudal_outbox", { onNotify: hear, onReconnect: hear });
      working = work();
    },
    drain: end,
    stop: end,
  };
}

/** One attempt. What may have arrived twice already is not sent a third time. */
async function attempt(deliverer: OutboxDeliverer, entry: ClaimedEntry): Promise<Fault | null> {
  if (entry.unanswered > 1 && !deliverer.repeatable) return new Fault("outbox_uncertain");
  try {
    await deliverer.deliver(entry);
    return null;
  } catch (thrown) {
    // What is no fault of delivering is one of ours, and may be mended by a newer version.
    return thrown instanceof Fault ? thrown : new Fault("internal", { persistence: "transient", cause: thrown });
  }
}
