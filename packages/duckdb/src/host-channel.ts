import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Fault } from "@caudal/base/fault.ts";
import { readMemory } from "./child-memory.ts";
import type { FromHost, ToHost } from "./host/messages.ts";

/** The pipe to a DuckDB process, and all that is known of its life. */
export type HostChannel = {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Why the process is gone or going; null while it lives. */
  death: Fault | null;
  peakRss: number;
  /** The statement (or the opening) that hears what the process says. */
  listener: { readonly hear: (message: FromHost) => void; readonly died: (fault: Fault) => void } | null;
  readonly exited: Promise<void>;
};

const stderrKept = 4096;
const memoryLookEveryMs = 100;

/** Starts the process with an empty environment: it has no business with this one's secrets. */
export function startHost(maxRssBytes: number, cwd: string): HostChannel {
  const child = fork(fileURLToPath(new URL("./host/main.ts", import.meta.url)), [], {
    cwd,
    env: { TZ: "UTC", LANG: "C.UTF-8" },
    execArgv: [],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const { promise: exited, resolve: tellExit } = Promise.withResolvers<void>();
  const channel: HostChannel = { pid: child.pid ?? 0, child, death: null, peakRss: 0, listener: null, exited };

  let lastWords = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (lastWords = (lastWords + text).slice(-stderrKept)));

  const noteMemory = (rss: number, peak: number): void => {
    channel.peakRss = Math.max(channel.peakRss, peak);
    if (rss > maxRssBytes) killHost(channel, new Fault("engine_out_of_memory", { params: { limit: "process" } }));
  };
  const looking = setInterval(() => {
    const memory = readMemory(channel.pid);
    if (memory !== null) noteMemory(memory.rss, memory.peak);
  }, memoryLookEveryMs).unref();

  const end = (fault: Fault): void => {
    clearInterval(looking);
    channel.death ??= fault;
    channel.listener?.died(channel.death);
    tellExit();
  };
  child.on("message", (message: FromHost) => {
    if (message.kind === "rss") noteMemory(message.bytes, message.bytes);
    else channel.listener?.hear(message);
  });
  child.on("error", (cause) => end(new Fault("engine_crashed", { cause, persistence: "transient" })));
  child.on("exit", (exitCode, signal) =>
    end(new Fault("engine_crashed", { params: { exitCode, signal }, cause: lastWords, persistence: "transient" })),
  );
  return channel;
}

/** Ends the process at once; whoever waits for it hears `reason`. */
export function killHost(channel: HostChannel, reason: Fault): void {
  channel.death ??= reason;
  channel.child.kill("SIGKILL");
}

/** A message to a process that may have just died is dropped: its exit tells the same to everybody who waits. */
export function tellHost(channel: HostChannel, message: ToHost): void {
  if (channel.child.connected) channel.child.send(message, () => undefined);
}
