import type { History, SeenLive } from "./history.ts";

/**
 * A reader that came back each time with the id of what it saw last has seen ids that only rise, nothing of anybody else but of files that
 * were shared with it, and of every thing of its own that is still there the newest that happened to it (of several in a row only the
 * newest is told).
 */
export function checkLive(history: History): readonly string[] {
  return history.live.flatMap((reader) => [
    ...checkOrder(reader),
    ...checkOwner(reader, history),
    ...checkGaps(reader, history),
  ]);
}

function checkOrder({ who, after, events }: SeenLive): readonly string[] {
  return events.flatMap(({ id }, index) => {
    const before = events[index - 1]?.id ?? after;
    return id > before ? [] : [`${who} was told ${id} after ${before}`];
  });
}

function checkOwner({ who, events }: SeenLive, { entries }: History): readonly string[] {
  const shared = new Set(
    entries.flatMap((entry) => (entry.did === "shared" && entry.with === who ? [entry.fileId] : [])),
  );
  return events.flatMap(({ id, userId, subject }) =>
    userId === null || userId === who || shared.has(subject) ? [] : [`${who} was told of ${userId}'s ${id}`],
  );
}

function checkGaps({ who, after, events }: SeenLive, { entries, remains }: History): readonly string[] {
  const told = new Set(events.map(({ id }) => id));
  const there = new Set(
    [...remains.files, ...remains.notifications].flatMap((thing) => (thing.who === who ? [thing.id] : [])),
  );
  const gone = new Set(
    entries.flatMap((entry) => (entry.did === "deleted" && entry.who === who ? [entry.fileId] : [])),
  );
  const newest = new Map<string, number>();
  for (const { id, who: whose, topic, subject } of remains.events) {
    // Of what is gone meanwhile only the removal is told.
    const due = topic === "file_removed" ? gone.has(subject) : there.has(subject);
    if (whose !== who || id <= after || !due) continue;
    const key = `${topic} ${subject}`;
    newest.set(key, Math.max(newest.get(key) ?? 0, id));
  }
  return [...newest].flatMap(([key, id]) =>
    told.has(id) ? [] : [`${who} was never told ${id}, the newest of ${key}`],
  );
}
