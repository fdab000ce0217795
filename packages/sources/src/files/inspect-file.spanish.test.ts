import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openScanReader, typeWord, type ScanReader } from "../../testing/scan-reader.ts";
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

const types = (found: Awaited<ReturnType<Workbench["inspect"]>>): string[] =>
  found.scan.columns.map((column) => typeWord(column.type));

describe("files as Spanish-speaking offices write them", () => {
  it("reads `;`, Windows-1252, decimal commas, day-first dates, accents and euro signs", async () => {
    const text =
      "Año de ventas;Región;Importe €;Fecha\r\n2026;Cádiz;1.234,50;31/01/2026\r\n2026;A Coruña – «norte»;-0,75;02/02/2026\r\n2026;España €;12,00;15/03/2026\r\n";
    const found = await bench.inspect("ventas.csv", iconv.encode(text, "windows-1252"));
    expect(found.reading).toMatchObject({
      encoding: "windows-1252",
      delimiter: ";",
      decimal: ",",
      thousands: ".",
      date_order: "dmy",
      header_row: 1,
    });
    expect(found.scan.columns.map((column) => column.name)).toEqual(["Año de ventas", "Región", "Importe €", "Fecha"]);
    expect(types(found)).toEqual(["int", "text", "decimal(18,2)", "date"]);
    expect(await engine.read(found.scan)).toEqual([
      ["2026", "Cádiz", "1234.50", "2026-01-31"],
      ["2026", "A Coruña – «norte»", "-0.75", "2026-02-02"],
      ["2026", "España €", "12.00", "2026-03-15"],
    ]);
    await found.cleanup();
  });

  it.each([["cp850"], ["macintosh"]])("tells %s by its Spanish letters", async (encoding) => {
    const text = `nombre;ciudad\n${"Íñigo Muñoz;Málaga\nJosé Núñez;León\nMaría Ibáñez;Córdoba\nRamón Piñón;Cádiz\n".repeat(5)}`;
    const found = await bench.inspect("a.csv", iconv.encode(text, encoding));
    expect(found.reading.encoding).toBe(encoding);
    expect((await engine.read(found.scan))[0]).toEqual(["Íñigo Muñoz", "Málaga"]);
    await found.cleanup();
  });

  it("skips title rows and keeps the number of the row", async () => {
    const found = await bench.inspect(
      "r.csv",
      "Reporte de ventas;;\nSucursal Centro;;\n\nproducto;cantidad;precio\nlápiz;2;3,5\ngoma;x;1,5\n",
    );
    expect(found.reading.header_row).toBe(4);
    expect(found.reading.reasons.find((reason) => reason.about === "header")?.params).toMatchObject({
      row: 4,
      titles: 2,
    });
    expect(types(found)).toEqual(["text", "text", "decimal(18,1)"]);
    expect(await engine.read(found.scan)).toEqual([
      ["lápiz", "2", "3.5"],
      ["goma", "x", "1.5"],
    ]);
  });

  it.each([
    ["decimal commas", "monto\n0,5\n12\n-3,25\n", ["0.50", "12.00", "-3.25"]],
    ["decimal commas and points of thousands", "monto\n1.234,50\n12,00\n", ["1234.50", "12.00"]],
    ["remarks", "nota\nSí, claro\nRegular, pero caro\n", ["Sí, claro", "Regular, pero caro"]],
    ["remarks of which few have commas", "nota\nSí\nNo\nMal\nCaro, y lento\n", ["Sí", "No", "Mal", "Caro, y lento"]],
    [
      "addresses",
      "domicilio\nAv. Juárez 5, Centro, León\nCalle 2, Norte, Silao\n",
      ["Av. Juárez 5, Centro, León", "Calle 2, Norte, Silao"],
    ],
  ])("does not cut a single column of %s at its commas", async (_what, text, cells) => {
    const found = await bench.inspect("una.csv", text);
    expect(found.reading).toMatchObject({ delimiter: null, header_row: 1 });
    expect((await engine.read(found.scan)).flat()).toEqual(cells);
    await found.cleanup();
  });

  it.each([
    ["below a title", "Reporte de mayo\nid,monto\n1,5\n2,7\n", 2],
    ["below a title and a blank line", "Reporte\n\n1,5\n2,7\n3,9\n", 2],
    ["with a blank behind each comma", "id, zona\n1, norte\n2, sur\n", 2],
    ["of figures with a blank behind each comma, below a title", "Reporte\n1, 5, 8\n2, 7, 9\n", 3],
  ])("cuts a table %s at its commas", async (_what, text, columns) => {
    const found = await bench.inspect("tabla.csv", text);
    expect(found.scan.columns).toHaveLength(columns);
    await found.cleanup();
  });

  it("keeps codes, telephones and long digits as text", async () => {
    const found = await bench.inspect(
      "c.csv",
      "código;teléfono;cuenta;cantidad\n00123;5512345678;012345678901234567890;7\n04560;5598765432;112345678901234567890;8\n",
    );
    expect(types(found)).toEqual(["text", "text", "text", "int"]);
    expect(found.reading.reasons.map((reason) => reason.key)).toEqual(
      expect.arrayContaining(["types_code_zeros", "types_phone", "types_code_long"]),
    );
  });

  it("reads currency, percent, parentheses and names of months through a canonical copy", async () => {
    const found = await bench.inspect(
      "m.csv",
      "fecha;importe;margen\n5 de enero de 2026;$1.234,50;12,5 %\n17-feb-2026;($3,25);7 %\n1 mar 2026;€ 10;100 %\n",
    );
    expect(types(found)).toEqual(["date", "decimal(18,2)", "decimal(18,1)"]);
    expect(await engine.read(found.scan)).toEqual([
      ["2026-01-05", "1234.50", "12.5"],
      ["2026-02-17", "-3.25", "7.0"],
      ["2026-03-01", "10.00", "100.0"],
    ]);
    await found.cleanup();
  });

  it("takes texts for no value as missing in figures and keeps them in texts", async () => {
    const found = await bench.inspect("n.csv", "ciudad,monto\nNA,10.5\nLeón,N/A\nNA,NA\nCádiz,-\n");
    expect(await engine.read(found.scan)).toEqual([
      ["NA", "10.5"],
      ["León", null],
      ["NA", null],
      ["Cádiz", null],
    ]);
    expect(found.reading.reasons.map((reason) => reason.key)).toEqual(
      expect.arrayContaining(["nulls_read", "nulls_kept"]),
    );
    await found.cleanup();
  });

  it("says that it is unsure where no date settles the order", async () => {
    const found = await bench.inspect("d.csv", "a;fecha\n1;01/02/2026\n2;03/04/2026\n");
    const about = found.reading.reasons.find((reason) => reason.about === "dates");
    expect(about).toMatchObject({ key: "dates_order_assumed", params: { order: "dmy" } });
    expect(about?.certainty).toBeLessThan(0.8);
  });

  it("stays with text where dates contradict each other", async () => {
    const found = await bench.inspect("d.csv", "a;fecha\n1;31/01/2026\n2;01/31/2026\n");
    expect(types(found)).toEqual(["int", "text"]);
  });

  it("names columns that have no name or the same name", async () => {
    const found = await bench.inspect("h.csv", "total;;Total;total_2\n1;2;3;4\n5;6;7;8\n");
    expect(found.scan.columns.map((column) => column.name)).toEqual(["total", "columna_2", "Total_3", "total_2"]);
    expect(found.scan.columns.map((column) => column.sourceName)).toEqual(["total", "", "Total", "total_2"]);
  });

  it("keeps a mixed column whole, as text", async () => {
    const found = await bench.inspect("x.csv", "clave,n\n22633,1\n85123A,2\n71053,3\n");
    expect(await engine.read(found.scan)).toEqual([
      ["22633", "1"],
      ["85123A", "2"],
      ["71053", "3"],
    ]);
  });
});
