/** One value of thrift's compact protocol: its type and its bytes. */
export type ThriftValue = { readonly type: number; readonly bytes: Uint8Array };

/** An unsigned number in groups of seven bits, lowest first. */
export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

export function i32(value: number): ThriftValue {
  return { type: 5, bytes: Uint8Array.from(varint(value < 0 ? -2 * value - 1 : 2 * value)) };
}

export function i64(value: number): ThriftValue {
  return { ...i32(value), type: 6 };
}

export function text(value: string): ThriftValue {
  const bytes = Buffer.from(value);
  return { type: 8, bytes: Buffer.concat([Uint8Array.from(varint(bytes.length)), bytes]) };
}

/** A list of values of one type, which may claim another length than it has. */
export function list(type: number, items: readonly ThriftValue[], claimed = items.length): ThriftValue {
  const head = claimed < 15 ? [claimed * 16 + type] : [0xf0 + type, ...varint(claimed)];
  return { type: 9, bytes: Buffer.concat([Uint8Array.from(head), ...items.map((item) => item.bytes)]) };
}

/** A structure by the numbers of its fields, in rising order. */
export function struct(fields: Readonly<Record<number, ThriftValue>>): ThriftValue {
  const parts: Uint8Array[] = [];
  let last = 0;
  for (const [key, value] of Object.entries(fields)) {
    const id = Number(key);
    parts.push(Uint8Array.from([(id - last) * 16 + value.type]), value.bytes);
    last = id;
  }
  return { type: 12, bytes: Buffer.concat([...parts, Uint8Array.from([0])]) };
}

/** A field of a schema; with `children` it is a group. */
export function field(name: string, children = 0): ThriftValue {
  return struct(children > 0 ? { 4: text(name), 5: i32(children) } : { 1: i32(2), 3: i32(1), 4: text(name) });
}

/** A row group of `columns` columns of 64-bit integers, each with figures about its values. */
export function rowGroup(columns: number): ThriftValue {
  const data = struct({
    1: i32(2),
    2: list(5, [i32(0)]),
    3: list(8, [text("c")]),
    4: i32(0),
    5: i64(1000),
    6: i64(8000),
    7: i64(8000),
    9: i64(4),
    12: struct({ 3: i64(0), 5: text("12345678"), 6: text("12345678") }),
  });
  const chunk = struct({ 2: i64(4), 3: data });
  return struct({ 1: list(12, Array<ThriftValue>(columns).fill(chunk)), 2: i64(8000), 3: i64(1000) });
}

/** A Parquet file whose pages are nothing: only its footer is to be looked at. */
export function makeParquet(footer: Uint8Array, claimed = footer.length): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(claimed);
  return Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(32), footer, length, Buffer.from("PAR1")]);
}
