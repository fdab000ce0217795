import { afterAll, beforeAll, expect, test } from "vitest";
import { csvTable } from "@caudal/contract/format/csv-line.ts";
import { openScanReader, type ScanReader } from "../../testing/scan-reader.ts";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";

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

test("what Caudal wrote for a spreadsheet it reads: its mark is no part of a name, each text is as written", async () => {
  const content = csvTable(
    ["línea", "monto", "texto"],
    [
      [4, -3.5, "2026-11-01;-3,50;Café"],
      [7, 12, "mala;=1+1;x"],
      [9, -0.25, 'dijo "=A1"\nseñor'],
      [12, 8, "una palabra"],
    ],
  );
  const found = await bench.inspect("filas-rechazadas.csv", content);
  expect(found.scan.columns.map(({ name }) => name)).toEqual(["línea", "monto", "texto"]);
  expect(await engine.read(found.scan)).toEqual([
    ["4", "-3.50", "2026-11-01;-3,50;Café"],
    ["7", "12.00", "mala;'=1+1;x"],
    ["9", "-0.25", `dijo "'=A1"\nseñor`],
    ["12", "8.00", "una palabra"],
  ]);
  await found.cleanup();
});
