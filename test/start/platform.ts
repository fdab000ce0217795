import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const checkout = resolve(import.meta.dirname, "../..");

/** A temporary data folder that another user may pass through, as PostgreSQL must when root starts it. */
export function makeDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "caudal-start-"));
  chmodSync(folder, 0o711);
  return folder;
}

export type Platform = {
  readonly starter: ChildProcess;
  /** Everything it said so far. */
  output(): string;
  /** Waits until it says something that matches; fails with all it said when it ends before. */
  until(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Waits for its end. @returns the exit code, null after a signal */
  ended(): Promise<number | null>;
};

/** Runs what `npm start` runs, on a free port unless `args` say otherwise. */
export function startPlatform(
  folder: string,
  { args = ["--port", "0"], env = {} }: { args?: readonly string[]; env?: Record<string, string> } = {},
): Platform {
  const starter = spawn(process.execPath, [join(checkout, "scripts/start.mjs"), ...args], {
    cwd: tmpdir(),
    env: { ...cleanEnvironment(), CAUDAL_DATA_DIR: folder, ...env },
    // As a shell does with a foreground job: Ctrl-C reaches the whole group.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [starter.stdout, starter.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  }
  const closed = once(starter, "close").then(() => starter.exitCode);
  return {
    starter,
    output: () => said,
    async until(pattern) {
      for (;;) {
        const match = pattern.exec(said);
        if (match !== null) return match;
        if (starter.exitCode !== null || starter.signalCode !== null) throw new Error(`it ended and said:\n${said}`);
        await pause(20);
      }
    },
    ended: () => closed,
  };
}

/** The environment of these tests without what it sets for Caudal, and without being npm's. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = Object.entries(process.env).filter(
    ([name]) => !/^(CAUDAL_|DATABASE_URL$|npm_|VITEST|NODE_ENV$|LC_ALL$)/.test(name),
  );
  return { ...Object.fromEntries(foreign), LC_ALL: "es_MX.UTF-8" };
}

/** The address that it printed once it was ready. */
export async function addressOf(platform: Platform): Promise<string> {
  const [, address = ""] = await platform.until(/Caudal está listo: (http:\S+)[\s\S]*Ctrl-C/);
  return address;
}

/** How to sign in, if it said so. */
export function signInOf(platform: Platform): { email: string; password: string } | undefined {
  const match = /Entra con (\S+) y la contraseña (\S+)/.exec(platform.output());
  return match === null ? undefined : { email: match[1] ?? "", password: match[2] ?? "" };
}

export type Role = "starter" | "launcher" | "server" | "postgres";

/** Processes that work for this data folder, by what they run; each has its path in its command or environment. */
export function processesOf(folder: string): { readonly pid: number; readonly role: Role | "other" }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const command = readProc(name, "cmdline");
      if (!command.includes(folder) && !readProc(name, "environ").includes(`CAUDAL_DATA_DIR=${folder}\0`)) return [];
      return [{ pid: Number(name), role: roleOf(command) }];
    });
}

function roleOf(command: string): Role | "other" {
  if (command.includes("scripts/start.mjs")) return "starter";
  if (command.includes("apps/launcher/src/main.ts")) return "launcher";
  if (command.includes("apps/server/src/main.ts")) return "server";
  return /\/postgres\0-D\0/.test(command) ? "postgres" : "other";
}

function readProc(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return ""; // It ended while we looked, or is not ours to look into.
  }
}

/** Kills one process of the platform as the system would for want of memory. */
export function kill9(folder: string, role: Role): number {
  const found = processesOf(folder).find((process) => process.role === role);
  if (found === undefined) throw new Error(`there is no ${role}`);
  process.kill(found.pid, "SIGKILL");
  return found.pid;
}

/** Kills all that is there at this moment, and gives what it was. One may end for want of another before its own turn comes. */
export function kill9All(folder: string): readonly (Role | "other")[] {
  const found = processesOf(folder);
  for (const { pid } of found) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
    }
  }
  return found.map(({ role }) => role);
}

/** Waits until a condition holds. The test's own limit ends it. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(25);
}

export async function isReady(address: string): Promise<boolean> {
  try {
    return (await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

/** Ends what is left of a platform and removes its folder; for after a test, whatever came of it. */
export async function removePlatform(folder: string): Promise<void> {
  await eventually(() => kill9All(folder).length === 0);
  rmSync(folder, { recursive: true, force: true });
}
