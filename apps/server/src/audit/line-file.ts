import { open, readFile, rename, rm } from "node:fs/promises";
import { toStorageFault } from "@caudal/objects/storage-fault.ts";

// Faults: `storage_full` and `storage_read_only`, both of which may pass.

/** The whole line or nothing of it: half a line, on a disk that was full, would spoil the next one as well. */
export async function appendLine(path: string, line: string): Promise<void> {
  const file = await open(path, "a", 0o600).catch(refuse);
  try {
    const { size } = await file.stat();
    try {
      await file.appendFile(`${line}\n`);
      await file.sync();
    } catch (error) {
      await file.truncate(size);
      throw toStorageFault(error);
    }
  } finally {
    await file.close();
  }
}

export async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return "";
    throw error;
  }
}

/** As a whole or not at all, and on the disk with its name when this returns. */
export async function rewrite(folder: string, path: string, lines: readonly string[]): Promise<void> {
  const draft = `${path}.${process.pid}`;
  try {
    const file = await open(draft, "w", 0o600);
    try {
      await file.writeFile(lines.map((line) => `${line}\n`).join(""));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw toStorageFault(error);
  }
  await syncFolder(folder);
}

/** Gives a file another name, for good; one that is not there needs none. */
export async function renameIfThere(folder: string, path: string, to: string): Promise<void> {
  try {
    await rename(path, to);
  } catch (error) {
    if (!isMissing(error)) throw toStorageFault(error);
  }
  await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function refuse(error: unknown): never {
  throw toStorageFault(error);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
