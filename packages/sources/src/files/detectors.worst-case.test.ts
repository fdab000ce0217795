import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Fault } from "@caudal/base/fault.ts";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";
import { readFigure } from "./read-figure.ts";
import { readMoment } from "./read-moment.ts";

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
  // The first reading pays for compiling the code.
  await bench.inspect("a.csv", "a,b\n1,2\n");
});
afterAll(() => bench.remove());

/** As much as a sample's head holds, over and over. */
const million = (piece: string): string => piece.repeat(Math.ceil(1_000_000 / piece.length));

const pieces = [
  ",",
  ";",
  "\t",
  "|",
  "^",
  "~",
  ":",
  "'",
  '"',
  " ",
  "0",
  "9",
  "-",
  "+",
  "(",
  "%",
  "$",
  ".",
  "x",
  "\u00a0",
  "\u0001",
  "\r",
  "\n",
  "\0x",
  "1,",
  "1,1,1,",
  "1;1\n",
  "1.234,",
  '"",',
  '","',
  "','",
  `,'`,
  `,"`,
  '"x',
  '""x,',
  `"""x,`,
  '"\n',
  `'\n`,
  "a'b,",
  " ,",
  ",\n",
  "1,2\n3\n",
  "\r\n\r",
  "1.1.1.",
  "1 000 000 ",
  "2024-01-01,",
  "1 de enero de 2024,",
  "12:00:00 ",
  "ene ene ",
  "-1-1-1-",
  "((((1",
  "USD USD ",
  "1e9,",
  "a,b;c|d\te:f^g~h\n",
  '{"a":1},',
  "[1],",
  "[{",
  '{"a":',
  '{"":1}\n',
  '"a":',
  "<a>",
  "\\",
  '\\"',
  "ñ",
  "😀",
  "á;é\n",
];

/** Milliseconds of processor time, of three attempts the quickest: what else the machine does is not the detector's. */
async function quickestOf(content: string): Promise<number> {
  let quickest = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3 && quickest > 500; attempt++) {
    const started = process.cpuUsage();
    await bench.inspect("a.csv", content).then(
      (found) => found.cleanup(),
      (thrown: unknown) => {
        if (!(thrown instanceof Fault)) throw thrown;
        expect(thrown.code).not.toBe("internal");
      },
    );
    quickest = Math.min(quickest, process.cpuUsage(started).user / 1000);
  }
  return quickest;
}

describe("a megabyte of what is worst for a detector is decided in a second", () => {
  it.each(pieces.map((piece) => [JSON.stringify(piece), piece]))("%s", async (_name, piece) => {
    for (const content of [million(piece), `a,b\n1,2\n${million(piece)}`]) {
      expect(await quickestOf(content)).toBeLessThan(1000);
    }
  });

  it.each([
    ["ten thousand columns", 10_000, (column: number) => `c${column}`],
    ["four thousand columns", 4000, (column: number) => `c${column}`],
    ["four thousand columns of one name", 4000, () => "total"],
    ["four thousand columns of one long name", 4000, () => "total ".repeat(30)],
    ["four thousand columns without a name", 4000, () => ""],
  ])("%s", async (_name, width, title) => {
    const row = (cell: (column: number) => string): string =>
      Array.from({ length: width }, (_, column) => cell(column)).join(",");
    const content = [row(title), ...Array.from({ length: 30 }, (_, line) => row((column) => `${line}.${column}`))].join(
      "\n",
    );
    expect(await quickestOf(content)).toBeLessThan(2000);
  });

  it("a single cell is read in no time, whatever stands in it", () => {
    const cells = pieces.flatMap((piece) => [million(piece), million(piece).slice(0, 60), million(piece).slice(0, 50)]);
    const started = performance.now();
    for (let time = 0; time < 100; time++) for (const cell of cells) void [readFigure(cell), readMoment(cell)];
    expect((performance.now() - started) / (100 * cells.length)).toBeLessThan(0.5);
  });
});
