// `npm start`: installs what is missing, then hands over to the launcher under Node 24, and ends when it does.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureInstalled, node24, root } from "./install.mjs";

try {
  await ensureInstalled();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

const launcher = spawn(
  node24,
  // The lock of the data folder is SQLite's, which this Node still calls experimental.
  ["--disable-warning=ExperimentalWarning", join(root, "apps/launcher/src/main.ts"), ...process.argv.slice(2)],
  {
    // A group of its own: Ctrl-C reaches this process, perhaps twice (npm passes it on too), and the launcher once, from here.
    detached: true,
    // Compiled code is kept, which is half of what a process does before it works. Node goes without when it cannot.
    env: { NODE_COMPILE_CACHE: join(root, "node_modules/.cache/caudal-compile"), ...process.env },
    // The channel tells the launcher when this process is gone, however it went.
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  },
);

let told = false;
function tellToStop() {
  if (told) return;
  told = true;
  launcher.kill("SIGTERM");
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, tellToStop);

// npm does not survive its own kill -9 to pass that on: notice that our parent changed.
if (process.env.npm_lifecycle_event === "start") {
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || tellToStop(), 1_000).unref();
}

launcher.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
launcher.on("exit", (code) => process.exit(code ?? 1));
