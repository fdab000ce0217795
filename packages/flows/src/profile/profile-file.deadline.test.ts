import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { createGzip } from "node:zlib";
import { openEmbeddedEngine } from "@caudal/engines/embedded/open-embedded-engine.ts";
import { defaultLimits } from "@caudal/sources/files/limits.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { profileFile } from "./profile-file.ts";
import type { ProfilePorts } from "./profile-ports.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "caudal-deadline-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A profile under a limit; `holding` names the sink that never ends by itself but for the deadline. */
async function profileWithin(file: string, timeLimitMs: number, reached: string[], slow: () => Promise<void>) {
  const scratchDir = join(folder, "scratch");
  await mkdir(scratchDir);
  const ports: ProfilePorts = {
    file: { path: file, name: file },
    scratchDir,
    limits: { ...defaultLimits, maxRatio: 1e9 },
    timeLimitMs,
    openEngine: (signal) =>
      openEmbeddedEngine({
        memoryLimitBytes: 256 << 20,
        threads: 1,
        spillDir: join(scratchDir, "spill"),
        maxSpillBytes: 256 << 20,
        allowedPaths: [file, `${folder}/`],
        signal,
      }),
    sink: {
      saveReading: slow,
      saveFirstLook: async () => undefined,
      keepTable: async (path) => path,
      saveHash: async () => undefined,
      saveSecondLook: async () => undefined,
    },
  };
  return profileFile(ports, {
    signal: new AbortController().signal,
    log: async () => undefined,
    step: (name, work) => {
      reached.push(name);
      return work(() => undefined);
    },
  }).catch((error: unknown) => error);
}

it("the time limit of an attempt covers the unpacking of a file, in which no statement runs", async () => {
  const file = join(folder, "lento.csv.gz");
  const gzip = createGzip({ level: 1 });
  const written = once(gzip.pipe(createWriteStream(file)), "finish");
  const block = Buffer.from("a,b\n1,2\n".repeat(1 << 17));
  for (let i = 0; i < 600; i++) if (!gzip.write(block)) await once(gzip, "drain");
  gzip.end();
  await written;
  const reached: string[] = [];
  const failure = await profileWithin(file, 150, reached, async () => undefined);
  expect(failure).toMatchObject({ code: "engine_time_limit" });
  expect(reached).toEqual(["read"]);
}, 60_000);

it("a step that begins after the limit is not carried out", async () => {
  const file = join(folder, "breve.csv");
  await writeFile(file, "a,b\n1,2\n3,4\n");
  const reached: string[] = [];
  const passed = Promise.withResolvers<void>();
  const failing = profileWithin(file, 300, reached, () => passed.promise);
  setTimeout(passed.resolve, 400);
  expect(await failing).toMatchObject({ code: "engine_time_limit", params: { seconds: 0 } });
  expect(reached).toEqual(["read"]);
});
