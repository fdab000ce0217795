/** A thousand mixed reads a second of many people against one real server, open-loop; every answer is checked to be its asker's. `--record` keeps the result. */
import { openPlatform, type BenchPlatform } from "./platform/open-platform.ts";
import { runRound, type Round } from "./requests/run-round.ts";
import { machine, publish } from "./support/compare.ts";
import type { ProcessUsage } from "./support/measure-process.ts";
import { median, quantile } from "./support/quantile.ts";

const perSecond = Number(process.env["BENCH_RATE"] ?? "1000");
const seconds = Number(process.env["BENCH_SECONDS"] ?? "20");
const rounds = Number(process.env["BENCH_ROUNDS"] ?? "5");
/** For profiles of the server: BENCH_NODE_ARGS="--cpu-prof --cpu-prof-dir=/tmp/profile". */
const nodeArgs = (process.env["BENCH_NODE_ARGS"] ?? "").split(" ").filter((arg) => arg !== "");

const platform = await openPlatform();
try {
  const results: Round[] = [];
  for (let round = 0; round < rounds; round += 1)
    results.push(await runRound(platform, { perSecond, seconds, nodeArgs, seed: round }));
  await publish(report(results, platform));
} finally {
  await platform.close();
}

function report(results: readonly Round[], { inhabitants }: BenchPlatform): string {
  const operations = Object.keys(results[0]?.outcome.latencies ?? {}).toSorted();
  const line = (name: string, of: (round: Round) => readonly number[]): string => {
    const at = (part: number): string => median(results.map((round) => quantile(of(round), part))).toFixed(1);
    return `| ${name} | ${at(0.5)} | ${at(0.9)} | ${at(0.99)} | ${at(1)} |`;
  };
  const reached = results.map(({ outcome }) => (perSecond * seconds) / outcome.seconds);
  const cores = (of: (round: Round) => ProcessUsage): string =>
    median(results.map((round) => of(round).cpuSeconds / round.outcome.seconds)).toFixed(2);
  const rss = Math.round(Math.max(...results.map(({ server }) => server.peakRssBytes)) / 1e6);
  return [
    `### ${perSecond} mixed reads a second against one server, open-loop`,
    "",
    `${new Date().toISOString().slice(0, 10)}, ${machine()}, ${results.length} runs of ${seconds} s, each against a server started anew; medians of the runs. ` +
      `${inhabitants.length.toLocaleString("en")} people with a session each; every answer whole, and nobody's but its asker's`,
    "",
    "| ms from the due moment | p50 | p90 | p99 | longest |",
    "|---|---|---|---|---|",
    line("all", ({ outcome }) => Object.values(outcome.latencies).flat()),
    ...operations.map((name) => line(name, ({ outcome }) => outcome.latencies[name] ?? [])),
    "",
    `${Math.min(...reached).toFixed(0)} to ${Math.max(...reached).toFixed(0)} a second were answered, none wrongly. Cores in use: ` +
      `server ${cores(({ server }) => server)}, PostgreSQL ${cores(({ postgres }) => postgres)}, generator ${cores(({ generator }) => generator)}; ` +
      `server's peak RSS ${rss} MB; ${(median(results.map(({ outcome }) => outcome.bytes / outcome.seconds)) / 1e6).toFixed(1)} MB/s; ` +
      `the generator itself was late by ${median(results.map(({ outcome }) => outcome.latestSend)).toFixed(0)} ms at most.`,
    "",
  ].join("\n");
}
