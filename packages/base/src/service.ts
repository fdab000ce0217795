import type { Log } from "./log.ts";

/**
 * A part of a program that runs. `start` returns when it serves. `drain` takes no new work and returns when the work at hand is done;
 * `stop` ends it in any case and is called once, also after a failed start of a later part.
 */
export type Service = {
  readonly name: string;
  start(): Promise<void>;
  drain?(): Promise<void>;
  stop(): Promise<void>;
};

/** Parts in the order of their need: started one after the other, drained together, stopped in reverse. A failed start stops what had started. */
export function composeServices(name: string, parts: readonly Service[], log: Log): Service {
  const started: Service[] = [];
  let ended = false;
  const stopAll = async (): Promise<void> => {
    ended = true;
    for (let part = started.pop(); part !== undefined; part = started.pop()) {
      try {
        await part.stop();
      } catch (err) {
        log.error({ err, part: part.name }, "stop failed");
      }
    }
  };
  return {
    name,
    start: async () => {
      for (const part of parts) {
        try {
          await part.start();
        } catch (error) {
          await stopAll();
          throw error;
        }
        started.push(part);
        // Asked to stop in the midst of starting: what just started stops too.
        if (ended) return await stopAll();
      }
    },
    drain: async () => {
      const ends = await Promise.allSettled(started.map(async (part) => part.drain?.()));
      for (const end of ends) if (end.status === "rejected") log.error({ err: end.reason as unknown }, "drain failed");
    },
    stop: stopAll,
  };
}

export type RunOptions = {
  readonly log: Log;
  /** How long the work at hand may take to end after the first signal. */
  readonly drainMs: number;
  readonly signals?: readonly NodeJS.Signals[];
  /** Where the wish to end can come from besides a signal: settles when the parent went away. */
  readonly parentGone?: Promise<void>;
  readonly onStarted?: () => void;
};

/** Starts, waits for a signal (or the parent's end), drains within its time, stops. A second signal stops without draining. */
export async function runUntilSignal(service: Service, options: RunOptions): Promise<void> {
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<void>();
  const signals = options.signals ?? ["SIGINT", "SIGTERM"];
  let asked = 0;
  const onSignal = (signal: NodeJS.Signals): void => {
    asked += 1;
    if (asked === 1) first.resolve(signal);
    else second.resolve();
  };
  for (const signal of signals) process.on(signal, onSignal);
  void options.parentGone?.then(() => first.resolve("parent gone"));
  try {
    const started = await Promise.race([service.start().then(() => true), first.promise.then(() => false)]);
    if (!started) return await service.stop();
    options.onStarted?.();
    const reason = await first.promise;
    options.log.info({ reason }, "draining");
    await Promise.race([service.drain?.(), second.promise, timeUp(options.drainMs)]);
    await service.stop();
    options.log.info({}, "stopped");
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

/** Settles when the process that started this one is gone: its end of the channel, or of the standard input that it holds, closed. */
export function whenParentGone(stdinIsLifeline: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (process.channel) process.once("disconnect", () => resolve());
    if (stdinIsLifeline) {
      process.stdin.once("end", () => resolve());
      process.stdin.once("close", () => resolve());
      process.stdin.resume();
    }
  });
}

function timeUp(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
