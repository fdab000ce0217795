import { Fault } from "@caudal/base/fault.ts";
import type { ClaimedRun, RunState } from "@caudal/runs/run.ts";
import type { Kysely, Transaction } from "kysely";
import { storableJson } from "../storable.ts";
import type { Database } from "../schema.ts";
import { withScope } from "../scope.ts";
import { faultsOfDatabase } from "./database-faults.ts";

/** share: others may read-lock the run beside. change: for work that writes to the run's own row. */
export type FenceLock = "share" | "change";

/**
 * Runs queries for a claimed run: in the scope of the person who asked for it, in one transaction that holds the run's row, so that nobody can
 * take the run away before it commits. Throws Fault `run_lease_lost` when the run belongs to another worker (or is gone), `run_cancelled`
 * when a person asked for its end, a transient `database_unreachable` when the work may be repeated.
 *
 * A step that is repeated repeats this too: use `withRunEffect` for what must happen once.
 */
export function withRunScope<T>(
  db: Kysely<Database>,
  run: ClaimedRun,
  work: (tx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  return withFencedScope(db, run, "share", (tx, state) => {
    refuseCancelled(run, state);
    return work(tx);
  });
}

/**
 * Like `withRunScope`, and once: what `work` writes and the note that it did are one transaction. When an earlier attempt has done the
 * effect of that name, its result is given and `work` is not called. The result is JSON.
 */
export function withRunEffect<R extends Readonly<Record<string, unknown>>>(
  db: Kysely<Database>,
  run: ClaimedRun,
  effect: string,
  work: (tx: Transaction<Database>) => Promise<R>,
): Promise<R> {
  return withFencedScope(db, run, "change", async (tx, state) => {
    refuseCancelled(run, state);
    const { effects } = await tx
      .selectFrom("runs")
      .select("effects")
      .where("id", "=", run.id)
      .executeTakeFirstOrThrow();
    if (Object.hasOwn(effects, effect)) return effects[effect] as R;
    const result = JSON.parse(storableJson(await work(tx))) as R;
    await tx
      .updateTable("runs")
      .set({ effects: storableJson({ ...effects, [effect]: result }) })
      .where("id", "=", run.id)
      .execute();
    return result;
  });
}

/** The fence itself: the run's row, locked, with its token compared. `work` gets the state, `running` or `cancelling`. */
export function withFencedScope<T>(
  db: Kysely<Database>,
  run: ClaimedRun,
  lock: FenceLock,
  work: (tx: Transaction<Database>, state: RunState) => Promise<T>,
): Promise<T> {
  return faultsOfDatabase(() =>
    withScope(db, { userId: run.userId, accountId: run.accountId }, async (tx) => {
      const query = tx.selectFrom("runs").select(["state", "token"]).where("id", "=", run.id);
      const row = await (lock === "share" ? query.forShare() : query.forNoKeyUpdate()).executeTakeFirst();
      if (
        row === undefined ||
        BigInt(row.token) !== run.token ||
        (row.state !== "running" && row.state !== "cancelling")
      ) {
        throw new Fault("run_lease_lost", { params: { run: run.id } });
      }
      return work(tx, row.state);
    }),
  );
}

export function refuseCancelled(run: ClaimedRun, state: RunState): void {
  if (state === "cancelling") throw new Fault("run_cancelled", { params: { run: run.id } });
}
