import { Fault } from "@caudal/base/fault.ts";
import type { RunState } from "@caudal/runs/run.ts";
import { applyEvent, finalStates } from "@caudal/runs/transitions.ts";
import { sql, type Transaction } from "kysely";
import type { Database } from "../schema.ts";

/**
 * Asks for a run's end, in the asker's scope. What no worker holds ends at once; what one holds becomes `cancelling`, and its worker is told.
 * Gives the state it is in now. Throws Fault `not_found`, and `run_state_conflict` for a run that has ended.
 */
export async function cancelRun(tx: Transaction<Database>, runId: string): Promise<RunState> {
  const run = await tx.selectFrom("runs").select("state").where("id", "=", runId).forNoKeyUpdate().executeTakeFirst();
  if (run === undefined) throw new Fault("not_found", { params: { run: runId } });
  const state = applyEvent(run.state, "cancel");
  if (state !== run.state) {
    const ended = finalStates.includes(state)
      ? { finished_at: sql<Date>`clock_timestamp()`, error: null, error_message: null }
      : {};
    await tx
      .updateTable("runs")
      .set({ state, ...ended })
      .where("id", "=", runId)
      .execute();
  }
  return state;
}
