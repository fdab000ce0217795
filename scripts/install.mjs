// Runs under whatever Node (20 or newer) the machine has, before anything is installed: no dependencies, no TypeScript.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");
const stamp = join(modules, ".caudal-installed");

/** Node 24, as installed from npm: what everything but these scripts runs under. */
export const node24 = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");

/** What the lockfile asks for, in one line. */
function wanted() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Whether npm's own record of node_modules already agrees with the lockfile (somebody ran npm by hand). */
function recordAgrees() {
  const record = join(modules, ".package-lock.json");
  if (!existsSync(record)) return false;
  const installed = readJson(record).packages;
  for (const [path, entry] of Object.entries(readJson(join(root, "package-lock.json")).packages)) {
    if (!path.startsWith("node_modules/") || entry.optional) continue;
    const found = installed[path];
    if (!found || found.version !== entry.version || found.resolved !== entry.resolved) return false;
  }
  return true;
}

function isInstalled() {
  if (!existsSync(node24)) return false;
  const lock = wanted();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return true;
  if (!recordAgrees()) return false;
  writeFileSync(stamp, lock);
  return true;
}

/** Two commands started together must not install into one folder: the first holds a lock file with its process id. */
async function withInstallLock(work) {
  const lock = join(root, ".install.lock");
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      if (!isHeld(lock)) rmSync(lock, { force: true });
      await pause(200);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isHeld(lock) {
  try {
    const holder = Number(readFileSync(lock, "utf8"));
    // A file without a process id yet is one that is being written, unless it stayed so.
    if (!holder) return Date.now() - statSync(lock).mtimeMs < 2_000;
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** npm itself, the one that started us when there is one. Its output goes to stderr, so that stdout stays ours. */
function runNpm(args) {
  const npm = process.env.npm_execpath;
  const [command, before] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  return new Promise((done, fail) => {
    const child = spawn(command, [...before, ...args], {
      cwd: root,
      stdio: ["ignore", 2, 2],
      shell: command === "npm" && process.platform === "win32",
    });
    child.on("error", fail);
    child.on("exit", (code) => done(code ?? 1));
  });
}

/**
 * Installs what package-lock.json asks for when that is not what node_modules holds.
 * Never changes the lockfile. Throws with a sentence for people when npm fails.
 */
export async function ensureInstalled() {
  if (isInstalled()) return;
  await withInstallLock(async () => {
    if (isInstalled()) return;
    process.stderr.write("Instalando dependencias… / Installing dependencies…\n");
    const flags = ["--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
    // Not `npm ci`: it refuses a lockfile without the builds for other systems, which some registries do not carry.
    // --no-save: what is installed is what package-lock.json says, and it stays as it is.
    const code = await runNpm(["install", "--no-save", ...flags]);
    if (code !== 0 || !existsSync(node24)) {
      throw new Error(
        `No se pudieron instalar las dependencias en ${root} (npm terminó con ${code}). ` +
          `Revisa la red y que puedas escribir en esa carpeta.\n` +
          `The dependencies could not be installed in ${root} (npm ended with ${code}). ` +
          `Check the network and that you may write to that folder.`,
      );
    }
    mkdirSync(modules, { recursive: true });
    writeFileSync(stamp, wanted());
  });
}
