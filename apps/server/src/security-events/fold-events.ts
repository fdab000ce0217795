/** What is folded: the same action that concerns the same person, from the same place. */
export type Foldable = { readonly action: string; readonly person: string | null; readonly place: string | null };

/** An entry to be written: what happened, how often, since when. Of one that counts several places the place is null. */
export type Folded<E> = { readonly event: E; readonly times: number; readonly since: number; readonly places: boolean };

export type FoldLimits = {
  /** How long what is the same is counted before it is written again; each time twice as long, up to `longestMs`, while it goes on. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** Places that one action against one person is told of apart within `longestMs`; the others are counted together. */
  readonly places: number;
};

/**
 * Of an action against a person from a place, `places` × (1 + log₂(longest / first) + …) entries an hour at most, and the sum of all counts
 * is what happened. Persons are those that the platform knows, and nobody: so there is a bound, whatever an attacker makes up.
 */
export const foldLimits: FoldLimits = { firstMs: 60_000, longestMs: 3_600_000, places: 20 };

export type Folder<E> = {
  /** What is to be written now. Times are milliseconds of a clock that only goes forward. */
  note(event: E, now: number): readonly Folded<E>[];
  /** What counts that came to their end give. */
  due(now: number): readonly Folded<E>[];
  /** What has been counted and not written, at the end. */
  rest(): readonly Folded<E>[];
};

type Count<E> = { event: E; more: number; since: number; until: number; length: number; readonly places: boolean };
type Places = { readonly until: number; count: number };

export function createFolder<E extends Foldable>(limits: FoldLimits = foldLimits): Folder<E> {
  const counts = new Map<string, Count<E>>();
  const places = new Map<string, Places>();

  const told = ({ event, more, since, places: several }: Count<E>): Folded<E> => ({
    event,
    times: more,
    since,
    places: several,
  });

  /** Whether one more place of this action against this person may be told apart. */
  function takePlace(subject: string, now: number): boolean {
    const known = places.get(subject);
    const current = known !== undefined && known.until > now ? known : { until: now + limits.longestMs, count: 0 };
    places.set(subject, current);
    if (current.count >= limits.places) return false;
    current.count += 1;
    return true;
  }

  function due(now: number): readonly Folded<E>[] {
    for (const [subject, { until }] of places) if (until <= now) places.delete(subject);
    const ended: Folded<E>[] = [];
    for (const [key, count] of counts) {
      if (count.until > now) continue;
      if (count.more === 0) {
        counts.delete(key);
        continue;
      }
      ended.push(told(count));
      const length = Math.min(count.length * 2, limits.longestMs);
      counts.set(key, { ...count, more: 0, since: now, until: now + length, length });
    }
    return ended;
  }

  return {
    due,
    note: (event, now) => {
      const ended = due(now);
      const subject = JSON.stringify([event.action, event.person]);
      const own = JSON.stringify([event.action, event.person, event.place]);
      const several = !counts.has(own) && !takePlace(subject, now);
      const key = several ? subject : own;
      const count = counts.get(key);
      if (count !== undefined) {
        if (count.more === 0) count.since = now;
        count.more += 1;
        count.event = event;
        return ended;
      }
      const length = limits.firstMs;
      counts.set(key, { event, more: 0, since: now, until: now + length, length, places: several });
      return [...ended, { event, times: 1, since: now, places: several }];
    },
    rest: () => {
      const left = [...counts.values()].filter(({ more }) => more > 0).map(told);
      counts.clear();
      return left;
    },
  };
}
