import { StatementType, type DuckDBConnection } from "@duckdb/node-api";
import type { FromHost, ToHost } from "./messages.ts";
import { readBatch, schemaOf } from "./read-batch.ts";

export type Host = {
  readonly connection: DuckDBConnection;
  readonly readOnly: boolean;
  readonly send: (message: FromHost) => void;
  active: { readonly id: number; wake: () => void; readonly cancel: () => void } | null;
};

const progressEveryMs = 200;
const interruptEveryMs = 20;

/** Carries out one statement and tells the parent all about it. Never rejects. */
export async function carryOut(host: Host, run: Extract<ToHost, { kind: "run" }>): Promise<void> {
  let interrupting: NodeJS.Timeout | null = null;
  const active = {
    id: run.id,
    wake: () => undefined as void,
    // Again and again until it ends: DuckDB forgets an interruption that comes before the statement has begun.
    cancel: () => {
      host.connection.interrupt();
      interrupting ??= setInterval(() => host.connection.interrupt(), interruptEveryMs);
      active.wake();
    },
  };
  host.active = active;
  const ticking = run.progress ? reportProgress(host, run.id) : null;
  try {
    if (host.readOnly) await refuseAllButSelect(host.connection, run.sql);
    const result = await host.connection.stream(run.sql);
    const schema = schemaOf(result);
    for (let first = true; ; first = false) {
      const batch = await readBatch(result, schema);
      // A query without rows still has columns: it answers with one empty batch.
      if (!run.rows || (batch.length === 0 && !first)) {
        if (batch.length === 0) break;
        continue;
      }
      const asked = new Promise<void>((resolve) => (active.wake = resolve));
      host.send({ kind: "batch", id: run.id, batch });
      await asked;
      if (interrupting !== null) throw new Error("INTERRUPT Error: Interrupted!");
      if (batch.length === 0) break;
    }
    host.active = null;
    host.send({ kind: "done", id: run.id });
  } catch (error) {
    host.active = null;
    host.send({ kind: "failed", id: run.id, message: error instanceof Error ? error.message : String(error) });
  } finally {
    if (ticking !== null) clearInterval(ticking);
    if (interrupting !== null) clearInterval(interrupting);
  }
}

async function refuseAllButSelect(connection: DuckDBConnection, sql: string): Promise<void> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw new Error("Permission Error: one SELECT statement is allowed");
  const prepared = await statements.prepare(0);
  const type = prepared.statementType;
  prepared.destroySync();
  if (type !== StatementType.SELECT) throw new Error("Permission Error: only SELECT is allowed");
}

function reportProgress(host: Host, id: number): NodeJS.Timeout {
  let reported = 0;
  return setInterval(() => {
    // −1 while DuckDB cannot tell; its estimate may fall when a query goes on to its next pipeline.
    const fraction = host.connection.progress.percentage / 100;
    if (!(fraction > reported)) return;
    reported = Math.min(fraction, 1);
    host.send({ kind: "progress", id, fraction: reported });
  }, progressEveryMs);
}
