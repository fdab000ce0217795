import { describeWith } from "@caudal/test/support/components.ts";
import { shopData, shopWorkbook } from "@caudal/test/support/shop-workbook.ts";
import { writeOds } from "hucre/ods";
import { writeXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeWorkbook } from "../../testing/make-zip.ts";
import { openScanReader, typeWord, type ScanReader } from "../../testing/scan-reader.ts";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";
import { inspectFile } from "./inspect-file.ts";

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

const types = (found: Awaited<ReturnType<Workbench["inspect"]>>): string[] =>
  found.scan.columns.map((column) => typeWord(column.type));
const cell = (ref: string, value: string | number, style = 0): string =>
  `<c r="${ref}" s="${style}"><v>${value}</v></c>`;
const word = (ref: string, text: string): string => `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`;

describe("cells of a workbook", () => {
  it("keeps figures exact, codes whole and dates as days", async () => {
    const rows = [
      ["clave", "código", "precio", "unidades", "fecha", "hora exacta", "activo", "calculado"],
      [
        22633,
        "00123",
        2.55,
        3,
        new Date(Date.UTC(2026, 0, 31)),
        new Date(Date.UTC(2026, 0, 31, 8, 26)),
        true,
        0.1 + 0.2,
      ],
      [
        "85123A",
        "04560",
        1234.5,
        -7,
        new Date(Date.UTC(2024, 1, 29)),
        new Date(Date.UTC(2024, 1, 29, 23, 59, 59)),
        false,
        1 / 3,
      ],
      [71053, "7", 0.1, 9_007_199_254, new Date(Date.UTC(1999, 11, 31)), new Date(Date.UTC(1999, 11, 31)), true, 1e-9],
    ];
    const found = await bench.inspect("a.xlsx", await writeXlsx({ sheets: [{ name: "Datos", rows }] }));
    expect(types(found)).toEqual(["text", "text", "decimal(18,2)", "int", "date", "timestamp", "bool", "float"]);
    expect(await engine.read(found.scan)).toEqual([
      ["22633", "00123", "2.55", "3", "2026-01-31", "2026-01-31 08:26:00", "true", "0.30000000000000004"],
      ["85123A", "04560", "1234.50", "-7", "2024-02-29", "2024-02-29 23:59:59", "false", "0.3333333333333333"],
      ["71053", "7", "0.10", "9007199254", "1999-12-31", "1999-12-31 00:00:00", "true", "1e-09"],
    ]);
    await found.cleanup();
    expect(await bench.left()).toEqual([]);
  });

  it("finds the table under titles, beside empty columns, between phantom rows, and keeps its row numbers", async () => {
    const empty = Array.from(
      { length: 3000 },
      (_, index) => `<row r="${index + 9}"><c r="B${index + 9}" s="1"/></row>`,
    ).join("");
    const sheet =
      `<row r="1">${word("B1", "Reporte de mayo")}</row><row r="3">${word("B3", "producto")}${word("C3", "cantidad")}</row>` +
      `<row r="4">${word("B4", "lápiz")}${cell("C4", 2)}</row><row r="6">${word("B6", "goma")}${cell("C6", 5)}</row>${empty}`;
    const found = await bench.inspect("r.xlsx", makeWorkbook(sheet));
    expect(found.reading).toMatchObject({ header_row: 3, sheet: "Hoja1", sheets: ["Hoja1"] });
    expect(found.scan.columns.map((column) => column.name)).toEqual(["producto", "cantidad"]);
    expect(await engine.read(found.scan)).toEqual([
      ["lápiz", "2"],
      ["goma", "5"],
    ]);
    // The first line of the scan is row 4 of the sheet.
    expect(found.scan).toMatchObject({ skip: 0, lineOffset: 3 });
    await found.cleanup();
  });

  it("counts days from 1904 where the workbook does", async () => {
    const rows = `<row r="1">${word("A1", "fecha")}${word("B1", "n")}</row><row r="2">${cell("A2", 0, 1)}${cell("B2", 1)}</row><row r="3">${cell("A3", 44_195, 1)}${cell("B3", 2)}</row>`;
    const apple = await bench.inspect("m.xlsx", makeWorkbook(rows, { date1904: true }));
    expect((await engine.read(apple.scan)).map((row) => row[0])).toEqual(["1904-01-01", "2024-12-31"]);
    await apple.cleanup();
  });

  it("takes failed formulas and texts for no value as missing, but never an empty text for a figure", async () => {
    const rows = `<row r="1">${word("A1", "monto")}${word("B1", "nota")}</row><row r="2">${cell("A2", 10.5)}${word("B2", "N/D")}</row><row r="3"><c r="A3" t="e"><v>#DIV/0!</v></c>${word("B3", "bien")}</row><row r="4">${word("A4", "N/D")}${word("B4", "mal")}</row>`;
    const found = await bench.inspect("e.xlsx", makeWorkbook(rows));
    expect(types(found)).toEqual(["decimal(18,1)", "text"]);
    expect(await engine.read(found.scan)).toEqual([
      ["10.5", "N/D"],
      [null, "bien"],
      [null, "mal"],
    ]);
    await found.cleanup();
  });

  it("widens when rows far below have more columns", async () => {
    const rows: (string | number)[][] = [
      ["a", "b"],
      ...Array.from({ length: 300 }, (_, index) => [index, index * 2]),
      [1, 2, 3],
    ];
    const found = await bench.inspect("w.xlsx", await writeXlsx({ sheets: [{ name: "x", rows }] }));
    const cells = await engine.read(found.scan);
    expect(cells.at(-1)).toEqual(["1", "2", "3"]);
    expect(cells.length).toBe(301);
    await found.cleanup();
  });

  it("chooses the first sheet with a table and names them all", async () => {
    const sheets = [
      { name: "Notas", rows: [["Leer antes de usar"]] },
      {
        name: "Ventas",
        rows: [
          ["a", "b"],
          [1, "x"],
        ],
      },
      {
        name: "Otra",
        rows: [
          ["c", "d"],
          [2, "y"],
        ],
      },
    ];
    const found = await bench.inspect("s.xlsx", await writeXlsx({ sheets }));
    expect(found.reading).toMatchObject({ sheet: "Ventas", sheets: ["Notas", "Ventas", "Otra"] });
    await found.cleanup();
  });

  it("reads ods too", async () => {
    const found = await bench.inspect(
      "o.ods",
      await writeOds({
        sheets: [
          {
            name: "x",
            rows: [
              ["nombre", "n"],
              ["Ñandú", 4.5],
            ],
          },
        ],
      }),
    );
    expect(await engine.read(found.scan)).toEqual([["Ñandú", "4.5"]]);
    await found.cleanup();
  });

  it("refuses a workbook of headers, and one without anything", async () => {
    expect(
      (await bench.refuse("h.xlsx", await writeXlsx({ sheets: [{ name: "x", rows: [["nombre", "monto"]] }] }))).code,
    ).toBe("file_header_only");
    expect((await bench.refuse("v.xlsx", await writeXlsx({ sheets: [{ name: "x", rows: [] }] }))).code).toBe(
      "file_no_table",
    );
  });
});

describeWith(shopData, "the shop's month", () => {
  it("gives 50,999 rows with codes as Excel shows them", async () => {
    const found = await inspectFile(shopWorkbook, {
      fileName: "online-retail-month.xlsx",
      scratchDir: bench.scratchDir,
    });
    expect(types(found)).toEqual(["text", "text", "text", "int", "timestamp", "decimal(18,2)", "int"]);
    const rows = await engine.read(found.scan);
    expect(rows.length).toBe(50_999);
    expect(rows[0]).toEqual([
      "536365",
      "85123A",
      "WHITE HANGING HEART T-LIGHT HOLDER",
      "6",
      "2010-12-01 08:26:00",
      "2.55",
      "17850",
    ]);
    await found.cleanup();
  }, 60_000);
});
