import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { openCluster } from "@caudal/db/embedded/open-cluster.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import pg from "pg";
import { salesCsv } from "../bad-input/support/files.ts";
import { awaitEnding } from "../bad-input/support/live.ts";
import { send } from "../bad-input/support/send.ts";
import { founderToken } from "../support/founder-token.ts";
import { signUpAt } from "../crash/support/servers/person.ts";
import { describeWith, requireComponent } from "../support/components.ts";
import {
  addressOf,
  isReady,
  makeDataFolder,
  processesOf,
  removePlatform,
  signInOf,
  startPlatform,
} from "./platform.ts";

const require = createRequire(import.meta.url);

/** Where the package keeps PostgreSQL 17's binaries. */
function postgres17(): string {
  return join(dirname(require.resolve("postgres-17-linux-x64")), "..", "native");
}

const second = await requireComponent("PostgreSQL 17", postgres17, "npm install, on Linux x64");

/** What a person does: signs up, sends a file, and hears by a live event that it was read; the figures stand in that database. */
async function useIt(address: string, url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  try {
    const { rows } = await pool.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    expect(Math.floor((rows[0]?.version ?? 0) / 10_000)).toBe(17);
  } finally {
    await pool.end();
  }
  const person = await signUpAt(address);
  const id = await send(person, address, { name: "ventas.csv", bytes: salesCsv(600) });
  const { file, notice } = await awaitEnding(person, address, id);
  expect(file).toMatchObject({ status: "done", rows: 600, rejected: 0, error: null });
  expect(notice).toMatchObject({ type: "success", related_file_id: id });
  const client = person.at(address);
  const { items } = await client.listInsights({ params: { id } });
  expect(items.length).toBeGreaterThan(0);
  expect(items.map((insight) => insight.user_id)).toEqual(items.map(() => file.user_id));
  const { total } = await client.listRows({ params: { id }, query: { limit: 5 } });
  expect(total).toBe(600);
}

describeWith(second, "with a PostgreSQL 17 of one's own", () => {
  let folder: string;
  let elsewhere: string;
  beforeEach(() => {
    folder = makeDataFolder();
    elsewhere = makeDataFolder();
  });
  afterEach(async () => {
    await removePlatform(folder);
    await removePlatform(elsewhere);
  });

  test("starts there, makes no demonstration, reads a file to its end, starts no PostgreSQL and stops none", async () => {
    const cluster = await openCluster({ folder: elsewhere, native: postgres17(), forTests: true });
    try {
      const platform = startPlatform(folder, {
        env: {
          DATABASE_URL: cluster.urls.app,
          CAUDAL_MIGRATE_URL: cluster.urls.owner,
          CAUDAL_AUTH_URL: cluster.urls.signin,
          CAUDAL_FOUNDER_TOKEN: founderToken,
        },
      });
      const address = await addressOf(platform);
      expect(await isReady(address)).toBe(true);
      await useIt(address, cluster.urls.app);
      expect(signInOf(platform)).toBeUndefined();
      expect(processesOf(folder).map(({ role }) => role)).not.toContain("postgres");
      platform.starter.kill("SIGTERM");
      expect(await platform.ended()).toBe(0);
      process.kill(cluster.pid, 0);
    } finally {
      await cluster.stop();
    }
  });
});
