import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { readMemory } from "./process-memory.ts";

export type CappedOptions = {
  /** What the process runs. It calls `liveWithParent` of capped-child.ts. */
  readonly file: URL;
  readonly cwd: string;
  /** Resident memory, of the whole process, past which it is killed. */
  readonly maxRssBytes: number;
  readonly nodeArgs?: readonly string[];
};

/** How a process ended: over its memory, or by itself with a code or by a signal. `lastWords` is the end of what it wrote to stderr. */
export type ProcessEnd = {
  readonly overMemory: boolean;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly lastWords: string;
  /** Why it could not be started or spoken to at all. */
  readonly error: Error | null;
};

/** A child process that does what eats memory, so that this one does not, and whose own memory is watched. */
export type CappedProcess<In, Out> = {
  readonly pid: number;
  readonly peakRssBytes: () => number;
  /** A message to a process that may have just died is dropped: its end tells the same to everybody who waits. */
  readonly send: (message: In) => void;
  readonly hear: (listener: (message: Out) => void) => void;
  /** At once; `ended` tells when it is gone. */
  readonly kill: () => void;
  readonly ended: Promise<ProcessEnd>;
};

export type RssReport = { readonly kind: "rss"; readonly bytes: number };

const keptWords = 4096;
const lookEveryMs = 50;

/** Starts the process with an empty environment: it has no business with this one's secrets. It ends when the pipe to it closes. */
export function startCappedProcess<In extends object, Out extends { readonly kind: string }>(
  options: CappedOptions,
): CappedProcess<In, Out> {
  const child: ChildProcess = fork(fileURLToPath(options.file), [], {
    cwd: options.cwd,
    env: { TZ: "UTC", LANG: "C.UTF-8" },
    execArgv: [...(options.nodeArgs ?? [])],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const pid = child.pid ?? 0;
  const { promise: ended, resolve: tellEnd } = Promise.withResolvers<ProcessEnd>();
  const listeners: ((message: Out) => void)[] = [];
  let peakRss = 0;
  let over = false;
  let lastWords = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (lastWords = (lastWords + text).slice(-keptWords)));

  const note = (rss: number, peak: number): void => {
    peakRss = Math.max(peakRss, peak);
    if (rss <= options.maxRssBytes) return;
    over = true;
    child.kill("SIGKILL");
  };
  const look = (): void => {
    const memory = child.exitCode === null && child.signalCode === null ? readMemory(pid) : null;
    if (memory !== null) note(memory.rss, memory.peak);
  };
  const looking = setInterval(look, lookEveryMs).unref();

  const end = (exitCode: number | null, signal: string | null, error: Error | null): void => {
    clearInterval(looking);
    tellEnd({ overMemory: over, exitCode, signal, lastWords, error });
  };
  child.on("message", (message: Out | RssReport) => {
    if (isRssReport(message)) note(message.bytes, message.bytes);
    else for (const listener of listeners) listener(message);
  });
  child.on("error", (error) => end(null, null, error));
  // "close" comes after "exit", once stderr was read to its end.
  child.on("close", (exitCode, signal) => end(exitCode, signal, null));

  return {
    pid,
    peakRssBytes: () => {
      look();
      return peakRss;
    },
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    hear: (listener) => void listeners.push(listener),
    kill: () => void child.kill("SIGKILL"),
    ended,
  };
}

function isRssReport(message: { readonly kind: string }): message is RssReport {
  return message.kind === "rss";
}
