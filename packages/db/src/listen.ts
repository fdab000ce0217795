import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

export type ListenOptions = {
  readonly applicationName: string;
  /** A connection was lost or refused; the next attempt comes after `retryInMs`. For the log. */
  readonly onTrouble?: (error: unknown, retryInMs: number) => void;
};

export type Subscriber = {
  readonly onNotify: (payload: string) => void;
  /** Notices may have passed unheard (the first connection, and each one after a loss): read again what you wait for. */
  readonly onReconnect?: () => void;
};

/** One connection that listens to any number of channels. */
export type Listener = {
  /** Resolves once the first connection listens. Rejects only when closed before. */
  readonly ready: Promise<void>;
  /** Subscribes; gives the function that ends it. */
  readonly subscribe: (channel: Channel, subscriber: Subscriber) => () => void;
  readonly close: () => Promise<void>;
};

/** `caudal_events`: "id account_id user_id" of a row of caudal.events. `caudal_members`: "account user" of a membership that changed or ended. `caudal_runs`: a run may be claimed or cancelled. `caudal_sessions`: the id of a session that ended. `caudal_receipts`: a receipt waits for its seal. `caudal_outbox`: there is something to deliver. */
export const channels = [
  "caudal_events",
  "caudal_members",
  "caudal_runs",
  "caudal_sessions",
  "caudal_receipts",
  "caudal_outbox",
] as const;
export type Channel = (typeof channels)[number];

/** What an event's notice says. Ids only: the row is read in its reader's scope. */
export type EventNotice = { readonly id: bigint; readonly accountId: string; readonly userId: string };

/** The payload of a notice on `caudal_events`: "id account_id user_id". @throws Error for any other text. */
export function parseEventNotice(payload: string): EventNotice {
  const [id, accountId, userId] = payload.split(" ");
  if (id === undefined || !/^\d+$/.test(id) || accountId === undefined || userId === undefined) {
    throw new Error(`not an event notice: ${payload}`);
  }
  return { id: BigInt(id), accountId, userId };
}

/** Whose membership changed or ended: the payload of a notice on `caudal_members`. @throws Error for any other text. */
export function parseMemberNotice(payload: string): { readonly accountId: string; readonly userId: string } {
  const [accountId, userId] = payload.split(" ");
  if (accountId === undefined || userId === undefined) throw new Error(`not a member notice: ${payload}`);
  return { accountId, userId };
}

/** 100 ms, doubling to 5 s, with a quarter of jitter so that servers do not all return in the same moment. */
export function reconnectDelay(failures: number, random: number): number {
  return Math.min(100 * 2 ** failures, 5_000) * (0.75 + random / 4);
}

/** Starts listening at once, and goes on until closed: a lost connection is made again with backoff. */
export function startListener(url: string, options: ListenOptions): Listener {
  const subscribers = new Map<Channel, Set<Subscriber>>();
  const closing = new AbortController();
  let client: pg.Client | undefined;
  const first = Promise.withResolvers<void>();
  first.promise.catch(() => undefined);

  const each = (channel: Channel | null, tell: (subscriber: Subscriber) => void): void => {
    for (const [name, set] of subscribers)
      if (channel === null || name === channel) for (const subscriber of set) tell(subscriber);
  };

  /** Connects, listens, and returns when the connection is lost. */
  const listenOnce = async (onListening: () => void): Promise<unknown> => {
    const connection = new pg.Client({
      connectionString: url,
      application_name: options.applicationName,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    });
    const lost = new Promise<unknown>((resolve) => {
      connection.on("error", resolve);
      connection.on("end", () => resolve(new Error("the connection ended")));
    });
    connection.on("notification", (notice) =>
      each(notice.channel as Channel, (subscriber) => subscriber.onNotify(notice.payload ?? "")),
    );
    try {
      await connection.connect();
      // Closed while it connected: nobody would end it any more.
      if (closing.signal.aborted) return new Error("closed");
      client = connection;
      for (const channel of channels) await connection.query(`listen ${channel}`);
      onListening();
      first.resolve();
      each(null, (subscriber) => subscriber.onReconnect?.());
      return await lost;
    } finally {
      client = undefined;
      await connection.end().catch(() => undefined);
    }
  };

  const run = async (): Promise<void> => {
    let failures = 0;
    while (!closing.signal.aborted) {
      const cause = await listenOnce(() => (failures = 0)).catch((error: unknown) => error);
      if (closing.signal.aborted) break;
      const wait = reconnectDelay(failures++, Math.random());
      options.onTrouble?.(cause, wait);
      await delay(wait, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    first.reject(new Error("closed before it listened"));
  };
  const running = run();

  return {
    ready: first.promise,
    subscribe: (channel, subscriber) => {
      const set = subscribers.get(channel) ?? new Set();
      subscribers.set(channel, set.add(subscriber));
      return () => void set.delete(subscriber);
    },
    close: async () => {
      closing.abort();
      await client?.end();
      await running;
    },
  };
}
