import { Fault } from "@caudal/base/fault.ts";

export type TurnsOfPerson = <T>(userId: string, work: () => Promise<T>) => Promise<T>;

/**
 * One thing at a time for each person, and few that wait: what waits for a person's own writers holds a connection, of which sign-in has few
 * for everybody.
 *
 * @throws Fault `unavailable`, which is worth another try, where more wait already.
 */
export function createTurnsOfPerson(waiting = 8): TurnsOfPerson {
  const lines = new Map<string, { last: Promise<unknown>; length: number }>();
  return async (userId, work) => {
    const line = lines.get(userId) ?? { last: Promise.resolve(), length: 0 };
    if (line.length > waiting) throw new Fault("unavailable", { persistence: "transient" });
    lines.set(userId, line);
    line.length += 1;
    const mine = line.last.then(work);
    line.last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      line.length -= 1;
      if (line.length === 0) lines.delete(userId);
    }
  };
}
