import type pg from "pg";
import { openLane, type Lane, type LaneStatement } from "./lane.ts";
import type { UnitOutcome } from "./units.ts";

/**
 * A few connections that many short reads share. A transaction of theirs is known as a whole before it is sent, so that nobody waits
 * between its statements: the next one's is sent behind it, and the server goes from one to the other without falling asleep.
 */
export type Lanes = {
  /**
   * Carries out statements in one transaction of their own. `whose`: for whom, such as an account. Whoever has something slow under way
   * waits behind it; others need not.
   *
   * @throws Error of the connection when none can be made
   */
  readonly carryOut: (statements: readonly LaneStatement[], whose?: string) => Promise<UnitOutcome>;
  /** Waits for what was sent, and closes the connections. */
  readonly close: () => Promise<void>;
};

/** A lane on which nothing was answered for so long carries something slow: others are better, if there are. */
const slowMs = 200;
/** For so long after it was seen, whose slow statement that was is expected to ask more of the kind. */
const slowMemoryMs = 1_000;

type Open = {
  readonly lane: Lane;
  readonly client: pg.PoolClient;
  /** Opened when all others were slow, for those who are not slow themselves: nobody else gets in its way. */
  readonly spare: boolean;
  /** For whom each of its units is that was sent and not answered; the first is the one that is carried out. */
  readonly waiting: (string | undefined)[];
};

/** Connections beyond the others for whom those hold up. */
export const spareLanes = 1;

/** As long as pg's own pool leaves a connection open that nobody needs. */
const restMs = 10_000;
const sweepMs = 1_000;

/**
 * `pool` is theirs alone, in pipeline mode; it says how many there are at most, the spare one included. `silenceMs`: longer than the longest
 * statement may take; a connection that answered nothing for so long is lost.
 */
