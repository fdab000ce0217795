import { findPackageJSON } from "node:module";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openScanReader, typeWord, type ScanReader } from "../../testing/scan-reader.ts";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";
import { refused, tables } from "../../testing/vega-expectations.ts";
import { inspectFile } from "./inspect-file.ts";

const folder = join(dirname(findPackageJSON("vega-datasets", import.meta.url) ?? ""), "data");
let bench: Workbench;
let engine: ScanReader;
beforeAll(async () => {
  bench = await openWorkbench();
  engine = await openScanReader();
});
afterAll(async () => {
  engine.close();
  await bench.remove();
});

describe("the files of vega-datasets", () => {
  it("are all answered for", () => {
    expect([...Object.keys(tables), ...Object.keys(refused)].toSorted()).toEqual(readdirSync(folder).toSorted());
  });

  it.each(Object.entries(tables))("%s", async (name, expected) => {
    const found = await inspectFile(join(folder, name), { fileName: name, scratchDir: bench.scratchDir });
    expect(found.scan.columns.map((column) => typeWord(column.type)).join(" ")).toBe(expected.types);
    expect(await engine.count(found.scan)).toBe(expected.rows);
    await found.cleanup();
  });

  it.each(Object.entries(refused))("%s holds no table", async (name, code) => {
    await expect(
      inspectFile(join(folder, name), { fileName: name, scratchDir: bench.scratchDir }),
    ).rejects.toMatchObject({ code });
  });
});
