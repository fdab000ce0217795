/** Whose turn it is to be: `key` is a network, or a browser that is known to its person (`known`). */
export type Turn = { readonly key: string; readonly known: boolean };

export type FairTurns = <T>(turn: Turn, work: () => Promise<T>) => Promise<T>;

type Waiter = { readonly begin: () => void; readonly refuse: () => void };
type Line = { readonly known: boolean; readonly waiters: Waiter[] };

/**
 * At most `atOnce` of what is handed in runs at a time, and at most `waiting` wait: one in a known browser and one in none by turns, of each
 * browser and each network in turn. When the queue is full, whoever comes takes the place of the last one of the longest line: among the
 * others where their own kind has less than half of the places, else among their own kind and only if that line is longer than theirs would
 * be. So neither a network nor a browser nor any number of either keeps the others out, and one that is alone has the whole queue.
 */
export function createFairTurns(atOnce: number, waiting: number, refusal: () => Error): FairTurns {
  const lines = new Map<string, Line>();
  let running = 0;
  let queued = 0;
  let knownBefore = false;

  const isOf = (known: boolean) => (entry: readonly [string, Line]) => entry[1].known === known;

  function makeRoom(turn: Turn, own: Line): boolean {
    const alike = [...lines].filter(isOf(turn.known));
    const fewer = alike.reduce((sum, [, { waiters }]) => sum + waiters.length, 0) < Math.floor(waiting / 2);
    const among = fewer ? [...lines].filter(isOf(!turn.known)) : alike;
    const [first] = among.toSorted(([, one], [, other]) => other.waiters.length - one.waiters.length);
    if (first === undefined) return false;
    const [key, line] = first;
    if (!fewer && line.waiters.length <= own.waiters.length + 1) return false;
    const last = line.waiters.pop();
    if (line.waiters.length === 0) lines.delete(key);
    queued -= 1;
    last?.refuse();
    return true;
  }

  function next(): Waiter | undefined {
    const found = [...lines].find(isOf(!knownBefore)) ?? [...lines][0];
    if (found === undefined) return undefined;
    const [key, line] = found;
    knownBefore = line.known;
    const waiter = line.waiters.shift();
    // To the end of the row, where all others come before it again.
    lines.delete(key);
    if (line.waiters.length > 0) lines.set(key, line);
    queued -= 1;
    return waiter;
  }

  function wait(turn: Turn): Promise<void> {
    const key = `${turn.known} ${turn.key}`;
    const line = lines.get(key) ?? { known: turn.known, waiters: [] };
    if (queued >= waiting && !makeRoom(turn, line)) return Promise.reject(refusal());
    return new Promise((resolve, reject) => {
      line.waiters.push({ begin: resolve, refuse: () => reject(refusal()) });
      if (!lines.has(key)) lines.set(key, line);
      queued += 1;
    });
  }

  return async (turn, work) => {
    if (running >= atOnce) await wait(turn);
    else running += 1;
    try {
      return await work();
    } finally {
      // The place goes to the next one, without being free in between.
      const waiter = next();
      if (waiter === undefined) running -= 1;
      else waiter.begin();
    }
  };
}
