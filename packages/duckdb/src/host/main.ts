/** The process that hosts DuckDB. It lives as long as the pipe to its parent, and not a moment longer. */
import { rmSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { carryOut, type Host } from "./carry-out.ts";
import type { FromHost, ToHost } from "./messages.ts";

let host: Host | null = null;
let spillFolder: string | null = null;

function send(message: FromHost): void {
  if (process.connected) process.send?.(message);
}

async function open(message: Extract<ToHost, { kind: "open" }>): Promise<void> {
  spillFolder = message.spillFolder;
  try {
    const instance = await DuckDBInstance.create(":memory:", { ...message.options });
    const connection = await instance.connect();
    for (const statement of message.statements) await connection.run(statement);
    host = { connection, readOnly: message.readOnly, send, active: null };
    send({ kind: "ready" });
  } catch (error) {
    send({ kind: "refused", message: error instanceof Error ? error.message : String(error) });
  }
}

process.on("message", (message: ToHost) => {
  if (message.kind === "open") {
    void open(message);
    return;
  }
  if (host === null) return;
  if (message.kind === "run") {
    void carryOut(host, message);
    return;
  }
  if (host.active?.id !== message.id) return;
  if (message.kind === "next") host.active.wake();
  else {
    host.active.cancelled = true;
    host.connection.interrupt();
    host.active.wake();
  }
});

// A parent that was killed closes the pipe. A query may be running on DuckDB's threads, which an orderly exit
// would wait for, so the process ends itself the hard way; nothing in it is worth keeping.
process.on("disconnect", () => {
  if (spillFolder !== null) rmSync(spillFolder, { recursive: true, force: true });
  process.kill(process.pid, "SIGKILL");
});

// Ctrl-C reaches the whole group of processes; the parent decides when this one ends.
process.on("SIGINT", () => undefined);

// Where the system does not tell the parent how much memory a process holds, the process says so itself.
if (process.platform !== "linux") {
  setInterval(() => send({ kind: "rss", bytes: process.memoryUsage.rss() }), 100).unref();
}
