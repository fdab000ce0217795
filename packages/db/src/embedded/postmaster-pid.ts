import { readFile, readlink, realpath } from "node:fs/promises";
import { join } from "node:path";

/** What a running server says about itself in `postmaster.pid`: https://www.postgresql.org/docs/18/storage-file-layout.html */
export type PostmasterPid = {
  readonly pid: number;
  readonly dataFolder: string;
  /** 0 until it listens. */
  readonly port: number;
  /** "ready" once it takes connections; "starting", "stopping" or "standby" otherwise. */
  readonly status: string;
};

/** Null when the text is not what a postmaster writes, as in a file cut short by a crash. */
export function parsePostmasterPid(text: string): PostmasterPid | null {
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || lines[1] === undefined || lines[1] === "") return null;
  return { pid, dataFolder: lines[1], port: Number(lines[3] ?? 0) || 0, status: lines[7] ?? "" };
}

/** Null when there is no such file. */
export async function readPostmasterPid(dataFolder: string): Promise<PostmasterPid | "unreadable" | null> {
  try {
    return parsePostmasterPid(await readFile(join(dataFolder, "postmaster.pid"), "utf8")) ?? "unreadable";
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Whether a living process could be the server of this folder: a postmaster works in its data folder. Outside Linux only its pid file says
 * in which; one that came with a copy names the folder that it is a copy of. Where nobody says (another user's process, a folder that was
 * renamed since), it could be.
 */
export async function couldServe(
  server: Pick<PostmasterPid, "pid" | "dataFolder">,
  dataFolder: string,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  if (!isAlive(server.pid)) return false;
  try {
    // The system gives the path without links, by which the folder may well have been reached.
    const here = await realpath(dataFolder);
    if (platform === "linux") return (await readlink(`/proc/${server.pid}/cwd`)) === here;
    return (await realpath(server.dataFolder).catch(() => here)) === here;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EACCES";
  }
}