export function createLanes(pool: pg.Pool, limits: { readonly silenceMs: number }): Lanes {
  const open = new Set<Open>();
  /** Lost, or with statements that a migration has outdated: nothing new is sent there. */
  const retired = new Set<Open>();
  let opening: Promise<Open> | null = null;
  let openingSpare: Promise<Open> | null = null;
  const underWay = new Set<Promise<UnitOutcome>>();
  let closed = false;

  const leave = (one: Open): void => {
    if (retired.delete(one)) one.client.release(true);
  };
  const retire = (one: Open): void => {
    if (!open.delete(one)) return;
    retired.add(one);
    if (one.lane.load() === 0) leave(one);
  };
  const begin = async (spare: boolean): Promise<Open> => {
    const client = await pool.connect();
    const one: Open = { client, lane: openLane(client), spare, waiting: [] };
    open.add(one);
    client.once("error", () => retire(one));
    client.once("end", () => retire(one));
    return one;
  };
  const openAnother = (): Promise<Open> => {
    opening ??= begin(false).finally(() => (opening = null));
    return opening;
  };
  const openSpare = (): Promise<Open> => {
    openingSpare ??= begin(true).finally(() => (openingSpare = null));
    return openingSpare;
  };

  /** Until when somebody is known to ask what takes long: between two answers a lane is not slow for a moment. */
  const slowUntil = new Map<string, number>();
  const isQuick = (whose: string | undefined) =>
    whose !== undefined && (slowUntil.get(whose) ?? -Infinity) < performance.now();
  const isSlow = ({ lane, waiting: [first] }: Open): boolean => {
    const now = performance.now();
    const silent = lane.silence(now) > slowMs;
    if (silent && first !== undefined) slowUntil.set(first, now + slowMemoryMs);
    return silent || (first !== undefined && !isQuick(first));
  };

  const counted = (spare: boolean): number => {
    let count = 0;
    for (const some of [open, retired]) for (const one of some) if (one.spare === spare) count += 1;
    return count;
  };
  const hasRoom = () => counted(false) < pool.options.max - spareLanes;
  const hasSpare = (whose: string | undefined) => counted(true) < spareLanes && isQuick(whose);
  /** The one with the least to do, of those that answer; the spare one where no other does. */
  const pick = (whose: string | undefined): Open | Promise<Open> => {
    let best: Open | null = null;
    let least = Infinity;
    for (const one of open) {
      const cost = one.lane.load() + (isSlow(one) ? 1_000 : 0) + (one.spare ? 500 : 0);
      if (cost < least && (!one.spare || isQuick(whose))) [best, least] = [one, cost];
    }
    if (best === null) return openAnother();
    const chosen = best;
    if (chosen.lane.load() === 0) return chosen;
    if (hasRoom()) {
      const another = openAnother().catch(() => chosen);
      return isSlow(chosen) ? another : chosen;
    }
    return isSlow(chosen) && hasSpare(whose) ? openSpare().catch(() => chosen) : chosen;
  };

  const carryOut = async (statements: readonly LaneStatement[], whose?: string): Promise<UnitOutcome> => {
    const picked = pick(whose);
    // Whoever asks next in this turn sees what it has to do.
    const one = picked instanceof Promise ? await picked : picked;
    const follows = one.lane.load() > 0;
    one.waiting.push(whose);
    const answer = settle(one, one.lane.carryOut(statements));
    return follows ? unlessHeldUp(one, answer, statements, whose) : answer;
  };
  const settle = async (one: Open, answer: Promise<UnitOutcome>): Promise<UnitOutcome> => {
    const outcome = await answer;
    one.waiting.shift();
    // What one of them has prepared before a migration, the others have too.
    if (outcome.error !== null && isPlanOutdated(outcome.error)) for (const each of open) retire(each);
    if (retired.has(one) && one.lane.load() === 0) leave(one);
    return outcome;
  };

  const goesOnFor = (whose: string | undefined): boolean => {
    // Their own would be carried out twice where it is what takes long.
    if (whose !== undefined && !isQuick(whose)) return false;
    return hasRoom() || hasSpare(whose) || [...open].some((other) => !isSlow(other));
  };
  /** Whoever was sent behind one that takes long is sent once more where others go on: a read may be carried out twice. */
  const unlessHeldUp = (
    one: Open,
    answer: Promise<UnitOutcome>,
    statements: readonly LaneStatement[],
    whose: string | undefined,
  ) =>
    new Promise<UnitOutcome>((resolve) => {
      let again: Promise<UnitOutcome> | null = null;
      const looking = setInterval(() => {
        if (!isSlow(one) || !goesOnFor(whose)) return;
        clearInterval(looking);
        again = carryOut(statements, whose);
        again.then(resolve, () => undefined);
      }, slowMs);
      void answer.then((outcome) => {
        clearInterval(looking);
        // A connection that was lost meanwhile is no answer where another one may give it.
        if (outcome.error === null || again === null) return resolve(outcome);
        again.catch(() => resolve(outcome));
      });
    });
  const carryOutOrAnew = async (statements: readonly LaneStatement[], whose?: string): Promise<UnitOutcome> => {
    const outcome = await carryOut(statements, whose);
    // A connection that has not prepared it asks it as it is now.
    return outcome.error !== null && isPlanOutdated(outcome.error) ? carryOut(statements, whose) : outcome;
  };

  /** A connection that nobody needs goes; so does one that says nothing any more, as when what stands between forgot it. */
  const sweeping = setInterval(() => {
    const now = performance.now();
    for (const [whose, until] of slowUntil) if (until < now) slowUntil.delete(whose);
    for (const one of [...open, ...retired]) {
      if (one.lane.rest(now) > restMs) retire(one);
      if (one.lane.silence(now) > limits.silenceMs) one.lane.end(new Error("connection terminated: no answer in time"));
    }
  }, sweepMs);
  sweeping.unref();
  return {
    carryOut: (statements, whose) => {
      if (closed) return Promise.reject(new Error("the lanes are closed"));
      const outcome = carryOutOrAnew(statements, whose);
      underWay.add(outcome);
      const end = () => void underWay.delete(outcome);
      outcome.then(end, end);
      return outcome;
    },
    close: async () => {
      closed = true;
      clearInterval(sweeping);
      await Promise.allSettled([...underWay, opening, openingSpare]);
      for (const one of open) retire(one);
      await pool.end();
    },
  };
}

/** A migration changed what a prepared statement gives. Only a connection that has not prepared it can ask it again. */
export function isPlanOutdated(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "0A000" && /cached plan/.test(error.message);
}
