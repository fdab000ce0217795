import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { makeWorkbook } from "@caudal/sources/testing/make-zip.ts";
import { writeXlsx } from "hucre/xlsx";

/** A table of sales, long enough that something is worth saying about it. */
export function salesCsv(rows: number): Buffer {
  const lines = ["fecha,ciudad,piezas,importe"];
  for (let row = 0; row < rows; row += 1) {
    const day = new Date(Date.UTC(2026, 0, 1 + (row % 120))).toISOString().slice(0, 10);
    lines.push(`${day},${["Bogotá", "León", "Córdoba"][row % 3]},${row % 17},${(row % 17) * 12.5 + (row % 120)}`);
  }
  return Buffer.from(`${lines.join("\n")}\n`);
}

export function salesWorkbook(): Promise<Uint8Array> {
  return writeXlsx({
    sheets: [
      {
        name: "Ventas",
        rows: [
          ["ciudad", "importe"],
          ...Array.from({ length: 60 }, (_, row) => [["Bogotá", "León"][row % 2] ?? "", row * 2.5]),
        ],
      },
    ],
  });
}

/** Cut where half of its bytes are: the end of the packed stream is missing. */
export function cutGzip(): Buffer {
  const lines = Array.from({ length: 20_000 }, (_, row) => `${row},${Math.sin(row)}`);
  const whole = gzipSync(`numero,valor\n${lines.join("\n")}\n`);
  return whole.subarray(0, Math.floor(whole.length / 2));
}

/** A real Parquet file (of vega-datasets) without its last bytes, where its footer stands. */
export async function cutParquet(): Promise<Buffer> {
  const folder = dirname(findPackageJSON("vega-datasets", import.meta.url) ?? "");
  const whole = await readFile(join(folder, "data", "flights-3m.parquet"));
  return whole.subarray(0, 400_000);
}

/** Some eighty kilobytes, of which one sheet unpacks to eighty megabytes of white space. */
export function bombWorkbook(): Buffer {
  return makeWorkbook(`<row r="1"><c r="A1"><v>1</v></c></row>${" ".repeat(80 * 1024 * 1024)}`);
}

export function bombGzip(): Buffer {
  return gzipSync(Buffer.from("a,b\n".repeat(20 * 1024 * 1024)), { level: 9 });
}

export function lockedWorkbook(): Promise<Uint8Array> {
  return writeXlsx({
    sheets: [
      {
        name: "Nómina",
        rows: [
          ["nombre", "sueldo"],
          ["Ana", 10],
        ],
      },
    ],
    encryption: { password: "secreta", spinCount: 1000 },
  });
}

/** Bytes of no format, with every value among them. */
export function rubbish(): Buffer {
  return Buffer.concat([Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), randomBytes(6_000)]);
}

export function wideCsv(columns: number): Buffer {
  const names = Array.from({ length: columns }, (_, index) => `c${index}`).join(",");
  const cells = Array.from({ length: columns }, (_, index) => index).join(",");
  return Buffer.from(`${names}\n${cells}\n${cells}\n`);
}
