import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { writeXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";
import { sniffFile } from "./sniff-file.ts";

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.remove());

async function sniff(bytes: string | Uint8Array, name: string) {
  const path = join(bench.folder, "x");
  await writeFile(path, bytes);
  return sniffFile(path, name);
}

describe("what a file is, by its content", () => {
  it.each([
    ["a;b\n1;2\n", "x.xlsx", "csv", "none"],
    ["a\tb\n1\t2\n", "x.csv", "tsv", "none"],
    ["palabra\nuna\ndos\n", "x.tsv", "tsv", "none"],
    ['[{"a":1}]', "x.csv", "json", "none"],
    ['{"a":1}\n{"a":2}\n', "x.json", "ndjson", "none"],
    ['{"a":1}', "x.ndjson", "ndjson", "none"],
    ['{"a":[{"b":1}]}', "x.txt", "json", "none"],
    [gzipSync('{"a":1}\n{"a":2}\n'), "x.gz", "ndjson", "gzip"],
    [gzipSync("a;b\n1;2\n"), "x.csv.gz", "csv", "gzip"],
    [Buffer.from("\ufeffa;b\n1;2\n", "utf16le"), "x", "csv", "none"],
  ])("%j named %s is %s (%s)", async (bytes, name, format, compression) => {
    expect(await sniff(bytes, name)).toMatchObject({ format, compression });
  });

  it("knows a workbook under any name", async () => {
    expect(await sniff(await writeXlsx({ sheets: [{ name: "x", rows: [["a"]] }] }), "foto.png")).toMatchObject({
      format: "excel",
    });
  });

  it.each([
    ["%PDF-1.7 …", "file_type_unknown"],
    ["", "file_empty"],
    [gzipSync(gzipSync("a;b\n")), "file_type_unknown"],
    [Buffer.from([0x1f, 0x8b, 8]), "file_truncated"],
  ])("refuses %j", async (bytes, code) => {
    await expect(sniff(bytes, "x.csv")).rejects.toMatchObject({ code });
  });

  it("says that there is no file", async () => {
    await expect(sniffFile(join(bench.folder, "nada"))).rejects.toMatchObject({ code: "file_missing" });
  });
});
