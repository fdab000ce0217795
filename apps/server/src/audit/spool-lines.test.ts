import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchFreeSpace } from "@caudal/objects/free-space.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { spoolLines } from "./spool-lines.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caudal-spool-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const page = 100_000;
const pages = 10;

/** Notes how many pages were asked for, and whether what they are read from was let go. */
function source() {
  const seen = { given: 0, ended: false };
  async function* give(): AsyncGenerator<string, void> {
    try {
      for (; seen.given < pages; seen.given += 1) yield "x".repeat(page);
    } finally {
      seen.ended = true;
    }
  }
  return { seen, lines: give() };
}
/** A disk on which so many bytes may be taken, of which each page takes its own. */
const spaceOf = (room: number, seen: { readonly given: number }) => {
  const measure = async () => ({ free: 1_000 + room - seen.given * page, total: 1_000_000_000 });
  return watchFreeSpace(measure, 1_000, { monotonic: () => 0 });
};

test("a spool gives all where there is room for it", async () => {
  const { seen, lines } = source();
  let read = 0;
  for await (const chunk of spoolLines({ folder, space: spaceOf(pages * page, seen) }, lines)) read += chunk.byteLength;
  expect(read).toBe(pages * page);
});

test("a spool stops before it takes what the disk keeps free, gives what came before, and lets its source go", async () => {
  const { seen, lines } = source();
  let read = 0;
  const reading = (async () => {
    for await (const chunk of spoolLines({ folder, space: spaceOf(3.5 * page, seen) }, lines)) read += chunk.byteLength;
  })();
  await expect(reading).rejects.toMatchObject({ code: "storage_full" });
  expect(read).toBe(3 * page);
  expect(seen).toEqual({ given: 3, ended: true });
});
