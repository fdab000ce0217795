import { access } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import { adoptServer, readSystemIdentifier } from "./adopt-server.ts";
import { findEmbeddedPackage, placeBinaries } from "./binaries.ts";
import { claimData } from "./claim-data.ts";
import { makeFolder, planRecord, readRecord, unusable, writeRecord } from "./cluster-record.ts";
import { initialiseCluster } from "./initialise.ts";
import { socketFolderIn, socketIn } from "./socket-folder.ts";
import { provision, urlFor } from "./provision.ts";
import { chooseRunUser } from "./run-user.ts";
import { sharedBuffersMb } from "./shared-buffers.ts";
import { startServer, stopServer } from "./start-server.ts";

export type OpenClusterOptions = {
  /** Where the cluster and its record live; made when missing. Give a parent that others may enter (0711) when you are root. */
  readonly folder: string;
  /** A port that must be free, or any (the last one if it is free) when left out. */
  readonly port?: number;
  /** The database that the addresses name; "caudal" when left out. */
  readonly database?: string;
  /** The folder `native` of another installation's binaries; the embedded ones when left out. */
  readonly native?: string;
  /** For tests: without fsync a crash of the machine loses the cluster, and the owner may make databases. */
  readonly forTests?: boolean;
  /** Milliseconds that recovery after a crash may take; two minutes when left out. */
  readonly timeout?: number;
};

/** A running PostgreSQL with its three logins. */
export type Cluster = {
  /** DATABASE_URL, CAUDAL_MIGRATE_URL and CAUDAL_AUTH_URL. */
  readonly urls: { readonly app: string; readonly owner: string; readonly signin: string };
  /** For tests and repairs only. */
  readonly superuserUrl: string;
  readonly logins: { readonly app: string; readonly signin: string };
  readonly dataFolder: string;
  readonly pid: number;
  readonly port: number;
  /** It ran already, left behind by a start that was killed. */
  readonly adopted: boolean;
  /** Fast shutdown; returns when the process is gone. */
  readonly stop: () => Promise<void>;
};

/**
 * Makes the cluster if there is none, starts it or adopts the one that runs, and gives its addresses. Throws Faults
 * `data_folder_unusable` (path and reason), `data_folder_copied` and `port_taken`. One caller per folder at a time: hold the data folder's lock.
 */
export async function openCluster(options: OpenClusterOptions): Promise<Cluster> {
  const { folder, forTests = false, database = "caudal", timeout = 120_000 } = options;
  await makeFolder(folder);
  const user = await chooseRunUser();
  const binaries = await placeBinaries(options.native ?? findEmbeddedPackage(), user);
  let record = await readRecord(folder);
  if (record === null) {
    record = await planRecord(folder, user);
    await writeRecord(folder, record);
  }
  const { dataFolder } = record;
  if (!(await exists(join(dataFolder, "PG_VERSION")))) {
    // Never an empty database in the place of a full one: the disk may just not be mounted.
    if (record.systemIdentifier !== "") throw unusable(dataFolder, new Error("the database that was here is gone"));
    await initialiseCluster(binaries, record, user, { fsync: !forTests });
  }
  if (dataFolder !== join(folder, "cluster")) await claimData(folder, dataFolder);
  const running = await adoptServer(record, timeout);
  const server =
    running ??
    (await startServer({
      binaries,
      dataFolder,
      user,
      port: options.port ?? record.port,
      portMustBe: options.port !== undefined && options.port !== 0,
      logFile: join(folder, "postgres.log"),
      socketFolder: forTests ? null : socketFolderIn(dataFolder),
      settings: forTests
        ? ["fsync=off", "full_page_writes=off", "max_connections=200"]
        : [`shared_buffers=${sharedBuffersMb(totalmem())}MB`],
      timeout,
    }));
  try {
    if (record.systemIdentifier === "") {
      await provision(record, server.port, database, { ownerMayCreateDatabases: forTests });
      record = { ...record, systemIdentifier: await readSystemIdentifier(record, server.port) };
    }
    if (record.port !== server.port) record = { ...record, port: server.port };
    await writeRecord(folder, record);
  } catch (error) {
    await stopServer(server.pid, dataFolder);
    throw error;
  }
  // The folder is its owner's alone, and so is the socket in it. One that was adopted may have none.
  const socketFolder = (await exists(socketIn(dataFolder, server.port))) ? dataFolder : null;
  const url = (kind: "app" | "owner" | "signin") => urlFor(record, server.port, kind, database, socketFolder);
  return {
    urls: { app: url("app"), owner: url("owner"), signin: url("signin") },
    superuserUrl: urlFor(record, server.port, "superuser", "postgres"),
    logins: { app: "caudal_app", signin: "caudal_auth" },
    dataFolder,
    pid: server.pid,
    port: server.port,
    adopted: running !== null,
    stop: () => stopServer(server.pid, dataFolder),
  };
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
