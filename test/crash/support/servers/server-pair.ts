import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createPool } from "@caudal/db/connect.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import type { Pool } from "pg";
import { enginesBelow } from "./processes.ts";
import { startServer, type RealServer, type ServerWorld } from "./real-server.ts";

/** Two servers over one database and one data folder. */
export type ServerPair = {
  readonly database: TestDatabase;
  readonly dataDir: string;
  /** Looks at everything, past all policies. */
  readonly superuser: Pool;
  readonly world: ServerWorld;
  /** Those that live, the oldest first. */
  alive(): readonly RealServer[];
  named(name: string): RealServer;
  /** kill -9; another one is started in its place, and is not waited for. */
  replace(server: RealServer): Promise<void>;
  /** Resolves when there are two again. */
  complete(): Promise<void>;
  /** Ends one, with no other in its place. */
  remove(server: RealServer, signal: NodeJS.Signals): Promise<number | null>;
  add(env?: Readonly<Record<string, string>>): Promise<RealServer>;
  output(): string;
  close(): Promise<void>;
};

export type PairOptions = {
  readonly count?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A folder that exists, instead of one that is made and removed. */
  readonly dataDir?: string;
};

export async function startServerPair({
  count = 2,
  env: asked = {},
  dataDir: given,
}: PairOptions = {}): Promise<ServerPair> {
  // A server alone has nobody to take over from it: on a busy machine a short lease would only make it lose runs to itself.
  const env = count === 1 ? { CAUDAL_LEASE: "1m", ...asked } : asked;
  const database = await createTestDatabase();
  const dataDir = given ?? (await mkdtemp(join(tmpdir(), `caudal-test-${process.pid}-servers-`)));
  const superuser = createPool(database.superuserUrl, { applicationName: "observer", max: 3 });
  const world: ServerWorld = { urls: database.urls, dataDir, env };
  const servers = new Set<RealServer>();
  const past: RealServer[] = [];
  let starting: Promise<unknown> = Promise.resolve();

  const add = async (more: Readonly<Record<string, string>> = {}): Promise<RealServer> => {
    const server = await startServer({ ...world, env: { ...env, ...more } });
    servers.add(server);
    return server;
  };
  const remove = async (server: RealServer, signal: NodeJS.Signals): Promise<number | null> => {
    servers.delete(server);
    past.push(server);
    return server.end(signal);
  };
  const close = async (): Promise<void> => {
    await Promise.allSettled([starting]);
    await Promise.all([...servers].map((server) => remove(server, "SIGKILL")));
    // A killed server's engines end themselves; the folder is theirs until then.
    while (enginesBelow(dataDir).length > 0) await delay(10);
    await superuser.end();
    await database.close();
    if (given === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  try {
    // At once, as after a power cut: the first start of a data folder must bear it.
    await Promise.all(Array.from({ length: count }, () => add()));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    database,
    dataDir,
    superuser,
    world,
    alive: () => [...servers],
    named: (name) => {
      const found = [...servers].find((server) => server.name === name);
      if (found === undefined) throw new Error(`no server ${name}`);
      return found;
    },
    replace: async (server) => {
      await remove(server, "SIGKILL");
      starting = Promise.all([starting, add()]);
      starting.catch(() => undefined);
    },
    complete: async () => void (await starting),
    remove,
    add,
    output: () => [...past.slice(-3), ...servers].map((server) => server.output()).join("\n\n"),
    close,
  };
}

/** Folders of runs that are left in the scratch space. */
export async function scratchLeft(dataDir: string): Promise<readonly string[]> {
  return readdir(join(dataDir, "scratch")).catch(() => []);
}
