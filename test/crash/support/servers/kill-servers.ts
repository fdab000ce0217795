import { setTimeout as delay } from "node:timers/promises";
import { installGates, uploadGates, type Gates } from "./gates.ts";
import { describeKill, type ServerKill } from "./kill-place.ts";
import { expectProfile, expectTrueHistory, readProfile, type ReadProfile } from "./look-at-file.ts";
import { messyFiles } from "./messy-files.ts";
import { signUpAt, type Person } from "./person.ts";
import { enginesBelow } from "./processes.ts";
import type { RealServer } from "./real-server.ts";
import { scratchLeft, startServerPair, type ServerPair } from "./server-pair.ts";
import { createUpload, finishUpload, patchUpload, type SentFile } from "./tus-upload.ts";
import { until } from "./until.ts";

export type ServerKillReport = {
  readonly kills: number;
  readonly runs: number;
  readonly hits: ReadonlyMap<string, number>;
};

type World = { readonly pair: ServerPair; readonly gates: Gates; readonly person: Person };

/**
 * Uploads file after file to two real servers, kills where the plan says, and compares what is there in the end with what an undisturbed
 * run of the same bytes left. A failure names the seed and the kill.
 */
export async function killServers(seed: number, plan: Iterable<ServerKill>): Promise<ServerKillReport> {
  const files = await messyFiles(seed);
  const pair = await startServerPair();
  const gates = await installGates(pair.database.superuserUrl);
  const hits = new Map<string, number>();
  let runs = 0;
  try {
    const world: World = { pair, gates, person: await signUpAt(pair.alive()[0]?.url ?? "") };
    const undisturbed = await Promise.all(files.map((file) => profileUndisturbed(world, file)));
    for (const kill of plan) {
      const file = files[runs % files.length] as SentFile;
      const expected = undisturbed[runs % files.length] as ReadProfile;
      try {
        await killOnce(world, kill, file, expected);
      } catch (cause) {
        throw new Error(`seed ${seed}, run ${runs + 1} (${file.name}), ${JSON.stringify(kill)}\n${pair.output()}`, {
          cause,
        });
      }
      runs += 1;
      hits.set(describeKill(kill), (hits.get(describeKill(kill)) ?? 0) + 1);
    }
  } finally {
    await gates.open();
    await pair.close();
    await gates.end();
  }
  return { kills: runs, runs, hits };
}

async function profileUndisturbed(world: World, file: SentFile): Promise<ReadProfile> {
  const { pair, person } = world;
  const url = pair.alive()[0]?.url ?? "";
  const path = await createUpload(person, url, file);
  const id = await finishUpload(person, () => url + path, file.bytes);
  await untilDone(world, id);
  return readProfile(person.at(url), id);
}

async function killOnce(world: World, kill: ServerKill, file: SentFile, expected: ReadProfile): Promise<void> {
  const { pair, gates, person } = world;
  await pair.complete();
  const [first, second] = pair.alive() as [RealServer, RealServer];
  const path = await createUpload(person, first.url, file);
  const address = () => (first.alive() ? first.url : second.url) + path;
  let acknowledged = 0;
  let uploading: Promise<unknown> = Promise.resolve();
  if (kill.at === "midway") {
    acknowledged = await killMidway(world, first, path, file);
  } else {
    await gates.close(kill.at);
    // Whoever uploads does not know of the kill: a lost answer is asked for again.
    uploading = patchUpload(person, first.url + path, 0, Buffer.from(file.bytes)).catch(() => null);
    const uploaded = uploadGates.includes(kill.at) ? null : await uploading.then(() => fileOf(world, path));
    const name = await gates.waiter(async () => uploaded !== null && (await ended(world, uploaded)));
    await strike(world, kill, pair.named(name));
  }
  await uploading;
  const id = await finishUpload(person, address, file.bytes, acknowledged);
  const survivor = () => pair.alive()[0]?.url ?? "";
  await untilDone(world, id);
  await expectProfile(person.at(survivor()), id, file.bytes, expected);
  await expectTrueHistory(pair.superuser, id);
  // Those that serve the rows of a file are their server's own and stay.
  await until("no engine without its server", () => {
    const pids = new Set(pair.alive().map(({ pid }) => pid));
    return enginesBelow(pair.dataDir).every(({ parent }) => pids.has(parent));
  });
  await until("no scratch folder left", async () => (await scratchLeft(pair.dataDir)).length === 0);
}

async function strike({ pair, gates }: World, kill: ServerKill, server: RealServer): Promise<void> {
  if (kill.delayMs > 0) {
    await gates.open();
    await delay(kill.delayMs);
  }
  if (kill.victim === "server") {
    await pair.replace(server);
  } else {
    for (const engine of workingEngines(pair, server)) killIfThere(engine);
  }
  await gates.open();
}

/** An engine that went on from its gate may come to its own end while it is looked for. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Engines that carry out a run: their folder is in the scratch space. */
function workingEngines(pair: ServerPair, server: RealServer): readonly number[] {
  return enginesBelow(`${pair.dataDir}/scratch`)
    .filter(({ parent }) => parent === server.pid)
    .map(({ pid }) => pid);
}

/** Sends half, which is acknowledged, then a part of the rest, and kills while the server waits for more. */
async function killMidway({ pair, person }: World, server: RealServer, path: string, file: SentFile): Promise<number> {
  const half = Math.floor(file.bytes.byteLength / 2);
  const answer = await patchUpload(person, server.url + path, 0, Buffer.from(file.bytes.subarray(0, half)));
  if (answer.status !== 204) throw new Error(`half of the upload: ${answer.status}`);
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(file.bytes.subarray(half, half + 1_000)),
  });
  const sending = patchUpload(person, server.url + path, half, body).catch(() => null);
  const id = path.slice(path.lastIndexOf("/") + 1);
  await until("the server holds the upload's lock, and takes bytes", async () => {
    const { rows } = await pair.superuser.query(
      `select from pg_locks where locktype = 'advisory' and granted
        and (classid::bigint << 32) | objid::bigint = hashtextextended('upload ' || $1, 0)`,
      [id],
    );
    return rows.length > 0;
  });
  await pair.replace(server);
  await sending;
  return half;
}

async function fileOf({ pair }: World, path: string): Promise<string> {
  const { rows } = await pair.superuser.query<{ file_id: string | null }>(
    "select file_id from caudal.uploads where id = $1",
    [path.slice(path.lastIndexOf("/") + 1)],
  );
  const id = rows[0]?.file_id;
  if (id === null || id === undefined) throw new Error("the upload has no file");
  return id;
}

async function ended({ pair }: World, fileId: string): Promise<boolean> {
  const { rows } = await pair.superuser.query(
    "select from caudal.files where id = $1 and status in ('done', 'error')",
    [fileId],
  );
  return rows.length > 0;
}

async function untilDone(world: World, id: string): Promise<void> {
  await until(`file ${id} ends`, () => ended(world, id));
}

/** A bar for each place that was hit. */
export function drawKills({ kills, hits }: ServerKillReport): string {
  const width = Math.max(...[...hits.keys()].map(({ length }) => length));
  const rows = [...hits]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([place, count]) => `${place.padEnd(width)}  ${String(count).padStart(3)} ${"█".repeat(count)}`);
  return [`${kills} kills`, ...rows].join("\n");
}
