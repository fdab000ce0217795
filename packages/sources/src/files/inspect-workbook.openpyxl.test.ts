import { execFileSync } from "node:child_process";
import { basename, join } from "node:path";
import { preparePython } from "@caudal/test/support/python.ts";
import { describeWith, requireComponent } from "@caudal/test/support/components.ts";
import { shopData, shopWorkbook } from "@caudal/test/support/shop-workbook.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openScanReader, type ScanReader } from "../../testing/scan-reader.ts";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";
import { inspectFile } from "./inspect-file.ts";

let python = "";
const openpyxl = await requireComponent(
  "openpyxl",
  async () => {
    python = await preparePython(["openpyxl==3.1.5"]);
  },
  "Install Python 3 with its venv module; the package comes by itself.",
);

const root = join(import.meta.dirname, "../../../..");
const workbooks = [
  { path: join(root, "apps/server/samples/inventario.xlsx"), rows: 640, needs: [openpyxl] },
  { path: shopWorkbook, rows: 50_999, needs: [openpyxl, shopData] },
];

type Cell = string | number | boolean | null;

/** Whether our text says what openpyxl read: figures by value, moments with or without their midnight. */
function agrees(ours: string | null, theirs: Cell): boolean {
  if (ours === null || theirs === null) return ours === theirs;
  if (typeof theirs === "boolean") return ours === String(theirs);
  if (typeof theirs === "number") return Number(ours) === theirs;
  return ours === theirs || `${ours} 00:00:00` === theirs || ours === `${theirs} 00:00:00`;
}

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

for (const { path, rows, needs } of workbooks) {
  describeWith(needs, `cells of ${basename(path)}, beside openpyxl`, () => {
    it("are those that openpyxl reads", { timeout: 240_000 }, async () => {
      const found = await inspectFile(path, { fileName: basename(path), scratchDir: bench.scratchDir });
      const ours = await engine.read(found.scan);
      const script = join(root, "packages/sources/testing/workbook-cells.py");
      const args = [
        script,
        path,
        found.reading.sheet ?? "",
        String((found.reading.header_row ?? 0) + 1),
        String(found.scan.columns.length),
      ];
      const printed = execFileSync(python, args, { encoding: "utf8", maxBuffer: 1 << 28 });
      const theirs = printed
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Cell[]);
      expect(ours.length).toBe(rows);
      expect(theirs.length).toBe(rows);
      const differing = ours.flatMap((row, place) =>
        row.flatMap((cell, column) =>
          agrees(cell, theirs[place]?.[column] ?? null)
            ? []
            : [{ place, column, ours: cell, theirs: theirs[place]?.[column] }],
        ),
      );
      expect(differing.slice(0, 5)).toEqual([]);
      await found.cleanup();
    });
  });
}
