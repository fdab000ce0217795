import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

export type RotatingLog = {
  /** Appends bytes as they are. Never throws: a full disk costs log lines, not the platform. */
  write(chunk: Uint8Array | string): void;
  close(): void;
};

/**
 * A log file that stays bounded: when it passes `maxBytes` it becomes `path.1`, which becomes `path.2`, up to `keep`.
 * Written synchronously, so that the last words of a process that dies are on disk.
 */
export function openRotatingLog(path: string, { maxBytes = 10_000_000, keep = 4 } = {}): RotatingLog {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let descriptor = openSync(path, "a", 0o600);
  let size = fstatSync(descriptor).size;

  function rotate(): void {
    closeSync(descriptor);
    rmSync(`${path}.${keep}`, { force: true });
    for (let number = keep - 1; number >= 1; number -= 1) moveIfThere(`${path}.${number}`, `${path}.${number + 1}`);
    moveIfThere(path, `${path}.1`);
    descriptor = openSync(path, "a", 0o600);
    size = 0;
  }

  return {
    write(chunk) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      try {
        if (size > 0 && size + bytes.length > maxBytes) rotate();
        size += writeSync(descriptor, bytes);
      } catch (error) {
        if (!isDiskTrouble(error)) throw error;
      }
    },
    close: () => closeSync(descriptor),
  };
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}

function isDiskTrouble(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT", "EIO"].includes(String(error.code));
}
