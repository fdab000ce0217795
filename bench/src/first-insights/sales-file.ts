import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

export const rows = 16_000_000;

/** Values that follow from the row's number alone, so that every machine has the same file: 1.1 GB of CSV. */
const sales = `SELECT i AS order_id, (hash(i * 7 + 1) % 50000)::INTEGER AS customer_id,
  ((hash(i * 7 + 2) % 10000000) / 100.0)::DECIMAL(12, 2) AS amount, DATE '2022-01-01' + (hash(i * 7 + 3) % 1400)::INTEGER AS day,
  (['Norte', 'Sur', 'Centro', 'Occidente', 'Oriente', 'Bajío', 'Golfo', 'Pacífico'])[1 + (hash(i * 7 + 4) % 8)::INTEGER] AS region,
  'SKU-' || lpad((hash(i * 7 + 5) % 900000)::VARCHAR, 7, '0') || '-' || md5(i::VARCHAR)[1:16] AS code
  FROM range(${rows}) AS t(i)`;

/** The file, made once and kept in the system's folder for temporary files. */
export async function prepareSalesFile(): Promise<string> {
  const folder = join(tmpdir(), "caudal-bench");
  const path = join(folder, `sales-${rows}-v1.csv`);
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  const unfinished = `${path}.${process.pid}.part`;
  try {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(`COPY (${sales}) TO '${unfinished}' (FORMAT CSV, HEADER)`);
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
  return path;
}
