import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openFolderStore } from "./folder-store.ts";

test("a folder is removed also while a last write to it is under way", async () => {
  const folder = await mkdtemp(join(tmpdir(), "caudal-objects-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const store = openFolderStore(folder);
  const place = join(folder, "file");
  // A few milliseconds of writing, with removals all along.
  const write = async (writer: number): Promise<void> => {
    for (let n = 0; n < 20; n += 1) {
      await mkdir(place, { recursive: true });
      // The folder may go in between, which is the point.
      await writeFile(join(place, `${writer}-${n}`), "").catch(() => undefined);
    }
  };
  const removals = Array.from({ length: 20 }, () => store.remove("file/"));
  await Promise.all([...[1, 2, 3, 4].map(write), ...removals]);
  await store.remove("file/");
  expect(await store.size("file")).toBeNull();
});
