import { randomUUID } from "node:crypto";
import { open, unlink, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { FreeSpace } from "@caudal/objects/free-space.ts";
import { toStorageFault } from "@caudal/objects/storage-fault.ts";

const chunkBytes = 1 << 18;

/** Where such files lie, and what guards the last bytes of that disk. */
export type SpoolPlace = { readonly folder: string; readonly space: FreeSpace };

/**
 * What `source` gives, through a file without a name: the source is read as fast as it gives, whatever the reader does, so that
 * what it holds (a transaction's view of the database) is let go. The reader gets it in order, from the first bytes on, with the memory of one
 * chunk. A reader that goes ends the source too, and a source that fails ends the reading with its error behind what came before; so does
 * a disk of which no more may be taken. @throws Faults `storage_full`, `storage_read_only`
 */
export async function* spoolLines(
  { folder, space }: SpoolPlace,
  source: AsyncGenerator<string, void>,
): AsyncGenerator<Buffer, void> {
  const file = await openNameless(folder);
  const left = new AbortController();
  let written = 0;
  let isWhole = false;
  let more = Promise.withResolvers<void>();
  const writing = (async () => {
    for await (const text of source) {
      if (left.signal.aborted) return;
      const bytes = Buffer.from(text);
      await space.write(bytes.byteLength, () => writeAt(file, bytes, written)).catch(rethrowAsFault);
      written += bytes.byteLength;
      more.resolve();
      more = Promise.withResolvers();
    }
  })();
  const ended = writing.then(() => {
    isWhole = true;
  });
  ended.catch(() => undefined);
  try {
    for (let position = 0; ;) {
      if (position === written) {
        if (isWhole) return;
        // One of the two: there is more, or the source has ended, well or not.
        await Promise.race([more.promise, ended]);
        continue;
      }
      const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, position);
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    left.abort();
    await ended.catch(() => undefined);
    await file.close();
  }
}

function rethrowAsFault(error: unknown): never {
  throw toStorageFault(error);
}

/** A file that goes with this process, however it ends. */
async function openNameless(folder: string): Promise<FileHandle> {
  const path = join(folder, `.spool-${randomUUID()}`);
  const file = await open(path, "wx+", 0o600);
  await unlink(path);
  return file;
}

async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength;)
    done += (await file.write(bytes, done, bytes.byteLength - done, position + done)).bytesWritten;
}
