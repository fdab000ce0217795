import { createInflateRaw } from "node:zlib";
import { Fault } from "@caudal/base/fault.ts";
import type { ReadingLimits } from "./limits.ts";

/** One entry of a zip archive's directory. Sizes are what the archive says of itself: not to be trusted. */
export type ArchiveEntry = {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly packed: number;
  readonly offset: number;
};

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;

/** Reads the directory at the end of a zip archive (APPNOTE 4.3.12, 4.3.16). Archives above 4 GiB are beyond our limits anyway. */
export function readDirectory(archive: Buffer, limits: ReadingLimits): readonly ArchiveEntry[] {
  const end = archive.lastIndexOf("PK\x05\x06", undefined, "latin1");
  if (end === -1 || end + 22 > archive.length || archive.readUInt32LE(end) !== endSignature)
    throw new Fault("file_truncated", { params: { format: "excel" } });
  const count = archive.readUInt16LE(end + 10);
  if (count > limits.maxEntries)
    throw new Fault("file_unpacks_too_large", { params: { entries: count, max_entries: limits.maxEntries } });
  const entries: ArchiveEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  let packedTotal = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== entrySignature)
      throw new Fault("file_damaged", { params: { format: "excel" } });
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString("utf8", at + 46, at + 46 + nameLength);
    const packed = archive.readUInt32LE(at + 20);
    entries.push({
      name,
      method: archive.readUInt16LE(at + 10),
      encrypted: (archive.readUInt16LE(at + 8) & 1) === 1,
      packed,
      offset: archive.readUInt32LE(at + 42),
    });
    packedTotal += packed;
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  // Entries that share their bytes are how the densest bombs are made.
  if (packedTotal > archive.length) throw new Fault("file_unpacks_too_large", { params: { reason: "overlap" } });
  return entries;
}

/** What unpacking showed: bytes in all, and how many rows the sheets say they have, by entry name. */
export type ArchiveCheck = { readonly unpacked: number; readonly rows: ReadonlyMap<string, number> };

/**
 * Unpacks every part that a spreadsheet reader would look at, keeps nothing, and counts what really comes out.
 * Pictures and other parts are never unpacked, here or later.
 */
export async function checkArchive(archive: Buffer, limits: ReadingLimits): Promise<ArchiveCheck> {
  const entries = readDirectory(archive, limits);
  const rows = new Map<string, number>();
  let unpacked = 0;
  for (const entry of entries) {
    if (entry.encrypted) throw new Fault("file_encrypted");
    if (!/\.(?:xml|rels|bin)$/i.test(entry.name)) continue;
    const head = await inflateEntry(archive, entry, (bytes) => {
      unpacked += bytes;
      if (unpacked > limits.maxWorkbookUnpackedBytes)
        throw new Fault("file_unpacks_too_large", { params: { limit: limits.maxWorkbookUnpackedBytes } });
      if (unpacked > limits.ratioFloorBytes && unpacked > archive.length * limits.maxRatio)
        throw new Fault("file_unpacks_too_large", { params: { ratio: limits.maxRatio } });
    });
    const dimension = /<dimension ref="[A-Z]+\d+:[A-Z]+(\d+)"/.exec(head);
    if (dimension !== null) rows.set(entry.name, Number(dimension[1]));
  }
  return { unpacked, rows };
}

/** Inflates one entry, telling each chunk's size; answers its first characters. */
async function inflateEntry(archive: Buffer, entry: ArchiveEntry, count: (bytes: number) => void): Promise<string> {
  if (entry.offset + 30 > archive.length) throw new Fault("file_damaged", { params: { format: "excel" } });
  const start = entry.offset + 30 + archive.readUInt16LE(entry.offset + 26) + archive.readUInt16LE(entry.offset + 28);
  if (start + entry.packed > archive.length) throw new Fault("file_truncated", { params: { format: "excel" } });
  const bytes = archive.subarray(start, start + entry.packed);
  if (entry.method === 0) {
    count(bytes.length);
    return bytes.toString("latin1", 0, 2048);
  }
  if (entry.method !== 8) throw new Fault("file_damaged", { params: { format: "excel", method: entry.method } });
  const inflate = createInflateRaw({ chunkSize: 512 * 1024 });
  inflate.end(bytes);
  let head = "";
  try {
    for await (const chunk of inflate) {
      if (!Buffer.isBuffer(chunk)) continue;
      count(chunk.length);
      if (head === "") head = chunk.toString("latin1", 0, 2048);
    }
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown;
    throw new Fault("file_damaged", { params: { format: "excel" }, cause: thrown });
  }
  return head;
}
