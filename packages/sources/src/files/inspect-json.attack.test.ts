import { open } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";
import { inspectJson } from "./inspect-json.ts";
import { defaultLimits } from "./limits.ts";

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.remove());

const MiB = 1024 * 1024;

/** Resident memory that `work` adds at its highest, and how long it takes. */
async function measure(work: () => Promise<void>): Promise<{ readonly grown: number; readonly ms: number }> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const look = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10);
  const started = performance.now();
  try {
    await work();
  } finally {
    clearInterval(look);
  }
  peak = Math.max(peak, process.memoryUsage.rss());
  return { grown: peak - before, ms: performance.now() - started };
}

describe("JSON made to harm is refused while little of it was read", () => {
  const keys = (count: number): string => Array.from({ length: count }, (_, index) => `"k${index}":${index}`).join(",");
  const cases: readonly [what: string, name: string, content: () => string | Buffer, code: string][] = [
    ["sixty million open brackets, packed", "a.json.gz", () => gzipSync(Buffer.alloc(60_000_000, "[")), "file_damaged"],
    ["records deeper than any", "a.json", () => `[{"a":${"[".repeat(5e6)}`, "file_damaged"],
    ["objects within objects", "a.json", () => `[${'{"a":'.repeat(1e6)}`, "file_damaged"],
    [
      "lines deeper than any",
      "a.ndjson",
      () => `{"a":1}\n${`{"a":${"[".repeat(4e5)}${"]".repeat(4e5)}}\n`.repeat(2)}`,
      "file_damaged",
    ],
    ["a million keys in one record", "a.json", () => `[{${keys(1e6)}}]`, "file_too_many_columns"],
    ["a million keys in one line", "a.ndjson", () => `{"k":1}\n{${keys(1e5)}}\n`, "file_too_many_columns"],
    [
      "a million records of a key of their own",
      "a.json",
      () => `[${Array.from({ length: 1e6 }, (_, index) => `{"k${index}":1}`).join(",")}]`,
      "file_too_many_columns",
    ],
    ["a string without an end", "a.json", () => `[{"a":"${"x".repeat(40e6)}`, "file_damaged"],
    ["a record of forty million characters", "a.json", () => `[{"a":[${"1,".repeat(20e6)}1]}]`, "file_damaged"],
    ["a key of two million characters", "a.json", () => `[{"${"k".repeat(2e6)}":1}]`, "file_damaged"],
  ];

  it.each(cases)("%s", async (_what, name, content, code) => {
    const bytes = content();
    const { grown, ms } = await measure(async () => {
      expect((await bench.refuse(name, bytes)).code).toBe(code);
    });
    expect(grown).toBeLessThan(450 * MiB);
    expect(ms).toBeLessThan(10_000);
    expect(await bench.left()).toEqual([]);
  });

  it("two hundred thousand lists, of which the first hundred are looked at", async () => {
    const lists = Array.from({ length: 2e5 }, (_, index) => `"k${index}":[{"a":${index}}]`).join(",");
    const { grown } = await measure(async () => {
      const found = await bench.inspect("a.json", `{${lists}}`);
      expect(found.scan.columns.map((column) => column.name)).toEqual(["a"]);
      await found.cleanup();
    });
    expect(grown).toBeLessThan(300 * MiB);
  });

  it("takes what is deep and still within reason", async () => {
    const found = await bench.inspect("a.json", `[{"a":${"[".repeat(500)}${"]".repeat(500)}}]`);
    expect(found.scan.columns.map((column) => column.type.kind)).toEqual(["json"]);
  });
});

describe("large JSON", () => {
  it("a list of 200 MB is studied in the memory of its chunks", async () => {
    const path = join(bench.folder, "large.json");
    {
      await using file = await open(path, "w");
      const record = `{"id":1234567,"nombre":"Tienda de la esquina número 12","monto":1234.56,"fecha":"2024-01-31"},\n`;
      const chunk = Buffer.from(record.repeat(20_000));
      await file.write("[");
      for (let written = 0; written < 200e6; written += chunk.length) await file.write(chunk);
      await file.write(`{"id":1,"nombre":"x","monto":1.5,"fecha":"2024-02-01"}]`);
    }
    const { grown } = await measure(async () => {
      const found = await inspectJson(path, "json", {
        scratchDir: bench.scratchDir,
        limits: defaultLimits,
        onProgress: () => undefined,
      });
      expect(found.scan.columns.map((column) => column.type.kind)).toEqual(["int", "text", "decimal", "date"]);
    });
    expect(grown).toBeLessThan(200 * MiB);
  });
});

describe("text that packs very well", () => {
  it("a log of zeros is no bomb", async () => {
    const log = gzipSync(Buffer.from(`a,b,c\n${"0,0,0\n".repeat(5e6)}`));
    const found = await bench.inspect("ceros.csv.gz", log);
    expect(found.scan.columns.map((column) => column.type.kind)).toEqual(["int", "int", "int"]);
    await found.cleanup();
  });
});
