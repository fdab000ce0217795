import { Fault } from "@caudal/base/fault.ts";
import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import type { Listener } from "@caudal/db/listen.ts";
import {
  claimOutbox,
  pruneOutbox,
  settleOutbox,
  type ClaimedEntry,
  type OutboxEnd,
  type OutboxKind,
  type OutboxShares,
} from "@caudal/db/queries/outbox.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Kysely } from "kysely";
import { createAlarm } from "./alarm.ts";
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
  readonly deliverer: OutboxDeliverer;
  /** This process, as `openSender` knows it: without it nobody takes over before the lease is over. */
  readonly sender?: string | undefined;
};

export type OutboxSettings = {
  /** Longer than any attempt: after so much silence another server takes over what nobody has given back. */
  readonly leaseMs: number;
  /** Of this server. */
  readonly atOnce: number;
  /** How much of that one endpoint, server, member or account may hold, over all servers. */
  readonly shares: OutboxShares;
  /** How long to sleep at most when nothing says that there is something to do. */
  readonly idleMs: number;
};

const leaseMs = 3 * 60_000;
const idleMs = 60_000;
/** A mail server takes few connections from one client; one person's notices leave room for everybody's links. */
export const mailSettings: OutboxSettings = {
  leaseMs,
  idleMs,
  atOnce: 4,
  shares: { lane: 2, host: 4, member: 2, account: 3 },
};
/**
 * A folder takes a mail in no time, and takes it twice as once: whoever was killed with some in hand keeps nobody waiting for a link, who asked
 * for it at that moment.
 */
export const folderSettings: OutboxSettings = { ...mailSettings, leaseMs: 15_000 };
/** Most of the time of a call is waiting. Eight accounts whose programs all answer as late as they may still leave a place every second. */
export const webhookSettings: OutboxSettings = {
  leaseMs,
  idleMs,
  atOnce: 32,
  shares: { lane: 2, host: 8, member: 4, account: 8 },
};
const afterTroubleMs = 5_000;
const hour = 3_600_000;

/**
 * Delivers what is in the outbox of one kind, as long as it runs: what is new at once, what failed when its time has come. Each place that
 * becomes free is filled by itself, so that nobody waits for the slowest of those who were taken together. Several servers share the work.
 * An entry is told once where the receiver's answer arrives; a process that dies between that and its note leaves an entry of which nobody
 * knows, which is told once more.
 */
export function createOutboxService(ports: OutboxPorts, settings: OutboxSettings): Service {
  const { db, log, deliverer, sender } = ports;
  const { kind } = deliverer;
  const alarm = createAlarm();
  const running = new Set<Promise<void>>();
  let ending = false;
  let working: Promise<void> = Promise.resolve();
  let forget: () => void = () => undefined;

  /** Notes how an attempt ended, until that is noted or this server ends: what was sent and not noted would be sent again. */
  async function settle(entry: ClaimedEntry, end: OutboxEnd): ReturnType<typeof settleOutbox> {
    for (;;)
      try {
        return await settleOutbox(db, entry, end);
      } catch (err) {
        if (ending) throw err;
        log.warn({ outbox: entry.id, err }, "how a delivery ended could not be noted yet");
        await alarm.sleepThrough(afterTroubleMs);
      }
  }

  async function deliver(entry: ClaimedEntry): Promise<void> {
    const failure = await attempt(deliverer, entry);
    const state = await settle(entry, concludeDelivery(failure, entry.tried, Math.random));
    const about = { outbox: entry.id, kind: entry.kind, key: entry.key, attempt: entry.attempt };
    if (failure === null) log.info(about, "delivered");
    else if (state === "failed") log.error({ ...about, err: failure }, "gave up delivering");
    else log.warn({ ...about, err: failure }, "not delivered yet");
  }

  function begin(entry: ClaimedEntry): void {
    const one = deliver(entry)
      // One that could not be settled is nobody's reason to stop: its lease ends.
      .catch((err: unknown) => log.warn({ outbox: entry.id, err }, "how a delivery ended was not noted"))
      .finally(() => {
        running.delete(one);
        alarm.ring();
      });
    running.add(one);
  }

  async function work(): Promise<void> {
    let pruned = -Infinity;
    while (!ending) {
      alarm.reset();
      try {
        if (performance.now() - pruned > hour) {
          await pruneOutbox(db);
          pruned = performance.now();
        }
        const atMost = settings.atOnce - running.size;
        let waitMs = settings.idleMs;
        if (atMost > 0) {
          const { leaseMs, shares } = settings;
          const claimed = await claimOutbox(db, { kind, leaseMs, atMost, shares, sender });
          for (const entry of claimed.entries) begin(entry);
          waitMs = Math.min(claimed.nextMs ?? waitMs, waitMs);
        }
        await alarm.sleep(waitMs);
      } catch (err) {
        log.warn({ kind, err }, "the outbox could not be read or written");
        await alarm.sleepThrough(afterTroubleMs);
      }
    }
    await Promise.all(running);
  }

  const end = async (): Promise<void> => {
    ending = true;
    forget();
    alarm.end();
    await working;
  };
  return {
    name: `outbox of ${kind}s`,
    start: async () => {
      forget = ports.listener.subscribe("caudal_outbox", {
        onNotify: (told) => void (told === kind && alarm.ring()),
        onReconnect: alarm.ring,
      });
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
