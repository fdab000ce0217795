import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import { writeXlsx } from "hucre/xlsx";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeWorkbook, makeZip } from "../../testing/make-zip.ts";
import { openScanReader, typeWord, type ScanReader } from "../../testing/scan-reader.ts";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";
import { inspectHere } from "./inspect-here.ts";
import { defaultLimits } from "./limits.ts";

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

const table = "nombre;monto\nAna;10\nLuis;20\n";
const MiB = 1024 * 1024;

describe("files that hold nothing to read", () => {
  it.each([
    ["an empty file", "", "file_empty"],
    ["a byte order mark alone", "\ufeff", "file_empty"],
    ["white space alone", " \r\n\t\n  \n", "file_empty"],
    ["an empty list", "[ ]", "file_empty"],
    ["a header alone", "nombre;monto;fecha\n", "file_header_only"],
    ["a header after a title, and nothing below", "Reporte de ventas\n\nnombre;monto;fecha\n", "file_header_only"],
    ["a list of numbers", "[1, 2, 3]", "file_no_table"],
    ["a picture", "\x89PNG\r\n\x1a\n0000", "file_type_unknown"],
    ["a page of HTML", "<!DOCTYPE html><html></html>", "file_type_unknown"],
    ["a JSON text cut short", '[{"a":1},{"a":', "file_truncated"],
    ["a Parquet file cut short", "PAR1aaaaaaaaaaaaaaaaaaaa", "file_truncated"],
    ["rubbish between Parquet's marks", `PAR1${"x".repeat(300)}\x10\x00\x00\x00PAR1`, "file_damaged"],
    ["a footer longer than its file", "PAR1xxxx\xff\xff\xff\x7fPAR1", "file_damaged"],
  ])("%s: %s", async (_what, content, code) => {
    const fault = await bench.refuse(
      "archivo.csv",
      Buffer.from(content, content.startsWith("\x89") || content.startsWith("PAR1") ? "latin1" : "utf8"),
    );
    expect(fault.code).toBe(code);
    expect(fault.params["name"]).toBe("archivo.csv");
    expect(await bench.left()).toEqual([]);
  });

  it("what cannot be opened is missing", async () => {
    const options = { fileName: "a.csv", scratchDir: bench.scratchDir };
    await expect(inspectHere(join(bench.folder, "none"), options)).rejects.toMatchObject({ code: "file_missing" });
  });

  it("binary rubbish is of no known type", async () => {
    const rubbish = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256));
    expect((await bench.refuse("datos.csv", rubbish)).code).toBe("file_type_unknown");
  });
});

describe("packed files", () => {
  it("reads what gzip holds, and leaves nothing behind", async () => {
    const found = await bench.inspect("ventas.csv.gz", gzipSync(table));
    expect(found.reading.compression).toBe("gzip");
    expect(await engine.read(found.scan)).toEqual([
      ["Ana", "10"],
      ["Luis", "20"],
    ]);
    await found.cleanup();
    expect(await bench.left()).toEqual([]);
  });

  it("says that a gzip file is cut", async () => {
    const whole = gzipSync(Array.from({ length: 20_000 }, (_, row) => `${row},${Math.sin(row)}`).join("\n"));
    expect((await bench.refuse("ventas.csv.gz", whole.subarray(0, whole.length - 2000))).code).toBe("file_truncated");
    expect(await bench.left()).toEqual([]);
  });

  it.each([
    ["bytes", { maxUnpackedBytes: 8 * MiB }, { limit: 8 * MiB }],
    ["ratio", { ratioFloorBytes: 1 * MiB, maxRatio: 100 }, { ratio: 100 }],
  ])("stops a gzip bomb by its %s", async (_what, part, params) => {
    const bomb = gzipSync(Buffer.from("a,b\n".repeat(8 * MiB)));
    const fault = await bench.refuse("bomba.csv.gz", bomb, { limits: { ...defaultLimits, ...part } });
    expect(fault.code).toBe("file_unpacks_too_large");
    expect(fault.params).toMatchObject(params);
    expect(await bench.left()).toEqual([]);
  });

  it("stops when asked to, and removes what it had written", async () => {
    const stop = new AbortController();
    const packed = gzipSync(Buffer.from(Array.from({ length: 400_000 }, (_, row) => `${row};${row * 7}`).join("\n")));
    const fault = await bench.refuse("ventas.csv.gz", packed, { signal: stop.signal, onProgress: () => stop.abort() });
    expect(fault.code).toBe("run_cancelled");
    expect(await bench.left()).toEqual([]);
  });
});

