import type { FaultCode, FaultParams } from "@caudal/base/fault.ts";
import type { FileFormat } from "@caudal/contract/resources/reading.ts";
import { decodeText } from "./decode-text.ts";
import { detectDialect } from "./detect-dialect.ts";
import { detectEncoding } from "./detect-encoding.ts";

/** What the first and the last bytes of a file tell. `size` is the whole file's; the tail is empty when nothing is known of it. */
export type Ends = { readonly head: Uint8Array; readonly tail: Uint8Array; readonly size: number };

export type Sniffed =
  | {
      readonly found: "kind";
      readonly format: FileFormat;
      readonly mime: string;
      /** One document as far as the head shows: what follows its first line may show that each line is a record. */
      readonly open?: true;
    }
  | { readonly found: "gzip" }
  | { readonly found: "fault"; readonly code: FaultCode; readonly params: FaultParams };

/** Signatures of files that people do send and that hold no table we read. */
const foreign: readonly (readonly [signature: string, what: string])[] = [
  ["%PDF-", "PDF"],
  ["\x89PNG", "PNG"],
  ["\xff\xd8\xff", "JPEG"],
  ["GIF8", "GIF"],
  ["II*\0", "TIFF"],
  ["MM\0*", "TIFF"],
  ["{\\rtf", "RTF"],
  ["ARROW1", "Arrow"],
  ["FEA1", "Feather"],
  ["Obj\x01", "Avro"],
  ["ORC", "ORC"],
  ["SQLite format 3", "SQLite"],
  ["BZh", "bzip2"],
  ["\xfd7zXZ", "xz"],
  ["7z\xbc\xaf", "7z"],
  ["Rar!", "RAR"],
  ["\x28\xb5\x2f\xfd", "zstd"],
  ["\x7fELF", "ELF"],
  ["MZ", "EXE"],
];

