import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import { createPostgresRunStore } from "@caudal/db/runs/postgres-run-store.ts";
import type { Listener } from "@caudal/db/listen.ts";
import { runSignals } from "@caudal/db/runs/listen-runs.ts";
import type { RunHandlers } from "@caudal/runs/run-handler.ts";
import { createRunLoop, type RunLoop, type RunObservation } from "@caudal/runs/run-loop.ts";
import { createProfileHandler, type EngineSettings } from "./profile-handler.ts";
import type { ScratchFolders } from "./scratch-folders.ts";
import type { ProfileHandlerPorts } from "./worker-ports.ts";

export type WorkerPorts = ProfileHandlerPorts & {
  readonly listener: Listener;
  readonly log: Log;
  readonly observe: (observation: RunObservation) => void;
};

export type WorkerSettings = EngineSettings & {
  readonly concurrency: number;
  readonly perAccount: number;
  /** How long a run stays this worker's without a sign of life. */
  readonly leaseMs: number;
};

/** The worker inside the server: claims runs and carries them out beside answering requests, each with an engine process of its own. */
export function createWorker(ports: WorkerPorts, settings: WorkerSettings): Service {
  const handlers: RunHandlers = { profile: createProfileHandler(ports, settings) };
  const sweeping = new AbortController();
  let sweeper: Promise<void> | null = null;
  let loop: RunLoop | null = null;
  return {
    name: "worker",
    start: async () => {
      await ports.scratch.sweep();
      sweeper = sweepRepeatedly(ports, sweeping.signal);
      if (settings.concurrency === 0) return;
      loop = createRunLoop({
        store: createPostgresRunStore(ports.db),
        handlers,
        workerId: `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`,
        concurrency: settings.concurrency,
        perAccount: settings.perAccount,
        leaseMs: settings.leaseMs,
        log: ports.log,
        signals: runSignals(ports.listener),
        observe: ports.observe,
      });
      await loop.start();
    },
    drain: async () => loop?.drain(),
    stop: async () => {
      await loop?.stop();
      sweeping.abort();
      await sweeper;
    },
  };
}

const hour = 3_600_000;

/** What attempts left that nobody came back for takes up the disk of a server that is never started anew. */
export async function sweepRepeatedly(
  { scratch, log }: { readonly scratch: Pick<ScratchFolders, "sweep">; readonly log: Log },
  signal: AbortSignal,
  everyMs = hour,
): Promise<void> {
  const wait = () => delay(everyMs, true, { signal, ref: false }).catch(() => false);
  while (await wait()) await scratch.sweep().catch((err: unknown) => log.warn({ err }, "scratch folders not swept"));
}
