import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** One run of a program and all processes under it. `answer` is the JSON value that it wrote to its standard output. */
export type ProcessUsage = {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
  readonly answer: unknown;
};

const sampleEveryMs = 25;
const ticksPerSecond = 100;
const pageBytes = 4096;

/** Runs a TypeScript program under this Node. Linux only: processor time and memory are read from /proc while it runs. */
export async function measureProcess(program: string, args: readonly string[]): Promise<ProcessUsage> {
  const started = performance.now();
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const cpuTicks = new Map<number, number>();
  let peakRssBytes = 0;
  const sample = (): void => {
    let rss = 0;
    for (const { pid, ticks, rssPages } of processTree(child.pid ?? 0)) {
      cpuTicks.set(pid, ticks);
      rss += rssPages * pageBytes;
    }
    peakRssBytes = Math.max(peakRssBytes, rss);
  };
  const sampling = setInterval(sample, sampleEveryMs);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearInterval(sampling);
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  const ticks = [...cpuTicks.values()].reduce((sum, held) => sum + held, 0);
  return { seconds, cpuSeconds: ticks / ticksPerSecond, peakRssBytes, answer: JSON.parse(output) as unknown };
}

/** What a process that runs already uses while `work` is done: processor time of that span, the highest memory (its idle one included). */
export async function watchProcess<T>(pid: number, work: () => Promise<T>): Promise<ProcessUsage> {
  const before = processTree(pid).reduce((sum, { ticks }) => sum + ticks, 0);
  let peakRssBytes = 0;
  const sample = (): number => {
    const members = processTree(pid);
    peakRssBytes = Math.max(
      peakRssBytes,
      members.reduce((sum, { rssPages }) => sum + rssPages * pageBytes, 0),
    );
    return members.reduce((sum, { ticks }) => sum + ticks, 0);
  };
  const sampling = setInterval(sample, sampleEveryMs);
  const started = performance.now();
  try {
    const answer = await work();
    const seconds = (performance.now() - started) / 1000;
    return { seconds, cpuSeconds: (sample() - before) / ticksPerSecond, peakRssBytes, answer };
  } finally {
    clearInterval(sampling);
  }
}

type ProcessSample = {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  readonly rssPages: number;
};

function processTree(root: number): readonly ProcessSample[] {
  const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : []));
  const members = new Set([root]);
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent } of all) {
      if (!members.has(parent) || members.has(pid)) continue;
      members.add(pid);
      grown = true;
    }
  }
  return all.filter(({ pid }) => members.has(pid));
}

function readProcess(pid: number): ProcessSample | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    // It ended between listing and reading.
    return null;
  }
  // The name stands in parentheses and may hold blanks; the fields after it are counted from 3 in proc(5).
  const fields = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  return { pid, parent: fields[1] ?? 0, ticks: (fields[11] ?? 0) + (fields[12] ?? 0), rssPages: fields[21] ?? 0 };
}
