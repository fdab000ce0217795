import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createClient } from "../single-client.ts";
import { unusable, type ClusterRecord } from "./cluster-record.ts";
import { couldServe, readPostmasterPid } from "./postmaster-pid.ts";
import type { RunningServer } from "./start-server.ts";

/**
 * The server that a killed start left behind in this data folder, once it answers as this cluster; null when there is none, after its
 * stale pid file was removed. It is one only if its process lives, works in this folder, and gives this cluster's identifier to our
 * password: a pid may have been given to another program since, a port to another server. Throws Fault `data_folder_unusable` when a
 * living process holds the folder and does not answer in time.
 */
export async function adoptServer(record: ClusterRecord, timeout: number): Promise<RunningServer | null> {
  const deadline = Date.now() + timeout;
  while (true) {
    const pidFile = await readPostmasterPid(record.dataFolder);
    if (pidFile === null) return null;
    if (pidFile === "unreadable" || !(await couldServe(pidFile, record.dataFolder))) {
      await rm(join(record.dataFolder, "postmaster.pid"), { force: true });
      return null;
    }
    if (pidFile.status === "ready" && (await answersAs(record, pidFile.port)))
      return { pid: pidFile.pid, port: pidFile.port };
    if (Date.now() > deadline) {
      throw unusable(record.dataFolder, new Error(`process ${pidFile.pid} holds it and does not answer`));
    }
    await delay(50);
  }
}

async function answersAs(record: ClusterRecord, port: number): Promise<boolean> {
  try {
    const identifier = await readSystemIdentifier(record, port);
    // A start that was killed before it wrote the identifier down leaves our password as the proof: no other server knows it.
    return record.systemIdentifier === "" || identifier === record.systemIdentifier;
  } catch {
    // Whatever is there does not know our password, or is on its way down: not this cluster, or not any more.
    return false;
  }
}

/** What tells a cluster from any other: https://www.postgresql.org/docs/18/functions-info.html#FUNCTIONS-INFO-CONTROLDATA */
export async function readSystemIdentifier(record: ClusterRecord, port: number): Promise<string> {
  const client = createClient({
    host: "127.0.0.1",
    port,
    user: "postgres",
    password: record.passwords.superuser,
    database: "postgres",
    connectionTimeoutMillis: 5_000,
  });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      "select system_identifier::text as id from pg_control_system()",
    );
    return rows[0]?.id ?? "";
  } finally {
    await client.end();
  }
}
