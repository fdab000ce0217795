import type { Log } from "@caudal/base/log.ts";
import type { Service } from "@caudal/base/service.ts";
import type { RunSignal, RunSignals } from "@caudal/runs/run-store.ts";
import pg from "pg";

export type RunListener = Service & { readonly signals: RunSignals };

/**
 * Hears what the database says about runs (NOTIFY `caudal_runs`) on one connection of its own, opened again when it breaks. Whoever listens
 * is told that runs may be waiting each time it opens: what was said in between was not heard.
 */
export function createRunListener(databaseUrl: string, log: Log, reopenMs = 500): RunListener {
  const listeners = new Set<(signal: RunSignal) => void>();
  let client: pg.Client | null = null;
  let reopening: NodeJS.Timeout | undefined;
  let stopped = false;

  const tell = (signal: RunSignal) => {
    for (const listener of listeners) listener(signal);
  };
  const reopen = (err: unknown) => {
    if (stopped || client === null) return;
    client = null;
    log.warn({ err }, "no word of runs from the database for the moment");
    reopening = setTimeout(() => void open(), reopenMs);
  };
  async function open(): Promise<void> {
    const opening = new pg.Client({
      connectionString: databaseUrl,
      application_name: "caudal-run-listener",
      keepAlive: true,
    });
    client = opening;
    const lost = (err?: unknown) => {
      if (client !== opening) return;
      reopen(err);
      opening.end().catch((thrown: unknown) => log.debug({ err: thrown }, "broken connection closed"));
    };
    opening.on("error", lost);
    opening.on("end", () => lost());
    opening.on("notification", ({ payload }) => {
      const signal = parseRunSignal(payload ?? "");
      if (signal !== null) tell(signal);
    });
    try {
      await opening.connect();
      await opening.query("listen caudal_runs");
      tell({ about: "queued" });
    } catch (thrown) {
      lost(thrown);
    }
  }

  return {
    name: "run listener",
    start: open,
    async stop() {
      stopped = true;
      clearTimeout(reopening);
      const closing = client;
      client = null;
      await closing?.end();
    },
    signals: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** `queued`, or `cancelling <run id>`, as caudal.follow_run says it; null for what a newer version may say. */
export function parseRunSignal(payload: string): RunSignal | null {
  if (payload === "queued") return { about: "queued" };
  const runId = /^cancelling ([0-9a-f-]{36})$/.exec(payload)?.[1];
  return runId === undefined ? null : { about: "cancelling", runId };
}
