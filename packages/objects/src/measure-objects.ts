import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { RemovedObjects } from "./object-store.ts";

/** How many files stand at or below a path, and their bytes. What goes meanwhile is not counted. */
export async function measureObjects(path: string): Promise<RemovedObjects> {
  const found = await ifThere(stat(path));
  if (found === null) return { objects: 0, bytes: 0 };
  if (!found.isDirectory()) return { objects: 1, bytes: found.size };
  let [objects, bytes] = [0, 0];
  for (const entry of (await ifThere(readdir(path))) ?? []) {
    const below = await measureObjects(join(path, entry));
    objects += below.objects;
    bytes += below.bytes;
  }
  return { objects, bytes };
}

async function ifThere<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
