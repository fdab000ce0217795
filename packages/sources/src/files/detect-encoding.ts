import { isUtf8 } from "node:buffer";

/** Names as people know them; iconv-lite knows them too. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | "iso-8859-1" | "cp850" | "macintosh";

export type EncodingDecision = {
  readonly encoding: Encoding;
  /** Bytes of a byte order mark at the start. */
  readonly bom: number;
  readonly certainty: number;
  readonly key:
    | "encoding_bom"
    | "encoding_ascii"
    | "encoding_utf8"
    | "encoding_utf16_pattern"
    | "encoding_single_byte"
    | "encoding_utf8_damaged";
  /** The bytes that no text holds, or null when this is text. */
  readonly binary: boolean;
};

/** Control characters that do turn up in text: tab, line ends, form feed, end of file (DOS), escape. NUL is counted apart. */
const textControls = tableOf([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a, 0x1b]);

/** Codes of á é í ó ú ñ Á É Í Ó Ú Ñ ü ¿ ¡ in each single-byte encoding: what a Spanish text has of non-ASCII letters. */
const spanish: Readonly<Record<"windows-1252" | "cp850" | "macintosh", Uint8Array>> = {
  "windows-1252": tableOf([
    0xe1, 0xe9, 0xed, 0xf3, 0xfa, 0xf1, 0xc1, 0xc9, 0xcd, 0xd3, 0xda, 0xd1, 0xfc, 0xbf, 0xa1, 0x80, 0xba, 0xaa, 0xb0,
  ]),
  cp850: tableOf([0xa0, 0x82, 0xa1, 0xa2, 0xa3, 0xa4, 0xb5, 0x90, 0xd6, 0xe0, 0xe9, 0xa5, 0x81, 0xa8, 0xad]),
  macintosh: tableOf([0x87, 0x8e, 0x92, 0x97, 0x9c, 0x96, 0xe7, 0x83, 0xea, 0xee, 0xf2, 0x84, 0x9f, 0xc0, 0xc1, 0xdb]),
};

/** Bytes that Windows-1252 leaves undefined. */
const undefinedIn1252 = tableOf([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/**
 * Decides how the bytes of a text are written, from samples of it; the first one is the head of the file.
 * What is valid UTF-8 is UTF-8; otherwise the single-byte encoding in which most of the bytes above 127 are letters of Spanish.
 */
export function detectEncoding(samples: readonly Uint8Array[]): EncodingDecision {
  const head = samples[0] ?? new Uint8Array();
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return decided("utf-8", 3, 1, "encoding_bom");
  if (head[0] === 0xff && head[1] === 0xfe) return decided("utf-16le", 2, 1, "encoding_bom");
  if (head[0] === 0xfe && head[1] === 0xff) return decided("utf-16be", 2, 1, "encoding_bom");
  const counts = countBytes(head);
  const wide = utf16Order(head);
  if (wide !== null) return decided(wide, 0, 0.9, "encoding_utf16_pattern");
  // Some programs fill their fields up with NUL; where other control characters stand too, it is no text.
  if (counts.nul > head.length * (counts.control === 0 ? 0.5 : 0.1) || counts.control > head.length * 0.02) {
    return { encoding: "utf-8", bom: 0, certainty: 0, key: "encoding_ascii", binary: true };
  }
  const trimmed = samples.map((bytes, index) => trimToSequences(bytes, index > 0));
  const high = trimmed.some((bytes) => bytes.some((byte) => byte >= 0x80));
  if (!high) return decided("utf-8", 0, 1, "encoding_ascii");
  if (trimmed.every((bytes) => isUtf8(bytes))) return decided("utf-8", 0, 0.99, "encoding_utf8");
  const damage = countSequences(trimmed);
  if (damage.valid > 10 * damage.invalid) return decided("utf-8", 0, 0.6, "encoding_utf8_damaged");
  return detectSingleByte(trimmed);
}

function decided(encoding: Encoding, bom: number, certainty: number, key: EncodingDecision["key"]): EncodingDecision {
  return { encoding, bom, certainty, key, binary: false };
}

function countBytes(bytes: Uint8Array): { readonly nul: number; readonly control: number } {
  let nul = 0;
  let control = 0;
  for (const byte of bytes) {
    if (byte === 0) nul++;
    else if (byte < 0x20 && textControls[byte] === 0) control++;
  }
  return { nul, control };
}

/** UTF-16 of mostly Latin text has a zero in every second byte; null when that is not so. */
function utf16Order(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const pairs = Math.floor(Math.min(bytes.length, 65_536) / 2);
  if (pairs < 2) return null;
  let evenZero = 0;
  let oddZero = 0;
  for (let at = 0; at < pairs * 2; at += 2) {
    if (bytes[at] === 0) evenZero++;
    if (bytes[at + 1] === 0) oddZero++;
  }
  if (oddZero > pairs * 0.6 && evenZero < pairs * 0.05) return "utf-16le";
  if (evenZero > pairs * 0.6 && oddZero < pairs * 0.05) return "utf-16be";
  return null;
}

/** Cuts the halves of characters that a sample may begin or end with. */
export function trimToSequences(bytes: Uint8Array, cutStart: boolean): Uint8Array {
  let start = 0;
  if (cutStart) while (start < 3 && start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  let end = bytes.length;
  for (let back = 1; back <= 4 && back <= bytes.length - start; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const need = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      if (need > back) end = bytes.length - back;
      break;
    }
  }
  return bytes.subarray(start, end);
}

function countSequences(samples: readonly Uint8Array[]): { readonly valid: number; readonly invalid: number } {
  let valid = 0;
  let invalid = 0;
  for (const bytes of samples) {
    for (let at = 0; at < bytes.length;) {
      const byte = bytes[at] ?? 0;
      if (byte < 0x80) {
        at++;
        continue;
      }
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
      if (length > 1 && isUtf8(bytes.subarray(at, at + length))) {
        valid++;
        at += length;
      } else {
        invalid++;
        at++;
      }
    }
  }
  return { valid, invalid };
}

function detectSingleByte(samples: readonly Uint8Array[]): EncodingDecision {
  const scores = { "windows-1252": 0, cp850: 0, macintosh: 0 };
  let high = 0;
  let undefinedBytes = 0;
  for (const bytes of samples) {
    for (const byte of bytes) {
      if (byte < 0x80) continue;
      high++;
      if (undefinedIn1252[byte] === 1) undefinedBytes++;
      if (spanish["windows-1252"][byte] === 1) scores["windows-1252"]++;
      if (spanish.cp850[byte] === 1) scores.cp850++;
      if (spanish.macintosh[byte] === 1) scores.macintosh++;
    }
  }
  const share = (name: keyof typeof scores): number => scores[name] / Math.max(1, high);
  const rivals = (["cp850", "macintosh"] as const).filter(
    (name) => share(name) > 0.6 && share(name) > share("windows-1252") + 0.3,
  );
  const rival = rivals.toSorted((a, b) => share(b) - share(a))[0];
  if (rival !== undefined) return decided(rival, 0, Math.min(0.9, share(rival)), "encoding_single_byte");
  const certainty = share("windows-1252") > 0.5 ? 0.95 : 0.75;
  return decided(undefinedBytes > 0 ? "iso-8859-1" : "windows-1252", 0, certainty, "encoding_single_byte");
}

/** Membership of byte values, looked up for every byte of a sample. */
function tableOf(bytes: readonly number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of bytes) table[byte] = 1;
  return table;
}
