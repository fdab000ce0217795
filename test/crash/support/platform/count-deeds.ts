import type { Entry, History } from "./history.ts";

export type Counts = Readonly<Record<string, number>>;

/** What a deed is counted as: of those that can be let in or refused, each apart. */
function nameOf(entry: Entry): string {
  switch (entry.did) {
    case "looked in":
    case "used key":
      return `${entry.did}, ${entry.open ? "open" : "refused"}`;
    case "opened link":
      return `${entry.did}, ${entry.fileName === null ? "refused" : "open"}`;
    case "cancelled":
      return `${entry.did}, ${entry.conflict ? "too late" : "in time"}`;
    default:
      return entry.did;
  }
}

/** How often each thing was done, and what is left of it. */
export function countDeeds({ entries, remains, live }: History): Counts {
  const counts: Record<string, number> = {};
  for (const entry of entries) counts[nameOf(entry)] = (counts[nameOf(entry)] ?? 0) + 1;
  return {
    ...counts,
    "events told": live.reduce((sum, { events }) => sum + events.length, 0),
    "files left": remains.files.length,
    "runs left": remains.runs.length,
    "runs that failed": remains.runs.filter(({ state }) => state === "failed").length,
    "runs that succeeded": remains.runs.filter(({ state }) => state === "succeeded").length,
    "notifications left": remains.notifications.length,
    "shares left": remains.shares.length,
    "entries sealed": remains.audit.seals,
    "heads kept": remains.audit.heads,
    "receipts verified": remains.receipts.length,
  };
}

/** Of each thing so many for every hundred kills at least: about a third of what a busy machine of two cores does between them. */
const perHundred: Readonly<Record<string, number>> = {
  uploaded: 70,
  processed: 15,
  "cancelled, in time": 10,
  deleted: 25,
  listed: 200,
  "saw rows": 20,
  "marked read": 20,
  shared: 20,
  revoked: 10,
  "looked in, open": 10,
  "looked in, refused": 20,
  "made link": 10,
  "opened link, open": 10,
  "opened link, refused": 5,
  "made key": 5,
  "used key, open": 10,
  "used key, refused": 3,
  "revoked key": 3,
  invited: 4,
  accepted: 3,
  "was turned away": 3,
  erased: 1,
  "events told": 800,
  "runs that succeeded": 8,
  "entries sealed": 300,
  "heads kept": 20,
  "receipts verified": 15,
};

/** What happened too seldom for a history without a flaw to mean anything, or went wrong too often to be called going on. */
export function tooLittle(counts: Counts, kills: number): readonly string[] {
  const failed = counts["runs that failed"] ?? 0;
  const most = Math.max(1, Math.floor((counts["runs left"] ?? 0) / 20));
  return [
    ...Object.entries(perHundred).flatMap(([name, each]) => {
      const least = Math.floor((each * kills) / 100);
      const found = counts[name] ?? 0;
      return found < least ? [`"${name}" ${found} times, less than ${least}`] : [];
    }),
    ...(failed > most ? [`${failed} runs failed, more than ${most}`] : []),
  ];
}
