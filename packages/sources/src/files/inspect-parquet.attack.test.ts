import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { parquetMetadata, parquetSchema } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Fault } from "@caudal/base/fault.ts";
import { field, i32, i64, list, makeParquet, rowGroup, struct, text, varint } from "../../testing/make-parquet.ts";
import { typeWord } from "../../testing/scan-reader.ts";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";
import { inspectParquet } from "./inspect-parquet.ts";
import { defaultLimits } from "./limits.ts";

let bench: Workbench;
const real: Buffer[] = [];

beforeAll(async () => {
  bench = await openWorkbench();
  const instance = await DuckDBInstance.create(":memory:", { threads: "1", memory_limit: "512MB" });
  const connection = await instance.connect();
  const tables = [
    `SELECT range AS n, 'x' || range AS t, range::DECIMAL(18,2) AS d, DATE '2024-01-01' AS f FROM range(5000)`,
    `SELECT [range, 2] AS l, {'a': range, 'b': {'c': 'y'}} AS s, MAP {'k': range} AS m, uuid() AS u FROM range(10)`,
    `SELECT range::UBIGINT AS u, range::UTINYINT AS w, TIMESTAMPTZ '2024-01-01 00:00:00Z' AS z, TIME '10:00' AS h, true AS b,
       1.5::FLOAT AS f, TIMESTAMP '2024-01-01' AS p, 'x'::BLOB AS o, '{}'::JSON AS j FROM range(10)`,
  ];
  for (const [index, table] of tables.entries()) {
    const path = join(bench.folder, `real-${index}.parquet`);
    await connection.run(`COPY (${table}) TO '${path}' (FORMAT PARQUET, ROW_GROUP_SIZE 2048)`);
    real.push(await readFile(path));
  }
  connection.closeSync();
  instance.closeSync();
});
afterAll(() => bench.remove());

const MiB = 1024 * 1024;
const root = field("schema", 1);
const column = field("c");

function footerOf(file: Buffer): Buffer {
  return file.subarray(file.length - 8 - file.readUInt32LE(file.length - 8), file.length - 8);
}

function withFooter(file: Buffer, footer: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([
    file.subarray(0, file.length - 8 - footerOf(file).length),
    footer,
    length,
    Buffer.from("PAR1"),
  ]);
}

describe("footers made to harm are refused before anything is held for them", () => {
  const blown = varint(30_000_000);
  const cases: readonly [string, () => Uint8Array][] = [
    [
      "lists in lists that claim thirty million elements each",
      () => Uint8Array.from([0x29, ...Array.from({ length: 60 }, () => [0xf9, ...blown]).flat()]),
    ],
    ["a schema that claims thirty million fields", () => struct({ 2: list(12, [root, column], 30_000_000) }).bytes],
    ["a note that claims thirty million entries", () => struct({ 5: list(12, [], 30_000_000) }).bytes],
    ["a map that claims thirty million entries", () => Uint8Array.from([0x9b, ...blown, 0x55, 0])],
    ["a name that claims two gigabytes", () => Uint8Array.from([0x68, ...varint(2 ** 31), 0])],
    ["a number without an end", () => Buffer.alloc(2 * MiB, 0xff).fill(0x35, 0, 1)],
    ["structures a million deep", () => Buffer.alloc(MiB, 0x1c)],
    ["lists a million deep", () => Buffer.alloc(MiB, 0x19)],
    [
      "a schema a thousand groups deep",
      () => struct({ 2: list(12, [...Array<typeof root>(1000).fill(root), column]), 3: i64(1), 4: list(12, []) }).bytes,
    ],
    [
      "a group that claims a billion children",
      () => struct({ 2: list(12, [field("schema", 1e9), column]), 3: i64(1), 4: list(12, []) }).bytes,
    ],
    [
      "a group of fewer than no children",
      () => struct({ 2: list(12, [root, struct({ 4: text("g"), 5: i32(-5) })]), 3: i64(1), 4: list(12, []) }).bytes,
    ],
    [
      "a million fields in a group",
      () =>
        struct({
          2: list(12, [root, field("g", 1e6), ...Array<typeof root>(1e6).fill(column)]),
          3: i64(1),
        }).bytes,
    ],
    ["rows fewer than none", () => struct({ 2: list(12, [root, column]), 3: i64(-1), 4: list(12, []) }).bytes],
    ["nothing", () => new Uint8Array()],
  ];

  it.each(cases)("%s", async (_what, footer) => {
    const file = makeParquet(footer());
    const before = process.memoryUsage();
    const started = performance.now();
    const fault = await bench.refuse("ventas.parquet", file);
    expect(fault.code).toBe("file_damaged");
    expect(performance.now() - started).toBeLessThan(2000);
    expect(process.memoryUsage().rss - before.rss).toBeLessThan(256 * MiB);
  });

  it("a footer of more bytes than are ever read at once, in a file that is mostly a hole", async () => {
    const path = join(bench.folder, "hole.parquet");
    await using file = await open(path, "w");
    await file.write(Buffer.from("PAR1"), 0, 4, 0);
    const end = Buffer.from("\0\0\0\0PAR1", "latin1");
    end.writeUInt32LE(1024 * MiB);
    await file.write(end, 0, 8, 1100 * MiB);
    await expect(inspectParquet(path, defaultLimits)).rejects.toMatchObject({ code: "file_damaged" });
  });
});

