import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readlinkSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { writeXlsx } from "hucre/xlsx";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeWorkbook } from "../../testing/make-zip.ts";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";
import { inspectFile } from "./inspect-file.ts";
import { inspectHere } from "./inspect-here.ts";
import { defaultLimits } from "./limits.ts";

const MiB = 1024 * 1024;
let bench: Workbench;
beforeEach(async () => {
  bench = await openWorkbench();
});
afterEach(() => bench.remove());

async function fileOf(content: string | Uint8Array): Promise<string> {
  const path = join(bench.folder, "file");
  await writeFile(path, content);
  return path;
}

/** Processes that work in this test's scratch folder, as /proc tells. */
function readers(): readonly number[] {
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      return readlinkSync(`/proc/${entry}/cwd`).startsWith(bench.scratchDir) ? [Number(entry)] : [];
    } catch {
      return []; // It ended while we looked, or it is somebody else's.
    }
  });
}

const rows = Array.from({ length: 400 }, (_, row) => `${row};Peña ${row};${row},5\r\n`).join("");
const csv = `id;nombre;monto\r\n${rows}`;
/** Long enough to be in the midst of it when its progress is told. */
const longGzip = gzipSync(Array.from({ length: 600_000 }, (_, row) => `${row};${(row * 7919) % 10_007}`).join("\n"));

describe("a file read in a process of its own", () => {
  const files: readonly [string, () => string | Uint8Array | Promise<Uint8Array>][] = [
    ["ventas.csv", () => csv],
    ["ventas.txt", () => Buffer.from(csv, "latin1")],
    ["ventas.csv.gz", () => gzipSync(csv)],
    ["ventas.json", () => JSON.stringify({ ventas: [{ a: 1 }, { a: 2 }] })],
    [
      "ventas.xlsx",
      () =>
        writeXlsx({
          sheets: [
            {
              name: "a",
              rows: [
                ["x", "y"],
                [1, "dos"],
                [2, "tres"],
              ],
            },
          ],
        }),
    ],
    ["vacío.csv", () => ""],
    ["foto.csv", () => Buffer.from("\x89PNG\r\n\x1a\n0000", "latin1")],
  ];

  it.each(files)("%s is read, or refused, as here", async (fileName, content) => {
    const path = await fileOf(await content());
    const told = (inspect: typeof inspectFile) =>
      inspect(path, { fileName, scratchDir: bench.scratchDir }).then(
        async ({ reading, scan, cleanup }) => {
          await cleanup();
          return { reading, scan: { ...scan, path: scan.path === path ? "in place" : "a copy" } };
        },
        ({ code, params, persistence }) => ({ code, params, persistence }),
      );
    expect(await told(inspectFile)).toEqual(await told(inspectHere));
    expect(await bench.left()).toEqual([]);
    expect(readers()).toEqual([]);
  });

  it("is refused in true words when it takes more memory than allowed, and takes none of ours", async () => {
    const strings = Array.from({ length: 1_500_000 }, (_, index) => `<si><t>${index}</t></si>`).join("");
    const path = await fileOf(makeWorkbook(`<row><c><v>1</v></c><c><v>2</v></c></row>`.repeat(3), { strings }));
    const before = process.memoryUsage.rss();
    await expect(
      inspectFile(path, {
        fileName: "monstruo.xlsx",
        scratchDir: bench.scratchDir,
        limits: { ...defaultLimits, maxReaderBytes: 64 * MiB },
      }),
    ).rejects.toMatchObject({
      code: "reading_out_of_memory",
      persistence: "permanent",
      params: { name: "monstruo.xlsx", limit: 64 * MiB },
    });
    expect(process.memoryUsage.rss() - before).toBeLessThan(40 * MiB);
    expect(readers()).toEqual([]);
    expect(await bench.left()).toEqual([]);
  });

  it("stops at once when asked to", async () => {
    const stop = new AbortController();
    const path = await fileOf(longGzip);
    const reading = inspectFile(path, {
      fileName: "a.csv.gz",
      scratchDir: bench.scratchDir,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(reading).rejects.toMatchObject({ code: "run_cancelled" });
    expect(readers()).toEqual([]);
    expect(await bench.left()).toEqual([]);
  });

  it("is worth another try when its process is killed", async () => {
    const path = await fileOf(longGzip);
    const reading = inspectFile(path, {
      fileName: "a.csv.gz",
      scratchDir: bench.scratchDir,
      onProgress: () => readers().forEach((pid) => process.kill(pid, "SIGKILL")),
    });
    await expect(reading).rejects.toMatchObject({
      code: "engine_crashed",
      persistence: "transient",
      params: { signal: "SIGKILL" },
    });
    expect(await bench.left()).toEqual([]);
  });

  it("leaves neither process nor copy when who asked is killed", async () => {
    const path = await fileOf(longGzip);
    const code = `
      import { inspectFile } from ${JSON.stringify(new URL("./inspect-file.ts", import.meta.url).href)};
      const [path, scratchDir] = process.argv.slice(1);
      await inspectFile(path, { fileName: "a.csv.gz", scratchDir, onProgress: () => process.stdout.write("reading") });`;
    const asker = spawn(process.execPath, ["--input-type=module", "-e", code, path, bench.scratchDir]);
    await once(asker.stdout, "data");
    const [reader] = readers();
    expect(reader).toBeGreaterThan(0);
    // Held in the midst, so that it cannot end by itself before who asked is gone.
    process.kill(reader!, "SIGSTOP");
    asker.kill("SIGKILL");
    await once(asker, "exit");
    process.kill(reader!, "SIGCONT");
    await expect.poll(readers, { timeout: 20_000 }).toEqual([]);
    expect(await bench.left()).toEqual([]);
  });
});