describe("workbooks made to harm", () => {
  const row = `<row><c><v>1</v></c><c><v>2</v></c></row>`;

  it.each([
    ["unpack too far", { maxWorkbookUnpackedBytes: 4 * MiB }],
    ["are packed too densely", { ratioFloorBytes: 1 * MiB, maxRatio: 50 }],
    ["have too many parts", { maxEntries: 3 }],
  ])("are refused when they %s", async (_what, part) => {
    const fault = await bench.refuse("bomba.xlsx", makeWorkbook(row.repeat(200_000)), {
      limits: { ...defaultLimits, ...part },
    });
    expect(fault.code).toBe("file_unpacks_too_large");
  });

  it("are counted while they unpack, whatever size they claim", async () => {
    const bomb = makeZip([{ name: "xl/workbook.xml", text: " ".repeat(8 * MiB), claimed: 10 }]);
    const fault = await bench.refuse("bomba.xlsx", bomb, {
      limits: { ...defaultLimits, maxWorkbookUnpackedBytes: 4 * MiB },
    });
    expect(fault.code).toBe("file_unpacks_too_large");
    expect(fault.params["limit"]).toBe(4 * MiB);
  });

  it("say that they need a password", async () => {
    const locked = await writeXlsx({
      sheets: [
        {
          name: "a",
          rows: [
            ["x", "y"],
            [1, 2],
          ],
        },
      ],
      encryption: { password: "secreta", spinCount: 1000 },
    });
    expect((await bench.refuse("nomina.xlsx", locked)).code).toBe("file_encrypted");
  });

  it("say that they are cut", async () => {
    const whole = makeWorkbook(row.repeat(3));
    expect((await bench.refuse("ventas.xlsx", whole.subarray(0, whole.length - 60))).code).toBe("file_truncated");
  });

  it("say that their parts are damaged", async () => {
    const broken = makeWorkbook(
      Array.from({ length: 2000 }, (_, index) => `<row><c><v>${Math.sin(index)}</v></c></row>`).join(""),
    );
    const packed = deflateRawSync("");
    broken.fill(0xff, Math.floor(broken.length / 2), Math.floor(broken.length / 2) + 200 + packed.length);
    expect((await bench.refuse("ventas.xlsx", broken)).code).toBe("file_damaged");
  });
});

describe("names that lie", () => {
  it("reads a workbook called .csv and says so", async () => {
    const found = await bench.inspect(
      "ventas.csv",
      await writeXlsx({
        sheets: [
          {
            name: "a",
            rows: [
              ["x", "y"],
              [1, 2],
            ],
          },
        ],
      }),
    );
    expect(found.reading.format).toBe("excel");
    expect(found.reading.reasons.map((reason) => reason.key)).toContain("format_not_as_named");
    await found.cleanup();
  });

  it("reads a text called .xlsx and says so", async () => {
    const found = await bench.inspect("ventas.xlsx", table);
    expect(found.reading).toMatchObject({ format: "csv", delimiter: ";" });
    expect(found.reading.reasons.map((reason) => reason.key)).toContain("format_not_as_named");
  });

  it("takes any name", async () => {
    const found = await bench.inspect(`../../${"😀".repeat(60)}.csv`, table);
    expect(await engine.count(found.scan)).toBe(2);
  });
});

