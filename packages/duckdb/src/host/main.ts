/** The process that hosts DuckDB. It lives as long as the pipe to its parent, and not a moment longer. */
import { rmSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { liveWithParent, tellParent } from "@caudal/base/capped-child.ts";
import { carryOut, type Host } from "./carry-out.ts";
import type { FromHost, ToHost } from "./messages.ts";

let host: Host | null = null;
let spillFolder: string | null = null;

async function open(message: Extract<ToHost, { kind: "open" }>): Promise<void> {
  spillFolder = message.spillFolder;
  try {
    const instance = await DuckDBInstance.create(":memory:", { ...message.options });
    const connection = await instance.connect();
    for (const statement of message.statements) await connection.run(statement);
    host = { connection, readOnly: message.readOnly, send: tellParent<FromHost>, active: null };
    tellParent<FromHost>({ kind: "ready" });
  } catch (error) {
    tellParent<FromHost>({ kind: "refused", message: error instanceof Error ? error.message : String(error) });
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
  else host.active.cancel();
});

liveWithParent(() => {
  if (spillFolder !== null) rmSync(spillFolder, { recursive: true, force: true });
});
