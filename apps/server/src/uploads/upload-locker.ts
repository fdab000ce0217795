import { randomUUID } from "node:crypto";
import { ERRORS, type Lock, type Locker, type RequestRelease } from "@tus/server";
import type { Client, Notification } from "pg";

const releaseChannel = "caudal_upload_release";
const retryMs = 100;
const waitMs = 30_000;

type Held = { readonly askRelease: RequestRelease; readonly released: Promise<void>; readonly settle: () => void };

export type UploadLocker = Locker & { close(): Promise<void> };

/**
 * One writer per upload, across all server processes: a session-level advisory lock on one connection of this process, so that a
 * killed server leaves none behind. Who wants a lock that is held asks its holder (here, or elsewhere by NOTIFY) to let go: a phone
 * that comes back does not wait for its own dead connection to time out. When the connection is lost all uploads here are asked to
 * stop, since the locks went with it.
 */
export function createUploadLocker(connect: () => Promise<Client>): UploadLocker {
  const name = randomUUID();
  const held = new Map<string, Held>();
  let connection: Promise<Client> | null = null;
  let current: Client | null = null;
  let closed = false;

  /** Told twice of each loss (`error`, then `end`), the second time perhaps when another connection has taken its place. */
  function lost(gone: Client): void {
    if (current !== gone) return;
    current = null;
    connection = null;
    for (const holder of held.values()) void holder.askRelease();
  }

  async function open(): Promise<Client> {
    const client = await connect();
    current = client;
    client.on("error", () => lost(client));
    client.on("end", () => lost(client));
    client.on("notification", ({ payload = "" }: Notification) => {
      const [asker, id = ""] = payload.split(" ");
      // PostgreSQL tells the asker too, who would let go of what it is waiting for.
      if (asker !== name) void held.get(id)?.askRelease();
    });
    await client.query(`LISTEN ${releaseChannel}`);
    return client;
  }

  function client(): Promise<Client> {
    if (closed) return Promise.reject(new Error("the server is stopping"));
    connection ??= open().catch((error: unknown) => {
      connection = null;
      throw error;
    });
    return connection;
  }

  async function tryAdvisoryLock(id: string): Promise<boolean> {
    const answer = await (
      await client()
    ).query<{ locked: boolean }>("SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked", [`upload ${id}`]);
    return answer.rows[0]?.locked === true;
  }

  async function acquire(id: string, signal: AbortSignal, askRelease: RequestRelease): Promise<void> {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
    for (let holder = held.get(id); holder !== undefined; holder = held.get(id)) {
      await holder.askRelease();
      await orAbort(holder.released, deadline);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    held.set(id, { askRelease, released: promise, settle: resolve });
    try {
      while (!(await tryAdvisoryLock(id))) {
        await (await client()).query("SELECT pg_notify($1, $2)", [releaseChannel, `${name} ${id}`]);
        await orAbort(new Promise((done) => setTimeout(done, retryMs)), deadline);
      }
    } catch (error) {
      held.delete(id);
      resolve();
      throw error;
    }
  }

  async function release(id: string): Promise<void> {
    const holder = held.get(id);
    try {
      if (connection !== null)
        await (await connection).query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [`upload ${id}`]);
    } finally {
      held.delete(id);
      holder?.settle();
    }
  }

  return {
    newLock: (id: string): Lock => ({
      lock: (signal, askRelease) => acquire(id, signal, askRelease),
      unlock: () => release(id),
    }),
    close: async () => {
      closed = true;
      const open = connection;
      connection = null;
      await (await open)?.end();
    },
  };
}

async function orAbort(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(ERRORS.ERR_LOCK_TIMEOUT);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
