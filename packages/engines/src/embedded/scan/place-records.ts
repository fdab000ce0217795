import { createReadStream } from "node:fs";
import type { Reject } from "@caudal/tables/scan.ts";
import type { TextScan } from "./text-scan.ts";

/** A row whose structure could not be read: `start` is the byte at which it begins. */
export type StructuralReject = { readonly start: number; readonly bytes: number; readonly reject: Reject };

/** Where a record stands: `line` from 1 in the scanned file, by the ends of lines, those inside quotes included. */
export type PlacedRecord = { readonly line: number; readonly text: string };

export type PlacedRecords = {
  /** By the byte at which the record begins. */
  readonly structural: ReadonlyMap<number, number>;
  /** By the place among records of sound structure, from 0. */
  readonly sound: ReadonlyMap<number, PlacedRecord>;
};

/** No record that DuckDB took for sound is longer (its limit is 2 MB): past this the walk has lost its way, and stops. */
const maxRecordBytes = 8 * 1024 * 1024;
const newline = 10;
const carriageReturn = 13;

/**
 * Finds records in a file, reading no further than needed. DuckDB says which records of sound structure hold a wrong value,
 * but not where they stand; the bytes at which broken records begin and end come from its own list, so that both agree on them.
 */
export async function placeRecords(
  scan: TextScan,
  broken: readonly StructuralReject[],
  wanted: ReadonlySet<number>,
): Promise<PlacedRecords> {
  const walker = startWalk(scan, broken, wanted);
  const chunks: AsyncIterable<Buffer> = createReadStream(scan.path, { highWaterMark: 1 << 20 });
  for await (const chunk of chunks) {
    walker.take(chunk);
    if (walker.finished()) break;
  }
  walker.end();
  return { structural: walker.structural, sound: walker.sound };
}

export function startWalk(scan: TextScan, broken: readonly StructuralReject[], wanted: ReadonlySet<number>) {
  const quote = scan.kind === "csv" && scan.quote !== "" ? scan.quote.charCodeAt(0) : -1;
  const skipLines = scan.kind === "csv" ? scan.skip : 0;
  const brokenEnds = new Map(broken.map(({ start, bytes }) => [start, start + bytes]));
  const structural = new Map<number, number>();
  const sound = new Map<number, PlacedRecord>();
  let carried = Buffer.alloc(0);
  let at = 0; // byte in the file at which `carried` begins: always the beginning of a record
  let line = 1;
  let ordinal = 0;

  /** One record from `start` (in `bytes`) up to `end`, its line end left out. */
  function note(bytes: Buffer, start: number, end: number, lines: number): void {
    const position = at + start;
    const length = bytes[end - 1] === carriageReturn ? end - 1 - start : end - start;
    if (line > skipLines) {
      if (brokenEnds.has(position)) structural.set(position, line);
      else if (length > 0 || (scan.kind === "csv" && scan.columns.length === 1)) {
        if (wanted.has(ordinal)) sound.set(ordinal, { line, text: bytes.toString("utf8", start, start + length) });
        ordinal++;
      }
    }
    line += lines;
  }

  function walk(bytes: Buffer, last: boolean): void {
    let start = 0;
    let quoted = false;
    let lines = 1;
    let index = 0;
    let brokenEnd = brokenEnds.get(at);
    for (; index < bytes.length; index++) {
      const byte = bytes[index];
      // Inside a broken record quotes mean nothing; its end is known.
      if (brokenEnd === undefined && byte === quote) quoted = !quoted;
      else if (byte === newline) {
        if (quoted || (brokenEnd !== undefined && at + index < brokenEnd)) {
          lines++;
          continue;
        }
        note(bytes, start, index, lines);
        start = index + 1;
        lines = 1;
        brokenEnd = brokenEnds.get(at + start);
      }
    }
    if (last && start < bytes.length) {
      note(bytes, start, bytes.length, lines);
      start = bytes.length;
    }
    carried = Buffer.from(bytes.subarray(start));
    at += start;
  }

  return {
    structural,
    sound,
    take: (chunk: Buffer) => walk(carried.length === 0 ? chunk : Buffer.concat([carried, chunk]), false),
    end: () => walk(carried, true),
    finished: () =>
      carried.length > maxRecordBytes || (sound.size === wanted.size && structural.size === brokenEnds.size),
  };
}
