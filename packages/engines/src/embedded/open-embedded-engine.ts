import { openDuckdb } from "@caudal/duckdb/open-duckdb.ts";
import type { DuckdbProcess } from "@caudal/duckdb/duckdb-process.ts";
import { maxRssOf, type DuckdbSettings, type StatementOptions } from "@caudal/duckdb/settings.ts";
import type { Measure } from "@caudal/insights/measure.ts";
import type { Scan } from "@caudal/tables/scan.ts";
import type { Engine, EngineProgress, ScanOutcome } from "../engine.ts";
import { answerMeasures } from "./measures/answer-measures.ts";
import { askOne, countOf } from "./measures/measured-table.ts";
import { checksumCopy } from "./checksum-copy.ts";
import { describeCopy, writeCopy } from "./parquet-copy.ts";
import { pageSql, splitPage } from "./read-page.ts";
import { measureTextScan, outcomeOf, type ScanAnswer } from "./scan/measure-scan.ts";
import { measuredParquetScan } from "./scan/parquet-scan.ts";
import { dropRejects, measuredTextScan, rejectTables } from "./scan/text-scan.ts";

export type EmbeddedEngineSettings = {
  readonly memoryLimitBytes: number;
  readonly threads: number;
  /** Folder for spilled data. */
  readonly spillDir: string;
  readonly maxSpillBytes: number;
  /** Files, and folders (ending in "/"), that the engine may read and write: the file's, its scratch copy's, the Parquet copy's. */
  readonly allowedPaths: readonly string[];
  /** For each pass over the data. */
  readonly timeLimitMs?: number;
  /** Ends whatever is running, with `run_cancelled`. */
  readonly signal?: AbortSignal;
};

/** Highest resident memory of the engine's process so far, in bytes, and the process, for those who watch it. */
export type EmbeddedEngine = Engine & { readonly peakRssBytes: number; readonly pid: number };

/** The engine on this machine: one DuckDB process with limits, which ends with `close` or with this process. */
export async function openEmbeddedEngine(settings: EmbeddedEngineSettings): Promise<EmbeddedEngine> {
  const { signal, ...limits } = settings;
  const duckdb = await openDuckdb(limits);
  const options: StatementOptions = signal === undefined ? {} : { signal };
  let widePeak = 0;

  async function withRoom<T>(scan: Scan, work: (duckdb: DuckdbProcess) => Promise<T>): Promise<T> {
    if (scan.columns.length <= wide) return work(duckdb);
    const roomy = await openDuckdb(roomFor(limits, scan.columns.length));
    try {
      return await work(roomy);
    } finally {
      widePeak = Math.max(widePeak, roomy.peakRssBytes);
      await roomy.close();
    }
  }

  return {
    name: "embedded",
    pid: duckdb.pid,
    get peakRssBytes() {
      return Math.max(duckdb.peakRssBytes, widePeak);
    },
    measureScan: (scan, measures, progress) =>
      withRoom(scan, (process) =>
        scan.kind === "parquet"
          ? measureParquetScan(process, scan, measures, options, progress)
          : measureTextScan(process, scan, measures, options, progress),
      ),
    writeParquet: (scan, path, progress) =>
      withRoom(scan, (process) => writeParquet(process, scan, path, options, progress)),
    async measureParquet(path, measures, progress) {
      const { table } = await describeCopy(duckdb, path, options);
      return answerMeasures(
        measures,
        table,
        (sql) => duckdb.queryRows(sql, options),
        (count) => progress(count / measures.length),
      );
    },
    checksumParquet: (path) => checksumCopy(duckdb, path, options),
    async readRows(path, offset, limit) {
      const copy = await describeCopy(duckdb, path, options);
      return splitPage(await duckdb.queryBatch(pageSql(copy, { path, offset, limit }), options), copy.fields).batch;
    },
    close: () => duckdb.close(),
  };
}

/** From more columns than these on, reading and copying a file takes a process with other limits. */
const wide = 1024;
const reservedPerColumn = 384 * 1024;

/**
 * Reading and copying have buffers for every column at once, and DuckDB counts them when it reserves them, touched or not: it refuses
 * at 512 MiB four thousand columns that hold 370 MB. There its own limit gives way, and what the process really holds is limited as before.
 */
function roomFor(limits: DuckdbSettings, columns: number): DuckdbSettings {
  return {
    ...limits,
    threads: 1,
    memoryLimitBytes: Math.max(limits.memoryLimitBytes, columns * reservedPerColumn),
    maxRssBytes: maxRssOf(limits),
  };
}

async function measureParquetScan(
  duckdb: DuckdbProcess,
  scan: Extract<Scan, { kind: "parquet" }>,
  measures: readonly Measure[],
  options: StatementOptions,
  progress: EngineProgress,
): Promise<ScanAnswer> {
  const table = measuredParquetScan(scan);
  const results = await answerMeasures(
    measures,
    table,
    (sql) => duckdb.queryRows(sql, { ...options, onProgress: progress }),
    () => undefined,
  );
  const rows = await countRows(duckdb, table.from, options);
  progress(1);
  return { results, outcome: { rows, rejected: 0, rejects: [] }, columns: scan.columns };
}

async function writeParquet(
  duckdb: DuckdbProcess,
  scan: Scan,
  path: string,
  options: StatementOptions,
  progress: EngineProgress,
): Promise<ScanOutcome> {
  const reported = { ...options, onProgress: (fraction: number) => progress(fraction * 0.9) };
  if (scan.kind === "parquet") {
    await writeCopy(duckdb, measuredParquetScan(scan).from, scan.columns, path, reported);
  } else {
    await duckdb.execute(dropRejects);
    const table = measuredTextScan(scan, true, rejectTables);
    await writeCopy(duckdb, table.from, scan.columns, path, reported);
  }
  const { rows } = await describeCopy(duckdb, path, options);
  const outcome =
    scan.kind === "parquet" ? { rows, rejected: 0, rejects: [] } : await outcomeOf(duckdb, scan, rows, options);
  progress(1);
  return outcome;
}

async function countRows(duckdb: DuckdbProcess, from: string, options: StatementOptions): Promise<number> {
  return countOf((await askOne((sql) => duckdb.queryRows(sql, options), `SELECT count(*) AS n FROM ${from}`))["n"]);
}
