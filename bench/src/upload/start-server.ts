import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { serverNodeArgs } from "@caudal/base/server-node-args.ts";
import { founderToken } from "@caudal/test/support/founder-token.ts";
import type { TestDatabase } from "@caudal/db/testing/test-database.ts";

export type BenchServer = { readonly pid: number; readonly url: string; readonly stop: () => Promise<void> };

const main = fileURLToPath(new URL("../../../apps/server/src/main.ts", import.meta.url));

/** The real server as a process of its own, on a free port; files that arrive stay unprocessed unless `env` says otherwise, so that only their arrival is measured. */
export async function startServer(
  database: Pick<TestDatabase, "urls">,
  dataDir: string,
  nodeArgs: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<BenchServer> {
  const child = spawn(process.execPath, [...serverNodeArgs, ...nodeArgs, main], {
    env: {
      ...process.env,
      DATABASE_URL: database.urls.app,
      CAUDAL_AUTH_URL: database.urls.signin,
      CAUDAL_DATA_DIR: dataDir,
      CAUDAL_FOUNDER_TOKEN: founderToken,
      CAUDAL_PORT: "0",
      CAUDAL_AUTO_PROCESS: "off",
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const listening = Promise.withResolvers<number>();
  void gone.then(() => listening.reject(new Error("the server ended before it listened")));
  lines.on("line", (line) => {
    const port = /"port":(\d+).*"listening"/.exec(line)?.[1];
    if (port !== undefined) listening.resolve(Number(port));
  });
  return {
    url: `http://127.0.0.1:${await listening.promise}`,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill("SIGTERM");
      await gone;
    },
  };
}
