import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, open, rename, rm, stat, unlink } from "node:fs/promises";
import { measureObjects } from "./measure-objects.ts";
import { dirname, join, resolve, sep } from "node:path";
import type { Readable } from "node:stream";
import { systemClock } from "@caudal/base/clock.ts";
import { measureDisk, watchFreeSpace, type DiskSpace } from "./free-space.ts";
import { writeStream } from "./write-stream.ts";
import { listFolders } from "./list-folders.ts";
import { assertObjectKey, type ObjectStore } from "./object-store.ts";
import { toStorageFault } from "./storage-fault.ts";

export type FolderStoreOptions = {
  /** Bytes of the disk that appending leaves free; absent, a share of it (`keptFree`). */
  readonly keepFree?: number | undefined;
  readonly measure?: (folder: string) => Promise<DiskSpace>;
};

/** Objects as files below one folder, readable by their owner only. */
export function openFolderStore(
  folder: string,
  { keepFree, measure = measureDisk }: FolderStoreOptions = {},
): ObjectStore {
  const root = resolve(folder);
  const measureRoot = async (): Promise<DiskSpace> => {
    await makeFolder(root);
    return measure(root);
  };
  const space = watchFreeSpace(measureRoot, keepFree, systemClock);

  function pathOf(key: string): string {
    assertObjectKey(key);
    const path = resolve(root, key);
    if (!path.startsWith(root + sep)) throw new TypeError(`not an object key: ${JSON.stringify(key)}`);
    return path;
  }

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toStorageFault(error);
    }
  }

  return {
    create: (key) =>
      guarded(async () => {
        const path = pathOf(key);
        await makeFolder(dirname(path));
        const handle = await open(path, "a", 0o600);
        await handle.close();
        await syncFolder(dirname(path));
      }),

    append: (key, offset, content) =>
      guarded(async () => {
        const handle = await open(pathOf(key), "r+");
        try {
          const { size } = await handle.stat();
          if (size < offset) throw new RangeError(`object ${key} has ${size} bytes, cannot write at ${offset}`);
          if (size > offset) await handle.truncate(offset);
          return await writeStream(handle, offset, content, space);
        } finally {
          await handle.close();
        }
      }),

    sync: (key) => guarded(() => syncFile(pathOf(key))),

    requireSpace: (bytes) => guarded(() => space.require(bytes)),

    size: (key) =>
      guarded(async () => {
        const path = pathOf(key);
        try {
          return (await stat(path)).size;
        } catch (error) {
          if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
          throw error;
        }
      }),

    adopt: (key, localPath) =>
      guarded(async () => {
        const path = pathOf(key);
        await makeFolder(dirname(path));
        await syncFile(localPath);
        await moveFile(localPath, path);
        await syncFolder(dirname(path));
      }),

    read: (key, range) =>
      guarded(async () => {
        const path = pathOf(key);
        await stat(path);
        const stream: Readable = createReadStream(path, { highWaterMark: 1 << 18, ...range });
        return stream;
      }),

    localPath: (key) =>
      guarded(async () => {
        const path = pathOf(key);
        await stat(path);
        return path;
      }),

    listFolders: () => listFolders(root),

    // Somebody may be putting a last thing there: then it takes another try.
    remove: (keyOrPrefix) =>
      guarded(async () => {
        const path = pathOf(keyOrPrefix);
        const removed = await measureObjects(path);
        await rm(path, { recursive: true, force: true, maxRetries: 8, retryDelay: 25 });
        return removed;
      }),

    check: () =>
      guarded(async () => {
        await mkdir(root, { recursive: true, mode: 0o700 });
        const probe = join(root, `.probe-${randomUUID()}`);
        const handle = await open(probe, "wx", 0o600);
        try {
          await handle.write("caudal");
        } finally {
          await handle.close();
          await unlink(probe);
        }
      }),
  };
}

/** Makes a folder with those above it; what holds the topmost new one is synced, and so is each new one that holds another. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === first) return;
  }
}

/** A new name in a folder survives a power cut only once the folder itself was synced. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EXDEV")) throw error;
    const beside = `${to}.${randomUUID()}`;
    await copyFile(from, beside);
    await syncFile(beside);
    await rename(beside, to);
    await unlink(from);
  }
}
