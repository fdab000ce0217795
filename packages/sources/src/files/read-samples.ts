import { open } from "node:fs/promises";
import { Fault } from "@caudal/base/fault.ts";
import type { ReadingLimits } from "./limits.ts";

/** Bytes of one place of a file. */
export type Sample = { readonly offset: number; readonly bytes: Buffer };

export type Samples = {
  readonly size: number;
  /** From the first byte on. */
  readonly head: Sample;
  /** Further places in rising order, the last one ending with the file; empty when the head is the whole file. */
  readonly others: readonly Sample[];
  /** Whether every byte of the file stands in `head`. */
  readonly whole: boolean;
};

const otherPlaces = 24;

/** Where to look in a file of `size` bytes with a budget of `maxBytes`: half of it at the head, the rest spread to the very end. */
export function planSamples(
  size: number,
  maxBytes: number,
): readonly { readonly offset: number; readonly length: number }[] {
  if (size <= maxBytes) return [{ offset: 0, length: size }];
  const headLength = Math.floor(maxBytes / 2);
  const length = Math.max(1, Math.floor((maxBytes - headLength) / otherPlaces));
  const room = size - headLength - length;
  const places = Array.from({ length: otherPlaces }, (_, place) => ({
    offset: headLength + Math.floor((room * place) / (otherPlaces - 1)),
    length,
  }));
  return [{ offset: 0, length: headLength }, ...places];
}

/** Reads head, middle and tail of a file, never more than `maxBytes`. */
export async function readSamples(path: string, maxBytes: number): Promise<Samples> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const samples: Sample[] = [];
  for (const place of planSamples(size, maxBytes)) {
    const bytes = Buffer.alloc(place.length);
    let filled = 0;
    while (filled < place.length) {
      const { bytesRead } = await file.read(bytes, filled, place.length - filled, place.offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    samples.push({ offset: place.offset, bytes: bytes.subarray(0, filled) });
  }
  const [head = { offset: 0, bytes: Buffer.alloc(0) }, ...others] = samples;
  return { size, head, others, whole: others.length === 0 };
}

/** Fewer whole rows than these in a sample say little of those that follow. */
export const fewRows = 10;

/**
 * Studies samples of a text, larger and larger ones while `study` answers null because too few whole rows stand in them; of the
 * `last` one it takes what there is. Throws `file_no_table` once even a cell of the longest kind would have ended.
 */
export async function growSamples<Study>(
  path: string,
  limits: ReadingLimits,
  study: (samples: Samples, last: boolean) => Study | null,
): Promise<Study> {
  const most = Math.max(limits.maxSampleBytes, limits.maxCellLength * 2);
  for (let budget = limits.maxSampleBytes; ; budget *= 4) {
    const samples = await readSamples(path, Math.min(budget, most));
    const last = samples.whole || budget >= most;
    const found = study(samples, last);
    if (found !== null) return found;
    if (last) throw new Fault("file_no_table", { params: { reason: "line_too_long", limit: most / 2 } });
  }
}
