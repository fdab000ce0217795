import type { Clock } from "@caudal/base/clock.ts";
import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import type { SecurityAction } from "@caudal/contract/audit/security-actions.ts";
import { findRefused, recordSecurityEvent, type Refused } from "@caudal/db/queries/security-events.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Kysely } from "kysely";
import { networkOf } from "../auth/network-of.ts";
import { createFolder, foldLimits, type Folded, type FoldLimits } from "./fold-events.ts";
import type { SecurityEvent } from "./security-event.ts";

export type RecorderPorts = {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
  /** Each event, whether it gets an entry of its own or not: for figures that somebody is alerted by. */
  readonly count: (action: SecurityAction) => void;
  /** An address as it may stand in the log. */
  readonly shownAddress: (address: string) => string | undefined;
};

export type SecurityRecorder = Service & {
  /** Takes note, and comes back at once: nobody's answer takes longer or shorter by whom it is about. */
  readonly note: (event: SecurityEvent) => void;
};

/** An event of which it is known whom it concerns. */
type Found = SecurityEvent & { readonly found: Refused; readonly person: string | null; readonly place: string | null };

export type RecorderSettings = { readonly fold: FoldLimits; readonly most: number; readonly pauseMs: number };
/** `most`: events that wait; each costs one look at the database, one after the other. */
export const recorderSettings: RecorderSettings = { fold: foldLimits, most: 1_000, pauseMs: 5_000 };

/**
 * Writes security events into the audit, one after the other, what is the same folded. What waits in memory is lost with the process: some
 * milliseconds of events, and of what was folded the count since its last entry. The request's line in the log stays.
 */
export function createSecurityRecorder(
  { db, clock, log, count, shownAddress }: RecorderPorts,
  settings: RecorderSettings = recorderSettings,
): SecurityRecorder {
  const folder = createFolder<Found>(settings.fold);
  const waiting: SecurityEvent[] = [];
  const dropped = new Map<SecurityAction, number>();
  let working: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function write({ event, times, since, places }: Folded<Found>): Promise<void> {
    const { action, found, actor, reason, operation, origin } = event;
    const at = new Date(clock.now() - (clock.monotonic() - since)).toISOString();
    const counted = times > 1 ? { times, since: at } : {};
    const account = actor?.accountId ?? event.concerned.accountId ?? found.accountId;
    const person = { user_id: event.person, account_id: account };
    const address = origin === null || places ? undefined : shownAddress(origin.address);
    const request = places ? undefined : origin?.requestId;
    log.warn({ security: action, reason, operation, ...person, address, request_id: request, ...counted }, "refused");
    await recordSecurityEvent(
      db,
      {
        action,
        person: event.person,
        account,
        actor: actor?.userId ?? null,
        role: actor?.role ?? null,
        object_id: found.keyId,
        object_name: found.keyName,
        changes: {
          reason: { after: found.reason ?? reason },
          ...(operation === null ? {} : { operation: { after: operation } }),
          ...(times > 1 ? { times: { after: String(times) }, since: { after: at } } : {}),
        },
      },
      places ? null : origin,
    );
  }

  async function writeAll(entries: readonly Folded<Found>[]): Promise<void> {
    for (const entry of entries) {
      try {
        await write(entry);
      } catch (err) {
        log.error({ err, security: entry.event.action, times: entry.times }, "a security event is not in the audit");
      }
    }
  }

  async function find(event: SecurityEvent): Promise<Found> {
    const { userId, email, keyHash } = event.concerned;
    const asked = email !== undefined || keyHash !== undefined;
    const found = asked ? await findRefused(db, email ?? null, keyHash ?? null) : nobody;
    const person = userId ?? found.userId ?? event.actor?.userId ?? null;
    return { ...event, found, person, place: event.origin === null ? null : networkOf(event.origin.address) };
  }

  async function work(): Promise<void> {
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
      try {
        await writeAll(folder.note(await find(event), clock.monotonic()));
      } catch (err) {
        log.error({ err, security: event.action }, "a security event is not in the audit");
      }
    }
    for (const [action, times] of dropped) log.error({ security: action, times }, "more refusals than can be recorded");
    dropped.clear();
  }

  const start = (): Promise<void> => (working ??= work().finally(() => (working = null)));

  return {
    name: "security events",
    note: (event) => {
      count(event.action);
      if (waiting.length >= settings.most) {
        dropped.set(event.action, (dropped.get(event.action) ?? 0) + 1);
        return;
      }
      waiting.push(event);
      void start();
    },
    start: async () => {
      timer = setInterval(() => void writeAll(folder.due(clock.monotonic())), settings.pauseMs).unref();
    },
    stop: async () => {
      clearInterval(timer);
      while (waiting.length > 0 || working !== null) await start();
      await writeAll(folder.rest());
    },
  };
}

const nobody: Refused = { userId: null, accountId: null, keyId: null, keyName: null, reason: null };
