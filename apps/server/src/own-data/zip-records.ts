/** What is said of one entry, once its bytes were written. `wide`: in the longer form, for sizes from 4 GiB. */
export type ZipEntry = {
  readonly name: Buffer;
  readonly modified: Date;
  readonly wide: boolean;
  /** Where its header begins. */
  readonly offset: number;
  readonly crc: number;
  readonly size: number;
  readonly packed: number;
};

const full16 = 0xffff;
const full32 = 0xffff_ffff;
/** Names are UTF-8 (bit 11); sums and sizes follow the bytes, since nobody knows them before (bit 3). */
const flags = 0x0808;
const deflated = 8;
const madeByUnix = (3 << 8) | 63;
const regularFile = 0o100644;
const versions = { plain: 20, wide: 45 } as const;

/** Stands before an entry's bytes. */
export function localHeader({ name, modified, wide }: Pick<ZipEntry, "name" | "modified" | "wide">): Buffer {
  const header = Buffer.alloc(30 + name.length + (wide ? 20 : 0));
  header.writeUInt32LE(0x0403_4b50, 0);
  header.writeUInt16LE(wide ? versions.wide : versions.plain, 4);
  writeCommon(header, 6, modified);
  if (wide) header.fill(0xff, 18, 26);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(wide ? 20 : 0, 28);
  name.copy(header, 30);
  // The place of the two sizes in eight bytes each: it tells a reader that what follows the bytes has that form.
  if (wide) writeWideExtra(header, 30 + name.length, [0, 0]);
  return header;
}

/** Stands behind an entry's bytes. */
export function dataDescriptor({ crc, size, packed, wide }: ZipEntry): Buffer {
  const long = wide || size >= full32 || packed >= full32;
  const descriptor = Buffer.alloc(long ? 24 : 16);
  descriptor.writeUInt32LE(0x0807_4b50, 0);
  descriptor.writeUInt32LE(crc, 4);
  if (long) {
    writeWide(descriptor, packed, 8);
    writeWide(descriptor, size, 16);
  } else {
    descriptor.writeUInt32LE(packed, 8);
    descriptor.writeUInt32LE(size, 12);
  }
  return descriptor;
}

/** An entry's line in the directory at the archive's end. */
export function directoryRecord({ name, modified, wide, offset, crc, size, packed }: ZipEntry): Buffer {
  const long = wide || size >= full32 || packed >= full32 || offset >= full32;
  const extra = 9 + (long ? 28 : 0);
  const record = Buffer.alloc(46 + name.length + extra);
  record.writeUInt32LE(0x0201_4b50, 0);
  record.writeUInt16LE(madeByUnix, 4);
  record.writeUInt16LE(long ? versions.wide : versions.plain, 6);
  writeCommon(record, 8, modified);
  record.writeUInt32LE(crc, 16);
  record.writeUInt32LE(long ? full32 : packed, 20);
  record.writeUInt32LE(long ? full32 : size, 24);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(extra, 30);
  record.writeUInt32LE(regularFile * 0x1_0000, 38);
  record.writeUInt32LE(long ? full32 : offset, 42);
  name.copy(record, 46);
  const at = 46 + name.length;
  // When it was written, in UTC: the field above knows no time zone.
  record.writeUInt16LE(0x5455, at);
  record.writeUInt16LE(5, at + 2);
  record.writeUInt8(1, at + 4);
  record.writeInt32LE(Math.min(Math.floor(modified.getTime() / 1000), 0x7fff_ffff), at + 5);
  if (long) writeWideExtra(record, at + 9, [size, packed, offset]);
  return record;
}

/** The archive's end. `place`: where the directory begins. */
export function endOfDirectory(entries: number, place: number, length: number): Buffer {
  const long = entries >= full16 || place >= full32 || length >= full32;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(long ? full16 : entries, 8);
  end.writeUInt16LE(long ? full16 : entries, 10);
  end.writeUInt32LE(long ? full32 : length, 12);
  end.writeUInt32LE(long ? full32 : place, 16);
  if (!long) return end;
  const wide = Buffer.alloc(56 + 20);
  wide.writeUInt32LE(0x0606_4b50, 0);
  writeWide(wide, 56 - 12, 4);
  wide.writeUInt16LE(madeByUnix, 12);
  wide.writeUInt16LE(versions.wide, 14);
  writeWide(wide, entries, 24);
  writeWide(wide, entries, 32);
  writeWide(wide, length, 40);
  writeWide(wide, place, 48);
  wide.writeUInt32LE(0x0706_4b50, 56);
  writeWide(wide, place + length, 64);
  wide.writeUInt32LE(1, 72);
  return Buffer.concat([wide, end]);
}

/** What header and directory say alike: flags, method, and the time in two seconds' steps since 1980. */
function writeCommon(record: Buffer, at: number, modified: Date): void {
  record.writeUInt16LE(flags, at);
  record.writeUInt16LE(deflated, at + 2);
  const time = (modified.getUTCHours() << 11) | (modified.getUTCMinutes() << 5) | (modified.getUTCSeconds() >> 1);
  const year = Math.max(modified.getUTCFullYear() - 1980, 0);
  record.writeUInt16LE(time, at + 4);
  record.writeUInt16LE((year << 9) | ((modified.getUTCMonth() + 1) << 5) | modified.getUTCDate(), at + 6);
}

function writeWideExtra(record: Buffer, at: number, values: readonly number[]): void {
  record.writeUInt16LE(1, at);
  record.writeUInt16LE(values.length * 8, at + 2);
  values.forEach((value, index) => writeWide(record, value, at + 4 + index * 8));
}

function writeWide(record: Buffer, value: number, at: number): void {
  record.writeBigUInt64LE(BigInt(value), at);
}
