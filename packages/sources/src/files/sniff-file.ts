import { open, stat } from "node:fs/promises";
import { extname } from "node:path";
import { constants, createGunzip } from "node:zlib";
import { Fault } from "@caudal/base/fault.ts";
import { detectEncoding } from "./detect-encoding.ts";
import type { Compression, FileKind } from "./file-kind.ts";
import { holdsLines, linesOfRecords, sniffBytes, type Ends, type Sniffed } from "./sniff-bytes.ts";
import { findLineEdge } from "./sniff-lines.ts";

const headBytes = 256 * 1024;
const tailBytes = 128 * 1024;

/**
 * What the file at `path` is, by its content: reads its head and its tail, and the first line of a JSON text. `fileName` breaks ties.
 * Throws Faults: file_missing, file_empty, file_type_unknown, file_truncated, file_damaged, file_encrypted, file_no_table.
 */
export async function sniffFile(path: string, fileName = ""): Promise<FileKind> {
  const ends = await readEnds(path);
  const extension = extensionOf(fileName);
  const outer = sniffBytes(ends, extension);
  if (outer.found === "kind") {
    const { format, mime } = await settleLines(outer, path, "none", ends.head, extension);
    return { format, compression: "none", mime };
  }
  if (outer.found === "fault") throw new Fault(outer.code, { params: outer.params });
  // A gzip file has a header of ten bytes and a trailer of eight (RFC 1952).
  if (ends.size < 18) throw new Fault("file_truncated", { params: { format: "gzip" } });
  const head = await unpackHead(ends.head);
  const inner = sniffBytes(
    { head, tail: new Uint8Array(), size: head.length < headBytes ? head.length : Number.MAX_SAFE_INTEGER },
    extension,
  );
  if (inner.found === "gzip") throw new Fault("file_type_unknown", { params: { seen: "gzip" } });
  if (inner.found === "kind") {
    const { format } = await settleLines(inner, path, "gzip", head, extension);
    return { format, compression: "gzip", mime: "application/gzip" };
  }
  if (inner.code === "file_truncated" && inner.params["format"] === "parquet")
    return { format: "parquet", compression: "gzip", mime: "application/gzip" };
  throw new Fault(inner.code, { params: inner.params });
}

type Kind = Extract<Sniffed, { found: "kind" }>;

async function settleLines(
  kind: Kind,
  path: string,
  compression: Compression,
  head: Uint8Array,
  extension: string,
): Promise<Kind> {
  if (kind.open === undefined) return kind;
  const { before, after } = await findLineEdge(path, compression, detectEncoding([head]));
  return before === "}" && after !== null && holdsLines(after, extension) ? linesOfRecords : kind;
}

/** The extension that says what is inside, in lower case and without the point: "csv" of "ventas.csv.gz". */
export function extensionOf(fileName: string): string {
  const outer = extname(fileName).toLowerCase();
  const inner = outer === ".gz" ? extname(fileName.slice(0, -3)).toLowerCase() : outer;
  return inner.slice(1);
}

async function readEnds(path: string): Promise<Ends> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new Fault("file_missing", { cause });
  });
  const { size } = found;
  await using file = await open(path, "r");
  const head = Buffer.alloc(Math.min(size, headBytes));
  await file.read(head, 0, head.length, 0);
  const tail = Buffer.alloc(Math.min(size, tailBytes));
  await file.read(tail, 0, tail.length, size - tail.length);
  return { head, tail, size };
}

/** The first unpacked bytes of a gzip file: `headBytes` at most, whatever it would unpack to. */
function unpackHead(packed: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 64 * 1024 });
    const chunks: Buffer[] = [];
    let length = 0;
    let done = false;
    const finish = (): void => {
      if (done) return;
      done = true;
      gunzip.destroy();
      resolve(Buffer.concat(chunks).subarray(0, headBytes));
    };
    gunzip.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= headBytes) finish();
    });
    gunzip.on("end", finish);
    gunzip.on("error", (cause) => {
      if (length > 0) finish();
      else if (!done) {
        done = true;
        reject(
          new Fault("file_damaged", {
            params: { format: "gzip" },
            cause,
          }),
        );
      }
    });
    gunzip.end(packed);
  });
}
