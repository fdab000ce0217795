import {
  AbortedTransactionError,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from "kysely";
import type pg from "pg";
import { createStatementNames, type StatementNames } from "./statement-names.ts";

/**
 * PostgreSQL for Kysely, as a platform of short transactions under policies needs it; Kysely's own driver does none of this:
 *
 * - A statement that comes again is prepared once a connection. With policies in it, to plan it takes longer than to carry it out.
 * - `begin`, and what is sent ahead (`sendAhead`), travel with the next statement instead of a round trip before it. The pool's
 *   connections must be in pipeline mode.
 * - Nobody waits for the end of a transaction that only reads: it is said as the connection is taken next, or moments later.
 * - All that a connection is told in one turn of the event loop leaves in one piece.
 *
 * Plain transactions and those that only read: no isolation level, no savepoint, no stream.
 */
export function createPostgresDialect(pool: pg.Pool): Dialect {
  return {
    createDriver: () => createDriver(pool),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}

/** A statement whose rows are looked at when the next one's have come; `judge` may throw, and the next statement then fails with that. */
export type AheadQuery = CompiledQuery & { readonly judge: (rows: readonly unknown[]) => void };

/**
 * Sends a statement of a transaction ahead of the next one, without waiting. The next one is carried out whatever `judge` will say: its rows
 * are handed to nobody, and what it wrote is rolled back, but it must be harmless to ask.
 */
export async function sendAhead(
  tx: { executeQuery(query: CompiledQuery): Promise<unknown> },
  query: CompiledQuery,
  judge: AheadQuery["judge"],
): Promise<void> {
  const ahead: AheadQuery = { ...query, judge };
  await tx.executeQuery(ahead);
}

/** One connection, and what of its transaction has been said but not sent. */
type Held = DatabaseConnection & {
  readonly client: pg.PoolClient;
  /** Sends what was kept back. */
  flush(): Promise<void>;
  /** Ends a transaction that only read and was left open. */
  settle(): void;
  begin: "begin" | "begin read only" | null;
  reads: boolean;
  open: boolean;
  /** A transaction that only read is open still; it is ended then at the latest. */
  ending: NodeJS.Timeout | null;
  /** Not to be used again. */
  spoilt: boolean;
};

/** It holds no row and no snapshot meanwhile, only the right to read the tables that it read. */
const longestOpenMs = 20;

function createDriver(pool: pg.Pool): Driver {
  const names = createStatementNames();
  const byClient = new WeakMap<pg.PoolClient, Held>();
  const byConnection = new WeakMap<DatabaseConnection, Held>();
  const of = (connection: DatabaseConnection): Held => {
    const found = byConnection.get(connection);
    if (found === undefined) throw new Error("the connection is not this driver's");
    return found;
  };
  // Whoever takes a connection, by Kysely or past it, finds no transaction of another.
  pool.on("acquire", (client) => {
    holdBack(client);
    byClient.get(client)?.settle();
  });
  return {
    init: async () => undefined,
    async acquireConnection() {
      const client = await pool.connect();
      const known = byClient.get(client);
      if (known !== undefined) return known;
      const made = holdConnection(client, names);
      byClient.set(client, made);
      byConnection.set(made, made);
      return made;
    },
    async beginTransaction(connection, { isolationLevel, accessMode }) {
      if (isolationLevel !== undefined) throw new Error("a transaction has no isolation level here");
      const mine = of(connection);
      mine.reads = accessMode === "read only";
      mine.begin = mine.reads ? "begin read only" : "begin";
    },
    async commitTransaction(connection) {
      const mine = of(connection);
      await mine.flush();
      if (!mine.open) return;
      mine.open = false;
      if (mine.reads) return void (mine.ending = setTimeout(mine.settle, longestOpenMs).unref());
      const { command } = await mine.client.query("commit");
      // Of a transaction that had failed PostgreSQL makes a rollback, and says so instead of failing.
      if (command === "ROLLBACK") throw new AbortedTransactionError();
    },
    async rollbackTransaction(connection) {
      const mine = of(connection);
      mine.begin = null;
      if (!mine.open) return;
      mine.open = false;
      try {
        await mine.client.query("rollback");
      } catch (error) {
        mine.spoilt = true;
        throw error;
      }
    },
    async releaseConnection(connection) {
      const { client, spoilt } = of(connection);
      client.release(spoilt);
    },
    destroy: () => pool.end(),
  };
}

function holdConnection(client: pg.PoolClient, names: StatementNames): Held {
  let ahead: AheadQuery[] = [];

  const send = ({ sql, parameters }: CompiledQuery): Promise<pg.QueryResult> => {
    const name = names(sql, parameters.length);
    return client.query({ text: sql, values: [...parameters], ...(name === undefined ? {} : { name }) });
  };
  /** Everything that was kept back, and `query` behind it, in one go. */
  const sendAll = async (query: CompiledQuery | null): Promise<pg.QueryResult | null> => {
    const { begin } = mine;
    const before = ahead;
    ahead = [];
    mine.begin = null;
    if (begin !== null) mine.open = true;
    const began = begin === null ? null : client.query(begin);
    const sent = before.map(send);
    const asked = query === null ? null : send(query);
    // All of them have ended before anybody goes on. What was sent ahead is judged first: the next one may have failed because of it.
    const outcomes = await Promise.allSettled([began, ...sent, asked]);
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined && isPlanOutdated(failed.reason)) mine.spoilt = true;
    for (const [index, { judge }] of before.entries()) {
      const outcome = outcomes[index + 1];
      if (outcome?.status === "fulfilled") judge(outcome.value?.rows ?? []);
    }
    if (failed !== undefined) throw failed.reason;
    return asked;
  };
  const mine: Held = {
    client,
    begin: null,
    reads: false,
    open: false,
    ending: null,
    spoilt: false,
    settle: () => {
      if (mine.ending === null) return;
      clearTimeout(mine.ending);
      mine.ending = null;
      // A connection that broke has told its own listeners.
      client.query("commit").catch(() => undefined);
    },
    flush: async () => {
      if (ahead.length > 0) await sendAll(null);
      mine.begin = null;
    },
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      if (isAhead(query)) {
        ahead.push(query);
        return { rows: [] };
      }
      const result = await sendAll(query);
      const changed = result === null || result.command === "SELECT" ? null : result.rowCount;
      return { rows: result?.rows ?? [], ...(changed === null ? {} : { numAffectedRows: BigInt(changed) }) };
    },
    streamQuery: () => {
      throw new Error("nothing is streamed from PostgreSQL");
    },
  };
  return mine;
}

/** What is written to the connection in this turn leaves at its end. */
function holdBack(client: pg.PoolClient): void {
  const { stream } = client.connection;
  stream.cork();
  setImmediate(() => stream.uncork());
}

function isAhead(query: CompiledQuery): query is AheadQuery {
  return "judge" in query;
}

/** A migration changed what a prepared statement gives. Only a connection that has not prepared it can ask it again. */
function isPlanOutdated(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "0A000" && /cached plan/.test(error.message);
}
