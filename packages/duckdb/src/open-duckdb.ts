import { Fault } from "@caudal/base/fault.ts";
import type { RecordBatch } from "@caudal/tables/record-batch.ts";
import { concatBatches } from "./concat-batches.ts";
import type { DuckdbProcess } from "./duckdb-process.ts";
import { killHost, startHost, tellHost, type HostChannel } from "./host-channel.ts";
import type { FromHost, ToHost } from "./host/messages.ts";
import { rowsOf } from "./rows-of.ts";
import { runStatement } from "./run-statement.ts";
import { narrowingStatements, openingOptions } from "./setting-statements.ts";
import { maxRssOf, type DuckdbSettings, type StatementOptions } from "./settings.ts";
import { claimSpillFolder, removeSpillFolder } from "./spill-folder.ts";
import { takeTurns } from "./take-turns.ts";

/** Starts DuckDB in a process of its own. Throws `engine_crashed` when it does not come up. */
export async function openDuckdb(settings: DuckdbSettings): Promise<DuckdbProcess> {
  const statements = narrowingStatements(settings);
  const spillFolder = await claimSpillFolder(settings.spillDir);
  const channel = startHost(maxRssOf(settings), spillFolder);
  const cleaned = channel.exited.then(() => removeSpillFolder(spillFolder));
  await openHost(channel, {
    kind: "open",
    options: openingOptions(settings, spillFolder),
    statements,
    readOnly: settings.readOnly ?? false,
    spillFolder,
  });
  return processOf(channel, settings, cleaned);
}

async function openHost(channel: HostChannel, message: ToHost): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<FromHost>();
  channel.listener = { hear: resolve, died: reject };
  tellHost(channel, message);
  const answer = await promise;
  channel.listener = null;
  if (answer.kind === "ready") return;
  const fault = new Fault("engine_crashed", { cause: answer });
  killHost(channel, fault);
  await channel.exited;
  throw fault;
}

function processOf(channel: HostChannel, settings: DuckdbSettings, cleaned: Promise<void>): DuckdbProcess {
  const turns = takeTurns();
  let lastId = 0;
  let running: AbortController | null = null;

  async function* run(sql: string, rows: boolean, options: StatementOptions = {}) {
    const release = await turns.next();
    const interruption = new AbortController();
    running = interruption;
    try {
      const timeLimitMs = options.timeLimitMs ?? settings.timeLimitMs;
      yield* runStatement(channel, ++lastId, sql, rows, {
        ...options,
        ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
        signal:
          options.signal === undefined ? interruption.signal : AbortSignal.any([options.signal, interruption.signal]),
      });
    } finally {
      running = null;
      channel.process.peakRssBytes();
      release();
    }
  }
  async function queryBatch(sql: string, options?: StatementOptions): Promise<RecordBatch> {
    const batches: RecordBatch[] = [];
    for await (const batch of run(sql, true, options)) batches.push(batch);
    return concatBatches(batches);
  }

  return {
    pid: channel.process.pid,
    get alive() {
      return channel.death === null;
    },
    get peakRssBytes() {
      return channel.process.peakRssBytes();
    },
    async execute(sql, options) {
      for await (const _ of run(sql, false, options)) continue;
    },
    query: (sql, options) => run(sql, true, options),
    queryBatch,
    queryRows: async (sql, options) => rowsOf(await queryBatch(sql, options)),
    interrupt: () => running?.abort(),
    async close() {
      killHost(channel, new Fault("run_cancelled", { cause: "the engine was closed" }));
      await cleaned;
    },
  };
}
