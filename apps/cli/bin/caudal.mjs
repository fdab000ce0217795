#!/usr/bin/env node
// Runs the command under the Node that the project brings, whatever the machine has (20 or newer).
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const args = process.argv.slice(2);

if (Number(process.versions.node.split(".")[0]) >= 24) {
  process.argv[1] = main;
  await import(main);
} else {
  const brought = join(
    dirname(createRequire(import.meta.url).resolve("node/package.json")),
    "bin",
    process.platform === "win32" ? "node.exe" : "node",
  );
  const child = spawn(brought, [main, ...args], { stdio: "inherit" });
  // Ctrl-C reaches the child by itself, which then ends in its own way; this process only waits for it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
  child.on("error", (error) => {
    process.stderr.write(`caudal: ${error.message}\n`);
    process.exit(1);
  });
}
