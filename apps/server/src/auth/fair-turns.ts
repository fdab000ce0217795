/** Whose turn it is to be: `key` is a network, or a browser that is known to its person (`known`). */
export type Turn = { readonly key: string; readonly known: boolean };

export type FairTurns = <T>(turn: Turn, work: () => Promise<T>) => Promise<T>;

type Waiter = { readonly begin: () => void; readonly refuse: () => void };
type Line = { readonly known: boolean; readonly waiters: Waiter[] };

/**
 * At most `atOnce` of what is handed in runs at a time, and at most `waiting` wait: known browsers first, then one of each network in turn. When
 * the queue is full, whoever comes takes the place of the last one of the longest line, if that is longer than their own would be; somebody
 * in a known browser takes that of anybody who is in none. So no network keeps the others out, and one that is alone has the whole queue.
 */
export function createFairTurns(atOnce: number, waiting: number, refusal: () => Error): FairTurns {
  const lines = new Map<string, Line>();
  let running = 0;
  let queued = 0;

  function longest(of: (line: Line) => boolean): [string, Line] | null {
    let found: [string, Line] | null = null;
    for (const [key, line] of lines)
      if (of(line) && (found === null || line.waiters.length > found[1].waiters.length)) found = [key, line];
    return found;
  }

  function makeRoom(own: Line, turn: Turn): boolean {
    const strangers = longest(({ known }) => !known);
    const [key, line] =
      (turn.known ? strangers : null) ?? longest((each) => turn.known || !each.known) ?? ([turn.key, own] as const);
    const yields = (turn.known && !line.known) || line.waiters.length > own.waiters.length + 1;
    if (!yields) return false;
    const last = line.waiters.pop();
    if (line.waiters.length === 0) lines.delete(key);
    queued -= 1;
    last?.refuse();
    return true;
  }

  function next(): Waiter | undefined {
    const found = [...lines].find(([, { known }]) => known) ?? [...lines][0];
    if (found === undefined) return undefined;
    const [key, line] = found;
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
    if (queued >= waiting && !makeRoom(line, { ...turn, key })) return Promise.reject(refusal());
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
