import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeWorkbook } from "../../testing/make-zip.ts";
import { openScanReader, type ScanReader } from "../../testing/scan-reader.ts";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";

const secret = "what stands in a file of the server";
let bench: Workbench;
let engine: ScanReader;
let canary: Server;
const asked: string[] = [];
beforeAll(async () => {
  bench = await openWorkbench();
  engine = await openScanReader();
  await writeFile(join(bench.folder, "secret.txt"), secret);
  canary = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end(secret);
  });
  canary.listen(0, "127.0.0.1");
  await once(canary, "listening");
});
afterAll(async () => {
  canary.close();
  engine.close();
  await bench.remove();
});

const row = (number: number, first: string): string =>
  `<row r="${number}">${first}<c r="B${number}"><v>${number}</v></c></row>`;
/** The same cell's text within the sheet, and among the strings that sheets share. */
const within = (cell: string): string =>
  ["nota", cell, cell]
    .map((text, at) => row(at + 1, `<c r="A${at + 1}" t="inlineStr"><is><t>${text}</t></is></c>`))
    .join("");
const shared = [0, 1, 1].map((string, at) => row(at + 1, `<c r="A${at + 1}" t="s"><v>${string}</v></c>`)).join("");

/** All cells that are read of either, or why a workbook is refused. */
async function told(doctype: string, cell: string): Promise<readonly string[]> {
  const books = [
    makeWorkbook(within(cell), { doctype }),
    makeWorkbook(shared, { doctype, strings: `<si><t>nota</t></si><si><t>${cell}</t></si>` }),
  ];
  const answers: string[] = [];
  for (const bytes of books)
    answers.push(
      await bench.inspect("a.xlsx", bytes).then(
        async (file) => {
          const cells = JSON.stringify(await engine.read(file.scan));
          await file.cleanup();
          return cells;
        },
        (refused: unknown) => String(refused),
      ),
    );
  return answers;
}

describe("a workbook whose XML names entities", () => {
  it("brings no file of the server into its cells", async () => {
    const file = pathToFileURL(join(bench.folder, "secret.txt")).href;
    expect((await told(`<!DOCTYPE a [<!ENTITY leak SYSTEM "${file}">]>`, "&leak;")).join()).not.toContain(secret);
  });

  it("asks no address, neither for an entity nor for a document type", async () => {
    const { port } = canary.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}`;
    const external = `<!DOCTYPE a SYSTEM "${address}/a.dtd" [<!ENTITY leak SYSTEM "${address}/leak"><!ENTITY % more SYSTEM "${address}/more"> %more;]>`;
    expect((await told(external, "&leak;")).join()).not.toContain(secret);
    expect(asked).toEqual([]);
    // The canary can be heard.
    await (await fetch(`${address}/heard`)).text();
    expect(asked).toEqual(["/heard"]);
  });

  it("does not grow by entities within entities", async () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0 ? '<!ENTITY e0 "ja">' : `<!ENTITY e${level} "${`&e${level - 1};`.repeat(10)}">`,
    );
    const started = performance.now();
    const answer = (await told(`<!DOCTYPE a [${levels.join("")}]>`, "&e11;")).join();
    expect(answer).not.toContain("jaja");
    expect(answer.length).toBeLessThan(100_000);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it("and the five that XML knows are read", async () => {
    const cells = JSON.stringify([
      ["nota", "1"],
      ["Peña & hijos", "2"],
      ["Peña & hijos", "3"],
    ]);
    expect(await told("", "Peña &amp; hijos")).toEqual([cells, cells]);
  });

  it("and what a text says is told, so that a leak would be seen", async () => {
    for (const answer of await told("", secret)) expect(answer).toContain(secret);
  });
});
