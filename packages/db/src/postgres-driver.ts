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
import { isPlanOutdated, type Lanes } from "./lanes/lanes.ts";
import { createStatementNames, type StatementNames } from "./statement-names.ts";

/**
 * PostgreSQL for Kysely, as a platform of short transactions under policies needs it; Kysely's own driver does none of this:
 *
 * - A statement that comes again is prepared once a connection. With policies in it, to plan it takes longer than to carry it out.
 * - `begin`, and what is sent ahead (`sendAhead`), travel with the next statement instead of a round trip before it. The pool's
 *   connections must be in pipeline mode.
 * - What only reads takes no connection: each of its statements, with what was sent ahead before it, is a transaction on a lane that
 *   many share. PostgreSQL sees no difference: at its level of isolation every statement reads what is committed by then.
 * - All that a connection is told in one turn of the event loop leaves in one piece.
 *
 * Plain transactions and those that only read: no isolation level, no savepoint, no stream.
 */
export function createPostgresDialect(pool: pg.Pool, lanes: Lanes): Dialect {
  return {
    createDriver: () => createDriver(pool, lanes),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}

/** A statement whose rows are looked at when the next one's have come; `judge` may throw, and the next statement then fails with that. */
export type AheadQuery = CompiledQuery & {
  readonly judge: (rows: readonly unknown[]) => void;
  /** For whom the transaction is: of those who only read, nobody waits for what is slow of others. */
  readonly whose: string;
};

/**
 * Sends a statement of a transaction ahead of the next one, without waiting. The next one is carried out whatever `judge` will say: its rows
 * are handed to nobody, and what it wrote is rolled back, but it must be harmless to ask.
 */
export async function sendAhead(
  tx: { executeQuery(query: CompiledQuery): Promise<unknown> },
  query: CompiledQuery,
  { judge, whose }: Pick<AheadQuery, "judge" | "whose">,
): Promise<void> {
  const ahead: AheadQuery = { ...query, judge, whose };
  await tx.executeQuery(ahead);
}

/** What Kysely takes for a connection: what of its transaction has been said but not sent, and the connection once it takes one. */
type Held = DatabaseConnection & {
  mode: "plain" | "writes" | "reads";
  /** Sends what was kept back. */
  flush(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  release(): void;
};

function createDriver(pool: pg.Pool, lanes: Lanes): Driver {
  const names = createStatementNames();
  const byConnection = new WeakMap<DatabaseConnection, Held>();
  const of = (connection: DatabaseConnection): Held => {
    const found = byConnection.get(connection);
    if (found === undefined) throw new Error("the connection is not this driver's");
    return found;
  };
  pool.on("acquire", holdBack);
  return {
    init: async () => undefined,
    async acquireConnection() {
      const made = hold(pool, lanes, names);
      byConnection.set(made, made);
      return made;
    },
    async beginTransaction(connection, { isolationLevel, accessMode }) {
      if (isolationLevel !== undefined) throw new Error("a transaction has no isolation level here");
      of(connection).mode = accessMode === "read only" ? "reads" : "writes";
    },
    async commitTransaction(connection) {
      const mine = of(connection);
      await mine.flush();
      await mine.commit();
    },
    rollbackTransaction: (connection) => of(connection).rollback(),
    async releaseConnection(connection) {
      of(connection).release();
    },
    async destroy() {
      await Promise.all([pool.end(), lanes.close()]);
    },
  };
}

function hold(pool: pg.Pool, lanes: Lanes, names: StatementNames): Held {
  let client: pg.PoolClient | null = null;
  let ahead: AheadQuery[] = [];
  let open = false;
  /** Not to be used again. */
  let spoilt = false;

  const named = ({ sql, parameters }: CompiledQuery) => ({
    text: sql,
    values: parameters,
    name: names(sql, parameters.length),
  });
  const send = (to: pg.PoolClient, query: CompiledQuery): Promise<pg.QueryResult> => {
    const { text, values, name } = named(query);
    return to.query({ text, values: [...values], ...(name === undefined ? {} : { name }) });
  };
  /** Everything that was kept back, and `query` behind it, in one go. */
  const sendAll = async (query: CompiledQuery | null): Promise<pg.QueryResult | null> => {
    const to = (client ??= await pool.connect());
    const before = ahead;
    ahead = [];
    const begins = mine.mode === "writes" && !open;
    if (begins) open = true;
    const began = begins ? to.query("begin") : null;
    const sent = before.map((one) => send(to, one));
    const asked = query === null ? null : send(to, query);
    // All of them have ended before anybody goes on. What was sent ahead is judged first: the next one may have failed because of it.
    const outcomes = await Promise.allSettled([began, ...sent, asked]);
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined && isPlanOutdated(failed.reason)) spoilt = true;
    for (const [index, { judge }] of before.entries()) {
      const outcome = outcomes[index + 1];
      if (outcome?.status === "fulfilled") judge(outcome.value?.rows ?? []);
    }
    if (failed !== undefined) throw failed.reason;
    return asked;
  };
  /** What was sent ahead is said again before each statement: it holds for its transaction only. */
  const read = async (query: CompiledQuery | null): Promise<readonly unknown[]> => {
    const all = [...ahead, ...(query === null ? [] : [query])].map(named);
    const { rows, error } = await lanes.carryOut(all, ahead[0]?.whose);
    for (const [index, { judge }] of ahead.entries()) {
      const answered = rows[index] ?? [];
      if (error === null || answered.length > 0) judge(answered);
    }
    if (error !== null) throw error;
    return query === null ? [] : (rows.at(-1) ?? []);
  };
  let judged = false;
  const mine: Held = {
    mode: "plain",
    flush: async () => {
      if (mine.mode !== "reads") return void (ahead.length > 0 && (await sendAll(null)));
      if (ahead.length > 0 && !judged) await read(null);
    },
    async commit() {
      if (!open || client === null) return;
      open = false;
      const { command } = await client.query("commit");
      // Of a transaction that had failed PostgreSQL makes a rollback, and says so instead of failing.
      if (command === "ROLLBACK") throw new AbortedTransactionError();
    },
    async rollback() {
      if (!open || client === null) return;
      open = false;
      try {
        await client.query("rollback");
      } catch (error) {
        spoilt = true;
        throw error;
      }
    },
    release: () => client?.release(spoilt),
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      if (isAhead(query)) {
        ahead.push(query);
        judged = false;
        return { rows: [] };
      }
      if (mine.mode === "reads") {
        judged = true;
        return { rows: [...(await read(query))] as R[] };
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
