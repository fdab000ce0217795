import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import yauzl from "yauzl";
import { writeZip, type ZipSource } from "./write-zip.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caudal-zip-large-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const mib = 1 << 20;
const blocks = 4_100;
const large = blocks * mib;

async function* repeated(block: Buffer): AsyncGenerator<Buffer> {
  for (let number = 0; number < blocks; number += 1) yield block;
}

async function* sources(): AsyncGenerator<ZipSource> {
  // Nobody knew how long this would be; it packs to little.
  yield { path: "ceros.csv", open: async () => repeated(Buffer.alloc(mib)) };
  // The same block again lies too far back for packing to find it.
  yield { path: "ruido.csv", size: large, open: async () => repeated(randomBytes(mib)) };
  yield { path: "al final.json", open: async () => Readable.from([Buffer.from("[]\n")]) };
}

const script =
  "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;print([i.file_size for i in z.infolist()],z.infolist()[2].header_offset>2**32,z.read('al final.json'))";

test("entries of more than 4 GiB, and one behind them, are read back whole by two other programs", async () => {
  const path = join(folder, "large.zip");
  let most = 0;
  const before = process.memoryUsage().rss;
  const watched = async function* (): AsyncGenerator<Buffer> {
    for await (const part of writeZip(sources())) {
      most = Math.max(most, process.memoryUsage().rss);
      yield part;
    }
  };
  await pipeline(watched(), createWriteStream(path));
  expect(most - before).toBeLessThan(256 * mib);

  const { stdout } = await promisify(execFile)("python3", ["-c", script, path]);
  expect(stdout.trim()).toBe(`[${large}, ${large}, 3] True b'[]\\n'`);
  const zip = await yauzl.openPromise(path);
  const read: [string, number][] = [];
  for await (const entry of zip.eachEntry()) {
    let bytes = 0;
    for await (const chunk of await zip.openReadStreamPromise(entry)) if (Buffer.isBuffer(chunk)) bytes += chunk.length;
    read.push([entry.fileName, bytes]);
  }
  expect(read).toEqual([
    ["ceros.csv", large],
    ["ruido.csv", large],
    ["al final.json", 3],
  ]);
});
