import { setTimeout as pause } from "node:timers/promises";
import type { PlatformDatabase } from "./database.ts";
import { planRestart } from "./restart.ts";
import type { RotatingLog } from "./rotating-log.ts";

export type KeptDatabase = {
  /** What the server gets to know of it, as it is now. */
  env(): PlatformDatabase["env"];
  /** Watches from now on. `moved` is called when it came back at another address. */
  watch(log: RotatingLog, moved: () => void): void;
  stop(): Promise<void>;
};

const lookEveryMs = 500;

/**
 * Opens the database and, once asked to watch, opens the embedded one again when it was killed. It is not our child when it
 * was adopted, so that nobody tells us of its end: we look. The operator's database is the operator's to watch.
 */
export async function keepDatabase(open: () => Promise<PlatformDatabase>): Promise<KeptDatabase> {
  let current = await open();
  let watching = Promise.resolve();
  const ending = new AbortController();

  async function look(log: RotatingLog, moved: () => void): Promise<void> {
    let deaths = 0;
    let openedAt = performance.now();
    while (await slept(lookEveryMs, ending.signal)) {
      if (current.pid === undefined || isAlive(current.pid)) continue;
      const plan = planRestart(deaths, performance.now() - openedAt);
      deaths = plan.deaths;
      log.write(lineOf("PostgreSQL ended, starting it again"));
      if (!(await slept(plan.delayMs, ending.signal))) return;
      try {
        const before = current.env.DATABASE_URL;
        current = await open();
        openedAt = performance.now();
        if (current.env.DATABASE_URL !== before) moved();
      } catch (error) {
        log.write(lineOf(String(error)));
      }
    }
  }

  return {
    env: () => current.env,
    watch(log, moved) {
      if (current.pid !== undefined) watching = look(log, moved);
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
