import { Kysely } from "kysely";
import pg from "pg";
import { createLanes, spareLanes, type Lanes } from "./lanes/lanes.ts";
import { createPostgresDialect } from "./postgres-driver.ts";
import { carryOrigin } from "./origin-context.ts";
import type { Database } from "./schema.ts";

export type ConnectOptions = {
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Connections at most that one transaction or statement has to itself while it goes on; 10 when not said. */
  readonly max?: number;
  /** Connections at most that reads share, and one more while all of them are slow; 4 when not said. */
  readonly lanes?: number;
  /** Milliseconds after which PostgreSQL ends a statement; 30 s when not said. 0 is no limit. */
  readonly statementTimeout?: number;
  /** Connections that break while nobody uses them, or under somebody; the pool replaces them. For the log. */
  readonly onConnectionError?: (error: Error) => void;
};

/** A pool of the application's login. int8 and numeric arrive as text, so that no digit is lost; `timestamptz` as Date. */
export type Connected = {
  readonly db: Kysely<Database>;
  readonly pool: pg.Pool;
  readonly close: () => Promise<void>;
};

/** Connects when first used. */
export function connectDatabase(url: string, options: ConnectOptions): Connected {
  const pool = createPool(url, options);
  const lanes = connectLanes(url, { ...options, readOnly: true });
  const db = new Kysely<Database>({ dialect: createPostgresDialect(pool, lanes) });
  return { db, pool, close: () => db.destroy() };
}

const statementTimeoutMs = 30_000;

/** Connections that many reads share. What they may write is up to the login, unless they are read-only. */
export function connectLanes(
  url: string,
  { lanes = 4, ...options }: ConnectOptions & { readonly searchPath?: string; readonly readOnly?: boolean },
): Lanes {
  const longest = options.statementTimeout ?? statementTimeoutMs;
  const silenceMs = longest === 0 ? Infinity : longest + 2_000;
  return createLanes(openPool(url, { ...options, max: lanes + spareLanes }), { silenceMs });
}

/**
 * Statements come again and again, and the claims by which policies choose rows are read as they run: no plan is better for knowing its
 * parameters, and to plan takes longer than to carry out. For queries of a few rows, to compile is never worth it either.
 */
const planning = ["plan_cache_mode=force_generic_plan", "jit=off"] as const;

/**
 * A pool whose connections look in schema `caudal` (or another) only, wait 10 s for a connection, and lose a transaction that idles
 * for 5 s. better-auth gets one with `searchPath: "auth"`, whose connections say from where a request came.
 */
export function createPool(url: string, options: ConnectOptions & { readonly searchPath?: string }): pg.Pool {
  const pool = openPool(url, options);
  if (options.searchPath !== undefined) carryOrigin(pool);
  return pool;
}

function openPool(
  url: string,
  options: ConnectOptions & { readonly searchPath?: string; readonly readOnly?: boolean },
): pg.Pool {
  const report = options.onConnectionError ?? (() => undefined);
  const settings = [
    `search_path=${options.searchPath ?? "caudal"}`,
    ...planning,
    ...(options.readOnly === true ? ["default_transaction_read_only=on"] : []),
  ];
  const pool = new pg.Pool({
    connectionString: url,
    application_name: options.applicationName,
    max: options.max ?? 10,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: 5_000,
    statement_timeout: options.statementTimeout ?? statementTimeoutMs,
    options: settings.map((setting) => `-c ${setting}`).join(" "),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // Statements of one connection need not wait for each other to be sent: see postgres-driver.ts and lanes.
    pipeline: true,
  });
  pool.on("error", report);
  // A connection that breaks while it is checked out tells its own listeners only; without one the process would end.
  pool.on("connect", (client) => client.on("error", report));
  return pool;
}
