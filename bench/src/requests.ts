/**
 * A thousand mixed reads a second of many people against one real server, open-loop, and then as many as it surely bears; every answer is
 * checked to be its asker's. `--record` keeps the result.
 */
import { openPlatform, type BenchPlatform } from "./platform/open-platform.ts";
import { runRound, type Round } from "./requests/run-round.ts";
import { machine, publish } from "./support/compare.ts";
import type { ProcessUsage } from "./support/measure-process.ts";
import { median, quantile } from "./support/quantile.ts";

const perSecond = Number(process.env["BENCH_RATE"] ?? "1000");
/** What it is asked besides: when more comes than a server can do, times tell how long the queue got, and nothing else. */
const easy = Number(process.env["BENCH_EASY_RATE"] ?? "400");
const seconds = Number(process.env["BENCH_SECONDS"] ?? "20");
const rounds = Number(process.env["BENCH_ROUNDS"] ?? "5");
/** For profiles of the server: BENCH_NODE_ARGS="--cpu-prof --cpu-prof-dir=/tmp/profile". */
const nodeArgs = (process.env["BENCH_NODE_ARGS"] ?? "").split(" ").filter((arg) => arg !== "");

const platform = await openPlatform();
try {
  const ask = async (rate: number): Promise<readonly Round[]> => {
    const results: Round[] = [];
    for (let round = 0; round < rounds; round += 1)
      results.push(await runRound(platform, { perSecond: rate, seconds, nodeArgs, seed: round }));
    return results;
  };
  const promised = await ask(perSecond);
  await publish(report(promised, await ask(easy), platform));
} finally {
  await platform.close();
}

function report(promised: readonly Round[], easier: readonly Round[], { inhabitants }: BenchPlatform): string {
  const reached = answeredPerSecond(promised, perSecond);
  return [
    `### ${perSecond} mixed reads a second against one server, open-loop`,
    "",
    `${new Date().toISOString().slice(0, 10)}, ${machine()}, ${promised.length} runs of ${seconds} s, each against a server started anew; medians of the runs. ` +
      `${inhabitants.length.toLocaleString("en")} people with a session each; every answer whole, and nobody's but its asker's`,
    "",
    ...tableOf(promised),
    "",
    `${reached.lowest.toFixed(0)} to ${reached.highest.toFixed(0)} a second were answered, none wrongly (must: ${perSecond}): ` +
      `${reached.lowest >= perSecond * 0.99 ? "reached" : "NOT reached"}. ${usageOf(promised)}`,
    "",
    `Asked ${easy} a second instead:`,
    "",
    ...tableOf(easier),
    "",
    `${answeredPerSecond(easier, easy).lowest.toFixed(0)} a second were answered in the slowest run, none wrongly. ${usageOf(easier)}`,
    "",
  ].join("\n");
}

function tableOf(results: readonly Round[]): readonly string[] {
  const operations = Object.keys(results[0]?.outcome.latencies ?? {}).toSorted();
  const line = (name: string, of: (round: Round) => readonly number[]): string => {
    const at = (part: number): string => median(results.map((round) => quantile(of(round), part))).toFixed(1);
    return `| ${name} | ${at(0.5)} | ${at(0.9)} | ${at(0.99)} | ${at(1)} |`;
  };
  return [
    "| ms from the due moment | p50 | p90 | p99 | longest |",
    "|---|---|---|---|---|",
    line("all", ({ outcome }) => Object.values(outcome.latencies).flat()),
    ...operations.map((name) => line(name, ({ outcome }) => outcome.latencies[name] ?? [])),
  ];
}

function answeredPerSecond(results: readonly Round[], asked: number) {
  const rates = results.map(({ outcome }) => (asked * seconds) / outcome.seconds);
  return { lowest: Math.min(...rates), highest: Math.max(...rates) };
}

function usageOf(results: readonly Round[]): string {
  const cores = (of: (round: Round) => ProcessUsage): string =>
    median(results.map((round) => of(round).cpuSeconds / round.outcome.seconds)).toFixed(2);
  const rss = Math.round(Math.max(...results.map(({ server }) => server.peakRssBytes)) / 1e6);
  return (
    `Cores in use: server ${cores(({ server }) => server)}, PostgreSQL ${cores(({ postgres }) => postgres)}, generator ${cores(({ generator }) => generator)}; ` +
    `server's peak RSS ${rss} MB; ${(median(results.map(({ outcome }) => outcome.bytes / outcome.seconds)) / 1e6).toFixed(1)} MB/s; ` +
    `the generator itself was late by ${median(results.map(({ outcome }) => outcome.latestSend)).toFixed(0)} ms at most.`
  );
}
