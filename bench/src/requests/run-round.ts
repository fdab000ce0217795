import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchPlatform } from "../platform/open-platform.ts";
import { measureProcess, watchProcess, type ProcessUsage } from "../support/measure-process.ts";
import type { LoadOutcome, LoadPlan } from "./open-loop.ts";
import { planRequests } from "./plan-requests.ts";

export type Round = {
  readonly outcome: LoadOutcome;
  readonly server: ProcessUsage;
  readonly postgres: ProcessUsage;
  readonly generator: ProcessUsage;
};

const generator = fileURLToPath(new URL("./run-load.ts", import.meta.url));

/** A server that starts anew, is warmed up, and then measured. @throws Error with every kind of wrong answer, and how often it came */
export async function runRound(
  { database, inhabitants, authSecret, startServer }: Omit<BenchPlatform, "close">,
  load: {
    readonly perSecond: number;
    readonly seconds: number;
    readonly seed: number;
    readonly nodeArgs: readonly string[];
  },
): Promise<Round> {
  const { perSecond, seconds, seed, nodeArgs } = load;
  const server = await startServer(nodeArgs);
  try {
    const send = (plan: Omit<LoadPlan, "url">) => sendFrom({ ...plan, url: server.url });
    const requests = planRequests(inhabitants, authSecret, Math.min(20_000, perSecond * seconds), seed);
    await send({ perSecond: Math.min(perSecond, 500), seconds: 6, requests });
    const sent = await watchProcess(server.pid, () =>
      watchProcess(database.postmaster, () => send({ perSecond, seconds, requests })),
    );
    const postgres = sent.answer as ProcessUsage;
    const sending = postgres.answer as ProcessUsage;
    const outcome = sending.answer as LoadOutcome;
    if (Object.keys(outcome.wrong).length > 0) throw new Error(JSON.stringify(outcome.wrong));
    return { outcome, server: sent, postgres, generator: sending };
  } finally {
    await server.stop();
  }
}

async function sendFrom(plan: LoadPlan): Promise<ProcessUsage> {
  const path = join(tmpdir(), `caudal-bench-plan-${process.pid}.json`);
  await writeFile(path, JSON.stringify(plan));
  try {
    return await measureProcess(generator, [path]);
  } finally {
    await rm(path);
  }
}
