import type { ClaimedRun, StepResult, StoredFault } from "@caudal/runs/run.ts";
import type { StepStart } from "@caudal/runs/run-store.ts";
import { sql, type Kysely, type Transaction } from "kysely";
import { storableJson } from "../storable.ts";
import type { Database } from "../schema.ts";
import { refuseCancelled, withFencedScope } from "./run-scope.ts";

/** The stored result of a step that is done; null when it was marked as running, by this attempt, from now on. */
export function startStep(
  db: Kysely<Database>,
  run: ClaimedRun,
  { name, ordinal }: StepStart,
): Promise<StepResult | null> {
  return withFencedScope(db, run, "change", async (tx, state) => {
    refuseCancelled(run, state);
    const done = await tx
      .selectFrom("run_steps")
      .select("result")
      .where("run_id", "=", run.id)
      .where("name", "=", name)
      .where("state", "=", "done")
      .executeTakeFirst();
    if (done !== undefined) return done.result ?? {};
    const token = run.token.toString();
    const started = sql<Date>`clock_timestamp()`;
    await tx
      .insertInto("run_steps")
      .values({
        run_id: run.id,
        account_id: run.accountId,
        user_id: run.userId,
        name,
        ordinal,
        state: "running",
        attempt: run.attempt,
        token,
        started_at: started,
      })
      .onConflict((conflict) =>
        conflict.columns(["run_id", "name"]).doUpdateSet({
          state: "running",
          attempt: run.attempt,
          token,
          started_at: started,
          finished_at: null,
          result: null,
          error: null,
        }),
      )
      .execute();
    await tx.updateTable("runs").set({ step: name, message: null }).where("id", "=", run.id).execute();
    return null;
  });
}

/** Repeated after an answer that was lost on the way, it writes the same again. */
export function finishStep(
  db: Kysely<Database>,
  run: ClaimedRun,
  name: string,
  result: StepResult,
  progress: number,
): Promise<void> {
  return endStep(db, run, name, { state: "done", result: storableJson(result), error: null }, async (tx) => {
    await tx.updateTable("runs").set({ progress }).where("id", "=", run.id).execute();
  });
}

export function failStep(db: Kysely<Database>, run: ClaimedRun, name: string, fault: StoredFault): Promise<void> {
  return endStep(db, run, name, { state: "failed", result: null, error: storableJson(fault) }, async () => {});
}

type StepEnd = { readonly state: "done" | "failed"; readonly result: string | null; readonly error: string | null };

function endStep(
  db: Kysely<Database>,
  run: ClaimedRun,
  name: string,
  end: StepEnd,
  andThen: (tx: Transaction<Database>) => Promise<void>,
): Promise<void> {
  return withFencedScope(db, run, "change", async (tx, state) => {
    refuseCancelled(run, state);
    await tx
      .updateTable("run_steps")
      .set({ ...end, finished_at: sql<Date>`clock_timestamp()` })
      .where("run_id", "=", run.id)
      .where("name", "=", name)
      .where("token", "=", run.token.toString())
      .execute();
    await andThen(tx);
  });
}
