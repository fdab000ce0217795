import { Fault } from "@caudal/base/fault.ts";
import type { Log } from "@caudal/base/log.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { Person } from "../http/route-handler.ts";
import { encodeEvent, encodePlace, heartbeat } from "./event-stream.ts";
import type { NumberedEvent } from "./live-event.ts";

/** Says whose events there are more of; `null` when nobody knows (the connection to the database was new), and all should look. */
export type EventSignals = (
  listener: (whose: { readonly accountId: string; readonly userId: string } | null) => void,
) => () => void;

export type EventHubPorts = {
  readonly signals: EventSignals;
  readonly readEvents: (
    person: Person,
    after: string,
    locale: LanguageTag,
  ) => Promise<{ readonly events: readonly NumberedEvent[]; readonly last: string; readonly more: boolean }>;
  readonly lastEventId: (person: Person) => Promise<string>;
  /** Whether the session or the key by which somebody came still holds. */
  readonly holds: (person: Person) => Promise<boolean>;
  readonly log: Log;
};

export type EventHubSettings = {
  /** How often an idle stream says that it is alive, and asks whether its session still holds. */
  readonly heartbeatMs: number;
  /** A reader that takes nothing for this long is dropped; it comes back with the id of what it saw last. */
  readonly stalledMs: number;
  readonly maxPerPerson: number;
};

export const eventHubSettings: EventHubSettings = { heartbeatMs: 15_000, stalledMs: 45_000, maxPerPerson: 30 };

export type EventHub = {
  open(
    person: Person,
    from: { readonly after: string | null; readonly locale: LanguageTag },
  ): Promise<ReadableStream<Uint8Array>>;
  /** Ends the streams of a session or a key that ended, here or on another server. One that nobody told of is found by the next heartbeat. */
  endCredential(id: string): void;
  /** Ends the streams of a membership that changed or ended. Whoever still belongs comes back, as what they are now. */
  endMembership(member: { readonly accountId: string; readonly userId: string }): void;
  count(): number;
  /** Ends all streams; their readers come back, to another server or to this one once it is up again. */
  close(): void;
};

type Subscriber = { readonly person: Person; wake(): void; beat(): Promise<void>; end(): void };

/**
 * Streams of events. A subscriber holds a number and no events: it reads from the table what comes after it, in its reader's scope, when
 * its reader takes more. So a slow reader costs nothing, and nothing is lost between reading and listening.
 */
export function createEventHub(ports: EventHubPorts, settings: EventHubSettings = eventHubSettings): EventHub {
  const subscribers = new Set<Subscriber>();
  /** By person, streams that are open or about to be. */
  const seats = new Map<string, number>();
  let closed = false;
  const unsubscribe = ports.signals((whose) => {
    for (const subscriber of subscribers) {
      const { userId, accountId } = subscriber.person.scope;
      if (whose === null || (whose.userId === userId && whose.accountId === accountId)) subscriber.wake();
    }
  });
  const beating = setInterval(() => {
    for (const subscriber of subscribers) void subscriber.beat();
  }, settings.heartbeatMs);
  beating.unref();
  // A key's end is known to the second, and nobody tells of it.
  const expiring = setInterval(() => {
    for (const subscriber of subscribers) {
      const { credential } = subscriber.person;
      if (credential.kind === "key" && credential.expiresAt.getTime() <= Date.now()) subscriber.end();
    }
  }, 500);
  expiring.unref();

  return {
    open: async (person, from) => {
      if (closed) throw new Fault("unavailable", { persistence: "transient" });
      // Taken before anything is waited for: of many at once, each would find room otherwise.
      const leave = takeSeat(person.scope.userId);
      try {
        const place = from.after ?? (await ports.lastEventId(person));
        return await whileSignedIn(person, subscribe(person, place, from.locale, leave));
      } catch (error) {
        leave();
        throw error;
      }
    },
    endCredential: (id) => {
      for (const subscriber of subscribers) if (subscriber.person.credential.id === id) subscriber.end();
    },
    endMembership: ({ accountId, userId }) => {
      for (const subscriber of subscribers) {
        const { scope, viewing } = subscriber.person;
        if (scope.accountId === accountId && (scope.userId === userId || viewing?.userId === userId)) subscriber.end();
      }
    },
    count: () => subscribers.size,
    close: () => {
      closed = true;
      clearInterval(beating);
      clearInterval(expiring);
      unsubscribe();
      for (const subscriber of subscribers) subscriber.end();
    },
  };

  /** Whose session ended while their stream was being opened was not among those that were told. */
  async function whileSignedIn(
    person: Person,
    stream: ReadableStream<Uint8Array>,
  ): Promise<ReadableStream<Uint8Array>> {
    try {
      if (await ports.holds(person)) return stream;
      throw new Fault("not_signed_in");
    } catch (error) {
      await stream.cancel();
      throw error;
    }
  }

  /** Gives what leaves the seat, once however often it is called. */
  function takeSeat(userId: string): () => void {
    const taken = seats.get(userId) ?? 0;
    if (taken >= settings.maxPerPerson) throw new Fault("rate_limited", { params: { seconds: 10 } });
    seats.set(userId, taken + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const now = (seats.get(userId) ?? 1) - 1;
      if (now > 0) seats.set(userId, now);
      else seats.delete(userId);
    };
  }

  function subscribe(
    person: Person,
    place: string,
    locale: LanguageTag,
    leave: () => void,
  ): ReadableStream<Uint8Array> {
    let after = place;
    let ended = false;
    let more = true;
    let beatDue = false;
    let takenAt = performance.now();
    let waiting: (() => void) | null = null;
    const pending: Uint8Array[] = [encodePlace(place, 2000)];

    const wake = (): void => {
      more = true;
      waiting?.();
      waiting = null;
    };
    const end = (): void => {
      ended = true;
      subscribers.delete(subscriber);
      leave();
      wake();
    };
    const subscriber: Subscriber = {
      person,
      wake,
      end,
      beat: async () => {
        const stalled = waiting === null && performance.now() - takenAt > settings.stalledMs;
        const holds = await ports.holds(person).catch((err: unknown) => {
          // Not knowing is no reason to throw a reader out: the next beat asks again.
          ports.log.warn({ err }, "session of an event stream not checked");
          return true;
        });
        if (stalled || !holds) return end();
        beatDue = true;
        wake();
      },
    };
    subscribers.add(subscriber);

    const next = async (): Promise<Uint8Array | null> => {
      for (;;) {
        if (ended || closed) return null;
        const chunk = pending.shift();
        if (chunk !== undefined) return chunk;
        if (more) {
          more = false;
          const read = await ports.readEvents(person, after, locale);
          after = read.last;
          more ||= read.more;
          pending.push(...read.events.map(encodeEvent));
          continue;
        }
        if (beatDue) {
          beatDue = false;
          return heartbeat;
        }
        await new Promise<void>((resolve) => {
          waiting = resolve;
        });
      }
    };

    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          try {
            const chunk = await next();
            takenAt = performance.now();
            if (chunk !== null) return controller.enqueue(chunk);
            controller.close();
          } catch (err) {
            // The reader comes back and resumes; a database that is away for a moment must not end the page.
            ports.log.warn({ err }, "event stream ended");
            end();
            controller.close();
          }
        },
        cancel: end,
      },
      { highWaterMark: 0 },
    );
  }
}
