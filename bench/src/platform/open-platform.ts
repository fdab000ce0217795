import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signUpAt } from "@caudal/test/crash/support/servers/person.ts";
import { messyFiles } from "@caudal/test/crash/support/servers/messy-files.ts";
import { createUpload, finishUpload } from "@caudal/test/crash/support/servers/tus-upload.ts";
import { until } from "@caudal/test/crash/support/servers/until.ts";
import { openBenchDatabase, type BenchDatabase } from "../support/open-database.ts";
import { startServer, type BenchServer } from "../upload/start-server.ts";
import { furnishAccounts, type Inhabitant } from "./furnish-accounts.ts";

/** A platform that has been in use: its database, its data folder, and who lives there. */
export type BenchPlatform = {
  readonly database: BenchDatabase;
  readonly inhabitants: readonly Inhabitant[];
  /** Another server on it, which takes sessions signed with `authSecret`. */
  readonly startServer: (nodeArgs?: readonly string[]) => Promise<BenchServer>;
  readonly authSecret: string;
  readonly close: () => Promise<void>;
};

/** Messy files go through the real server once; what it made of them is what the furnished files hold. */
export async function openPlatform(): Promise<BenchPlatform> {
  const folder = await mkdtemp(join(tmpdir(), "caudal-bench-platform-"));
  const database = await openBenchDatabase();
  const authSecret = randomBytes(32).toString("hex");
  const env = {
    CAUDAL_AUTH_SECRET: authSecret,
    CAUDAL_AUTO_PROCESS: "on",
    // A person of this load asks for many people.
    CAUDAL_REQUESTS_PER_PERSON: "1000000",
  };
  const start = (nodeArgs: readonly string[] = []) => startServer(database, join(folder, "data"), nodeArgs, env);
  const close = async (): Promise<void> => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const server = await start();
    try {
      const templates = await processTemplates(server.url);
      const inhabitants = await furnishAccounts(database, templates);
      return { database, inhabitants, startServer: start, authSecret, close };
    } finally {
      await server.stop();
    }
  } catch (error) {
    await close();
    throw error;
  }
}

async function processTemplates(url: string): Promise<readonly string[]> {
  const person = await signUpAt(url);
  const ids: string[] = [];
  for (const file of await messyFiles(20_261_127)) {
    const path = await createUpload(person, url, file);
    const id = await finishUpload(person, () => url + path, file.bytes);
    await until(
      `${file.name} is processed`,
      async () => (await person.at(url).getFile({ params: { id } })).status === "done",
    );
    ids.push(id);
  }
  return ids;
}
