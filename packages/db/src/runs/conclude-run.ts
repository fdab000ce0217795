import { Fault } from "@caudal/base/fault.ts";
import { faultText } from "@caudal/contract/faults/problem-of.ts";
import type { ClaimedRun, RunState, StoredFault } from "@caudal/runs/run.ts";
import type { Conclusion } from "@caudal/runs/run-store.ts";
import { applyEvent, finalStates } from "@caudal/runs/transitions.ts";
import { sql, type Kysely, type Transaction } from "kysely";
import { storableJson } from "../storable.ts";
import type { Database } from "../schema.ts";
import { withScope } from "../scope.ts";
import { faultsOfDatabase } from "./database-faults.ts";

/**
 * Ends an attempt: one transaction with the transition and all that follows from it (the file's status, processing_logs, notices: triggers
 * of the database). The token rises, so that what is left of the attempt can write nothing more. Repeated after an answer that was lost on
 * the way, it gives the state that the first call made.
 */
export function concludeRun(db: Kysely<Database>, run: ClaimedRun, conclusion: Conclusion): Promise<RunState> {
  return faultsOfDatabase(() =>
    withScope(db, { userId: run.userId, accountId: run.accountId }, async (tx) => {
      const row = await tx
        .selectFrom("runs")
        .select(["state", "token", "attempt"])
        .where("id", "=", run.id)
        .forNoKeyUpdate()
        .executeTakeFirst();
      if (row === undefined) throw leaseLost(run);
      const concluded =
        BigInt(row.token) === run.token + 1n && row.attempt <= run.attempt && isEndOf(conclusion, row.state);
      if (concluded) return row.state;
      if (BigInt(row.token) !== run.token || (row.state !== "running" && row.state !== "cancelling"))
        throw leaseLost(run);
      const state = applyEvent(row.state, conclusion.event);
      await tx
        .updateTable("runs")
        .set({
          state,
          token: (run.token + 1n).toString(),
          worker: null,
          lease_until: null,
          ...(await columnsAfter(tx, run, conclusion, state)),
        })
        .where("id", "=", run.id)
        .execute();
      return state;
    }),
  );
}

async function columnsAfter(tx: Transaction<Database>, run: ClaimedRun, conclusion: Conclusion, state: RunState) {
  const finished = finalStates.includes(state) ? { finished_at: sql<Date>`clock_timestamp()` } : {};
  switch (state) {
    case "succeeded":
      return { ...finished, progress: 1, step: null, message: null, error: null, error_message: null };
    case "failed":
    case "waiting": {
      const fault = "fault" in conclusion ? conclusion.fault : null;
      const error = {
        error: storableJson(fault),
        error_message: fault === null ? null : await describeFault(tx, run, fault),
      };
      if (conclusion.event !== "retry") return { ...finished, ...error };
      return {
        ...error,
        available_at: sql<Date>`clock_timestamp() + ${conclusion.delayMs} * interval '1 millisecond'`,
      };
    }
    case "queued":
      // Given back in order: this attempt does not count. It keeps its place in the queue.
      return { attempt: run.attempt - 1 };
    default:
      return { ...finished, message: null, error: null, error_message: null };
  }
}

async function describeFault(tx: Transaction<Database>, run: ClaimedRun, fault: StoredFault): Promise<string> {
  const profile = await tx.selectFrom("profiles").select("locale").where("user_id", "=", run.userId).executeTakeFirst();
  const { detail, action } = faultText(fault, profile?.locale ?? "es");
  return `${detail} ${action}`;
}

/** Whether a state is what this conclusion makes of a held run. */
function isEndOf(conclusion: Conclusion, state: RunState): boolean {
  return applyEventTo("running", conclusion) === state || applyEventTo("cancelling", conclusion) === state;
}

function applyEventTo(state: RunState, conclusion: Conclusion): RunState | null {
  return state === "running" && conclusion.event === "stop" ? null : applyEvent(state, conclusion.event);
}

function leaseLost(run: ClaimedRun): Fault {
  return new Fault("run_lease_lost", { params: { run: run.id } });
}
