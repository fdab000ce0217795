import type pg from "pg";
import { openLane, type Lane, type LaneStatement } from "./lane.ts";
import type { UnitOutcome } from "./units.ts";

/**
 * A few connections that many short reads share. A transaction of theirs is known as a whole before it is sent, so that nobody waits
 * between its statements: the next one's is sent behind it, and the server goes from one to the other without falling asleep.
 */
export type Lanes = {
  /**
   * Carries out statements in one transaction of their own.
   *
   * @throws Error of the connection when none can be made
   */
  readonly carryOut: (statements: readonly LaneStatement[]) => Promise<UnitOutcome>;
  /** Waits for what was sent, and closes the connections. */
  readonly close: () => Promise<void>;
};

/** A lane on which nothing was answered for so long carries something slow: others are better, if there are. */
const slowMs = 200;

type Open = { readonly lane: Lane; readonly client: pg.PoolClient };

/** As long as pg's own pool leaves a connection open that nobody needs. */
const restMs = 10_000;
const sweepMs = 1_000;

/**
 * `pool` is theirs alone, in pipeline mode; it says how many there are at most. `silenceMs`: longer than the longest statement may take; a
 * connection that answered nothing for so long is lost.
 */
export function createLanes(pool: pg.Pool, limits: { readonly silenceMs: number }): Lanes {
  const open = new Set<Open>();
  /** Lost, or with statements that a migration has outdated: nothing new is sent there. */
  const retired = new Set<Open>();
  let opening: Promise<Open> | null = null;
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
  const begin = async (): Promise<Open> => {
    const client = await pool.connect();
    const one = { client, lane: openLane(client) };
    open.add(one);
    client.once("error", () => retire(one));
    client.once("end", () => retire(one));
    return one;
  };
  const openAnother = (): Promise<Open> => {
    opening ??= begin().finally(() => (opening = null));
    return opening;
  };

  const isSlow = ({ lane }: Open) => lane.silence(performance.now()) > slowMs;
  const hasRoom = () => open.size + retired.size < pool.options.max;
  /** The one with the least to do, of those that answer. */
  const pick = (): Open | Promise<Open> => {
    const cost = (one: Open) => one.lane.load() + (isSlow(one) ? 1_000 : 0);
    let best: Open | null = null;
    for (const one of open) if (best === null || cost(one) < cost(best)) best = one;
    if (best === null) return openAnother();
    if (best.lane.load() === 0 || !hasRoom()) return best;
    const another = openAnother().catch(() => best);
    return isSlow(best) ? another : best;
  };

  const carryOut = async (statements: readonly LaneStatement[]): Promise<UnitOutcome> => {
    const picked = pick();
    // Whoever asks next in this turn sees what it has to do.
    const one = picked instanceof Promise ? await picked : picked;
    const follows = one.lane.load() > 0;
    const answer = settle(one, one.lane.carryOut(statements));
    return follows ? unlessHeldUp(one, answer, statements) : answer;
  };
  const settle = async (one: Open, answer: Promise<UnitOutcome>): Promise<UnitOutcome> => {
    const outcome = await answer;
    // What one of them has prepared before a migration, the others have too.
    if (outcome.error !== null && isPlanOutdated(outcome.error)) for (const each of open) retire(each);
    if (retired.has(one) && one.lane.load() === 0) leave(one);
    return outcome;
  };

  /** Whoever was sent behind one that takes long is sent once more where others go on: a read may be carried out twice. */
  const unlessHeldUp = (one: Open, answer: Promise<UnitOutcome>, statements: readonly LaneStatement[]) =>
    new Promise<UnitOutcome>((resolve) => {
      let again: Promise<UnitOutcome> | null = null;
      const looking = setInterval(() => {
        if (!isSlow(one) || !(hasRoom() || [...open].some((other) => !isSlow(other)))) return;
        clearInterval(looking);
        again = carryOut(statements);
        again.then(resolve, () => undefined);
      }, slowMs);
      void answer.then((outcome) => {
        clearInterval(looking);
        // A connection that was lost meanwhile is no answer where another one may give it.
        if (outcome.error === null || again === null) return resolve(outcome);
        again.catch(() => resolve(outcome));
      });
    });
  const carryOutOrAnew = async (statements: readonly LaneStatement[]): Promise<UnitOutcome> => {
    const outcome = await carryOut(statements);
    // A connection that has not prepared it asks it as it is now.
    return outcome.error !== null && isPlanOutdated(outcome.error) ? carryOut(statements) : outcome;
  };

  /** A connection that nobody needs goes; so does one that says nothing any more, as when what stands between forgot it. */
  const sweeping = setInterval(() => {
    const now = performance.now();
    for (const one of [...open, ...retired]) {
      if (one.lane.rest(now) > restMs) retire(one);
      if (one.lane.silence(now) > limits.silenceMs) one.lane.end(new Error("connection terminated: no answer in time"));
    }
  }, sweepMs);
  sweeping.unref();
  return {
    carryOut: (statements) => {
      if (closed) return Promise.reject(new Error("the lanes are closed"));
      const outcome = carryOutOrAnew(statements);
      underWay.add(outcome);
      const end = () => void underWay.delete(outcome);
      outcome.then(end, end);
      return outcome;
    },
    close: async () => {
      closed = true;
      clearInterval(sweeping);
      await Promise.allSettled([...underWay, opening]);
      for (const one of open) retire(one);
      await pool.end();
    },
  };
}

/** A migration changed what a prepared statement gives. Only a connection that has not prepared it can ask it again. */
export function isPlanOutdated(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "0A000" && /cached plan/.test(error.message);
}
