import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const cache = join(import.meta.dirname, "../../node_modules/.cache/caudal-python");

/**
 * The path of a Python that has these packages ("openpyxl==3.1.5"), in an environment of its own below node_modules: made by the first
 * test that asks, used by all later ones. Throws when the machine has no Python 3 with venv, or the packages cannot be had.
 */
export async function preparePython(packages: readonly string[]): Promise<string> {
  const name = createHash("sha256").update(packages.join("\n")).digest("hex").slice(0, 12);
  const folder = join(cache, name);
  const python = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (await exists(python)) return python;

  await mkdir(cache, { recursive: true });
  const making = `${folder}.${process.pid}`;
  try {
    await run("python3", ["-m", "venv", making], { timeout: 120_000 });
    const pip = join(making, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
    await run(pip, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages], {
      timeout: 300_000,
    });
    await rename(making, folder);
  } catch (error) {
    // Another test file was first: its environment is as good.
    if (!(await exists(python))) throw error;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return python;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
