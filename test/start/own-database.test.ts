import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { openCluster } from "@caudal/db/embedded/open-cluster.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
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

  test("starts there, makes no demonstration, starts no PostgreSQL and stops none", async () => {
    const cluster = await openCluster({ folder: elsewhere, native: postgres17(), forTests: true });
    try {
      const platform = startPlatform(folder, {
        env: {
          DATABASE_URL: cluster.urls.app,
          CAUDAL_MIGRATE_URL: cluster.urls.owner,
          CAUDAL_AUTH_URL: cluster.urls.signin,
        },
      });
      expect(await isReady(await addressOf(platform))).toBe(true);
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
