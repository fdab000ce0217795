import { Fault } from "@caudal/base/fault.ts";
import type { DuckdbProcess } from "@caudal/duckdb/duckdb-process.ts";
import { openDuckdb } from "@caudal/duckdb/open-duckdb.ts";
import type { StatementOptions } from "@caudal/duckdb/settings.ts";
import type { RecordBatch } from "@caudal/tables/record-batch.ts";
import { createFairSeats, type SeatOwner } from "./fair-seats.ts";
import { waitForSeat } from "./wait-for-seat.ts";
import { countOf } from "./measures/measured-table.ts";
import { describeCopy } from "./parquet-copy.ts";
import { countSql, pageSql, splitPage, type RowPageRequest } from "./read-page.ts";

export type RowPoolSettings = {
  /** Processes at most; each is started when first needed. One owner's pages use fewer than half of them at a time (`shareOf`). */
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

/** `rowNumbers`: where each row stands in the copy, from 0. `total`: rows of the file, or those that meet the filters. */
export type RowPage = {
  readonly batch: RecordBatch;
  readonly rowNumbers: readonly number[];
  readonly total: number;
};

/** `owner`: whose share of the processes this page takes, an account or a link; `crowd`: those who share one among them. */
export type OwnedPageRequest = RowPageRequest & SeatOwner;

export type RowPool = {
  readRows(request: OwnedPageRequest): Promise<RowPage>;
  close(): Promise<void>;
};

const maxSpillBytes = 1024 ** 3;

/** A pool of read-only DuckDB processes over Parquet copies. A process that dies fails its page alone and is replaced. */
export function openRowPool(settings: RowPoolSettings): RowPool {
  const idle: DuckdbProcess[] = [];
  const busy = new Set<DuckdbProcess>();
  const seats = createFairSeats(settings.size);
  const closing = new AbortController();

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
      refuseUnwanted(request.signal);
      // The right to use one of the processes, or to start one that is lacking.
      await waitForSeat(seats, request, settings.queueTimeLimitMs, [
        [closing.signal, "unavailable"],
        [request.signal, "run_cancelled"],
      ]);
      let duckdb: DuckdbProcess | undefined;
      try {
        refuseUnwanted(request.signal);
        const free = idle.pop();
        duckdb = free?.alive === true ? free : await startProcess();
        busy.add(duckdb);
        refuseUnwanted(request.signal);
        return await readPage(duckdb, request);
      } finally {
        if (duckdb !== undefined) {
          busy.delete(duckdb);
          if (closing.signal.aborted) await duckdb.close();
          else if (duckdb.alive) idle.push(duckdb);
        }
        seats.release(request);
      }
    },
    async close() {
      closing.abort();
      await Promise.all([...idle.splice(0), ...busy].map((duckdb) => duckdb.close()));
    },
  };

  function refuseUnwanted(signal: AbortSignal | undefined): void {
    if (closing.signal.aborted) throw unavailable();
    if (signal?.aborted === true) throw new Fault("run_cancelled");
  }
}

const unavailable = (): Fault => new Fault("unavailable", { persistence: "transient" });

async function readPage(duckdb: DuckdbProcess, request: RowPageRequest): Promise<RowPage> {
  const options: StatementOptions = request.signal === undefined ? {} : { signal: request.signal };
  const copy = await describeCopy(duckdb, request.path, options);
  const filters = request.filters ?? [];
  const total =
    filters.length === 0 ? copy.rows : countOf((await duckdb.queryRows(countSql(copy, filters), options))[0]?.["n"]);
  const batch = await duckdb.queryBatch(pageSql(copy, request), options);
  return { ...splitPage(batch, copy.fields), total };
}
