import { createSeededRandom } from "../seeded-random.ts";
import { runGates, uploadGates, type Gate } from "./gates.ts";

/**
 * One kill: as the server (or its engine, the DuckDB process) stands at the gate, or `delayMs` after it went on from there. "midway":
 * while bytes of the upload are coming in.
 */
export type ServerKill = {
  readonly at: Gate | "midway";
  readonly victim: "server" | "engine";
  readonly delayMs: number;
};

/** Where an engine is alive, and needed once more. */
const engineGates: readonly Gate[] = [
  "first writing",
  "first unfinished",
  "copy begin",
  "copy writing",
  "insights begin",
];
const boundaries: readonly Gate[] = ["read begin", "first begin", "copy begin", "insights begin", "end"];

export const killPlaces: readonly ServerKill[] = [
  { at: "midway", victim: "server", delayMs: 0 },
  ...[...uploadGates, ...runGates].map((at) => ({ at, victim: "server" as const, delayMs: 0 })),
  ...engineGates.map((at) => ({ at, victim: "engine" as const, delayMs: 0 })),
];

/** Ten kills: every boundary of steps, an upload midway and before its row, an engine, and places inside of steps that the seed picks. */
export function planTour(seed: number): readonly ServerKill[] {
  const random = createSeededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const inside = runGates.filter((gate) => !boundaries.includes(gate));
  const kills: ServerKill[] = [
    ...[...boundaries, "midway" as const, pick(uploadGates), pick(inside)].map((at) => ({
      at,
      victim: "server" as const,
      delayMs: 0,
    })),
    { at: pick(engineGates), victim: "engine", delayMs: 0 },
    {
      at: pick(["first begin", "copy begin", "insights begin"] as const),
      victim: pick(["server", "engine"]),
      delayMs: 1 + Math.floor(random() * 150),
    },
  ];
  return kills
    .map((kill) => ({ kill, order: random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ kill }) => kill);
}

/** One kill after the other without end: every place once in each round, a third of the run's a random moment later. */
export function* planManyKills(seed: number): Generator<ServerKill, never> {
  const random = createSeededRandom(seed);
  const pick = (below: number) => Math.floor(random() * below);
  for (;;) {
    const deck = [...killPlaces];
    while (deck.length > 0) {
      const [kill] = deck.splice(pick(deck.length), 1);
      if (kill === undefined) continue;
      const later = kill.at.endsWith(" begin") && pick(3) === 0;
      yield later ? { ...kill, delayMs: 1 + pick(200) } : kill;
    }
  }
}

export function describeKill({ at, victim, delayMs }: ServerKill): string {
  return `${victim === "engine" ? "engine " : ""}${delayMs > 0 ? "after " : ""}${at}`;
}
