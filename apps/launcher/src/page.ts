import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import type { RotatingLog } from "./rotating-log.ts";

/** What goes into the page: its own sources, the rooms that it imports, and the versions of what it stands on. */
const sources = [
  "apps/web/{app,public}/**/*",
  "apps/web/*.{html,ts,json}",
  "packages/{base,contract,tables}/src/**/*.ts",
  "package-lock.json",
];

/** One line that changes when any source of the page does. Tests do not count. */
function hashSources(checkout: string): string {
  const hash = createHash("sha256");
  const files = globSync(sources, { cwd: checkout, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  for (const file of files) hash.update(file).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

function readStamp(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

/**
 * Builds the page into apps/web/dist unless it was built from these very sources.
 * @returns whether it had to be built
 * @throws Fault page_build_failed with the last lines that the builder said.
 */
export async function buildPage(checkout: string, log: RotatingLog): Promise<boolean> {
  const stamp = join(checkout, "apps/web/dist/.built");
  const wanted = hashSources(checkout);
  if (readStamp(stamp) === wanted) return false;
  rmSync(stamp, { force: true });
  await runBuilder(join(checkout, "apps/web"), join(checkout, "node_modules/vite/bin/vite.js"), log);
  writeFileSync(stamp, wanted);
  return true;
}

function runBuilder(folder: string, vite: string, log: RotatingLog): Promise<void> {
  return new Promise((done, fail) => {
    const builder = spawn(process.execPath, [vite, "build", "--logLevel", "warn"], {
      cwd: folder,
      env: { ...process.env, NODE_ENV: "production", NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [builder.stdout, builder.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        said = (said + chunk.toString("utf8")).slice(0, 4_000);
        log.write(chunk);
      });
    }
    builder.on("error", fail);
    builder.on("close", (code) => {
      if (code === 0) done();
      else fail(new Fault("page_build_failed", { params: { reason: firstLines(said) } }));
    });
  });
}

/** What a builder says before it shows where in itself it failed. */
function firstLines(said: string): string {
  const lines = said.split("\n").filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
  return lines.slice(0, 8).join("\n");
}
