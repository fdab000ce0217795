import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import { createPostgresRunStore } from "@caudal/db/runs/postgres-run-store.ts";
import { createRunListener } from "@caudal/db/runs/listen-runs.ts";
import type { RunHandlers } from "@caudal/runs/run-handler.ts";
import { createRunLoop, type RunLoop, type RunObservation } from "@caudal/runs/run-loop.ts";
import { createProfileHandler, type EngineSettings } from "./profile-handler.ts";
import type { ProfileHandlerPorts } from "./worker-ports.ts";

export type WorkerPorts = ProfileHandlerPorts & {
  readonly databaseUrl: string;
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
  const listener = createRunListener(ports.databaseUrl, ports.log);
  let loop: RunLoop | null = null;
  return {
    name: "worker",
    start: async () => {
      await ports.scratch.sweep();
      await listener.start();
      if (settings.concurrency === 0) return;
      loop = createRunLoop({
        store: createPostgresRunStore(ports.db),
        handlers,
        workerId: `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`,
        concurrency: settings.concurrency,
        perAccount: settings.perAccount,
        leaseMs: settings.leaseMs,
        log: ports.log,
        signals: listener.signals,
        observe: ports.observe,
      });
      await loop.start();
    },
    drain: async () => loop?.drain(),
    stop: async () => {
      await loop?.stop();
      await listener.stop();
    },
  };
}
