import { Readable, pipeline } from "node:stream";
import { crc32, createDeflateRaw, deflateRawSync } from "node:zlib";
import { dataDescriptor, directoryRecord, endOfDirectory, localHeader } from "./zip-records.ts";

/** One file of an archive; opened when its turn comes. `size` where it is known. */
export type ZipSource = {
  readonly path: string;
  readonly size?: number;
  readonly open: () => Promise<AsyncIterable<Buffer>>;
};

/** From here on an entry needs the longer form; a little less than its limit, because compression may add. */
const wideFrom = 0xf000_0000;
/** Up to here an entry is packed in one go: a stream of its own costs far more than what it packs. */
const packedAtOnce = 1 << 15;
const block = 1 << 16;
const level = 1;

/**
 * A zip, written as it is read: the next entry is asked for when the one before was read to its end. Of each nothing is kept but its line in the
 * directory, some 150 bytes; neither time nor memory of an entry depends on how many there were before.
 */
export function writeZip(sources: AsyncIterable<ZipSource>): AsyncGenerator<Buffer> {
  return inBlocks(zipParts(sources));
}

async function* zipParts(sources: AsyncIterable<ZipSource>): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let lines: Buffer[] = [];
  let entries = 0;
  let offset = 0;
  for await (const source of sources) {
    const head = {
      name: Buffer.from(source.path),
      modified: new Date(),
      wide: (source.size ?? 0) > wideFrom,
      offset,
    };
    const header = localHeader(head);
    yield header;
    const read = { crc: 0, size: 0 };
    let packed = 0;
    for await (const chunk of pack(counted(await source.open(), read))) {
      packed += chunk.length;
      yield chunk;
    }
    const entry = { ...head, ...read, packed };
    const descriptor = dataDescriptor(entry);
    yield descriptor;
    offset += header.length + packed + descriptor.length;
    entries += 1;
    lines.push(directoryRecord(entry));
    if (lines.length < 512) continue;
    directory.push(Buffer.concat(lines));
    lines = [];
  }
  directory.push(Buffer.concat(lines));
  yield* directory;
  const length = directory.reduce((sum, { byteLength }) => sum + byteLength, 0);
  yield endOfDirectory(entries, offset, length);
}

async function* counted(content: AsyncIterable<Buffer>, read: { crc: number; size: number }): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    read.crc = crc32(chunk, read.crc);
    read.size += chunk.length;
    yield chunk;
  }
}

async function* pack(content: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const first: Buffer[] = [];
  let bytes = 0;
  try {
    while (bytes <= packedAtOnce) {
      const next = await content.next();
      if (next.done === true) {
        yield deflateRawSync(Buffer.concat(first), { level });
        return;
      }
      first.push(next.value);
      bytes += next.value.length;
    }
    const deflate = createDeflateRaw({ level });
    pipeline(Readable.from(chain(first, content)), deflate, () => undefined);
    yield* deflate;
  } finally {
    await content.return(undefined);
  }
}

async function* chain(first: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}

/** Small parts joined to blocks: every single one would cost the connection a write. */
async function* inBlocks(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const part of parts) {
    held.push(part);
    bytes += part.length;
    if (bytes < block) continue;
    yield Buffer.concat(held);
    held = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(held);
}
