import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A worker says where it is: `@@ <run> <place>` on a line of its standard output, and goes on when it reads a line. */
export type Mark = { readonly run: string; readonly place: string };

export type Worker = {
  readonly pid: number;
  /** The last mark it made. */
  readonly at: Mark | null;
  /** Lets it go on from its mark. */
  go(): void;
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>;
};

export type WorkerPool = {
  /** Kills a worker and starts another in its place. */
  replace(worker: Worker): Promise<void>;
  /** What the workers wrote beside their marks, the last lines of it: for the report of a failure. */
  output(): string;
  stop(): Promise<void>;
};

export type WorkerPoolOptions = {
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  readonly size: number;
  readonly onMark: (mark: Mark, worker: Worker) => void;
};

export function parseMark(line: string): Mark | null {
  const [, run, place] = /^@@ (\S+) (.+)$/.exec(line) ?? [];
  return run === undefined || place === undefined ? null : { run, place };
}

/** Keeps as many worker processes alive as asked for, each killed one followed by a new one. */
export function startWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const alive = new Set<Worker>();
  const lines: string[] = [];
  const keep = (line: string) => {
    lines.push(line);
    if (lines.length > 60) lines.shift();
  };

  const startWorker = () => {
    const [program, ...args] = options.command;
    const child: ChildProcess = spawn(program, args, { env: options.env, stdio: ["pipe", "pipe", "pipe"] });
    const gone = once(child, "exit");
    let at: Mark | null = null;
    const worker: Worker = {
      pid: child.pid ?? 0,
      get at() {
        return at;
      },
      go: () => void child.stdin?.write("\n"),
      async kill() {
        alive.delete(worker);
        child.kill("SIGKILL");
        await gone;
      },
    };
    // Writing to a worker that was just killed fails, and is meant to.
    child.stdin?.on("error", (error) => keep(`stdin: ${error.message}`));
    createInterface({ input: child.stdout! }).on("line", (line) => {
      const mark = parseMark(line);
      if (mark === null) return keep(line);
      at = mark;
      if (alive.has(worker)) options.onMark(mark, worker);
    });
    createInterface({ input: child.stderr! }).on("line", keep);
    void gone.then(() => {
      if (alive.delete(worker)) keep(`worker ${worker.pid} ended by itself`);
    });
    alive.add(worker);
  };

  for (let index = 0; index < options.size; index += 1) startWorker();
  return {
    async replace(worker) {
      await worker.kill();
      startWorker();
    },
    output: () => lines.join("\n"),
    async stop() {
      await Promise.all([...alive].map((worker) => worker.kill()));
    },
  };
}