const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Decides by content; the extension (lower case, without the point) only settles what the content leaves open. */
export function sniffBytes(ends: Ends, extension: string): Sniffed {
  const { head, tail, size } = ends;
  if (size === 0 || head.length === 0) return fault("file_empty", {});
  const magic = Buffer.from(head.subarray(0, 16)).toString("latin1");
  if (magic.startsWith("\x1f\x8b")) return { found: "gzip" };
  if (magic.startsWith("PARE")) return fault("file_encrypted", {});
  if (magic.startsWith("PAR1")) return sniffParquet(tail, size);
  if (magic.startsWith("PK\x03\x04")) return sniffZip(head, tail);
  if (magic.startsWith("PK\x05\x06")) return fault("file_type_unknown", { seen: "zip" });
  if (magic.startsWith("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) return sniffOle(head, tail);
  const media = seenMedia(magic);
  if (media !== null) return fault("file_type_unknown", { seen: media });
  if (Buffer.from(head.subarray(257, 262)).toString("latin1") === "ustar")
    return fault("file_type_unknown", { seen: "tar" });
  const other = foreign.find(([signature]) => magic.startsWith(signature));
  if (other !== undefined && (other[0].length > 3 || detectEncoding([head]).binary))
    return fault("file_type_unknown", { seen: other[1] });
  return sniffText(head, size === head.length, extension);
}

/** Two families of containers name what they hold right behind their own mark: pictures of telephones, sound, films. */
function seenMedia(magic: string): string | null {
  const holds = magic.slice(8, 12);
  if (magic.startsWith("RIFF") && /^(?:WEBP|WAVE|AVI )$/.test(holds)) return holds === "WEBP" ? "WebP" : "RIFF";
  if (magic.slice(4, 8) !== "ftyp") return null;
  return /^(?:heic|heix|hevc|mif1|msf1|avif)/.test(holds) ? "HEIC" : "MP4";
}

function sniffParquet(tail: Uint8Array, size: number): Sniffed {
  const end = Buffer.from(tail.subarray(-8));
  if (end.length < 8 || end.toString("latin1", 4) !== "PAR1")
    return fault("file_truncated", { format: "parquet", size });
  if (end.readUInt32LE(0) + 12 > size) return fault("file_damaged", { format: "parquet" });
  return { found: "kind", format: "parquet", mime: "application/vnd.apache.parquet" };
}

function sniffZip(head: Uint8Array, tail: Uint8Array): Sniffed {
  const names = Buffer.concat([head, tail]).toString("latin1");
  if (tail.length > 0 && !names.includes("PK\x05\x06")) {
    return /\[Content_Types\]\.xml|xl\/|_rels\//.test(names)
      ? fault("file_truncated", { format: "excel" })
      : fault("file_type_unknown", { seen: "zip" });
  }
  if (names.includes("xl/workbook.bin"))
    return { found: "kind", format: "excel", mime: "application/vnd.ms-excel.sheet.binary.macroEnabled.12" };
  if (names.includes("xl/workbook") || names.includes("xl/worksheets/"))
    return { found: "kind", format: "excel", mime: spreadsheet };
  if (names.includes("application/vnd.oasis.opendocument.spreadsheet")) {
    return { found: "kind", format: "excel", mime: "application/vnd.oasis.opendocument.spreadsheet" };
  }
  return fault("file_type_unknown", {
    seen: names.includes("word/") ? "Word" : names.includes("ppt/") ? "PowerPoint" : "zip",
  });
}

/** An OLE container: an old workbook, or a new one behind a password. Its directory names its parts in UTF-16. */
function sniffOle(head: Uint8Array, tail: Uint8Array): Sniffed {
  const text = Buffer.concat([head, tail]).toString("latin1");
  const holds = (name: string): boolean => text.includes([...name].map((letter) => `${letter}\0`).join(""));
  if (holds("EncryptedPackage")) return fault("file_encrypted", {});
  if (holds("Workbook") || holds("Book")) return { found: "kind", format: "excel", mime: "application/vnd.ms-excel" };
  return fault("file_type_unknown", { seen: "OLE" });
}

function sniffText(head: Uint8Array, whole: boolean, extension: string): Sniffed {
  const decision = detectEncoding([head]);
  if (decision.binary) return fault("file_type_unknown", { seen: "binary" });
  const text = decodeText(head, decision);
  const trimmed = text.replaceAll("\0", "").trimStart();
  if (trimmed === "") return whole ? fault("file_empty", {}) : fault("file_no_table", { reason: "blank" });
  if (/^<(?:!doctype|html|\?xml|svg|table|kml)\b/i.test(trimmed))
    return fault("file_type_unknown", {
      seen: /^<(?:!doctype html|html|table)/i.test(trimmed) ? "HTML" : /^<svg/i.test(trimmed) ? "SVG" : "XML",
    });
  const json = sniffJson(trimmed, whole, extension);
  if (json !== null) return json;
  const dialect = detectDialect(text, whole);
  const tabbed = dialect.delimiter === "\t" || (dialect.width === 1 && (extension === "tsv" || extension === "tab"));
  return tabbed
    ? { found: "kind", format: "tsv", mime: "text/tab-separated-values" }
    : { found: "kind", format: "csv", mime: "text/csv" };
}

function sniffJson(text: string, whole: boolean, extension: string): Sniffed | null {
  if (/^\[\s*(?:[[{"\-\d\]]|true|false|null)/.test(text)) {
    // "[1],[2]" may also begin a CSV: only there the name has a say.
    if (extension === "csv" && !/^\[\s*[{[]/.test(text) && !isObject(text)) return null;
    return oneDocument;
  }
  if (!/^\{\s*["}]/.test(text)) return null;
  const lineEnd = text.search(/[\r\n]/);
  const first = lineEnd === -1 ? text : text.slice(0, lineEnd);
  const second = lineEnd === -1 ? "" : text.slice(lineEnd).trimStart();
  if (lineEnd === -1 && !whole) return { ...oneDocument, open: true };
  if (!isObject(first)) return oneDocument;
  if (second === "" && !whole) return { ...oneDocument, open: true };
  return holdsLines(second, extension) ? linesOfRecords : oneDocument;
}

export const oneDocument = { found: "kind", format: "json", mime: "application/json" } as const;
export const linesOfRecords = { found: "kind", format: "ndjson", mime: "application/x-ndjson" } as const;

/**
 * Whether each line is a record, given what follows a first line that closes an object: "" when nothing does, and the name decides.
 * A document either ends there or goes on with one of these marks; a line that is no record does not make it one.
 */
export function holdsLines(following: string, extension: string): boolean {
  return following === "" ? /^(?:ndjson|jsonl)$/.test(extension) : !/^[,\]}]/.test(following);
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}

function fault(code: FaultCode, params: FaultParams): Sniffed {
  return { found: "fault", code, params };
}
