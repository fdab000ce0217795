import { sql, type Kysely, type Selectable, type Transaction } from "kysely";
import type { RunState } from "@caudal/runs/run.ts";
import type { Database, RunLogsTable, RunsTable, RunStepsTable } from "../schema.ts";

export type RunWithSteps = {
  readonly run: Selectable<RunsTable>;
  readonly steps: readonly Selectable<RunStepsTable>[];
  readonly logs: readonly Selectable<RunLogsTable>[];
};

/** The last lines of a run's log that are shown; a run that writes more has lost its way. */
const shownLogs = 500;

/** The state of a run as it is now; null when this scope sees none. */
export async function findRunState(tx: Transaction<Database>, id: string): Promise<RunState | null> {
  return (await tx.selectFrom("runs").select("state").where("id", "=", id).executeTakeFirst())?.state ?? null;
}

/** A run with its steps in order and its log, oldest first; null when this scope sees none. */
export async function findRun(tx: Transaction<Database>, id: string): Promise<RunWithSteps | null> {
  const run = await tx.selectFrom("runs").selectAll().where("id", "=", id).executeTakeFirst();
  if (run === undefined) return null;
  const steps = await tx.selectFrom("run_steps").selectAll().where("run_id", "=", id).orderBy("ordinal").execute();
  const logs = await tx
    .selectFrom("run_logs")
    .selectAll()
    .where("run_id", "=", id)
    .orderBy("id", "desc")
    .limit(shownLogs)
    .execute();
  return { run, steps, logs: logs.reverse() };
}

/** Lines of a run's log before this one, the last first. */
export async function listEarlierLogs(
  tx: Transaction<Database>,
  id: string,
  before: string,
  limit: number,
): Promise<RunWithSteps["logs"]> {
  return tx
    .selectFrom("run_logs")
    .selectAll()
    .where("run_id", "=", id)
    .where("id", "<", before)
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** Runs of a file, the oldest first. */
export async function listRunIds(tx: Transaction<Database>, fileId: string): Promise<readonly string[]> {
  const query = tx.selectFrom("runs").select("id").where("file_id", "=", fileId);
  return (await query.orderBy("queued_at").orderBy("id").execute()).map(({ id }) => id);
}

export type RunCount = { readonly kind: string; readonly state: RunState; readonly runs: number };

/** How many runs of the whole platform are in each state, ended ones over the last day; needs no scope, and names nobody. */
export async function countRuns(db: Kysely<Database>): Promise<readonly RunCount[]> {
  const { rows } = await sql<{
    kind: string;
    state: RunState;
    runs: string;
  }>`select * from caudal.count_runs()`.execute(db);
  return rows.map((row) => ({ ...row, runs: Number(row.runs) }));
}
