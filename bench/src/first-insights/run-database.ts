import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectDatabase, createPool } from "@caudal/db/connect.ts";
import { openCluster } from "@caudal/db/embedded/open-cluster.ts";
import { migrate } from "@caudal/db/migrate.ts";
import { createFile, createPerson } from "@caudal/db/testing/people.ts";
import { createRunFixtures } from "@caudal/db/testing/run-fixtures.ts";
import { inDatabase } from "@caudal/db/testing/test-cluster.ts";
import type { TestDatabase } from "@caudal/db/testing/test-database.ts";

/** A claimed run as it is handed to another process: its token as text. */
export type HandedRun = {
  readonly url: string;
  readonly run: Readonly<Record<string, unknown>>;
  readonly runId: string;
};

export type RunDatabase = {
  claimRun(): Promise<HandedRun>;
  /** What stands in the table of insights, and how many rows and rejects its profile says. */
  storedBy(runId: string): Promise<{ readonly insights: number; readonly rows: number; readonly rejected: number }>;
  close(): Promise<void>;
};

/** PostgreSQL as the product runs it, fsync and all, in a folder of its own. */
export async function openRunDatabase(): Promise<RunDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "caudal-bench-cluster-"));
  const cluster = await openCluster({ folder });
  const stop = async (): Promise<void> => {
    await cluster.stop();
    await rm(cluster.dataFolder, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await migrate(cluster.urls.owner, { appLogin: cluster.logins.app, signinLogin: cluster.logins.signin });
    const database: TestDatabase = {
      name: "caudal",
      urls: cluster.urls,
      superuserUrl: inDatabase(cluster.superuserUrl, "caudal"),
      app: connectDatabase(cluster.urls.app, { applicationName: "bench" }),
      signin: createPool(cluster.urls.signin, { applicationName: "bench", searchPath: "auth" }),
      close: async () => {
        await database.app.close();
        await database.signin.end();
        await stop();
      },
    };
    const person = await createPerson(database);
    const runs = await createRunFixtures(database);
    const [fsync] = await runs.look("select current_setting('fsync') as fsync");
    if (fsync?.["fsync"] !== "on") throw new Error("the database does not write through");
    return {
      async claimRun() {
        const fileId = await createFile(database, person.scope, "sales.csv");
        const runId = await runs.start(person.scope, { fileId });
        const claim = await runs.store.claim({
          worker: "bench",
          kinds: ["work"],
          leaseMs: 3_600_000,
          perAccount: 1000,
        });
        if (claim === null || claim.run.id !== runId) throw new Error("another run was claimed");
        return { url: cluster.urls.app, runId, run: { ...claim.run, token: claim.run.token.toString() } };
      },
      async storedBy(runId) {
        const [found] = await runs.look(
          `select (select count(*) from caudal.insights where run_id = $1)::int as insights,
            rows::float8 as rows, rejected::float8 as rejected
            from caudal.run_profiles where run_id = $1`,
          [runId],
        );
        return {
          insights: Number(found?.["insights"]),
          rows: Number(found?.["rows"]),
          rejected: Number(found?.["rejected"]),
        };
      },
      async close() {
        await runs.close();
        await database.close();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
