import type { FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import { collectYoung } from "@caudal/base/collect-young.ts";
import type { FreeSpace } from "./free-space.ts";

const bufferBytes = 1 << 20;
/** Starting the write-back early keeps the final sync short: the disk works while bytes still arrive. */
const syncEvery = 64 << 20;
/** Bytes that passed through and may stand in memory until somebody looks. */
const collectEvery = 16 << 20;

/**
 * Writes a stream into an open file from `offset` on and syncs it, also when the stream breaks midway: what arrived is kept.
 * Chunks are gathered into large writes. Answers the offset behind the last byte; throws the stream's error after the sync.
 */
export async function writeStream(
  handle: FileHandle,
  offset: number,
  content: Readable,
  space: FreeSpace,
): Promise<number> {
  let position = offset;
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  let syncedAt = offset;
  let writing: Promise<void> = Promise.resolve();
  let syncing: Promise<void> = Promise.resolve();

  let collectedAt = offset;
  const flush = async (): Promise<void> => {
    await writing;
    if (position - collectedAt >= collectEvery) {
      collectedAt = position;
      collectYoung();
    }
    const parts = gathered;
    const bytes = gatheredBytes;
    gathered = [];
    gatheredBytes = 0;
    if (bytes === 0) return;
    const at = position;
    position += bytes;
    writing = space.write(bytes, () => writeAll(handle, parts, bytes, at));
    writing.catch(() => undefined);
    if (position - syncedAt >= syncEvery) {
      syncedAt = position;
      await syncing;
      syncing = handle.datasync();
      syncing.catch(() => undefined);
    }
  };

  let broken: Error | undefined;
  try {
    for await (const chunk of content) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError("a stream of bytes is needed");
      gathered.push(chunk);
      gatheredBytes += chunk.byteLength;
      if (gatheredBytes >= bufferBytes) await flush();
    }
  } catch (error) {
    broken = error instanceof Error ? error : new Error("the stream broke", { cause: error });
  }
  await flush();
  await writing;
  await syncing;
  await handle.datasync();
  if (broken !== undefined) throw broken;
  return position;
}

async function writeAll(handle: FileHandle, parts: Uint8Array[], bytes: number, at: number): Promise<void> {
  let { bytesWritten } = await handle.writev(parts, at);
  while (bytesWritten < bytes) {
    const rest = Buffer.concat(parts).subarray(bytesWritten);
    const more = await handle.write(rest, 0, rest.byteLength, at + bytesWritten);
    if (more.bytesWritten === 0) throw Object.assign(new Error("the disk took no more bytes"), { code: "ENOSPC" });
    bytesWritten += more.bytesWritten;
  }
}
