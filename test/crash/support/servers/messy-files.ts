import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createSeededRandom } from "../seeded-random.ts";
import type { SentFile } from "./tus-upload.ts";

const samples = join(import.meta.dirname, "../../../../apps/server/samples");

/** A CSV as an old accounting program writes it: `;`, Windows-1252, decimal commas, some rows with a cell too many, repeated ones, gaps. */
export function messyCsv(seed: number, rows: number): SentFile {
  const random = createSeededRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const lines = ["Fecha;Almacén;Artículo;Piezas;Importe;Nota"];
  for (let row = 0; row < rows; row += 1) {
    const day = new Date(Date.UTC(2026, 0, 1 + (row % 180)))
      .toISOString()
      .slice(0, 10)
      .split("-")
      .toReversed()
      .join("/");
    const pieces = 1 + Math.floor(random() * 40);
    const amount = (pieces * (20 + random() * 5)).toFixed(2).replace(".", ",");
    const line = [
      day,
      pick(["Bogotá", "León", "Córdoba", ""]),
      `A-${row % 90}`,
      pieces,
      amount,
      pick(["", "", "pagó"]),
    ];
    lines.push(line.join(";") + (random() < 0.004 ? ";de más" : ""));
    if (random() < 0.01) lines.push(line.join(";"));
  }
  return { name: `ventas-${seed}.csv`, bytes: Buffer.from(`${lines.join("\r\n")}\r\n`, "latin1") };
}

/** One of each kind that reads differently: text to transcode, a workbook to unpack, compressed JSON lines. */
export async function messyFiles(seed: number, rows = 3_000): Promise<readonly SentFile[]> {
  const sample = async (name: string) => ({ name, bytes: await readFile(join(samples, name)) });
  return [messyCsv(seed, rows), await sample("inventario.xlsx"), await sample("entregas.ndjson.gz")];
}
