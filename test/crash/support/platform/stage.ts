import { readdir, rm, utimes } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { join } from "node:path";
import { createPool } from "@caudal/db/connect.ts";
import { readRecord } from "@caudal/db/embedded/cluster-record.ts";
import { urlFor } from "@caudal/db/embedded/provision.ts";
import { readPostmasterPid } from "@caudal/db/embedded/postmaster-pid.ts";
import type { Pool } from "pg";
import {
  addressOf,
  eventually,
  isReady,
  kill9,
  makeDataFolder,
  processesOf,
  removePlatform,
  startPlatform,
  type Platform,
} from "../../../start/platform.ts";
import { freePort } from "../../../support/free-port.ts";
import { enginesBelow } from "../servers/processes.ts";
import { startServer, type RealServer } from "../servers/real-server.ts";
import type { Victim } from "./kill-moments.ts";

/** `npm start` with a data folder and a port of its own, and a second server beside it over the same database and folder. */
export type Stage = {
  readonly folder: string;
  readonly founderToken: string;
  /** Of the servers that may be there; one of them may just have died. */
  addresses(): readonly string[];
  /** Looks at everything, past all policies. A new pool whenever the database may have moved. */
  look<R>(sql: string, values?: readonly unknown[]): Promise<R[]>;
  /** Sets up what no login of the platform may. */
  change(sql: string, values: readonly unknown[]): Promise<void>;
  /** kill -9, and what a careful operator's machine does next: the launcher is started again, a server beside it too. False when there is none to kill. */
  kill(victim: Victim, pick: number): Promise<boolean>;
  /** Resolves when everything answers again. */
  settle(): Promise<void>;
  /** As if a day had passed since anything was written into the store: what belongs to nobody is swept when a server starts, and not before. */
  ageObjects(): Promise<void>;
  output(): string;
  close(): Promise<void>;
};

const env = { CAUDAL_LEASE: "3s", CAUDAL_REQUESTS_PER_PERSON: "1000000", CAUDAL_COSTLY_REQUESTS_PER_PERSON: "1000000" };

export async function openStage(): Promise<Stage> {
  const folder = makeDataFolder();
  const founderToken = "a-founder-token-of-this-test";
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  let platform = await launch();
  let second = await startBeside();
  let mending: Promise<unknown> = Promise.resolve();
  const said: string[] = [];
  let observer: { readonly port: number; readonly pool: Pool } | null = null;

  async function launch(): Promise<Platform> {
    const started = startPlatform(folder, {
      args: ["--port", String(port)],
      env: { ...env, CAUDAL_FOUNDER_TOKEN: founderToken },
    });
    await addressOf(started);
    return started;
  }
  async function record() {
    const found = await readRecord(join(folder, "postgres"));
    if (found === null) throw new Error("there is no cluster");
    return found;
  }
  async function startBeside(): Promise<RealServer> {
    const cluster = await record();
    const url = (kind: "app" | "signin") => urlFor(cluster, cluster.port, kind, "caudal");
    return startServer({
      urls: { app: url("app"), signin: url("signin") },
      dataDir: folder,
      env: { ...env, CAUDAL_BASE_URL: `http://localhost:${port}` },
    });
  }
  /** The database may be away at that moment: then it is tried again, as a supervisor does. */
  async function startAgain<T>(start: () => Promise<T>): Promise<T> {
    for (const deadline = Date.now() + 120_000; ;) {
      try {
        return await start();
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await delay(300);
      }
    }
  }
  const mend = (work: () => Promise<void>): void => {
    mending = Promise.all([mending, work()]);
    mending.catch(() => undefined);
  };

  const killers: Readonly<Record<Victim, (pick: number) => Promise<boolean>>> = {
    server: async (pick) => {
      if (pick < 0.5)
        return strike(processesOf(folder).find(({ role, pid }) => role === "server" && pid !== second.pid)?.pid);
      if (!second.alive()) return false;
      said.push(second.output());
      await second.end("SIGKILL");
      mend(async () => void (second = await startAgain(startBeside)));
      return true;
    },
    engine: async (pick) => {
      const engines = enginesBelow(join(folder, "scratch"));
      return strike(engines[Math.floor(pick * engines.length)]?.pid);
    },
    launcher: async (pick) => {
      // One that is being started again is not there yet.
      await mending;
      said.push(platform.output().slice(-2_000));
      kill9(folder, pick < 0.5 ? "launcher" : "starter");
      mend(async () => {
        await eventually(() =>
          processesOf(folder).every(({ role, pid }) => role === "postgres" || role === "other" || pid === second.pid),
        );
        platform = await startAgain(launch);
      });
      return true;
    },
    postgres: async () => {
      const postmaster = await readPostmasterPid((await record()).dataFolder);
      return postmaster !== null && postmaster !== "unreadable" && strike(postmaster.pid);
    },
  };

  async function observe(): Promise<Pool> {
    const cluster = await record();
    if (observer?.port !== cluster.port) {
      // Nobody waits for its end: two may ask at once.
      observer?.pool.end().catch(() => undefined);
      const url = urlFor(cluster, cluster.port, "superuser", "caudal");
      observer = { port: cluster.port, pool: createPool(url, { applicationName: "observer", max: 2 }) };
    }
    return observer.pool;
  }

  return {
    folder,
    founderToken,
    addresses: () => [address, second.url],
    async look<R>(sql: string, values: readonly unknown[] = []) {
      const pool = await observe();
      return (await pool.query<R & Record<string, unknown>>(sql, [...values])).rows;
    },
    async change(sql, values) {
      const client = await (await observe()).connect();
      try {
        await client.query("set session_replication_role = replica");
        await client.query(sql, [...values]);
        await client.query("reset session_replication_role");
      } finally {
        client.release();
      }
    },
    kill: (victim, pick) => killers[victim](pick),
    async settle() {
      await mending;
      await eventually(() => isReady(address));
      await eventually(() => isReady(second.url));
    },
    async ageObjects() {
      const then = new Date(Date.now() - 25 * 3_600_000);
      const objects = join(folder, "objects");
      for (const name of await readdir(objects, { recursive: true })) await utimes(join(objects, name), then, then);
    },
    output: () => [...said.slice(-4), platform.output().slice(-3_000), second.output()].join("\n\n"),
    async close() {
      await Promise.allSettled([mending]);
      await observer?.pool.end();
      await second.end("SIGKILL");
      await removePlatform(folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** False for nobody, and for one that has just come to its own end. */
function strike(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}
