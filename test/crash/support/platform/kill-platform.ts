import { until } from "../servers/until.ts";
import { checkHistory } from "./check-history.ts";
import { countDeeds, type Counts } from "./count-deeds.ts";
import { checkIntervals, drawIntervals } from "./database-clock.ts";
import type { Entry, History } from "./history.ts";
import type { Hit, Moment } from "./kill-moments.ts";
import { killOn, killThrough } from "./kill-on.ts";
import { readLive, type LiveReader } from "./live-reader.ts";
import { lookAtRemains, storedFolders } from "./look-at-remains.ts";
import { colleagueOf, gatherPeople, peoplesPassword } from "./people.ts";
import { beginLife, type Life } from "./person-life.ts";
import { ofKind } from "./read-entries.ts";
import { openStage, type Stage } from "./stage.ts";
import { beginVisits } from "./visits.ts";

export type PlatformReport = {
  readonly hits: readonly Hit[];
  readonly problems: readonly string[];
  readonly counts: Counts;
  /** How far apart the database's kills were, in words. */
  readonly intervals: string;
};

export type PlatformOptions = {
  /** In place of what the seed says. */
  readonly moments?: Iterable<Moment>;
  /** Is told of each kill, for whoever waits. */
  readonly say?: (line: string) => void;
};

/**
 * Four people use a whole platform, and two of them invite others who come and go, while its processes and its database are killed as the seed
 * says; when all has come to rest, what each of them saw acknowledged is compared with what is there. Failures name the seed.
 */
export async function killPlatform(
  seed: number,
  kills: number,
  { moments, say = () => undefined }: PlatformOptions = {},
): Promise<PlatformReport> {
  const stage = await openStage();
  try {
    say("the platform is up");
    const askers = await gatherPeople(stage, seed);
    const readers = askers.map(({ cookie }) => readLive(cookie, stage.addresses, 0));
    const visits = askers.flatMap((host, index) =>
      index % 2 === 0
        ? [
            beginVisits({
              host,
              password: peoplesPassword,
              seed: seed * 1_000 + index,
              folder: stage.folder,
              addresses: stage.addresses,
            }),
          ]
        : [],
    );
    const lives: Life[] = [];
    const everything = (): readonly Entry[] => [...lives, ...visits].flatMap(({ entries }) => entries);
    for (const [index, asker] of askers.entries())
      lives.push(
        beginLife({
          asker,
          password: peoplesPassword,
          seed: seed * 100 + index,
          colleague: colleagueOf(askers, index).userId,
          filesOfOthers: () => filesOfOthers(everything(), asker.userId),
        }),
      );
    const killing = { stage, seed, kills, say };
    const { hits, struck } = await (moments === undefined ? killOn(killing) : killThrough(moments, killing));
    say("all that were killed are being started again");
    await stage.settle();
    await Promise.all([...lives, ...visits].map((life) => life.stop()));
    await comeToRest(stage);
    const entries = everything();
    const remains = await lookAtRemains(stage, {
      askers: [...askers, ...visits.flatMap((each) => each.present())],
      invited: ofKind(entries, "invited").map(({ email }) => email),
      erased: ofKind(entries, "erased").map(({ who, email }) => ({ userId: who, email })),
    });
    for (const [index, reader] of readers.entries())
      await readToTheEnd(reader, askers[index]?.userId ?? "", remains.events);
    const live = readers.map((reader, index) => ({
      who: askers[index]?.userId ?? "",
      after: 0,
      events: reader.events,
    }));
    const history: History = { entries, remains, live };
    return {
      hits,
      problems: [...checkHistory(history), ...checkIntervals(struck)],
      counts: countDeeds(history),
      intervals: drawIntervals(struck),
    };
  } catch (cause) {
    throw new Error(`seed ${seed}\n${stage.output()}`, { cause });
  } finally {
    await stage.close();
  }
}

/** What others brought of late, of the same account and of the other one, and as often what they shared with this person. */
function filesOfOthers(entries: readonly Entry[], own: string): readonly string[] {
  const latest = (files: readonly { readonly to: number; readonly fileId: string }[]) =>
    files
      .toSorted((one, other) => one.to - other.to)
      .slice(-12)
      .map(({ fileId }) => fileId);
  return [
    ...latest(ofKind(entries, "uploaded").filter(({ who }) => who !== own)),
    ...latest(ofKind(entries, "shared").filter((share) => share.with === own)),
  ];
}

/** Until every run and every erasure has ended, and whoever sweeps the store has seen what the killed left there. */
async function comeToRest(stage: Stage): Promise<void> {
  const none = async (sql: string): Promise<boolean> => (await stage.look(sql)).length === 0;
  await until("every run ends", () => none("select from caudal.runs where finished_at is null"), 180_000);
  await until("every erasure ends", () => none("select from caudal.erasures"), 180_000);
  const swept = async (): Promise<boolean> => (await storedFolders(stage)).every(({ known }) => known);
  if (await swept()) return;
  await stage.ageObjects();
  await stage.kill("server", 0.9);
  await stage.settle();
  // What is left yet is the history's to say.
  await until("the store is swept", swept, 60_000).catch(() => undefined);
}

async function readToTheEnd(reader: LiveReader, who: string, events: History["remains"]["events"]): Promise<void> {
  const last = Math.max(0, ...events.filter((event) => event.who === who).map(({ id }) => id));
  await until(`the last event reaches ${who}`, () => reader.lastId() >= last, 60_000);
  reader.close();
}
