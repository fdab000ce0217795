import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";

const owned = /^duckdb-(\d+)-[0-9a-f]{16}$/;

/** A new folder for one process's spilled data. Folders whose owners were killed are swept away first. */
export async function claimSpillFolder(spillDir: string): Promise<string> {
  try {
    await mkdir(spillDir, { recursive: true, mode: 0o700 });
    for (const name of await readdir(spillDir)) {
      const owner = owned.exec(name);
      if (owner !== null && !isRunning(Number(owner[1]))) await removeSpillFolder(join(spillDir, name));
    }
    const folder = join(spillDir, `duckdb-${process.pid}-${randomBytes(8).toString("hex")}`);
    await mkdir(folder, { mode: 0o700 });
    return folder;
  } catch (error) {
    throw spillFault(error);
  }
}

export async function removeSpillFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

function spillFault(error: unknown): Fault {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new Fault("storage_full", { cause: error, persistence: "transient" });
  }
  if (code === "EROFS" || code === "EACCES" || code === "EPERM")
    return new Fault("storage_read_only", { cause: error });
  return new Fault("internal", { cause: error });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
