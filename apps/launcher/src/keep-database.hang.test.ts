import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCluster, type Cluster } from "@caudal/db/embedded/open-cluster.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { processOf, type PlatformDatabase } from "./database.ts";
import { keepDatabase, type KeptDatabase } from "./keep-database.ts";
import { openRotatingLog, type RotatingLog } from "./rotating-log.ts";

const quick = { lookEveryMs: 50, askEveryMs: 100, answerMs: 2_000, silenceMs: 3_000 };

let folder: string;
let log: RotatingLog;
let clusters: Cluster[];
let kept: KeptDatabase | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "caudal-keep-"));
  chmodSync(folder, 0o711);
  log = openRotatingLog(join(folder, "log"));
  clusters = [];
});
afterEach(async () => {
  await kept?.stop();
  kept = undefined;
  await clusters.at(-1)?.stop();
  log.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The real thing; the first opening may be told a process that is not it. */
async function open(pid?: number): Promise<PlatformDatabase> {
  const cluster = await openCluster({ folder: join(folder, "postgres"), forTests: true });
  clusters.push(cluster);
  return {
    env: { DATABASE_URL: cluster.urls.app, CAUDAL_AUTH_URL: cluster.urls.signin },
    process: processOf({ ...cluster, pid: pid ?? cluster.pid }),
    stop: () => cluster.stop(),
  };
}

test("a database that hangs is ended and opened again", async () => {
  kept = await keepDatabase(open, quick);
  const frozen = clusters[0]!.pid;
  kept.watch(log, () => undefined);
  process.kill(frozen, "SIGSTOP");
  await expect.poll(() => clusters.length, { timeout: 50_000 }).toBe(2);
  expect(clusters[1]?.pid).not.toBe(frozen);
  expect(await processOf(clusters[1]!).answers(10_000)).toBe(true);
});

test("a database whose number another program has by now is opened again, and that program is left alone", async () => {
  const stranger = spawn("sleep", ["600"]);
  try {
    kept = await keepDatabase(() => open(clusters.length === 0 ? stranger.pid : undefined), quick);
    kept.watch(log, () => undefined);
    await expect.poll(() => clusters.length, { timeout: 50_000 }).toBe(2);
    expect(stranger.signalCode).toBeNull();
    expect(stranger.exitCode).toBeNull();
  } finally {
    stranger.kill();
  }
});
