import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";

/** The key that signs sessions: the one that is configured, else the one in the data folder, else a new one put there for its owner alone. */
export async function loadAuthSecret(configured: string | undefined, dataDir: string): Promise<string> {
  if (configured !== undefined) {
    if (configured.length < 32) throw new Fault("config_invalid", { params: { problems: "CAUDAL_AUTH_SECRET: < 32" } });
    return configured;
  }
  const folder = join(dataDir, "secrets");
  const path = join(folder, "auth-secret");
  try {
    return (await readIfThere(path)) ?? (await createSecret(folder, path));
  } catch (error) {
    throw error instanceof Fault
      ? error
      : new Fault("data_folder_unusable", { params: { path: folder }, cause: error });
  }
}

/** Of two servers that start at once, one makes the file and the other reads it: linking fails where a file is. */
async function createSecret(folder: string, path: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, randomBytes(48).toString("base64url"), { mode: 0o600, flush: true });
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
