import { createHash, randomBytes } from "node:crypto";
import { access, mkdir, open, readFile, realpath, rename } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import { systemFolder } from "./binaries.ts";
import { canReach, type RunUser } from "./run-user.ts";

/** What we know of a cluster beside its data: `cluster.json`, mode 0600, in the folder that was named for it. */
export type ClusterRecord = {
  /** PGDATA. In the folder itself, unless the user that runs PostgreSQL cannot get there. */
  readonly dataFolder: string;
  readonly passwords: {
    readonly superuser: string;
    readonly owner: string;
    readonly app: string;
    readonly signin: string;
  };
  /** The port it had last, so that addresses stay. */
  readonly port: number;
  /** pg_control_system().system_identifier: what tells this cluster from any other. Empty until it first ran. */
  readonly systemIdentifier: string;
};

const clustersFolder = join(systemFolder, "clusters");

export async function readRecord(folder: string): Promise<ClusterRecord | null> {
  const path = join(folder, "cluster.json");
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw unusable(path, error);
  }
  let record: ClusterRecord;
  try {
    record = JSON.parse(text) as ClusterRecord;
  } catch (error) {
    throw unusable(path, error);
  }
  return { ...record, dataFolder: await findData(folder, record.dataFolder) };
}

/**
 * A folder that was moved or copied has its cluster with it, and the path that was noted is of the place where it was: there may be the one
 * that it is a copy of, at work. Only what could not be in the folder is where it was noted, and says there whose it is (claim-data.ts).
 */
async function findData(folder: string, noted: string): Promise<string> {
  const own = join(folder, "cluster");
  if (dirname(noted) !== clustersFolder) return own;
  return access(join(own, "PG_VERSION")).then(
    () => own,
    () => noted,
  );
}

/** Whole or not at all, and on the disk when this returns: without it the cluster's passwords are lost. */
export async function writeRecord(folder: string, record: ClusterRecord): Promise<void> {
  const path = join(folder, "cluster.json");
  const partial = `${path}.partial`;
  try {
    const file = await open(partial, "w", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(record, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    throw unusable(folder, error);
  }
}

/** A record for a cluster that is to be made. */
export async function planRecord(folder: string, user: RunUser | null): Promise<ClusterRecord> {
  return {
    dataFolder: (await isWithinReach(folder, user)) ? join(folder, "cluster") : await fallbackFolder(folder),
    passwords: { superuser: password(), owner: password(), app: password(), signin: password() },
    port: 0,
    systemIdentifier: "",
  };
}

/** Makes the folder. Others may pass through it, and see nothing in it: the user that runs PostgreSQL is one of them. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o711 });
    await access(folder);
  } catch (error) {
    throw unusable(folder, error);
  }
}

/** Also behind a link: PostgreSQL passes through the folders on both ways. */
async function isWithinReach(folder: string, user: RunUser | null): Promise<boolean> {
  return (await canReach(folder, user)) && canReach(await realpath(folder), user);
}

/** A data folder below a 0700 home of root: the cluster goes where another user can own it. */
async function fallbackFolder(folder: string): Promise<string> {
  const place = join(clustersFolder, placeNameOf(folder));
  await makeFolder(clustersFolder);
  // That of a folder that was here before, and may have been renamed since.
  return access(place).then(
    () => `${place}-${randomBytes(4).toString("hex")}`,
    () => place,
  );
}

/** How the place of a cluster that lies outside of its folder begins. */
export function placeNameOf(folder: string): string {
  return createHash("sha256").update(resolve(folder)).digest("hex").slice(0, 16);
}

function password(): string {
  return randomBytes(24).toString("base64url");
}

export function unusable(path: string, cause: unknown): Fault {
  const reason = cause instanceof Error ? ("code" in cause ? String(cause.code) : cause.message) : String(cause);
  return new Fault("data_folder_unusable", { cause, params: { path, reason } });
}
