import { Fault } from "@caudal/base/fault.ts";
import type { RecordBatch } from "@caudal/tables/record-batch.ts";
import { killHost, tellHost, type HostChannel } from "./host-channel.ts";
import type { FromHost } from "./host/messages.ts";
import type { StatementOptions } from "./settings.ts";
import { statementFault } from "./statement-fault.ts";

/** How long an interrupted statement may take to notice before its process is killed. */
const interruptGraceMs = 3000;

export type RunningStatement = {
  /** The next answer that is not progress; rejects when the process dies. */
  readonly receive: () => Promise<FromHost>;
  readonly stop: (reason: Fault) => void;
  readonly stopped: () => Fault | null;
  readonly release: () => void;
};

/** Listens to the process for one statement, with its deadline and its signal. */
export function listenForStatement(channel: HostChannel, id: number, options: StatementOptions): RunningStatement {
  const heard: FromHost[] = [];
  let waiting: PromiseWithResolvers<FromHost> | null = null;
  let stopReason: Fault | null = null;
  let grace: NodeJS.Timeout | undefined;

  channel.listener = {
    hear(message) {
      if (!("id" in message) || message.id !== id) return;
      if (message.kind === "progress") options.onProgress?.(message.fraction);
      else if (waiting === null) heard.push(message);
      else waiting.resolve(message);
    },
    died: (fault) => waiting?.reject(fault),
  };
  const stop = (reason: Fault): void => {
    if (stopReason !== null) return;
    stopReason = reason;
    tellHost(channel, { kind: "cancel", id });
    grace = setTimeout(() => killHost(channel, reason), interruptGraceMs);
  };
  const onAbort = (): void => stop(abortFault(options.signal));
  options.signal?.addEventListener("abort", onAbort, { once: true });
  const deadline =
    options.timeLimitMs === undefined
      ? undefined
      : setTimeout(
          () =>
            stop(
              new Fault("engine_time_limit", { params: { seconds: Math.round((options.timeLimitMs ?? 0) / 1000) } }),
            ),
          options.timeLimitMs,
        );

  return {
    async receive() {
      const ready = heard.shift();
      if (ready !== undefined) return ready;
      if (channel.death !== null) {
        await channel.exited;
        throw channel.death;
      }
      waiting = Promise.withResolvers<FromHost>();
      try {
        return await waiting.promise;
      } finally {
        waiting = null;
      }
    },
    stop,
    stopped: () => stopReason,
    release() {
      clearTimeout(deadline);
      clearTimeout(grace);
      options.signal?.removeEventListener("abort", onAbort);
      channel.listener = null;
    },
  };
}

export function abortFault(signal: AbortSignal | undefined): Fault {
  return signal?.reason instanceof Fault ? signal.reason : new Fault("run_cancelled", { cause: signal?.reason });
}

/** Carries out one statement on a process that is free. Leaving the generator early stops the statement first. */
export async function* runStatement(
  channel: HostChannel,
  id: number,
  sql: string,
  rows: boolean,
  options: StatementOptions,
): AsyncGenerator<RecordBatch, void, undefined> {
  if (channel.death !== null) throw channel.death;
  if (options.signal?.aborted === true) throw abortFault(options.signal);
  const statement = listenForStatement(channel, id, options);
  let open = true;
  try {
    tellHost(channel, { kind: "run", id, sql, rows, progress: options.onProgress !== undefined });
    while (open) {
      const answer = await receiveOrEnd(statement);
      if (answer.kind === "batch") {
        yield answer.batch;
        tellHost(channel, { kind: "next", id });
        continue;
      }
      open = false;
      if (answer.kind === "failed") throw statement.stopped() ?? statementFault(answer.message);
    }
  } catch (error) {
    open = false;
    throw error;
  } finally {
    if (open) await abandon(statement);
    statement.release();
  }
}

async function receiveOrEnd(statement: RunningStatement): Promise<FromHost> {
  try {
    return await statement.receive();
  } catch (error) {
    throw statement.stopped() ?? error;
  }
}

/** The reader left early: stop the statement and wait until the process is free again, or gone. */
async function abandon(statement: RunningStatement): Promise<void> {
  statement.stop(new Fault("run_cancelled"));
  try {
    for (;;) {
      const answer = await statement.receive();
      if (answer.kind === "done" || answer.kind === "failed") return;
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
}