describe("texts that are odd and readable", () => {
  const cases: readonly [string, string | Buffer, (string | null)[][]][] = [
    ["one row", "a;b\n1;x\n", [["1", "x"]]],
    ["one column", "monto\n1\n2\n3\n", [["1"], ["2"], ["3"]]],
    [
      "no header",
      "1;ana;2024-01-01\n2;luis;2024-01-02\n",
      [
        ["1", "ana", "2024-01-01"],
        ["2", "luis", "2024-01-02"],
      ],
    ],
    ["no line end at the end", "a,b\n1,2", [["1", "2"]]],
    [
      "lone CR line ends",
      "a;b\r1;x\r2;y\r",
      [
        ["1", "x"],
        ["2", "y"],
      ],
    ],
    [
      "mixed line ends",
      "a;b\r\n1;x\n2;y\r3;z\r\n",
      [
        ["1", "x"],
        ["2", "y"],
        ["3", "z"],
      ],
    ],
    [
      "quoted line ends",
      'a,b\n1,"x\ny"\n2,z\n',
      [
        ["1", "x\ny"],
        ["2", "z"],
      ],
    ],
    [
      "an unbalanced quote",
      'a;b\n1;"x\n2;y\n3;z\n',
      [
        ["1", '"x'],
        ["2", "y"],
        ["3", "z"],
      ],
    ],
    [
      "NUL characters",
      "a;b\n1;x\0\n2;y\n",
      [
        ["1", "x"],
        ["2", "y"],
      ],
    ],
    [
      "UTF-16 with a mark",
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("año;b\n1;ñ\n", "utf16le")]),
      [["1", "ñ"]],
    ],
    [
      "UTF-16 without a mark",
      Buffer.from("nombre;monto\nAna;1\nLuis;2\n", "utf16le"),
      [
        ["Ana", "1"],
        ["Luis", "2"],
      ],
    ],
    [
      "UTF-16, high byte first",
      iconv.encode("nombre;monto\nAna;1\nLuis;2\n", "utf-16be"),
      [
        ["Ana", "1"],
        ["Luis", "2"],
      ],
    ],
    ["UTF-8 with a mark", "\ufeffnombre;monto\nAna;1\n", [["Ana", "1"]]],
    ["names with emoji", "😀;b\n1;🎉\n", [["1", "🎉"]]],
    [
      "pipes",
      "a|b|c\n1|x|2.5\n2|y|3.25\n",
      [
        ["1", "x", "2.50"],
        ["2", "y", "3.25"],
      ],
    ],
    [
      "rows shorter than the header",
      "a;b;c\n1;x\n2;y\n3;z\n",
      [
        ["1", "x", null],
        ["2", "y", null],
        ["3", "z", null],
      ],
    ],
    [
      "empty columns at the end",
      "a;b;;\n1;x;;\n2;y;;\n",
      [
        ["1", "x"],
        ["2", "y"],
      ],
    ],
  ];
  it.each(cases)("%s", async (_what, content, rows) => {
    const found = await bench.inspect("archivo.csv", content);
    expect(await engine.read(found.scan)).toEqual(rows);
    await found.cleanup();
    expect(await bench.left()).toEqual([]);
  });

  it("leaves out ragged rows, and says how many there are", async () => {
    const found = await bench.inspect("a.csv", "a;b\n1;x\n2\n3;y;z\n4;w\n5;v\n6;u\n");
    expect(await engine.count(found.scan)).toBe(4);
    expect(found.reading.reasons.find((reason) => reason.key === "rows_ragged")?.params["count"]).toBe(2);
  });

  it("refuses more columns than the limit, with the figure", async () => {
    const wide = Array.from({ length: 10_000 }, (_, column) => `c${column}`).join(",");
    const fault = await bench.refuse("ancho.csv", `${wide}\n${wide.replaceAll("c", "1")}\n`);
    expect(fault.code).toBe("file_too_many_columns");
    expect(fault.params).toMatchObject({ columns: 10_000, limit: 4_096 });
  });

  it("refuses one line of 50 MB without reading it whole", async () => {
    const fault = await bench.refuse("linea.csv", Buffer.alloc(50 * MiB, "x"));
    expect(fault.code).toBe("file_no_table");
    expect(fault.params["reason"]).toBe("line_too_long");
  });

  it("refuses a cell longer than the limit where it has to copy", async () => {
    const long = `a;b\r\n1;${"x".repeat(5000)}\n`;
    const fault = await bench.refuse("celda.csv", long, { limits: { ...defaultLimits, maxCellLength: 1000 } });
    expect(fault).toMatchObject({ code: "file_no_table", params: { reason: "line_too_long" } });
  });

  it("says that bytes are no UTF-8 also where no sample had looked and the file has to be copied", async () => {
    const line = (row: number): string => `${row};Peñón ${row % 97};$${row}.25\n`;
    const lines = (from: number, count: number): string =>
      Array.from({ length: count }, (_, index) => line(from + index)).join("");
    const whole = `id;nombre;monto\n${lines(0, 120_000)}`;
    const sound = await bench.inspect("a.csv", whole);
    const bytes = Buffer.from(whole);
    // Behind the head of two samples' size, far from the places in the middle.
    const at = bytes.indexOf("\n60010;") + 7;
    const found = await bench.inspect(
      "a.csv",
      Buffer.concat([bytes.subarray(0, at), Buffer.from([0xf1]), bytes.subarray(at)]),
    );
    const said = (of: typeof found) => of.reading.reasons.find(({ about }) => about === "encoding")?.key;
    expect([said(sound), said(found)]).toEqual(["encoding_utf8", "encoding_utf8_damaged"]);
    expect((await engine.read(found.scan))[60_010]?.[1]).toBe("\ufffdPeñón 64");
    await sound.cleanup();
    await found.cleanup();
  });

  it("scans a plain file where it lies", async () => {
    const path = join(bench.folder, "plain");
    await writeFile(path, table);
    const found = await bench.inspect("plain.csv", await readFile(path));
    expect(await bench.left()).toEqual([]);
    expect(found.scan.columns.map((column) => typeWord(column.type))).toEqual(["text", "int"]);
  });
});
