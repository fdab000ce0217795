/** Types of the compact protocol (github.com/apache/thrift, doc/specs/thrift-compact-protocol.md). */
export const thrift = {
  yes: 1,
  no: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
  uuid: 13,
} as const;

/** The bytes are no thrift, or promise more than they hold. */
export class ThriftBroken extends Error {
  constructor(what: string) {
    super(`thrift: ${what}`);
    this.name = "ThriftBroken";
  }
}

/** Deeper than any format that we read nests its structures. */
const maxDepth = 64;

/**
 * Reads thrift's compact protocol from bytes that nobody vouches for: time is linear in their number, and nothing is allocated
 * for what is skipped. Every element of a list takes a byte at least, so no list may have more than there are bytes left.
 */
export function createThriftReader(bytes: Uint8Array) {
  let at = 0;
  let depth = 0;

  function take(count: number): number {
    if (count > bytes.length - at) throw new ThriftBroken("ends early");
    const from = at;
    at += count;
    return from;
  }

  function byte(): number {
    return bytes[take(1)] ?? 0;
  }

  /** Exact up to 2^53; what is above serves to be refused. */
  function varint(): number {
    let value = 0;
    let unit = 1;
    for (let length = 1; ; length++) {
      const next = byte();
      value += (next & 0x7f) * unit;
      if (next < 0x80) return value;
      if (length === 10) throw new ThriftBroken("a varint of more than ten bytes");
      unit *= 128;
    }
  }

  function integer(): number {
    const value = varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  function binary(): Uint8Array {
    const length = varint();
    const from = take(length);
    return bytes.subarray(from, at);
  }

  function nest<Result>(read: () => Result): Result {
    if (++depth > maxDepth) throw new ThriftBroken("nested too deep");
    const result = read();
    depth--;
    return result;
  }

  function checkSize(size: number): number {
    if (size > bytes.length - at) throw new ThriftBroken("a list longer than its bytes");
    return size;
  }

  /** Visits the fields of a structure: `visit` reads the value and answers true, or answers false and it is skipped. */
  function struct(visit: (id: number, type: number) => boolean): void {
    nest(() => {
      let id = 0;
      for (let head = byte(); head !== 0; head = byte()) {
        const type = head & 0x0f;
        id = head >> 4 === 0 ? integer() : id + (head >> 4);
        if (!visit(id, type)) skip(type);
      }
    });
  }

  /** Visits the elements of a list or a set, which `visit` must read. */
  function list(visit: (type: number) => void): void {
    nest(() => {
      const head = byte();
      const size = checkSize(head >> 4 === 15 ? varint() : head >> 4);
      for (let index = 0; index < size; index++) visit(head & 0x0f);
    });
  }

  function skip(type: number): void {
    switch (type) {
      case thrift.yes:
      case thrift.no:
        return;
      case thrift.byte:
        take(1);
        return;
      case thrift.i16:
      case thrift.i32:
      case thrift.i64:
        varint();
        return;
      case thrift.double:
        take(8);
        return;
      case thrift.binary:
        binary();
        return;
      case thrift.list:
      case thrift.set:
        list(skipElement);
        return;
      case thrift.map:
        nest(skipMap);
        return;
      case thrift.struct:
        struct(() => false);
        return;
      case thrift.uuid:
        take(16);
        return;
      default:
        throw new ThriftBroken(`type ${type}`);
    }
  }

  /** Within a list a boolean is a byte of its own. */
  function skipElement(type: number): void {
    skip(type === thrift.yes || type === thrift.no ? thrift.byte : type);
  }

  function skipMap(): void {
    const size = checkSize(varint());
    if (size === 0) return;
    const types = byte();
    for (let index = 0; index < size; index++) {
      skipElement(types >> 4);
      skipElement(types & 0x0f);
    }
  }

  return { byte, integer, binary, struct, list, skip, skipElement };
}

export type ThriftReader = ReturnType<typeof createThriftReader>;
