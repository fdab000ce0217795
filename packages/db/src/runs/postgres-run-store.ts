import type { ClaimedRun, StoredFault } from "@caudal/runs/run.ts";
import type { Claim, ClaimRequest, RunStore } from "@caudal/runs/run-store.ts";
import { sql, type Kysely, type Selectable } from "kysely";
import { storableJson } from "../storable.ts";
import type { Database, RunsTable } from "../schema.ts";
import { concludeRun } from "./conclude-run.ts";
import { faultsOfDatabase } from "./database-faults.ts";
import { refuseCancelled, withFencedScope } from "./run-scope.ts";
import { failStep, finishStep, startStep } from "./run-steps.ts";

/** Runs in the tables of schema `caudal`, which are the queue themselves. Time is the database's. */
export function createPostgresRunStore(db: Kysely<Database>): RunStore {
  return {
    claim: (request) => faultsOfDatabase(() => claim(db, request)),

    sweep: () =>
      faultsOfDatabase(async () => {
        const { rows } = await sql<{ moved: number }>`select caudal.sweep_runs() as moved`.execute(db);
        return rows[0]?.moved ?? 0;
      }),

    extendLease: (run, leaseMs) =>
      withFencedScope(db, run, "change", async (tx, state) => {
        await tx
          .updateTable("runs")
          .set({ lease_until: sql<Date>`clock_timestamp() + ${leaseMs} * interval '1 millisecond'` })
          .where("id", "=", run.id)
          .execute();
        return state;
      }),

    startStep: (run, step) => startStep(db, run, step),
    finishStep: (run, name, result, progress) => finishStep(db, run, name, result, progress),
    failStep: (run, name, fault) => failStep(db, run, name, fault),

    reportProgress: (run, { progress, step, message }) =>
      withFencedScope(db, run, "change", async (tx, state) => {
        refuseCancelled(run, state);
        await tx
          .updateTable("runs")
          .set({ progress, step, message: message === null ? null : storableJson(message) })
          .where("id", "=", run.id)
          .execute();
      }),

    log: (run, level, key, params) =>
      withFencedScope(db, run, "share", async (tx, state) => {
        refuseCancelled(run, state);
        await tx
          .insertInto("run_logs")
          .values({
            run_id: run.id,
            account_id: run.accountId,
            user_id: run.userId,
            level,
            key,
            params: storableJson(params),
          })
          .execute();
      }),

    conclude: (run, conclusion) => concludeRun(db, run, conclusion),
  };
}

async function claim(
  db: Kysely<Database>,
  { worker, kinds, leaseMs, perAccount }: ClaimRequest,
): Promise<Claim | null> {
  const { rows } = await sql<Selectable<RunsTable>>`
    select * from caudal.claim_run(${worker}, ${[...kinds]}::text[], ${leaseMs}::integer, ${perAccount}::integer)`.execute(
    db,
  );
  const row = rows[0];
  return row === undefined ? null : { run: toClaimedRun(row), lastFault: toStoredFault(row.error) };
}

function toClaimedRun(row: Selectable<RunsTable>): ClaimedRun {
  return {
    id: row.id,
    kind: row.kind,
    accountId: row.account_id,
    userId: row.user_id,
    fileId: row.file_id,
    input: row.input,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    token: BigInt(row.token),
  };
}

/** What an attempt stored as its failure; written by `conclude` alone. */
function toStoredFault(error: RunsTable["error"]["__select__"]): StoredFault | null {
  return error === null ? null : (error as StoredFault);
}
