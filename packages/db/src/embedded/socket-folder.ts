import { join } from "node:path";

/** What the address of a socket may be long, its end included: https://man7.org/linux/man-pages/man7/unix.7.html; macOS has 104. */
const longestAddress = 103;

/** Where PostgreSQL puts its socket: https://www.postgresql.org/docs/18/runtime-config-connection.html#GUC-UNIX-SOCKET-DIRECTORIES */
export function socketIn(folder: string, port: number): string {
  return join(folder, `.s.PGSQL.${port}`);
}

/** The folder itself, if a socket can stand in it and a setting can name it; else null. */
export function socketFolderIn(folder: string, platform = process.platform): string | null {
  if (platform === "win32" || /["\\\n]/.test(folder)) return null;
  return Buffer.byteLength(socketIn(folder, 65_535)) > longestAddress ? null : folder;
}
