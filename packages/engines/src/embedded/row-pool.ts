import { Fault } from "@caudal/base/fault.ts";
import type { DuckdbProcess } from "@caudal/duckdb/duckdb-process.ts";
import { openDuckdb } from "@caudal/duckdb/open-duckdb.ts";
import type { StatementOptions } from "@caudal/duckdb/settings.ts";
import type { RecordBatch } from "@caudal/tables/record-batch.ts";
import { countOf } from "./measures/measured-table.ts";
import { describeCopy } from "./parquet-copy.ts";
import { countSql, pageSql, renameColumns, type RowPageRequest } from "./read-page.ts";

export type RowPoolSettings = {
  /** Processes at most; each is started when first needed. */
  readonly size: number;
  /** The folder that holds the Parquet copies: nothing outside it can be read. */
  readonly folder: string;
  readonly spillDir: string;
  readonly memoryLimitBytes: number;
  readonly pageTimeLimitMs: number;
  /** How long a page may wait for a free process before it is refused as `unavailable`. */
  readonly queueTimeLimitMs: number;
  /** Told the pid of each process that is started. */
  readonly onProcess?: (pid: number) => void;
};

/** `total`: rows of the file, or those that meet the filters. */
export type RowPage = { readonly batch: RecordBatch; readonly total: number };

export type RowPool = {
  readRows(request: RowPageRequest): Promise<RowPage>;
  close(): Promise<void>;
};

const maxSpillBytes = 1024 ** 3;

type Waiting = { readonly give: (duckdb: DuckdbProcess | null) => void; readonly refuse: (fault: Fault) => void };

/** A pool of read-only DuckDB processes over Parquet copies. A process that dies fails its page alone and is replaced. */
export function openRowPool(settings: RowPoolSettings): RowPool {
  const idle: DuckdbProcess[] = [];
  const busy = new Set<DuckdbProcess>();
  const waiting: Waiting[] = [];
  let seats = 0;
  let closed = false;

  /** A free process, or null with the right to start one. */
  function takeSeat(signal: AbortSignal | undefined): Promise<DuckdbProcess | null> {
    const free = idle.pop();
    if (free !== undefined) return Promise.resolve(free);
    if (seats < settings.size) {
      seats++;
      return Promise.resolve(null);
    }
    const { promise, resolve, reject } = Promise.withResolvers<DuckdbProcess | null>();
    const leave = (fault: Fault): void => {
      const place = waiting.indexOf(turn);
      if (place >= 0) waiting.splice(place, 1);
      reject(fault);
    };
    const turn: Waiting = { give: resolve, refuse: reject };
    const patience = setTimeout(
      () => leave(new Fault("unavailable", { persistence: "transient" })),
      settings.queueTimeLimitMs,
    );
    const onAbort = (): void => leave(new Fault("run_cancelled"));
    signal?.addEventListener("abort", onAbort, { once: true });
    waiting.push(turn);
    return promise.finally(() => {
      clearTimeout(patience);
      signal?.removeEventListener("abort", onAbort);
    });
  }

  function giveSeat(duckdb: DuckdbProcess | null): void {
    const alive = duckdb?.alive === true ? duckdb : null;
    const next = waiting.shift();
    if (next !== undefined) next.give(alive);
    else if (alive === null) seats--;
    else idle.push(alive);
  }

  async function startProcess(): Promise<DuckdbProcess> {
    const duckdb = await openDuckdb({
      memoryLimitBytes: settings.memoryLimitBytes,
      spillDir: settings.spillDir,
      maxSpillBytes,
      threads: 1,
      timeLimitMs: settings.pageTimeLimitMs,
      allowedPaths: [settings.folder.endsWith("/") ? settings.folder : `${settings.folder}/`],
      readOnly: true,
    });
    settings.onProcess?.(duckdb.pid);
    return duckdb;
  }

  return {
    async readRows(request) {
      refuseClosed(closed);
      const seat = await takeSeat(request.signal);
      let duckdb: DuckdbProcess | null = null;
      try {
        refuseClosed(closed);
        duckdb = seat?.alive === true ? seat : await startProcess();
        busy.add(duckdb);
        return await readPage(duckdb, request);
      } finally {
        if (duckdb !== null) busy.delete(duckdb);
        if (closed) await duckdb?.close();
        else giveSeat(duckdb);
      }
    },
    async close() {
      closed = true;
      for (const { refuse } of waiting.splice(0)) refuse(new Fault("unavailable", { persistence: "transient" }));
      await Promise.all([...idle.splice(0), ...busy].map((duckdb) => duckdb.close()));
    },
  };
}

function refuseClosed(closed: boolean): void {
  if (closed) throw new Fault("unavailable", { persistence: "transient" });
}

async function readPage(duckdb: DuckdbProcess, request: RowPageRequest): Promise<RowPage> {
  const options: StatementOptions = request.signal === undefined ? {} : { signal: request.signal };
  const copy = await describeCopy(duckdb, request.path, options);
  const filters = request.filters ?? [];
  const total =
    filters.length === 0 ? copy.rows : countOf((await duckdb.queryRows(countSql(copy, filters), options))[0]?.["n"]);
  const batch = await duckdb.queryBatch(pageSql(copy, request), options);
  return { batch: renameColumns(batch, copy.fields), total };
}
