import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

export type RotatingLog = {
  /**
   * Appends bytes as they are. Never throws for a disk in trouble: what finds no room waits, up to a bound, and is written in its order once
   * there is some; what does not fit there is told to be missing.
   */
  write(chunk: Uint8Array | string): void;
  close(): void;
};

/**
 * A log file that stays bounded: when it passes `maxBytes` it becomes `path.1`, which becomes `path.2`, up to `keep`.
 * Written synchronously, so that the last words of a process that dies are on disk.
 */
export function openRotatingLog(
  path: string,
  { maxBytes = 10_000_000, keep = 4, maxWaiting = 1_000_000 } = {},
): RotatingLog {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let descriptor = openSync(path, "a", 0o600);
  let size = fstatSync(descriptor).size;
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let missing = 0;

  /** The new file first: where none can be made, the old ones stay as they are. */
  function rotate(): void {
    const next = openSync(`${path}.new`, "a", 0o600);
    rmSync(`${path}.${keep}`, { force: true });
    for (let number = keep - 1; number >= 1; number -= 1) moveIfThere(`${path}.${number}`, `${path}.${number + 1}`);
    moveIfThere(path, `${path}.1`);
    renameSync(`${path}.new`, path);
    closeSync(descriptor);
    descriptor = next;
    size = 0;
  }

  /** All of it or nothing: half a line would spoil the next one as well. */
  function append(bytes: Uint8Array): void {
    if (size > 0 && size + bytes.length > maxBytes) rotate();
    const before = size;
    try {
      for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
      size += bytes.length;
    } catch (error) {
      ftruncateSync(descriptor, before);
      throw error;
    }
  }

  function flush(): void {
    if (missing > 0 && waiting.length > 0) {
      append(Buffer.from(`{"level":40,"msg":"the disk was full, and ${missing} pieces of this log are missing"}\n`));
      missing = 0;
    }
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      append(first);
      waiting.shift();
      waitingBytes -= first.length;
    }
  }

  function wait(bytes: Uint8Array): void {
    waiting.push(Uint8Array.from(bytes));
    waitingBytes += bytes.length;
    // The oldest go: what comes last says how it stands.
    while (waitingBytes > maxWaiting && waiting.length > 1) {
      waitingBytes -= waiting.shift()?.length ?? 0;
      missing += 1;
    }
  }

  return {
    write(chunk) {
      wait(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
      tryOnce(flush);
    },
    close: () => {
      tryOnce(flush);
      closeSync(descriptor);
    },
  };
}

function tryOnce(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isDiskTrouble(error)) throw error;
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}

function isDiskTrouble(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT", "EIO", "EROFS"].includes(String(error.code));
}
