import type { RunSignal, RunSignals } from "@caudal/runs/run-store.ts";
import type { Listener } from "../listen.ts";

/** What the database says about runs (NOTIFY `caudal_runs`), heard on the server's one listening connection. After a loss all is looked at again. */
export function runSignals(listener: Listener): RunSignals {
  return (hear) =>
    listener.subscribe("caudal_runs", {
      onNotify: (payload) => {
        const signal = parseRunSignal(payload);
        if (signal !== null) hear(signal);
      },
      onReconnect: () => hear({ about: "anything" }),
    });
}

/** `queued`, or `cancelling <run id>`, as caudal.follow_run says it; null for what a newer version may say. */
export function parseRunSignal(payload: string): RunSignal | null {
  if (payload === "queued") return { about: "queued" };
  const runId = /^cancelling ([0-9a-f-]{36})$/.exec(payload)?.[1];
  return runId === undefined ? null : { about: "cancelling", runId };
}
