// `node scripts/run.mjs FILE.ts [arguments]`: installs what is missing, then runs a TypeScript file under Node 24.
import { spawn } from "node:child_process";
import { ensureInstalled, node24, root } from "./install.mjs";
import { resolve } from "node:path";

await ensureInstalled();
const [file, ...args] = process.argv.slice(2);
const child = spawn(node24, [resolve(root, file), ...args], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
