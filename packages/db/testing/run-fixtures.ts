import { createPostgresRunStore } from "@caudal/db/runs/postgres-run-store.ts";
import { startRun, type RunRequest } from "@caudal/db/runs/start-run.ts";
import { withScope, type Scope } from "@caudal/db/scope.ts";
import type { Claim, RunStore } from "@caudal/runs/run-store.ts";
import pg from "pg";
import type { TestDatabase } from "./test-database.ts";

export type RunFixtures = {
  readonly store: RunStore;
  start(scope: Scope, request?: Partial<RunRequest>): Promise<string>;
  claim(worker?: string, perAccount?: number): Promise<Claim | null>;
  /** Moves the end of a run's lease into the past, as if its worker had been silent for so long. */
  endLease(runId: string): Promise<void>;
  /** Past every policy, to look at what is there. */
  look(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
};

export async function createRunFixtures(database: TestDatabase): Promise<RunFixtures> {
  const { db } = database.app;
  const store = createPostgresRunStore(db);
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const look = async (sql: string, values: readonly unknown[] = []) =>
    (await superuser.query<Record<string, unknown>>(sql, [...values])).rows;
  return {
    store,
    look,
    async start(scope, request = {}) {
      const { run } = await withScope(db, scope, (tx) => startRun(tx, { kind: "work", input: {}, ...request }));
      return run.id;
    },
    claim: (worker = "worker", perAccount = 100) =>
      store.claim({ worker, kinds: ["work"], leaseMs: 60_000, perAccount }),
    async endLease(runId) {
      await look(
        "update caudal.runs set lease_until = now() - interval '1 second' where id = $1 and lease_until is not null",
        [runId],
      );
    },
    close: () => superuser.end(),
  };
}
