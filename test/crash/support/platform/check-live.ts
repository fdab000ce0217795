import type { History, SeenLive } from "./history.ts";

/**
 * A reader that came back each time with the id of what it saw last has seen ids that only rise, nothing of anybody else, and of every
 * thing that is still there the newest that happened to it (of several in a row only the newest is told).
 */
export function checkLive({ live, remains }: History): readonly string[] {
  return live.flatMap((reader) => [...checkOrder(reader), ...checkOwner(reader), ...checkGaps(reader, remains)]);
}

function checkOrder({ who, after, events }: SeenLive): readonly string[] {
  return events.flatMap(({ id }, index) => {
    const before = events[index - 1]?.id ?? after;
    return id > before ? [] : [`${who} was told ${id} after ${before}`];
  });
}

function checkOwner({ who, events }: SeenLive): readonly string[] {
  return events.flatMap(({ id, userId }) =>
    userId === null || userId === who ? [] : [`${who} was told of ${userId}'s ${id}`],
  );
}

function checkGaps({ who, after, events }: SeenLive, remains: History["remains"]): readonly string[] {
  const told = new Set(events.map(({ id }) => id));
  const there = new Set([...remains.files, ...remains.notifications].map(({ id }) => id));
  const newest = new Map<string, number>();
  for (const { id, who: whose, topic, subject } of remains.events) {
    // Of what is gone meanwhile only the removal is told.
    if (whose !== who || id <= after || (!there.has(subject) && topic !== "file_removed")) continue;
    const key = `${topic} ${subject}`;
    newest.set(key, Math.max(newest.get(key) ?? 0, id));
  }
  return [...newest].flatMap(([key, id]) =>
    told.has(id) ? [] : [`${who} was never told ${id}, the newest of ${key}`],
  );
}
