import { setTimeout as delay } from "node:timers/promises";
import { planKills, type Kill } from "./kill-plan.ts";
import { startWorkerPool, type Mark, type Worker, type WorkerPoolOptions } from "./worker-pool.ts";

export type KillTest = {
  readonly seed: number;
  /** How many kills there are to be; the last run may bring one or two more. */
  readonly kills: number;
  /** Every place that a run's worker marks, in order. */
  readonly places: readonly string[];
  readonly worker: Pick<WorkerPoolOptions, "command" | "env">;
  /** Puts a run into the queue and gives the id that the marks name. */
  readonly startRun: () => Promise<string>;
  readonly hasEnded: (run: string) => Promise<boolean>;
  /** Looks whether a run that ended left behind what it should, and no more. */
  readonly check: (run: string, kills: number) => Promise<void>;
  /** How long a run may take, all its kills included. */
  readonly patienceMs: number;
};

export type KillReport = { readonly kills: number; readonly runs: number; readonly hits: ReadonlyMap<string, number> };

/**
 * Starts run after run, kills the workers that carry them out where the seed says, and checks what each run left. Two workers are alive at any
 * time: when one is killed, the other takes over. A failure names the seed and the kills.
 */
export async function killRuns(test: KillTest): Promise<KillReport> {
  const hits = new Map<string, number>();
  let current = Promise.resolve("");
  let pending: Kill[] = [];
  let made: Kill[] = [];
  const killing = new Set<Promise<void>>();

  const kill = async (worker: Worker, delayMs: number) => {
    if (delayMs > 0) {
      worker.go();
      await delay(delayMs);
    }
    const place = worker.at?.place ?? "started";
    hits.set(delayMs > 0 ? `after ${place}` : place, (hits.get(delayMs > 0 ? `after ${place}` : place) ?? 0) + 1);
    await pool.replace(worker);
  };
  const pool = startWorkerPool({
    ...test.worker,
    size: 2,
    // A worker may be faster than the answer that names its run: its mark waits for it.
    onMark: (mark, worker) =>
      void current.then(
        (run) => decide(run, mark, worker),
        () => worker.go(),
      ),
  });
  const decide = (run: string, mark: Mark, worker: Worker) => {
    const [next] = pending;
    if (mark.run !== run || next === undefined || mark.place !== next.place) return worker.go();
    pending = pending.slice(1);
    made.push(next);
    const killed = kill(worker, next.delayMs).finally(() => killing.delete(killed));
    killing.add(killed);
  };

  let runs = 0;
  let kills = 0;
  try {
    for (const plan of planKills(test.seed, test.places)) {
      if (kills >= test.kills) break;
      made = [];
      pending = [...plan];
      current = test.startRun();
      const run = await current;
      try {
        await waitForEnd(test, run);
        await Promise.all(killing);
        await test.check(run, made.length);
      } catch (cause) {
        throw new Error(
          `seed ${test.seed}, run ${runs + 1} (${run}), kills ${JSON.stringify(made)}\n${pool.output()}`,
          { cause },
        );
      }
      runs += 1;
      kills += made.length;
    }
  } finally {
    await pool.stop();
  }
  return { kills, runs, hits };
}

async function waitForEnd(test: KillTest, run: string): Promise<void> {
  const deadline = Date.now() + test.patienceMs;
  while (!(await test.hasEnded(run))) {
    if (Date.now() > deadline) throw new Error(`run ${run} is stuck`);
    await delay(15);
  }
}

/** A bar for each place that was hit. */
export function drawHistogram({ kills, runs, hits }: KillReport): string {
  const width = Math.max(...[...hits.keys()].map(({ length }) => length));
  const rows = [...hits]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([place, count]) => `${place.padEnd(width)}  ${String(count).padStart(3)} ${"█".repeat(count)}`);
  return [`${kills} kills in ${runs} runs`, ...rows].join("\n");
}
