import { appendFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import type { ProcessUsage } from "./measure-process.ts";

/** One side of a comparison; `check` throws when what arrived is not what had to. */
export type Contestant = {
  readonly name: string;
  readonly run: () => Promise<ProcessUsage>;
  readonly check: (answer: unknown) => void;
};

export type Comparison = {
  readonly title: string;
  readonly caudal: Contestant;
  readonly contender: Contestant;
  /** Runs of each, alternately; at least five. */
  readonly rounds: number;
  /** Caudal's time as a multiple of the contender's, and its memory. */
  readonly mustReach: { readonly ratio: number; readonly peakRssBytes: number };
};

export type Standing = {
  readonly name: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
};

/** Runs both sides alternately and reports medians (of memory, the highest). */
export async function compare({ caudal, contender, rounds, title, mustReach }: Comparison): Promise<string> {
  const runs = new Map<Contestant, ProcessUsage[]>([
    [caudal, []],
    [contender, []],
  ]);
  for (let round = 0; round < rounds; round++) {
    for (const [contestant, usages] of runs) {
      const usage = await contestant.run();
      contestant.check(usage.answer);
      usages.push(usage);
    }
  }
  const [ours, theirs] = [...runs].map(([{ name }, usages]) => standingOf(name, usages));
  if (ours === undefined || theirs === undefined) throw new Error("two contestants are needed");
  const ratio = ours.seconds / theirs.seconds;
  const reached = ratio <= mustReach.ratio && ours.peakRssBytes <= mustReach.peakRssBytes;
  return [
    `### ${title}`,
    "",
    `${new Date().toISOString().slice(0, 10)}, ${machine()}, ${rounds} runs of each, alternately`,
    "",
    "| | median s | CPU s | peak RSS MB |",
    "|---|---|---|---|",
    ...[ours, theirs].map(rowOf),
    "",
    `Ratio ${ratio.toFixed(2)}× (must: ≤ ${mustReach.ratio}× and ≤ ${Math.round(mustReach.peakRssBytes / 1e6)} MB): ${reached ? "reached" : "NOT reached"}.`,
    "",
  ].join("\n");
}

/** A line of a report's table. */
export function rowOf({ name, seconds, cpuSeconds, peakRssBytes }: Standing): string {
  return `| ${name} | ${seconds.toFixed(2)} | ${cpuSeconds.toFixed(1)} | ${Math.round(peakRssBytes / 1e6)} |`;
}

/** Medians of several runs; of memory, the highest. */
export function standingOf(name: string, usages: readonly ProcessUsage[]): Standing {
  return {
    name,
    seconds: median(usages.map(({ seconds }) => seconds)),
    cpuSeconds: median(usages.map(({ cpuSeconds }) => cpuSeconds)),
    peakRssBytes: Math.max(...usages.map(({ peakRssBytes }) => peakRssBytes)),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** The machine in words: cores and memory. */
export function machine(): string {
  return `${cpus().length} cores (${cpus()[0]?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GiB`;
}

/** Prints a report and, where asked for with `--record`, adds it to bench/RESULTS.md. */
export async function publish(report: string): Promise<void> {
  process.stdout.write(`${report}\n`);
  if (process.argv.includes("--record")) await appendFile(new URL("../../RESULTS.md", import.meta.url), `\n${report}`);
}
