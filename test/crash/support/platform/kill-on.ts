import { setTimeout as delay } from "node:timers/promises";
import { createSeededRandom } from "../seeded-random.ts";
import { aimForMs, planRestarts, type Struck } from "./database-clock.ts";
import { phaseOf, planMoments, type Hit, type Moment, type Phase, type RunLook, type Victim } from "./kill-moments.ts";
import type { Stage } from "./stage.ts";

export type Killing = {
  readonly stage: Stage;
  readonly seed: number;
  /** How many in all. */
  readonly kills: number;
  readonly say: (line: string) => void;
};

export type Killed = { readonly hits: readonly Hit[]; readonly struck: readonly Struck[] };

/** Kills as the seed says until it were so many: PostgreSQL by a clock of its own, the others at moments of theirs. */
export async function killOn(killing: Killing): Promise<Killed> {
  const strike = createStrike(killing);
  const struck: Struck[] = [];
  await Promise.all([
    killAt(planMoments(killing.seed), killing, strike),
    killDatabase(killing, strike, (each) => struck.push(each)),
  ]);
  return { hits: strike.hits, struck };
}

/** Kills at these moments, one after the other. */
export async function killThrough(moments: Iterable<Moment>, killing: Killing): Promise<Killed> {
  const strike = createStrike(killing);
  await killAt(moments, killing, strike);
  return { hits: strike.hits, struck: [] };
}

type Strike = {
  readonly hits: readonly Hit[];
  readonly done: () => boolean;
  /** False where there was none to kill, or it is enough. */
  at(victim: Victim, phase: Hit["phase"], pick: number): Promise<boolean>;
};

function createStrike({ stage, kills, say }: Killing): Strike {
  const hits: Hit[] = [];
  let begun = 0;
  return {
    hits,
    done: () => hits.length >= kills,
    async at(victim, phase, pick) {
      if (begun >= kills) return false;
      begun += 1;
      if (!(await stage.kill(victim, pick))) {
        begun -= 1;
        return false;
      }
      hits.push({ victim, phase });
      say(`${hits.length}: ${victim}, ${phase}`);
      return true;
    },
  };
}

async function killAt(moments: Iterable<Moment>, { stage, seed }: Killing, strike: Strike): Promise<void> {
  const random = createSeededRandom(seed + 1);
  for (const { victim, afterMs, phase: wanted } of moments) {
    if (strike.done()) return;
    await delay(afterMs);
    const phase = await aim(stage, wanted);
    const pick = random();
    // There is none to kill, which is so for an engine between two runs: a server has one below it or will have.
    if (!(await strike.at(victim, phase, pick)) && victim === "engine") await strike.at("server", phase, pick);
  }
}

async function killDatabase({ stage, seed }: Killing, strike: Strike, note: (struck: Struck) => void): Promise<void> {
  let last = performance.now();
  for (const { afterMs, phase: wanted } of planRestarts(seed + 2)) {
    const due = last + afterMs;
    for (let hit = false; !hit;) {
      while (!strike.done() && !(await isUp(stage))) await delay(50);
      const upAt = performance.now();
      while (!strike.done() && performance.now() < due) await delay(25);
      // One that came up late is killed at once.
      const phase = await aim(stage, performance.now() > due + 200 ? null : wanted);
      if (strike.done()) return;
      const at = performance.now();
      hit = await strike.at("postgres", phase, 0);
      if (!hit) continue;
      note({ at, upAt });
      last = at;
    }
  }
}

async function isUp(stage: Stage): Promise<boolean> {
  return stage.look("select").then(
    () => true,
    () => false,
  );
}

/** Waits until a run is in the phase that is aimed at, for a moment; gives it, or else what the oldest run is doing then. */
async function aim(stage: Stage, phase: Phase | null): Promise<Hit["phase"]> {
  for (const deadline = performance.now() + aimForMs; ;) {
    const now = await lookAtPhases(stage);
    if (phase !== null && now.some((each) => each === phase)) return phase;
    if (phase === null || now[0] === "database down" || performance.now() > deadline) return now[0] ?? "no run";
  }
}

/** What each unfinished run is doing, those that are carried out first. */
async function lookAtPhases(stage: Stage): Promise<readonly Hit["phase"][]> {
  try {
    const runs = await stage.look<RunLook>(`
      select r.state,
        (select s.name from caudal.run_steps s where s.run_id = r.id and s.state = 'running' order by s.ordinal desc limit 1) as at,
        (select s.name from caudal.run_steps s where s.run_id = r.id and s.state = 'done' order by s.ordinal desc limit 1) as done
      from caudal.runs r where r.finished_at is null
      order by r.state in ('running', 'cancelling') desc, r.queued_at`);
    return runs.map(phaseOf);
  } catch {
    return ["database down"];
  }
}
