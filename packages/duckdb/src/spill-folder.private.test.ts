import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { claimSpillFolder } from "./spill-folder.ts";

test("data that is spilled is for its owner alone, and so is the folder above it", async () => {
  const place = await mkdtemp(join(tmpdir(), "caudal-spill-"));
  try {
    const folder = await claimSpillFolder(join(place, "spill"));
    for (const path of [folder, dirname(folder)]) expect((await stat(path)).mode & 0o777, path).toBe(0o700);
  } finally {
    await rm(place, { recursive: true });
  }
});
