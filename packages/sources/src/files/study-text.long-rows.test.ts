import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.remove());

const MiB = 1024 * 1024;

describe("long rows", () => {
  it.each([
    ["ventas.csv", (row: number) => `${row},${"x".repeat(MiB)}\n`, "id,nota\n"],
    ["ventas.csv", (row: number) => `${row},"${"x\n".repeat(500_000)}"\n`, "id,nota\n"],
    ["ventas.tsv", (row: number) => `${row}\t${"y".repeat(5 * MiB)}\n`, "id\tnota\n"],
    ["ventas.ndjson", (row: number) => `${JSON.stringify({ id: row, nota: "x".repeat(3 * MiB) })}\n`, '{"id":0}\n'],
  ])("%s of rows that no sample of the usual size holds", async (name, row, header) => {
    const found = await bench.inspect(name, header + Array.from({ length: 6 }, (_, index) => row(index + 1)).join(""));
    expect(found.scan.columns.map((column) => [column.name, column.type.kind])).toEqual([
      ["id", "int"],
      ["nota", "text"],
    ]);
    await found.cleanup();
  });

  it("a header above nothing but blank lines is a header alone", async () => {
    expect((await bench.refuse("a.csv", `id,nota\n${"\n".repeat(5 * MiB)}`)).code).toBe("file_header_only");
  });
});
