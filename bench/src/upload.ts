/** Upload of 1 GiB by tus to a real server over loopback, against copying the same file to the same disk. `--record` keeps the result. */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, open, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startTestCluster } from "@caudal/db/testing/test-cluster.ts";
import { createTestDatabase } from "@caudal/db/testing/test-database.ts";
import { compare, publish } from "./support/compare.ts";
import { measureProcess, watchProcess } from "./support/measure-process.ts";
import { sendFile, signUp } from "./upload/send-file.ts";
import { startServer } from "./upload/start-server.ts";

const bytes = 2 ** 30;
const rounds = Number(process.env["BENCH_ROUNDS"] ?? "5");
const folder = await mkdtemp(join(tmpdir(), "caudal-bench-upload-"));
const { cluster, stop } = await startTestCluster();
const database = await createTestDatabase({ cluster });
try {
  const path = join(folder, "random.bin");
  const expected = await writeRandom(path);
  const data = join(folder, "data");
  const copyProgram = fileURLToPath(new URL("./upload/run-copy.ts", import.meta.url));

  /** What one upload left in the store, found by its size, is compared and removed: the disk holds one at a time. */
  const takeStored = async (): Promise<string> => {
    const entries = await readdir(join(data, "objects"), { recursive: true, withFileTypes: true });
    const originals = entries.filter((entry) => entry.isFile() && entry.name === "original");
    assert.equal(originals.length, 1);
    const stored = join(originals[0]?.parentPath ?? "", "original");
    const hash = await hashOf(stored);
    await rm(stored);
    return hash;
  };

  const upload = async () => {
    const server = await startServer(database, data, nodeArgs());
    try {
      const cookie = await signUp(server.url);
      const usage = await watchProcess(server.pid, () => sendFile(server.url, cookie, path));
      return { ...usage, answer: await takeStored() };
    } finally {
      await server.stop();
    }
  };
  const check = (answer: unknown): void => assert.equal(answer, expected);
  await publish(
    await compare({
      title: "Upload of 1 GiB over loopback (tus, one PATCH); the server's CPU and memory",
      rounds,
      mustReach: { ratio: 2, peakRssBytes: 250_000_000 },
      caudal: { name: "Caudal, upload", run: upload, check },
      contender: {
        name: "Copy with fsync",
        run: () => measureProcess(copyProgram, [path, join(folder, "copy.bin")]),
        check: (answer) => assert.equal(answer, bytes),
      },
    }),
  );
} finally {
  await database.close();
  await stop();
  await rm(folder, { recursive: true, force: true });
}

/** For profiles of the server: BENCH_NODE_ARGS="--cpu-prof --cpu-prof-dir=/tmp/profile". */
function nodeArgs(): readonly string[] {
  return (process.env["BENCH_NODE_ARGS"] ?? "").split(" ").filter((arg) => arg !== "");
}

async function writeRandom(path: string): Promise<string> {
  const hash = createHash("sha256");
  const handle = await open(path, "w");
  for (let written = 0; written < bytes; written += 2 ** 24) {
    const piece = randomBytes(2 ** 24);
    hash.update(piece);
    await handle.write(piece);
  }
  await handle.sync();
  await handle.close();
  return hash.digest("hex");
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece);
  return hash.digest("hex");
}
