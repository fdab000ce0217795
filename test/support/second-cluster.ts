import { inDatabase, startTestCluster } from "@caudal/db/testing/test-cluster.ts";
import pg from "pg";
import { findPostgres17 } from "../policies/postgres17.ts";

let stop: (() => Promise<void>) | undefined;

/** Starts the cluster on PostgreSQL 17 for the tests that run on it too, and tells their processes where it is. */
export async function setup(): Promise<void> {
  const started = await startTestCluster({ native: findPostgres17() });
  stop = started.stop;
  await checkVersion(inDatabase(started.cluster.superuser, "postgres"));
  process.env["CAUDAL_TEST_CLUSTER_17"] = JSON.stringify(started.cluster);
}

/** Nothing is shown by tests that ran on the usual one without anybody noticing. */
async function checkVersion(address: string): Promise<void> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string }>("select current_setting('server_version') as version");
    const version = rows[0]?.version ?? "none";
    if (!version.startsWith("17.")) throw new Error(`the second PostgreSQL is ${version}`);
    process.stdout.write(`The group postgres17 runs on PostgreSQL ${version}.\n`);
  } finally {
    await client.end();
  }
}

export async function teardown(): Promise<void> {
  await stop?.();
}
