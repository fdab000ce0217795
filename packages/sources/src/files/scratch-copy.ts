import { createReadStream, createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Fault, toFault } from "@caudal/base/fault.ts";
import type { ReadingLimits } from "./limits.ts";

export type CopyContext = {
  readonly scratchDir: string;
  readonly limits: ReadingLimits;
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1 over this copy. */
  readonly onProgress: (fraction: number) => void;
};

/** A new name in the scratch folder. */
export function scratchPath(context: Pick<CopyContext, "scratchDir">, extension: string): string {
  return join(context.scratchDir, `${randomUUID()}.${extension}`);
}

/** The bytes of a file from its start, which report how far they are and stop when asked to. */
export async function readWithProgress(path: string, context: CopyContext): Promise<Readable> {
  const { size } = await stat(path);
  let read = 0;
  const source = createReadStream(path, {
    highWaterMark: 256 * 1024,
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  });
  source.on("data", (chunk) => {
    read += chunk.length;
    context.onProgress(size === 0 ? 1 : read / size);
  });
  source.pause();
  return source;
}

/** Copies `source` through `steps` into a new scratch file; on any failure that file is removed and a Fault thrown. */
export async function writeScratch(
  source: Readable,
  steps: readonly Transform[],
  path: string,
  context: CopyContext,
): Promise<void> {
  try {
    await pipeline(
      [source, ...steps, createWriteStream(path, { highWaterMark: 1024 * 1024 })],
      context.signal === undefined ? {} : { signal: context.signal },
    );
  } catch (thrown) {
    await rm(path, { force: true });
    throw asReadingFault(thrown, context.signal);
  }
}

/** Unpacks a gzip file into the scratch folder, within the limits, counting what really comes out. */
export async function unpackGzip(path: string, extension: string, context: CopyContext): Promise<string> {
  const target = scratchPath(context, extension);
  const { size } = await stat(path);
  await writeScratch(
    await readWithProgress(path, context),
    [createGunzip({ chunkSize: 256 * 1024 }), countUnpacked(size, context.limits)],
    target,
    context,
  );
  return target;
}

/** Lets bytes pass while they stay within the limits for what was packed into `packedSize` bytes. */
export function countUnpacked(packedSize: number, limits: ReadingLimits): Transform {
  let unpacked = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      unpacked += chunk.length;
      done(unpackingFault(unpacked, packedSize, limits), chunk);
    },
  });
}

/** The Fault for having unpacked so much, or null while it is within the limits. */
export function unpackingFault(unpacked: number, packed: number, limits: ReadingLimits): Fault | null {
  if (unpacked > limits.maxUnpackedBytes)
    return new Fault("file_unpacks_too_large", { params: { limit: limits.maxUnpackedBytes } });
  if (unpacked > limits.ratioFloorBytes && unpacked > packed * limits.maxRatio) {
    return new Fault("file_unpacks_too_large", { params: { ratio: limits.maxRatio } });
  }
  return null;
}

/** What went wrong while a file was copied, as a Fault. */
export function asReadingFault(thrown: unknown, signal: AbortSignal | undefined): Fault {
  if (thrown instanceof Fault) return thrown;
  if (signal?.aborted === true) return new Fault("run_cancelled", { cause: thrown });
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : null;
  if (code === "Z_BUF_ERROR") return new Fault("file_truncated", { params: { format: "gzip" }, cause: thrown });
  if (typeof code === "string" && code.startsWith("Z_"))
    return new Fault("file_damaged", { params: { format: "gzip" }, cause: thrown });
  return toStorageFault(thrown);
}

/** What a disk said, as a Fault: a full one is something to wait for. */
export function toStorageFault(thrown: unknown): Fault {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : null;
  if (code === "ENOSPC" || code === "EDQUOT")
    return new Fault("storage_full", { persistence: "transient", cause: thrown });
  return toFault(thrown);
}
