import { machine, rowOf, standingOf, type Contestant } from "./compare.ts";
import type { ProcessUsage } from "./measure-process.ts";

/** Measurements that no other program stands beside: `mustReachSeconds` bounds a median, where a bound was asked for. */
export type LimitedMeasurement = {
  readonly title: string;
  /** Runs of each, alternately and in their order; at least five. */
  readonly rounds: number;
  readonly contestants: readonly (Contestant & { readonly mustReachSeconds?: number })[];
};

/** Runs each in turn and reports medians (of memory, the highest), and whether each bound was reached. */
export async function measureAgainstLimit({ title, rounds, contestants }: LimitedMeasurement): Promise<string> {
  if (rounds < 5) throw new Error("a median needs five runs");
  const usages = contestants.map((): ProcessUsage[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const usage = await contestant.run();
      contestant.check(usage.answer);
      usages[index]?.push(usage);
    }
  }
  const standings = contestants.map(({ name }, index) => standingOf(name, usages[index] ?? []));
  const verdicts = contestants.flatMap(({ name, mustReachSeconds: limit }, index) => {
    const seconds = standings[index]?.seconds ?? Number.POSITIVE_INFINITY;
    const reached = limit === undefined || seconds <= limit;
    return limit === undefined
      ? []
      : [`${name}: ${seconds.toFixed(2)} s (must: ≤ ${limit} s): ${reached ? "reached" : "NOT reached"}.`];
  });
  return [
    `### ${title}`,
    "",
    `${new Date().toISOString().slice(0, 10)}, ${machine()}, ${rounds} runs of each, alternately`,
    "",
    "| | median s | CPU s | peak RSS MB |",
    "|---|---|---|---|",
    ...standings.map(rowOf),
    "",
    ...verdicts,
    "",
  ].join("\n");
}
