import { setTimeout as pause } from "node:timers/promises";
import type { DatabaseProcess, PlatformDatabase } from "./database.ts";
import { planRestart } from "./restart.ts";
import type { RotatingLog } from "./rotating-log.ts";

export type KeptDatabase = {
  /** What the server gets to know of it, as it is now. */
  env(): PlatformDatabase["env"];
  /** Watches from now on. `moved` is called when it came back at another address. */
  watch(log: RotatingLog, moved: () => void): void;
  stop(): Promise<void>;
};

/** Milliseconds. */
export type DatabasePatience = {
  readonly lookEveryMs: number;
  /** Between two questions to a server that answers. */
  readonly askEveryMs: number;
  readonly answerMs: number;
  /** So long may it live without answering, as on a machine that swaps, before it is ended. */
  readonly silenceMs: number;
};

const defaultPatience: DatabasePatience = { lookEveryMs: 500, askEveryMs: 10_000, answerMs: 10_000, silenceMs: 60_000 };

/**
 * Opens the database and, once asked to watch, opens the embedded one again when it was killed or hangs. It is not our child
 * when it was adopted, so that nobody tells us of its end: we look. The operator's database is the operator's to watch.
 */
export async function keepDatabase(
  open: () => Promise<PlatformDatabase>,
  patience = defaultPatience,
): Promise<KeptDatabase> {
  let current = await open();
  let watching = Promise.resolve();
  const ending = new AbortController();

  async function look(log: RotatingLog, moved: () => void): Promise<void> {
    let deaths = 0;
    let openedAt = performance.now();
    let hangs = watchSilence(current.process, log);
    while (await slept(patience.lookEveryMs, ending.signal)) {
      const { process: postgres } = current;
      if (postgres === undefined) return;
      if (await postgres.isThere()) {
        if (!(await hangs()) || !(await postgres.isThere())) continue;
        process.kill(postgres.pid, "SIGKILL");
      }
      const plan = planRestart(deaths, performance.now() - openedAt);
      deaths = plan.deaths;
      log.write(lineOf("PostgreSQL ended, starting it again"));
      if (!(await slept(plan.delayMs, ending.signal))) return;
      try {
        const before = current.env.DATABASE_URL;
        current = await open();
        openedAt = performance.now();
        hangs = watchSilence(current.process, log);
        if (current.env.DATABASE_URL !== before) moved();
      } catch (error) {
        log.write(lineOf(String(error)));
      }
    }
  }

  /** Asks now and then. @returns a function that tells whether the server has been silent for too long */
  function watchSilence(postgres: DatabaseProcess | undefined, log: RotatingLog): () => Promise<boolean> {
    let heardAt = performance.now();
    let askAt = heardAt + patience.askEveryMs;
    return async () => {
      if (postgres === undefined || performance.now() < askAt) return false;
      const over = once(ending.signal).then(() => true);
      if (await Promise.race([postgres.answers(patience.answerMs), over])) {
        heardAt = performance.now();
        askAt = heardAt + patience.askEveryMs;
        return false;
      }
      log.write(lineOf("PostgreSQL does not answer"));
      return performance.now() - heardAt > patience.silenceMs;
    };
  }

  return {
    env: () => current.env,
    watch(log, moved) {
      if (current.process !== undefined) watching = look(log, moved);
    },
    async stop() {
      ending.abort();
      await watching;
      await current.stop();
    },
  };
}

function lineOf(message: string): string {
  return `${JSON.stringify({ level: "error", name: "launcher", message })}\n`;
}

/** @returns false when it is over before the time was up */
async function slept(ms: number, over: AbortSignal): Promise<boolean> {
  try {
    await pause(ms, undefined, { signal: over });
    return true;
  } catch {
    return false;
  }
}

function once(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener("abort", () => done(), { once: true });
  });
}