describe("footers that are large and true", () => {
  it("of ten thousand row groups and thirty columns", async () => {
    const columns = Array.from({ length: 30 }, (_, index) => field(`c${index}`));
    const footer = struct({
      1: i32(2),
      2: list(12, [field("schema", 30), ...columns]),
      3: i64(10_000_000),
      4: list(12, Array<typeof root>(10_000).fill(rowGroup(30))),
      5: list(12, Array<typeof root>(50_000).fill(struct({ 1: text("nota"), 2: text("x".repeat(200)) }))),
      6: text("a writer"),
    });
    const file = makeParquet(footer.bytes);
    const before = process.memoryUsage().rss;
    const started = performance.now();
    const found = await bench.inspect("ventas.parquet", file);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(process.memoryUsage().rss - before).toBeLessThan(file.length * 3 + 64 * MiB);
    expect(found.scan.columns.map((one) => one.name)).toEqual(columns.map((_, index) => `c${index}`));
  });
});

describe("real footers", () => {
  it("say what another reader says of them", async () => {
    for (const file of real) {
      const found = await bench.inspect("a.parquet", file);
      const other = parquetSchema(parquetMetadata(Uint8Array.from(file).buffer));
      expect(found.scan.columns.map((one) => one.sourceName)).toEqual(other.children.map((one) => one.element.name));
    }
  });

  it("give each column its type", async () => {
    const types = await Promise.all(
      real.map(async (file) => (await bench.inspect("a.parquet", file)).scan.columns.map((one) => typeWord(one.type))),
    );
    expect(types).toEqual([
      ["int", "text", "decimal(18,2)", "date"],
      ["json", "json", "json", "text"],
      ["decimal(20,0)", "int", "timestamptz", "time", "bool", "float", "timestamp", "binary", "json"],
    ]);
  });

  it("are read or refused with a Fault, however they were altered", async () => {
    const alteration = fc.oneof(
      fc.record({ kind: fc.constant("flip" as const), at: fc.nat(), bit: fc.nat(7) }),
      fc.record({ kind: fc.constant("cut" as const), at: fc.nat() }),
      fc.record({ kind: fc.constant("blow" as const), at: fc.nat(), value: fc.nat(2 ** 31 - 1) }),
      fc.record({ kind: fc.constant("repeat" as const), at: fc.nat(), length: fc.integer({ min: 1, max: 64 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.array(alteration, { minLength: 1, maxLength: 4 }), async (which, alterations) => {
        const file = real[which] ?? Buffer.alloc(0);
        let footer = Buffer.from(footerOf(file));
        for (const one of alterations) {
          const at = footer.length === 0 ? 0 : one.at % footer.length;
          if (one.kind === "flip") footer[at] = (footer[at] ?? 0) ^ (1 << one.bit);
          else if (one.kind === "cut") footer = footer.subarray(0, at);
          else if (one.kind === "blow")
            footer = Buffer.concat([
              footer.subarray(0, at),
              Uint8Array.from(varint(one.value)),
              footer.subarray(at + 1),
            ]);
          else footer = Buffer.concat([footer.subarray(0, at + one.length), footer.subarray(at)]);
        }
        try {
          const found = await bench.inspect("a.parquet", withFooter(file, footer));
          expect(found.scan.columns.length).toBeGreaterThan(0);
        } catch (thrown) {
          if (!(thrown instanceof Fault)) throw thrown;
          expect(["file_damaged", "file_no_table", "file_header_only", "file_encrypted"]).toContain(thrown.code);
        }
      }),
      { numRuns: 1500, seed: 20261122 },
    );
  }, 60_000);
});
