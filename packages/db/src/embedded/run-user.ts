import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Fault } from "@caudal/base/fault.ts";

/** The user as which PostgreSQL runs when we are root, which it refuses to be. */
export type RunUser = { readonly name: string; readonly uid: number; readonly gid: number };

/** Null when we are an ordinary user (or on Windows): then it runs as we do. Throws when root finds nobody to run it as. */
export async function chooseRunUser(): Promise<RunUser | null> {
  if (process.getuid?.() !== 0) return null;
  const user = pickRunUser(await readFile("/etc/passwd", "utf8"));
  if (user === null)
    throw new Fault("data_folder_unusable", { params: { path: "/etc/passwd", reason: "no user postgres or nobody" } });
  return user;
}

/** From the text of /etc/passwd; initdb insists on a user that stands there. */
export function pickRunUser(passwd: string): RunUser | null {
  const users = passwd.split("\n").flatMap((line): RunUser[] => {
    const [name, , uid, gid] = line.split(":");
    const user = { name: name ?? "", uid: Number(uid), gid: Number(gid) };
    return user.uid > 0 && Number.isInteger(user.gid) ? [user] : [];
  });
  return users.find((user) => user.name === "postgres") ?? users.find((user) => user.name === "nobody") ?? null;
}

/** Whether a user may pass through every folder on the way to a path, the path's own folder included. Null is we ourselves. */
export async function canReach(path: string, user: RunUser | null): Promise<boolean> {
  if (user === null) return true;
  const { mode, uid, gid } = await stat(path);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  const parent = dirname(resolve(path));
  return parent === resolve(path) ? true : canReach(parent, user);
}
