import { DuckDBInstance } from "@duckdb/node-api";
import { scanSql } from "@caudal/duckdb/sql/scan-sql.ts";
import type { Scan } from "@caudal/tables/scan.ts";

export type ScanReader = {
  /** Cells of the rows that could be read, as DuckDB writes them in text; null where there is no value. */
  readonly read: (scan: Scan) => Promise<(string | null)[][]>;
  readonly count: (scan: Scan) => Promise<number>;
  readonly close: () => void;
};

/** Carries scans out with the real engine, in this process. */
export async function openScanReader(): Promise<ScanReader> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1", memory_limit: "1GB" });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  async function read(scan: Scan): Promise<(string | null)[][]> {
    const columns = scan.columns.map((column) => `CAST("${column.name.replaceAll('"', '""')}" AS VARCHAR)`);
    const result = await connection.runAndReadAll(`SELECT ${columns.join(", ")} FROM ${scanSql(scan)}`);
    return result.getRows().map((row) => row.map((cell) => (cell === null ? null : String(cell))));
  }
  async function count(scan: Scan): Promise<number> {
    const result = await connection.runAndReadAll(`SELECT count(*) FROM ${scanSql(scan)}`);
    return Number(result.getRows()[0]?.[0] ?? 0);
  }
  return {
    read,
    count,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** A type in one short word: "decimal(18,2)", "timestamp", "int". */
export function typeWord(type: Scan["columns"][number]["type"]): string {
  if (type.kind === "decimal") return `decimal(${type.precision},${type.scale})`;
  return type.kind === "timestamp" && type.zone ? "timestamptz" : type.kind;
}
