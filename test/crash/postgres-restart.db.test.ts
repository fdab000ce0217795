import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openCluster, type Cluster } from "@caudal/db/embedded/open-cluster.ts";
import { isAlive } from "@caudal/db/embedded/postmaster-pid.ts";
import { migrate } from "@caudal/db/migrate.ts";
import { testLogins } from "@caudal/db/testing/test-cluster.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCrashWorld } from "./support/crash-world.ts";
import { startWorkerPool } from "./support/worker-pool.ts";

let folder: string;
let cluster: Cluster;
let database: TestDatabase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), `caudal-test-${process.pid}-restart-`));
  // Without `forTests`: what was acknowledged must be there after the server was killed.
  cluster = await openCluster({ folder });
  await migrate(cluster.urls.owner, testLogins);
  database = await createTestDatabase({
    cluster: { ...cluster.urls, superuser: cluster.superuserUrl, template: "caudal" },
  });
});
afterAll(async () => {
  await database?.close();
  await cluster?.stop();
  if (cluster !== undefined) await rm(cluster.dataFolder, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});

/** kill -9 of the postmaster, and the same cluster again, on the same port. */
async function restartPostgres(whileDown: () => void): Promise<void> {
  process.kill(cluster.pid, "SIGKILL");
  while (isAlive(cluster.pid)) await delay(5);
  whileDown();
  cluster = await openCluster({ folder, port: cluster.port });
}

describe("a run whose database is killed and started again", () => {
  for (const { place, says, attempts, goesOn } of [
    {
      place: "measure writing",
      says: "within an effect's transaction: the step is done again",
      attempts: 2,
      goesOn: "afterwards",
    },
    {
      place: "read written",
      says: "before a step's result was stored: the same attempt stores it",
      attempts: 1,
      goesOn: "while it is down",
    },
  ]) {
    it(`ends, with every effect once, when it happened ${says}`, { timeout: 180_000 }, async () => {
      // A lease that outlasts the restart, as fifteen seconds do.
      const world = await createCrashWorld(database, 60_000);
      let restarted: Promise<void> | undefined;
      const pool = startWorkerPool({
        ...world.worker,
        size: 1,
        onMark: (mark, worker) => {
          if (mark.place !== place || restarted !== undefined) return worker.go();
          // A server process may outlive the postmaster for a moment, and commit: where that must not be, the worker waits.
          restarted = restartPostgres(() => goesOn === "while it is down" && worker.go());
          if (goesOn === "afterwards") void restarted.then(() => worker.go());
        },
      });
      try {
        const run = await world.startRun();
        while (restarted === undefined) await delay(10);
        await restarted;
        while (!(await world.hasEnded(run))) await delay(20);
        await world.check(run, 0);
        expect(await world.attemptsOf(run)).toBe(attempts);
      } catch (cause) {
        throw new Error(pool.output(), { cause });
      } finally {
        await pool.stop();
        await world.close();
      }
    });
  }
});
