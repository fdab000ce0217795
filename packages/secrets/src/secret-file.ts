import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";

/**
 * A secret that stands in a folder for its owner alone: what is there, else what `make` gives, put there once. Of two processes that start
 * at the same moment one makes the file and both read the same.
 *
 * @throws Fault data_folder_unusable with the `path`.
 */
export async function loadSecretFile(folder: string, name: string, make: () => string): Promise<string> {
  const path = join(folder, name);
  try {
    return (await readIfThere(path)) ?? (await createSecretFile(folder, path, make()));
  } catch (error) {
    throw new Fault("data_folder_unusable", { params: { path: folder }, cause: error });
  }
}

/** Of two that make it at once, one makes the file and the other reads it: linking fails where a file is. */
async function createSecretFile(folder: string, path: string, text: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, text, { mode: 0o600, flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return await readFile(path, "utf8");
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return null;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
