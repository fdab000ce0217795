import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { planRestart } from "./restart.ts";
import type { RotatingLog } from "./rotating-log.ts";

export type ChildSpec = {
  readonly name: string;
  /** TypeScript file that this Node runs. */
  readonly file: string;
  /** Options of Node itself. */
  readonly nodeArgs?: readonly string[];
  readonly args: readonly string[];
  /** Asked for at every start: an address may have changed since the last one. */
  readonly env: () => NodeJS.ProcessEnv;
  readonly log: RotatingLog;
};

export type ChildEnd = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly livedMs: number;
};

export type Supervised = {
  /** The first death of the process before `settle` was called; while it is unsettled a death is not repaired. */
  readonly endedEarly: Promise<ChildEnd>;
  /** From now on the process is started again, with growing pauses, whenever it dies. */
  settle(onRestart: (end: ChildEnd) => void): void;
  /** Asks it to end, to be started again with the settings of that moment. */
  restart(): void;
  /** Asks it to end, insists after `patienceMs`, and returns when it is gone. */
  stop(patienceMs: number): Promise<void>;
};

/**
 * Starts a process and keeps it alive. It is in a process group of its own, so that Ctrl-C reaches this launcher alone,
 * and has a channel to this process, whose closing tells it that the launcher is gone.
 */
export function supervise(spec: ChildSpec): Supervised {
  const early = Promise.withResolvers<ChildEnd>();
  const stopping = new AbortController();
  let onRestart: ((end: ChildEnd) => void) | undefined;
  let deaths = 0;
  let child = start();

  function start(): ChildProcess {
    const startedAt = performance.now();
    const started = spawn(process.execPath, [...(spec.nodeArgs ?? []), spec.file, ...spec.args], {
      env: spec.env(),
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    started.stdout?.on("data", (chunk: Buffer) => spec.log.write(chunk));
    started.stderr?.on("data", (chunk: Buffer) => spec.log.write(chunk));
    started.on("error", (error) => spec.log.write(`${spec.name}: ${error.message}\n`));
    started.once("close", (code, signal) => void mend({ code, signal, livedMs: performance.now() - startedAt }));
    return started;
  }

  async function mend(end: ChildEnd): Promise<void> {
    if (stopping.signal.aborted) return;
    if (onRestart === undefined) {
      early.resolve(end);
      return;
    }
    const plan = planRestart(deaths, end.livedMs);
    deaths = plan.deaths;
    onRestart(end);
    try {
      await pause(plan.delayMs, undefined, { signal: stopping.signal });
    } catch {
      return; // Told to stop while it waited.
    }
    child = start();
  }

  return {
    endedEarly: early.promise,
    settle(restarted) {
      onRestart = restarted;
    },
    restart: () => void child.kill("SIGTERM"),
    async stop(patienceMs) {
      stopping.abort();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      const impatience = setTimeout(() => child.kill("SIGKILL"), patienceMs);
      await gone;
      clearTimeout(impatience);
    },
  };
}
