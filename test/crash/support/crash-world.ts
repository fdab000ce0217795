import { join } from "node:path";
import { createPool } from "@caudal/db/connect.ts";
import { startRun } from "@caudal/db/runs/start-run.ts";
import { withScope } from "@caudal/db/scope.ts";
import { createFile, createPerson } from "@caudal/db/testing/people.ts";
import type { TestDatabase } from "@caudal/db/testing/test-database.ts";
import { expect } from "vitest";
import { crashKind, crashSteps } from "../fixture/crash-handler.ts";
import type { KillTest } from "./kill-runs.ts";

/** The fixture's worker against one database: how its runs start, and what each must have left. */
export async function createCrashWorld(
  database: TestDatabase,
  leaseMs = 600,
): Promise<
  Pick<KillTest, "worker" | "startRun" | "hasEnded" | "check"> & {
    attemptsOf(run: string): Promise<number>;
    close(): Promise<void>;
  }
> {
  const { scope } = await createPerson(database);
  const superuser = createPool(database.superuserUrl, { applicationName: "crash-world", max: 1 });
  const look = async (sql: string, run: string) => (await superuser.query<Record<string, unknown>>(sql, [run])).rows;

  return {
    worker: {
      command: [process.execPath, join(import.meta.dirname, "../fixture/main.ts")],
      env: { ...process.env, CRASH_DATABASE_URL: database.urls.app, CRASH_LEASE_MS: String(leaseMs) },
    },
    async startRun() {
      const fileId = await createFile(database, scope);
      const request = { kind: crashKind, input: {}, fileId, maxAttempts: 1_000 };
      const { run } = await withScope(database.app.db, scope, (tx) => startRun(tx, request));
      return run.id;
    },
    hasEnded: async (run) =>
      (await look("select from caudal.runs where id = $1 and finished_at is not null", run)).length > 0,
    async check(run, kills) {
      const [row] = await look(
        "select state, progress, attempt, token::int, error, lease_until from caudal.runs where id = $1",
        run,
      );
      expect(row).toMatchObject({ state: "succeeded", progress: 1, error: null, lease_until: null });
      expect(row?.["attempt"], "attempts").toBeGreaterThanOrEqual(1);
      expect(row?.["token"], "every attempt and every loss raised the token").toBeGreaterThanOrEqual(2);

      // Written in the transition itself: exactly one, of the run as it ended, with each of its effects.
      const receipts = await look(
        `select content #>> '{run,state}' as state, (content #>> '{run,attempts}')::int = r.attempt as same_attempt,
           jsonb_array_length(content #> '{run,steps}') as steps, (content #>> '{left,insights,count}')::int as insights,
           content = caudal.receipt_content(r) as stands
         from caudal.receipts join caudal.runs r on r.id = run_id where run_id = $1`,
        run,
      );
      expect(receipts, `receipts after ${kills} kills`).toEqual([
        { state: "succeeded", same_attempt: true, steps: crashSteps.length, insights: crashSteps.length, stands: true },
      ]);

      const effects = await look(
        "select key, count(*)::int as times from caudal.insights where run_id = $1 group by key order by min(created_at)",
        run,
      );
      expect(effects, `effects after ${kills} kills`).toEqual(crashSteps.map((key) => ({ key, times: 1 })));

      const steps = await look(
        "select name, state, result, attempt, started_at <= finished_at as in_order from caudal.run_steps where run_id = $1 order by ordinal",
        run,
      );
      expect(steps.map(({ name, state, result, in_order }) => ({ name, state, result, in_order }))).toEqual(
        crashSteps.map((name, index) => ({ name, state: "done", result: { count: index + 1 }, in_order: true })),
      );
      const attempts = steps.map(({ attempt }) => Number(attempt));
      expect(attempts, "no step was done by an earlier attempt than the one before it").toEqual(
        attempts.toSorted((a, b) => a - b),
      );

      const history = await look(
        "select operation, status from caudal.processing_logs where run_id = $1 and completed_at >= started_at order by started_at",
        run,
      );
      expect(history).toEqual(["process", ...crashSteps].map((operation) => ({ operation, status: "completed" })));
      const notices = await look(
        "select n.key from caudal.notifications n join caudal.runs r on r.file_id = n.related_file_id where r.id = $1 order by n.created_at",
        run,
      );
      expect(notices.map(({ key }) => key)).toEqual(["file.uploaded", "file.processing", "file.done"]);
    },
    attemptsOf: async (run) =>
      Number((await look("select attempt from caudal.runs where id = $1", run))[0]?.["attempt"]),
    close: () => superuser.end(),
  };
}
