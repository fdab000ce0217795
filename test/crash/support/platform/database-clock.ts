import { createSeededRandom } from "../seeded-random.ts";
import type { Phase } from "./kill-moments.ts";
import { targets } from "./kill-moments.ts";

/** PostgreSQL dies every so often, whatever else does. */
export const restartEvery = { leastMs: 5_000, mostMs: 20_000 } as const;
/** For how long a moment is waited for in which a run is in the phase that is aimed at. */
export const aimForMs = 2_500;
/** By how much a kill may be late on a machine that is busy. */
const graceMs = 1_500;

export type Restart = { readonly afterMs: number; readonly phase: Phase | null };

/** Its kills, so long after the one before, aiming included. */
export function* planRestarts(seed: number): Generator<Restart, never> {
  const random = createSeededRandom(seed);
  const span = restartEvery.mostMs - aimForMs - restartEvery.leastMs;
  for (;;) {
    const afterMs = restartEvery.leastMs + Math.floor(random() * span);
    yield { afterMs, phase: random() < 0.6 ? (targets[Math.floor(random() * targets.length)] ?? null) : null };
  }
}

/** A kill as it was: when, and since when the database had been up again, which a launcher that was dead keeps it from. Milliseconds. */
export type Struck = { readonly at: number; readonly upAt: number };

/** What is wrong with the times between kills: one came too soon, or later than it had to though the database was there to be killed. */
export function checkIntervals(struck: readonly Struck[]): readonly string[] {
  return intervalsOf(struck).flatMap(({ between, up }, index) => [
    ...(between < restartEvery.leastMs ? [`kill ${index + 2} came after ${Math.round(between)} ms`] : []),
    ...(between > restartEvery.mostMs + graceMs && up > restartEvery.leastMs + graceMs
      ? [`kill ${index + 2} came after ${Math.round(between)} ms, ${Math.round(up)} of them up`]
      : []),
  ]);
}

/** The intervals in a line, for whoever reads the report. */
export function drawIntervals(struck: readonly Struck[]): string {
  const sorted = intervalsOf(struck)
    .map(({ between }) => between / 1_000)
    .toSorted((one, other) => one - other);
  const at = (part: number): string => (sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(1);
  const late = sorted.filter((seconds) => seconds * 1_000 > restartEvery.mostMs + graceMs).length;
  return `PostgreSQL was killed every ${at(0)} to ${at(1)} s, ${at(0.5)} s in the median (90 %: ${at(0.9)} s); ${late} of ${sorted.length} times it was down for so long that it took more than 20 s`;
}

function intervalsOf(struck: readonly Struck[]): readonly { readonly between: number; readonly up: number }[] {
  return struck.slice(1).map(({ at, upAt }, index) => ({ between: at - (struck[index]?.at ?? 0), up: at - upAt }));
}
