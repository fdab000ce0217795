import { gzipSync } from "node:zlib";
import fc from "fast-check";
import iconv from "iconv-lite";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openScanReader, type ScanReader } from "../../testing/scan-reader.ts";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";
import { sniffFile } from "./sniff-file.ts";

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

const KiB = 1024;
const head = 256 * KiB;

/** A record whose line is `length` characters long; as short as it can be when that is less. */
const lineOf = (length: number, id: number): string => {
  const frame = JSON.stringify({ id, nota: "" });
  return JSON.stringify({ id, nota: "x".repeat(Math.max(0, length - frame.length)) });
};

const lengths = fc.oneof(
  fc.integer({ min: 1, max: 200 }),
  fc.integer({ min: head - 4, max: head + 4 }),
  fc.integer({ min: 200 * KiB, max: 1900 * KiB }),
);
const layout = fc.record({
  lengths: fc.array(lengths, { minLength: 2, maxLength: 4 }),
  end: fc.constantFrom("\n", "\r\n"),
  blank: fc.constantFrom(0, 1, 3),
  before: fc.constantFrom("", "\n", "\r\n\r\n"),
  atEnd: fc.boolean(),
  encoding: fc.constantFrom("utf8", "utf8-bom", "utf-16le"),
  packed: fc.boolean(),
  name: fc.constantFrom("a.ndjson", "a.jsonl", "a.json", "a"),
});

const encode = (text: string, encoding: string): Buffer =>
  encoding === "utf8"
    ? Buffer.from(text)
    : iconv.encode(text, encoding === "utf8-bom" ? "utf8" : encoding, { addBOM: true });

async function sniff(bytes: Uint8Array, name: string): Promise<string> {
  const path = join(bench.folder, "x");
  await writeFile(path, bytes);
  return (await sniffFile(path, name)).format;
}

describe("lines of records", () => {
  it("are known and read whatever their length, line ends, encoding and name", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(layout, async (style) => {
        const lines = style.lengths.map((length, id) => lineOf(length, id));
        const text = style.before + lines.join(style.end.repeat(1 + style.blank)) + (style.atEnd ? style.end : "");
        const plain = encode(text, style.encoding);
        const found = await bench.inspect(style.name, style.packed ? gzipSync(plain) : plain);
        expect(found.reading.format).toBe("ndjson");
        expect(await engine.read(found.scan)).toEqual(
          lines.map((line, id) => [String(id), (JSON.parse(line) as { nota: string }).nota]),
        );
        await found.cleanup();
      }),
      { numRuns: 25, seed: 3 },
    );
  });

  it.each([
    ["a first line of several megabytes", 5 * KiB * KiB],
    ["a first line of as much as the head holds", head],
    ["a first line whose end is the head's last character", head - 1],
  ])("%s", async (_what, length) => {
    const bytes = Buffer.from(`${lineOf(length, 1)}\n${lineOf(1, 2)}\n`);
    expect(await sniff(bytes, "a.json")).toBe("ndjson");
    expect(await sniff(gzipSync(bytes), "a.json.gz")).toBe("ndjson");
  });

  it.each([1, 400 * KiB])("of %i characters are none the less known when one of them is no record", async (length) => {
    const found = await bench.inspect("a.json", `${lineOf(length, 1)}\nroto\n${lineOf(1, 2)}\n${lineOf(1, 3)}\n`);
    expect(found.reading.format).toBe("ndjson");
    expect(await engine.count(found.scan)).toBe(3);
    await found.cleanup();
  });

  it("alone are what the name says", async () => {
    for (const end of ["", "\n", "\r\n\r\n"]) {
      const bytes = Buffer.from(lineOf(400 * KiB, 1) + end);
      expect(await sniff(bytes, "a.ndjson")).toBe("ndjson");
      expect(await sniff(bytes, "a.json")).toBe("json");
    }
  });
});

describe("one document stays one, whatever its first line is like", () => {
  const long = "x".repeat(400 * KiB);
  it.each([
    ["on one line", JSON.stringify({ ventas: [{ nota: long }, { nota: "b" }] })],
    ["with line ends between the records", `{"ventas":[{"nota":"${long}"},\n{"nota":"b"}]}\n`],
    ["with a line end behind a record", `{"ventas":[{"nota":"${long}"}\n,{"nota":"b"}\n]}`],
    ["with its last brackets on lines of their own", `{"ventas":[{"nota":"${long}"},{"nota":"b"}\n]\n}\n`],
    ["with white space alone before its first line end", `{"ventas":[{"nota":"a"},{"nota":"b"}]${" ".repeat(head)}\n}`],
  ])("%s", async (_what, text) => {
    const found = await bench.inspect("a.json", text);
    expect(found.reading.format).toBe("json");
    expect(await engine.count(found.scan)).toBe(2);
    await found.cleanup();
    expect((await bench.inspect("a.json.gz", gzipSync(text))).reading.format).toBe("json");
  });

  it("is refused as cut short where it is, and told as packed data cut short where that breaks off", async () => {
    expect((await bench.refuse("a.json", `{"ventas":[{"nota":"${long}`)).code).toBe("file_truncated");
    const packed = gzipSync(Buffer.from(`{"nota":"${Buffer.from(long).toString("base64")}"}\n{"nota":"b"}\n`));
    expect((await bench.refuse("a.json.gz", packed.subarray(0, packed.length - 100))).code).toBe("file_truncated");
  });
});
