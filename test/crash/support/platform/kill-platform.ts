import { setTimeout as delay } from "node:timers/promises";
import { createSeededRandom } from "../seeded-random.ts";
import { until } from "../servers/until.ts";
import { checkHistory } from "./check-history.ts";
import type { History } from "./history.ts";
import { phaseOf, planMoments, type Hit, type Moment, type RunLook } from "./kill-moments.ts";
import { readLive } from "./live-reader.ts";
import { lookAtRemains } from "./look-at-remains.ts";
import { colleagueOf, gatherPeople } from "./people.ts";
import { beginLife, type Life } from "./person-life.ts";
import { openStage, type Stage } from "./stage.ts";

export type PlatformReport = {
  readonly hits: readonly Hit[];
  readonly problems: readonly string[];
  /** How often each thing was done, and what is left of it. */
  readonly counts: Readonly<Record<string, number>>;
};

export type PlatformOptions = {
  readonly moments?: Iterable<Moment>;
  /** Is told of each kill, for whoever waits. */
  readonly say?: (line: string) => void;
};

/**
 * Four people use a whole platform while its processes and its database are killed as the seed says; when all has come to rest, what each
 * of them saw acknowledged is compared with what is there. Failures name the seed.
 */
export async function killPlatform(
  seed: number,
  kills: number,
  options: PlatformOptions = {},
): Promise<PlatformReport> {
  const { say = () => undefined, moments = planMoments(seed) } = options;
  const stage = await openStage();
  try {
    say("the platform is up");
    const askers = await gatherPeople(stage, seed);
    const readers = askers.map(({ cookie }) => readLive(cookie, stage.addresses, 0));
    const lives: Life[] = [];
    for (const [index, asker] of askers.entries()) {
      const colleague = colleagueOf(askers, index).userId;
      lives.push(
        beginLife({
          asker,
          seed: seed * 100 + index,
          colleague,
          filesOfColleague: () => filesOf(colleagueOf(lives, index)),
        }),
      );
    }
    const hits = await killOn(stage, seed, kills, moments, say);
    say("all that were killed are being started again");
    await stage.settle();
    await Promise.all(lives.map((life) => life.stop()));
    await until(
      "every run ends",
      async () => (await stage.look("select from caudal.runs where finished_at is null")).length === 0,
      180_000,
    );
    const entries = lives.flatMap((life) => life.entries);
    const remains = await lookAtRemains(stage, askers);
    for (const [index, reader] of readers.entries()) {
      const last = Math.max(
        0,
        ...remains.events.filter(({ who }) => who === askers[index]?.userId).map(({ id }) => id),
      );
      await until(`the last event reaches reader ${index}`, () => reader.lastId() >= last, 60_000);
      reader.close();
    }
    const live = readers.map((reader, index) => ({
      who: askers[index]?.userId ?? "",
      after: 0,
      events: reader.events,
    }));
    const history: History = { entries, remains, live };
    return { hits, problems: checkHistory(history), counts: countsOf(history) };
  } catch (cause) {
    throw new Error(`seed ${seed}\n${stage.output()}`, { cause });
  } finally {
    await stage.close();
  }
}

async function killOn(
  stage: Stage,
  seed: number,
  kills: number,
  moments: Iterable<Moment>,
  say: (line: string) => void,
): Promise<readonly Hit[]> {
  const hits: Hit[] = [];
  const random = createSeededRandom(seed + 1);
  for (const moment of moments) {
    if (hits.length >= kills) break;
    await delay(moment.afterMs);
    const phase = await aim(stage, moment);
    const pick = random();
    say(`${hits.length + 1}: ${moment.victim}, ${phase}`);
    if (await stage.kill(moment.victim, pick)) hits.push({ victim: moment.victim, phase });
    // There was none to kill, which is so for an engine between two runs: a server has one below it or will have.
    else if (moment.victim === "engine" && (await stage.kill("server", pick))) hits.push({ victim: "server", phase });
  }
  return hits;
}

const aimForMs = 2_500;

/** Waits until a run is in the phase that is aimed at, for a moment; gives it, or else what the oldest run is doing then. */
async function aim(stage: Stage, { phase }: Moment): Promise<Hit["phase"]> {
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

function filesOf(life: Life | undefined): readonly string[] {
  return (life?.entries ?? []).flatMap((entry) => (entry.did === "uploaded" ? [entry.fileId] : []));
}

function countsOf({ entries, remains, live }: History): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { did } of entries) counts[did] = (counts[did] ?? 0) + 1;
  return {
    ...counts,
    "events told": live.reduce((sum, { events }) => sum + events.length, 0),
    "files left": remains.files.length,
    "runs left": remains.runs.length,
    "runs that failed": remains.runs.filter(({ state }) => state === "failed").length,
    "notifications left": remains.notifications.length,
    "shares left": remains.shares.length,
  };
}
