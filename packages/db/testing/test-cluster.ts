import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openCluster } from "../src/embedded/open-cluster.ts";
import { readRecord } from "../src/embedded/cluster-record.ts";
import { couldServe, isAlive, readPostmasterPid } from "../src/embedded/postmaster-pid.ts";
import { stopServer } from "../src/embedded/start-server.ts";
import { migrate } from "../src/migrate.ts";
import { readMigrations } from "../src/migrations.ts";

/** The server that all tests share, as it is handed to their processes. Addresses lack the database's name: see `inDatabase`. */
export type TestCluster = {
  readonly owner: string;
  readonly app: string;
  readonly signin: string;
  readonly superuser: string;
  /** A migrated database that is copied, and never connected to. */
  readonly template: string;
};

export const testLogins = { appLogin: "caudal_app", signinLogin: "caudal_auth" } as const;

/** The same address with another database. */
export function inDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}

/** Uses the server of CAUDAL_TEST_POSTGRES_URL (a superuser's address), or starts one that is thrown away. */
export async function startTestCluster(
  options: { readonly native?: string } = {},
): Promise<{ readonly cluster: TestCluster; readonly stop: () => Promise<void> }> {
  const given = process.env["CAUDAL_TEST_POSTGRES_URL"];
  if (given !== undefined && given !== "" && options.native === undefined) {
    return { cluster: await prepare(await loginsOn(given)), stop: () => Promise.resolve() };
  }
  await removeLeftovers();
  const folder = await mkdtemp(join(tmpdir(), `caudal-test-${process.pid}-`));
  const server = await openCluster({ folder, forTests: true, database: "caudal", ...options });
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(server.dataFolder, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { cluster: await prepare({ ...server.urls, superuser: server.superuserUrl }), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Makes the template once for these migrations, whoever comes first. */
async function prepare(urls: Omit<TestCluster, "template">): Promise<TestCluster> {
  const checksums = (await readMigrations()).map((each) => each.checksum).join();
  const template = `caudal_template_${createHash("sha256").update(checksums).digest("hex").slice(0, 12)}`;
  const client = new pg.Client({ connectionString: inDatabase(urls.superuser, "postgres") });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(4848484802)");
    const { rowCount } = await client.query("select from pg_database where datname = $1", [template]);
    if (rowCount === 0) {
      const making = `${template}_${process.pid}`;
      await client.query(`create database ${making} owner caudal_owner`);
      await migrate(inDatabase(urls.owner, making), testLogins);
      await client.query(`alter database ${making} rename to ${template}`);
    }
  } finally {
    await client.end();
  }
  return { ...urls, template };
}

/** The logins of a test server that somebody else runs; their password follows from its address, so that runs side by side agree. */
async function loginsOn(superuser: string): Promise<Omit<TestCluster, "template">> {
  const password = createHash("sha256").update(superuser).digest("hex");
  const client = new pg.Client({ connectionString: superuser });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(4848484803)");
    for (const [login, may] of [
      ["caudal_owner", "createrole createdb"],
      ["caudal_app", ""],
      ["caudal_auth", ""],
    ] as const) {
      const { rowCount } = await client.query("select from pg_roles where rolname = $1", [login]);
      if (rowCount === 0) await client.query(`create role ${login} login ${may} password '${password}'`);
    }
  } finally {
    await client.end();
  }
  const as = (login: string): string => {
    const address = new URL(superuser);
    address.username = login;
    address.password = password;
    return address.href;
  };
  return { owner: as("caudal_owner"), app: as("caudal_app"), signin: as("caudal_auth"), superuser };
}

/** Servers of this user's test runs that were killed: the folder's name holds the pid of its run. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const run = /^caudal-test-(\d+)-/.exec(name)?.[1];
    if (run === undefined || isAlive(Number(run))) continue;
    const folder = join(tmpdir(), name);
    // Another user's are theirs to remove, and a run beside this one may remove the same.
    const owner = await stat(folder).catch(() => null);
    if (owner === null || owner.uid !== process.getuid?.()) continue;
    // Not always in the folder itself: root's goes where the user that PostgreSQL runs as can get at it.
    const dataFolder = (await readRecord(folder).catch(() => null))?.dataFolder;
    if (dataFolder !== undefined) {
      const pidFile = await readPostmasterPid(dataFolder).catch(() => null);
      if (pidFile !== null && pidFile !== "unreadable" && (await couldServe(pidFile, dataFolder)))
        await stopServer(pidFile.pid, dataFolder, 5_000);
      await rm(dataFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
    // Best effort: a small disk that a killed run left mounted cannot go, and must not keep this run from its tests.
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => undefined);
  }
}
