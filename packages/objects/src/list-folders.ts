import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isObjectKey, type StoredFolder } from "./object-store.ts";

/** Folders below `root` that hold files or nothing at all, one after the other. What is named as no object of ours is passed over. */
export async function* listFolders(root: string, prefix = ""): AsyncGenerator<StoredFolder, void, undefined> {
  const entries = await entriesOf(join(root, prefix));
  const folders = entries.filter((entry) => entry.isDirectory() && isObjectKey(`${prefix}${entry.name}`));
  if (prefix !== "" && (folders.length === 0 || entries.some((entry) => entry.isFile()))) {
    const changedAt = await lastChange(join(root, prefix), entries);
    if (changedAt !== null) yield { prefix, changedAt };
  }
  for (const { name } of folders) yield* listFolders(root, `${prefix}${name}/`);
}

async function entriesOf(path: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** A folder changes as names come and go, a file as bytes do. Null when the folder went meanwhile. */
async function lastChange(folder: string, entries: readonly Dirent[]): Promise<Date | null> {
  let latest: number | null = null;
  for (const path of [folder, ...entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name))]) {
    try {
      latest = Math.max(latest ?? 0, (await stat(path)).mtimeMs);
    } catch (error) {
      if (!isGone(error)) throw error;
      if (path === folder) return null;
    }
  }
  return latest === null ? null : new Date(latest);
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
