import { Fault } from "@caudal/base/fault.ts";
import { startCappedProcess, type CappedProcess } from "@caudal/base/capped-process.ts";
import type { FromHost, ToHost } from "./host/messages.ts";

/** The pipe to a DuckDB process, and all that is known of its life. */
export type HostChannel = {
  readonly process: CappedProcess<ToHost, FromHost>;
  /** Why the process is gone or going; null while it lives. */
  death: Fault | null;
  /** The statement (or the opening) that hears what the process says. */
  listener: { readonly hear: (message: FromHost) => void; readonly died: (fault: Fault) => void } | null;
  readonly exited: Promise<void>;
};

/** Starts the process. Whoever listens when it ends hears why. */
export function startHost(maxRssBytes: number, cwd: string): HostChannel {
  const host = startCappedProcess<ToHost, FromHost>({
    file: new URL("./host/main.ts", import.meta.url),
    cwd,
    maxRssBytes,
  });
  const channel: HostChannel = {
    process: host,
    death: null,
    listener: null,
    exited: host.ended.then(({ overMemory, exitCode, signal, lastWords, error }) => {
      channel.death ??= overMemory
        ? new Fault("engine_out_of_memory", { params: { limit: "process" } })
        : new Fault("engine_crashed", {
            params: { exitCode, signal },
            cause: error ?? lastWords,
            persistence: "transient",
          });
      channel.listener?.died(channel.death);
    }),
  };
  host.hear((message) => channel.listener?.hear(message));
  return channel;
}

/** Ends the process at once; whoever waits for it hears `reason`. */
export function killHost(channel: HostChannel, reason: Fault): void {
  channel.death ??= reason;
  channel.process.kill();
}

export function tellHost(channel: HostChannel, message: ToHost): void {
  channel.process.send(message);
}
