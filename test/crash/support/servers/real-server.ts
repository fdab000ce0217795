import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { founderToken } from "../../../support/founder-token.ts";

export type ServerWorld = {
  /** Addresses of the database for each of its logins. */
  readonly urls: { readonly app: string; readonly signin: string };
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
};

/** One process of apps/server. */
export type RealServer = {
  /** Its connections carry it as application_name, so that what waits in the database can be told apart. */
  readonly name: string;
  readonly pid: number;
  readonly url: string;
  readonly alive: () => boolean;
  /** Sends a signal, and resolves with the exit code (null after a signal's end) when the process is gone. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
  /** The last lines of its log. */
  readonly output: () => string;
  /** Resolves when it logs a line that matches, from now on. */
  readonly says: (pattern: RegExp) => Promise<void>;
};

const main = join(import.meta.dirname, "../../../../apps/server/src/main.ts");
let started = 0;

/** Starts the real server on a free port, and resolves when it listens. */
export async function startServer(world: ServerWorld): Promise<RealServer> {
  started += 1;
  const name = `server-${process.pid}-${started}`;
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      DATABASE_URL: named(world.urls.app, name),
      CAUDAL_AUTH_URL: world.urls.signin,
      CAUDAL_DATA_DIR: world.dataDir,
      CAUDAL_FOUNDER_TOKEN: founderToken,
      CAUDAL_PORT: "0",
      CAUDAL_LEASE: "3s",
      ...world.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const gone = once(child, "exit");
  const lines: string[] = [];
  const hear = new Set<(line: string) => void>();
  const keep = (line: string): void => {
    lines.push(line);
    if (lines.length > 200) lines.shift();
    for (const listener of hear) listener(line);
  };
  createInterface({ input: child.stdout }).on("line", keep);
  createInterface({ input: child.stderr }).on("line", keep);
  const says = (pattern: RegExp): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const listener = (line: string): void => void (pattern.test(line) && resolve());
    hear.add(listener);
    void gone.then(() => reject(new Error(`${name} ended and said:\n${lines.join("\n")}`)));
    return promise.finally(() => hear.delete(listener));
  };
  await says(/"listening"/);
  const port = lines.map((line) => /"port":(\d+)/.exec(line)?.[1]).find((found) => found !== undefined);
  return {
    name,
    pid: child.pid ?? 0,
    url: `http://127.0.0.1:${port}`,
    alive: () => child.exitCode === null && child.signalCode === null,
    end: async (signal) => {
      child.kill(signal);
      await gone;
      return child.exitCode;
    },
    output: () => `${name} (${child.pid}):\n${lines.slice(-40).join("\n")}`,
    says,
  };
}

function named(url: string, name: string): string {
  const address = new URL(url);
  address.searchParams.set("application_name", name);
  return address.href;
}
