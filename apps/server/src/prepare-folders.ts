import { access, constants, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";

/** What the server keeps below the data folder. */
const folders = ["", "objects", "scratch", "secrets", "senders"] as const;

/**
 * Makes the folders that the server works in, and refuses those that it may not use. A disk that is full is no reason: what is
 * on it can still be read, and writers are told.
 *
 * @throws Fault data_folder_unusable with the `path` and the `reason`.
 */
export async function prepareFolders(dataDir: string): Promise<void> {
  for (const name of folders) {
    const path = join(dataDir, name);
    try {
      await mkdir(path, { recursive: true, mode: 0o700 });
      await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (cause) {
      const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
      throw new Fault("data_folder_unusable", { params: { path, reason }, cause });
    }
  }
}
