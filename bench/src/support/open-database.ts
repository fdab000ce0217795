import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectDatabase, connectLanes, createPool } from "@caudal/db/connect.ts";
import { openCluster } from "@caudal/db/embedded/open-cluster.ts";
import { migrate } from "@caudal/db/migrate.ts";
import { inDatabase } from "@caudal/db/testing/test-cluster.ts";
import type { TestDatabase } from "@caudal/db/testing/test-database.ts";

/** `postmaster`: the process above all of PostgreSQL's. */
export type BenchDatabase = TestDatabase & { readonly postmaster: number };

/** PostgreSQL as the product runs it, fsync and all, migrated, in a folder of its own, which goes when it is closed. */
export async function openBenchDatabase(): Promise<BenchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "caudal-bench-cluster-"));
  const cluster = await openCluster({ folder });
  const stop = async (): Promise<void> => {
    await cluster.stop();
    await rm(cluster.dataFolder, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await migrate(cluster.urls.owner, { appLogin: cluster.logins.app, signinLogin: cluster.logins.signin });
    const app = connectDatabase(cluster.urls.app, { applicationName: "bench" });
    const signin = createPool(cluster.urls.signin, { applicationName: "bench", searchPath: "auth" });
    const signinLanes = connectLanes(cluster.urls.signin, { applicationName: "bench", searchPath: "auth" });
    const { rows } = await app.pool.query<{ fsync: string }>("select current_setting('fsync') as fsync");
    if (rows[0]?.fsync !== "on") throw new Error("the database does not write through");
    return {
      name: "caudal",
      postmaster: cluster.pid,
      urls: cluster.urls,
      superuserUrl: inDatabase(cluster.superuserUrl, "caudal"),
      app,
      signin,
      signinLanes,
      close: async () => {
        await app.close();
        await signin.end();
        await signinLanes.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
