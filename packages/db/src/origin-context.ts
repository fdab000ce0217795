import { AsyncLocalStorage } from "node:async_hooks";
import type pg from "pg";
import type { Origin } from "./scope.ts";

const origins = new AsyncLocalStorage<Origin>();

/** Work that a request brings about: what sign-in's login writes meanwhile says from where it came. */
export function withOrigin<T>(origin: Origin, work: () => T): T {
  return origins.run(origin, work);
}

/** Work of the platform's own that a request has only set off: nobody's address stands by it, and it goes on when their session ends. */
export function withoutOrigin<T>(work: () => T): T {
  return origins.exit(work);
}

/** Where the request comes from that brings this about; undefined outside of one. */
export function currentOrigin(): Origin | undefined {
  return origins.getStore();
}

/**
 * Sign-in writes by statements of its library's and ours, without a scope that would say from where a request comes: so its connections say
 * it when they are taken, to be read by the triggers of the audit. Who takes a connection is asked at that moment: a pool hands one on
 * in the course of another's work.
 */
export function carryOrigin(pool: pg.Pool): void {
  const said = new WeakMap<pg.PoolClient, string>();
  const announce = (client: pg.PoolClient | undefined, origin: string): void => {
    if (client === undefined || (said.get(client) ?? "") === origin) return;
    said.set(client, origin);
    // Goes out before whatever is asked of the connection next; should it fail, so does that.
    client.query("select set_config('caudal.origin', $1, false)", [origin]).catch(() => said.delete(client));
  };
  const connect = pool.connect.bind(pool);
  type Done = (
    error: Error | undefined,
    client: pg.PoolClient | undefined,
    release: (spoilt?: unknown) => void,
  ) => void;
  function connectFrom(): Promise<pg.PoolClient>;
  function connectFrom(done: Done): void;
  function connectFrom(done?: Done): Promise<pg.PoolClient> | undefined {
    const store = origins.getStore();
    const origin = store === undefined ? "" : JSON.stringify(store);
    if (done === undefined)
      return connect().then((client) => {
        announce(client, origin);
        return client;
      });
    connect((error, client, release) => {
      announce(client, origin);
      done(error, client, release);
    });
    return undefined;
  }
  pool.connect = connectFrom;
}
