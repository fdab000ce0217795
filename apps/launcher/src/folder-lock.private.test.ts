import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockFolder } from "./folder-lock.ts";

test("the lock of a data folder is for its owner alone, and the mask of the process stays", () => {
  const folder = mkdtempSync(join(tmpdir(), "caudal-lock-"));
  const mask = process.umask();
  const lock = lockFolder(folder);
  try {
    expect(statSync(join(folder, "launcher.lock")).mode & 0o777).toBe(0o600);
    expect(process.umask()).toBe(mask);
  } finally {
    lock.release();
    rmSync(folder, { recursive: true });
  }
});
