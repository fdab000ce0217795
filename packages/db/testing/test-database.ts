import { randomBytes } from "node:crypto";
import pg from "pg";
import { connectDatabase, connectLanes, createPool, type Connected } from "../src/connect.ts";
import type { Lanes } from "../src/lanes/lanes.ts";
import { inDatabase, startTestCluster, type TestCluster } from "./test-cluster.ts";

/** A database of a test file's own, in the shared cluster. */
export type TestDatabase = {
  readonly name: string;
  readonly urls: { readonly app: string; readonly owner: string; readonly signin: string };
  /** For what no login of the platform may do: breaking things on purpose. */
  readonly superuserUrl: string;
  /** The application's pool, connected on first use. */
  readonly app: Connected;
  /** Sign-in's pool. */
  readonly signin: pg.Pool;
  /** The same login, for what every request asks. */
  readonly signinLanes: Lanes;
  /** Closes the pools and drops the database. */
  readonly close: () => Promise<void>;
};

/** A migrated database (a copy of the template: tens of milliseconds), or an empty one to migrate. */
export async function createTestDatabase(
  options: { readonly empty?: boolean; readonly cluster?: TestCluster } = {},
): Promise<TestDatabase> {
  const cluster = options.cluster ?? (await sharedCluster());
  const name = `test_${process.pid}_${randomBytes(6).toString("hex")}`;
  const from = options.empty === true ? "template1" : cluster.template;
  await asSuperuser(cluster, `create database ${name} template ${from} owner caudal_owner`);
  const urls = {
    app: inDatabase(cluster.app, name),
    owner: inDatabase(cluster.owner, name),
    signin: inDatabase(cluster.signin, name),
  };
  const app = connectDatabase(urls.app, { applicationName: "test", max: 5, lanes: 2 });
  const signin = createPool(urls.signin, { applicationName: "test-signin", max: 2, searchPath: "auth" });
  const signinLanes = connectLanes(urls.signin, { applicationName: "test-sessions", lanes: 1, searchPath: "auth" });
  return {
    name,
    urls,
    superuserUrl: inDatabase(cluster.superuser, name),
    app,
    signin,
    signinLanes,
    close: async () => {
      await app.close();
      await signin.end();
      await signinLanes.close();
      await asSuperuser(cluster, `drop database if exists ${name} with (force)`);
    },
  };
}

let own: Promise<TestCluster> | undefined;

/** The cluster of the test run; outside one, a cluster of this process's own, which ends with it. */
function sharedCluster(): Promise<TestCluster> {
  const on17 = process.env["CAUDAL_TEST_ON"] === "PostgreSQL 17";
  const handed = process.env[on17 ? "CAUDAL_TEST_CLUSTER_17" : "CAUDAL_TEST_CLUSTER"];
  if (on17 && handed === undefined) throw new Error("Nobody started PostgreSQL 17 for this test.");
  if (handed !== undefined) return Promise.resolve(JSON.parse(handed) as TestCluster);
  own ??= startTestCluster().then(({ cluster, stop }) => {
    process.once("beforeExit", () => void stop());
    return cluster;
  });
  return own;
}

async function asSuperuser(cluster: TestCluster, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inDatabase(cluster.superuser, "postgres") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
