import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Fault } from "@caudal/base/fault.ts";
import type { Binaries } from "./binaries.ts";
import { unusable } from "./cluster-record.ts";
import { childEnvironment } from "./initialise.ts";
import { isAlive, readPostmasterPid } from "./postmaster-pid.ts";
import type { RunUser } from "./run-user.ts";
import { socketIn } from "./socket-folder.ts";

export type StartOptions = {
  readonly binaries: Binaries;
  readonly dataFolder: string;
  readonly user: RunUser | null;
  /** The one that must be, or the one it had last; 0 is any. */
  readonly port: number;
  /** When the port is taken: another (false), or Fault `port_taken` (true). */
  readonly portMustBe: boolean;
  readonly logFile: string;
  /** Where it listens beside its port; null for nowhere. */
  readonly socketFolder: string | null;
  /** Further `name=value` settings. */
  readonly settings: readonly string[];
  /** Milliseconds that recovery after a crash may take. */
  readonly timeout: number;
};

export type RunningServer = { readonly pid: number; readonly port: number };

/** Why a start did not come about, from what the server wrote. Pure. */
export function readFailure(log: string): {
  readonly kind: "shared_memory" | "port" | "socket" | "socket_lock" | "other";
  readonly reason: string;
} {
  const fatal = log.split("\n").filter((line) => /\b(FATAL|PANIC|ERROR):/.test(line));
  const reason = (fatal.at(-1) ?? log.trim().split("\n").at(-1) ?? "").replace(/^.*?(FATAL|PANIC|ERROR):\s*/, "");
  if (log.includes("pre-existing shared memory block")) return { kind: "shared_memory", reason };
  if (/lock file ".*\.s\.PGSQL\.\d+\.lock"/.test(log)) return { kind: "socket_lock", reason };
  if (log.includes("could not create any TCP/IP sockets") || log.includes("Address already in use"))
    return { kind: "port", reason };
  if (log.includes("could not create any Unix-domain sockets")) return { kind: "socket", reason };
  return { kind: "other", reason };
}

/**
 * Starts the server in a session of its own: it outlives a killed parent (whose next start adopts it), and Ctrl-C reaches it only
 * through stopServer, after those who use it. Returns when it takes connections.
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const deadline = Date.now() + options.timeout;
  await rotateLog(options.logFile);
  let { socketFolder } = options;
  let unlocked = false;
  for (let port = options.port === 0 ? await freePort() : options.port; ;) {
    const failure = await attemptStart({ ...options, port, socketFolder }, deadline);
    if (typeof failure === "number") return { pid: failure, port };
    if (failure.kind === "socket_lock" && socketFolder !== null && !unlocked) {
      // A killed server's, whose pid another program has by now. PostgreSQL got as far as this with the data folder, so no other serves it,
      // and none but this cluster's has its socket there.
      unlocked = true;
      for (const end of ["", ".lock"]) await rm(socketIn(socketFolder, port) + end, { force: true });
    } else if (failure.kind === "socket") {
      // The disk keeps none, as some that are shared with a virtual machine: then it goes without.
      socketFolder = null;
    } else if (failure.kind === "port") {
      if (options.portMustBe) throw new Fault("port_taken", { params: { port } });
      port = await freePort();
    } else if (failure.kind === "shared_memory" && Date.now() < deadline) {
      // After kill -9 of the postmaster its children notice within moments; until then PostgreSQL rightly refuses.
      await delay(100);
    } else {
      throw unusable(options.dataFolder, new Error(failure.reason));
    }
  }
}

/** The pid of a server that is ready, or why there is none. */
async function attemptStart(options: StartOptions, deadline: number): Promise<number | ReturnType<typeof readFailure>> {
  const { dataFolder, user } = options;
  const log = await open(options.logFile, "a", 0o600).catch((error: unknown) => {
    throw unusable(options.logFile, error);
  });
  try {
    const before = (await log.stat()).size;
    const settings = [
      `port=${options.port}`,
      "listen_addresses=127.0.0.1",
      `unix_socket_directories=${options.socketFolder === null ? "" : `"${options.socketFolder}"`}`,
      "cluster_name=caudal",
    ];
    const child = spawn(
      options.binaries.postgres,
      ["-D", dataFolder, ...[...settings, ...options.settings].flatMap((each) => ["-c", each])],
      {
        cwd: user === null ? dataFolder : "/",
        detached: true,
        env: childEnvironment,
        stdio: ["ignore", log.fd, log.fd],
        ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
      },
    );
    const ended = once(child, "exit").then(
      () => "ended" as const,
      (error: unknown) => {
        throw unusable(options.binaries.postgres, error);
      },
    );
    while (true) {
      const outcome = await Promise.race([ended, delay(10)]);
      if (outcome === "ended") return readFailure((await readFile(options.logFile)).subarray(before).toString());
      const pidFile = await readPostmasterPid(dataFolder);
      if (pidFile !== null && pidFile !== "unreadable" && pidFile.pid === child.pid && pidFile.status === "ready") {
        child.unref();
        return pidFile.pid;
      }
      if (Date.now() > deadline) {
        child.kill("SIGQUIT");
        throw unusable(dataFolder, new Error("PostgreSQL did not become ready in time"));
      }
    }
  } finally {
    await log.close();
  }
}

/** Fast shutdown: open transactions are rolled back, a checkpoint is written. Returns when the process is gone. */
export async function stopServer(pid: number, dataFolder: string, timeout = 60_000): Promise<void> {
  let deadline = Date.now() + timeout;
  let done = false;
  signal(pid, "SIGINT");
  while (isAlive(pid)) {
    if (!done && (await readPostmasterPid(dataFolder)) === null) {
      // All is written. In a container whose first process reaps nobody an orphan stays a zombie, which looks alive: not for long.
      done = true;
      deadline = Date.now() + 2_000;
    }
    if (Date.now() > deadline) {
      if (!done) signal(pid, "SIGQUIT");
      return;
    }
    await delay(10);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // Gone already is what was wanted.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** A port that nobody has at this moment; whoever takes it before PostgreSQL does makes the start try another. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function rotateLog(path: string): Promise<void> {
  const size = await stat(path).then(
    (about) => about.size,
    () => 0,
  );
  if (size > 10_000_000) await rename(path, `${path}.1`);
}
