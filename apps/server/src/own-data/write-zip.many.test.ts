import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import yauzl from "yauzl";
import { withManifest } from "./stream-export.ts";
import { writeZip, type ZipSource } from "./write-zip.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caudal-zip-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");
/** What is held beyond what collections free: buffers go some turns after the collection that found them unused. */
async function heldBytes(): Promise<number> {
  let least = Infinity;
  for (let turn = 0; turn < 4; turn += 1) {
    if (typeof collect === "function") collect();
    await setImmediate();
    const { heapUsed, external } = process.memoryUsage();
    least = Math.min(least, heapUsed + external);
  }
  return least;
}

const count = 70_000;
const textOf = (number: number): string => `hallazgo ${number} `.repeat(number % 50);
const nameOf = (number: number): string => `archivos/${String(number).padStart(6, "0")} año.csv/hallazgos.csv`;

/** Python's own reader: it tests every sum, and says how many entries there are and how long they are together. */
const script =
  "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;print(len(z.infolist()),sum(i.file_size for i in z.infolist()),z.infolist()[69999].filename)";

/** Work that grows with what was written before does not end in this time. */
test(
  "more entries than the short form counts are written in little memory and read back whole",
  { timeout: 240_000 },
  async () => {
    const held: number[] = [];
    async function* many(): AsyncGenerator<ZipSource> {
      for (let number = 0; number < count; number += 1) {
        if (number % 14_000 === 0) held.push(await heldBytes());
        yield { path: nameOf(number), open: async () => Readable.from([Buffer.from(textOf(number))]) };
      }
      held.push(await heldBytes());
    }
    const path = join(folder, "many.zip");
    await pipeline(writeZip(withManifest(many(), "manifiesto.json")), createWriteStream(path));

    // A line of the directory and one of the manifest for each, and nothing else.
    expect(((held.at(-1) ?? Infinity) - (held[1] ?? 0)) / (count - 14_000)).toBeLessThan(1_000);

    const sum = Array.from({ length: count }, (_, number) => textOf(number).length).reduce((a, b) => a + b, 0);
    const zip = await yauzl.openPromise(path);
    const wrong: string[] = [];
    let read = 0;
    let manifestBytes = 0;
    for await (const { fileName, uncompressedSize } of zip.eachEntry()) {
      if (read === count) manifestBytes = uncompressedSize;
      else if (fileName !== nameOf(read) || uncompressedSize !== textOf(read).length) wrong.push(fileName);
      read += 1;
    }
    expect({ read, wrong, said: zip.entryCount }).toEqual({ read: count + 1, wrong: [], said: count + 1 });
    const { stdout } = await promisify(execFile)("python3", ["-c", script, path]);
    expect(stdout.trim()).toBe(`${count + 1} ${sum + manifestBytes} ${nameOf(count - 1)}`);
  },
);
