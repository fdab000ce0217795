import type { Readable } from "node:stream";

/**
 * Where the bytes of files live. Keys are made by the platform, never by people: segments of `[A-Za-z0-9._-]` joined by "/",
 * none of them beginning with a dot. Offsets and sizes are bytes.
 *
 * Faults: `storage_full` and `storage_read_only` (both transient: nothing written before is lost), `file_missing`.
 */
export type ObjectStore = {
  /** An empty object. Creating one that exists leaves it as it is. */
  create(key: string): Promise<void>;
  /**
   * Writes a stream behind the first `offset` bytes and answers the new size. Bytes beyond `offset` from an interrupted attempt are
   * overwritten. What arrived before the stream broke stays and counts; it is on the disk before this returns or throws. Stops with
   * `storage_full` before it takes what the store keeps free.
   */
  append(key: string, offset: number, content: Readable): Promise<number>;
  /** Returns once the disk has all that was ever appended, by whichever process: one that was killed between writing and syncing too. */
  sync(key: string): Promise<void>;
  /** Throws Fault `storage_full` where so many more bytes would not leave what the store keeps free. Promises none of them. */
  requireSpace(bytes: number): Promise<void>;
  /** Bytes in the object; null when there is none. */
  size(key: string): Promise<number | null>;
  /** Takes over a finished local file as the object, in one step: readers see the old object or the new one, whole. */
  adopt(key: string, localPath: string): Promise<void>;
  /** A readable stream of the object or of the bytes from `start` to `end`, both included. */
  read(key: string, range?: { readonly start: number; readonly end: number }): Promise<Readable>;
  /** A path under which engines of this machine can read the object. Valid as long as the object is. */
  localPath(key: string): Promise<string>;
  /**
   * The prefixes right below which something stands, each ending with "/", with when anything there last changed. Made for looking
   * through the whole store: what appears or goes meanwhile may be listed or not.
   */
  listFolders(): AsyncIterable<StoredFolder>;
  /** Removes an object, or all below a prefix that ends with "/", and says how much that was. Removing what is not there is no error. */
  remove(keyOrPrefix: string): Promise<RemovedObjects>;
  /** Throws unless an object can be written now. */
  check(): Promise<void>;
};

export type RemovedObjects = { readonly objects: number; readonly bytes: number };

export type StoredFolder = { readonly prefix: string; readonly changedAt: Date };

const keyPattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\/?$/;

/** Whether a key or a prefix could be one of ours. */
export function isObjectKey(key: string): boolean {
  return keyPattern.test(key) && key.length <= 500;
}

/** Refuses what could leave the store or surprise a file system. A wrong key is a fault of ours, not of a person. */
export function assertObjectKey(key: string): void {
  if (!isObjectKey(key)) throw new TypeError(`not an object key: ${JSON.stringify(key)}`);
}
