import { open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import { placeNameOf, readRecord, unusable } from "./cluster-record.ts";

/** In the cluster itself, so that it goes wherever that is copied or moved. */
const ownerFile = "caudal-folder";

/**
 * A cluster that lies outside of its folder says in itself whose it is: a copy of that folder notes the same place, and would work on the
 * database of the one that it is a copy of, and stop it. A folder that was renamed takes its cluster with it, since nobody uses it under
 * the old name. Throws Fault `data_folder_copied` when it is another's.
 */
export async function claimData(folder: string, dataFolder: string): Promise<void> {
  const here = await realpath(folder);
  const owner = await readOwner(dataFolder);
  if (owner === here) return;
  const isOthers = owner === null ? !isNamedAfter(dataFolder, [folder, here]) : await isUsedBy(owner, dataFolder);
  if (isOthers) {
    const original = owner === null ? {} : { original: owner };
    throw new Fault("data_folder_copied", { params: { path: folder, database: dataFolder, ...original } });
  }
  await writeOwner(dataFolder, here);
}

/** One that was made before they said so: the folder that it was made for gave it its name. */
function isNamedAfter(dataFolder: string, folders: readonly string[]): boolean {
  return folders.some((folder) => basename(dataFolder).startsWith(placeNameOf(folder)));
}

async function isUsedBy(owner: string, dataFolder: string): Promise<boolean> {
  try {
    return (await readRecord(owner))?.dataFolder === dataFolder;
  } catch {
    // Something is there that we cannot read: rather none than two at one database.
    return true;
  }
}

async function readOwner(dataFolder: string): Promise<string | null> {
  try {
    return (await readFile(join(dataFolder, ownerFile), "utf8")).trimEnd() || null;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw unusable(dataFolder, error);
  }
}

/** Its file is that of the user who runs PostgreSQL, as all others there, and written anew: that user could have put a link in its place. */
async function writeOwner(dataFolder: string, folder: string): Promise<void> {
  const path = join(dataFolder, ownerFile);
  const partial = `${path}.partial`;
  try {
    await rm(partial, { force: true });
    const file = await open(partial, "wx", 0o600);
    try {
      await file.writeFile(`${folder}\n`);
      const { uid, gid } = await stat(dataFolder);
      await file.chown(uid, gid);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    throw unusable(dataFolder, error);
  }
}
