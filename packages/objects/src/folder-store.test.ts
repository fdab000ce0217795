import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describeWith } from "@caudal/test/support/components.ts";
import { makeSmallDisk, requireSmallDisk } from "@caudal/test/support/small-disk.ts";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openFolderStore } from "./folder-store.ts";
import type { ObjectStore } from "./object-store.ts";

let folder: string;
let store: ObjectStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "caudal-objects-"));
  store = openFolderStore(join(folder, "objects"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const contents = async (key: string): Promise<Buffer> => buffer(await store.read(key));

test("an object written in any pieces, with retries that overlap, holds exactly the bytes", async () => {
  let key = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 5000 }), { maxLength: 8 }), fc.nat(), async (pieces, seed) => {
      const name = `a/object-${key++}`;
      await store.create(name);
      let offset = 0;
      for (const [index, piece] of pieces.entries()) {
        // Every other piece is first sent with rubbish behind it, as an interrupted attempt leaves it.
        if ((seed + index) % 2 === 0)
          await store.append(name, offset, Readable.from([Buffer.from(piece), randomBytes(17)]));
        offset = await store.append(name, offset, Readable.from([Buffer.from(piece)]));
      }
      expect(await contents(name)).toEqual(Buffer.concat(pieces));
      expect(await store.size(name)).toBe(offset);
    }),
    { numRuns: 50 },
  );
});

test("what arrived before a stream broke is kept, and the upload goes on behind it", async () => {
  await store.create("a/b");
  const whole = randomBytes(9_000_000);
  const cut = 5_500_000;
  async function* breaking() {
    for (let at = 0; at < cut; at += 65_536) yield whole.subarray(at, Math.min(at + 65_536, cut));
    throw new Error("connection lost");
  }
  await expect(store.append("a/b", 0, Readable.from(breaking()))).rejects.toThrow("connection lost");
  expect(await store.size("a/b")).toBe(cut);
  await store.append("a/b", cut, Readable.from([whole.subarray(cut)]));
  const hash = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
  expect(hash(await contents("a/b"))).toBe(hash(whole));
});

test("writing behind the end is refused, so that no hole appears", async () => {
  await store.create("a/b");
  await expect(store.append("a/b", 10, Readable.from([Buffer.from("x")]))).rejects.toThrow(RangeError);
});

test("keys that could leave the folder are refused", async () => {
  for (const key of ["../x", "a/../../x", "/etc/passwd", "a//b", ".hidden", "a/.b", "", "a\0b", "a\\b", "C:x", "a/ñ"]) {
    await expect(store.create(key), key).rejects.toThrow(TypeError);
    await expect(store.remove(key), key).rejects.toThrow(TypeError);
  }
});

test("a range is read, a missing object says so, a prefix is removed whole", async () => {
  await store.create("a/b");
  await store.append("a/b", 0, Readable.from([Buffer.from("0123456789")]));
  expect((await buffer(await store.read("a/b", { start: 2, end: 4 }))).toString()).toBe("234");
  await expect(store.read("a/none")).rejects.toMatchObject({ code: "file_missing" });
  expect(await store.size("a/none")).toBeNull();
  await store.remove("a/");
  expect(await store.size("a/b")).toBeNull();
  await store.remove("a/");
});

test("folders are listed with their latest change; those that only hold others, and what is not ours, are not", async () => {
  const listed = async (): Promise<Map<string, Date>> => {
    const found = new Map<string, Date>();
    for await (const { prefix, changedAt } of store.listFolders()) found.set(prefix, changedAt);
    return found;
  };
  expect([...(await listed()).keys()]).toEqual([]);
  for (const key of ["a/b/original", "a/b/table", "a/c/original", "d/original"]) await store.create(key);
  await mkdir(join(folder, "objects", "lost+found", "x"), { recursive: true });
  await writeFile(join(folder, "objects", ".probe"), "");
  const old = new Date("2020-01-01");
  for (const path of ["a/b", "a/b/original", "a/b/table", "a/c", "a/c/original"])
    await utimes(join(folder, "objects", path), old, old);
  await store.append("a/b/original", 0, Readable.from([Buffer.from("new")]));
  const found = await listed();
  expect([...found.keys()].toSorted()).toEqual(["a/b/", "a/c/", "d/"]);
  expect(found.get("a/c/")).toEqual(old);
  expect(found.get("a/b/")?.getTime()).toBeGreaterThan(old.getTime());
});

test("an adopted file replaces the object in one step and leaves nothing beside it", async () => {
  await store.create("a/b");
  const made = join(folder, "made");
  await writeFile(made, "whole");
  await store.adopt("a/b", made);
  expect((await contents("a/b")).toString()).toBe("whole");
  expect(await readdir(join(folder, "objects", "a"))).toEqual(["b"]);
});

test("a folder that cannot be written is named as what it is", async () => {
  await writeFile(join(folder, "file"), "");
  await symlink("/proc", join(folder, "readonly"));
  await expect(openFolderStore(join(folder, "file")).check()).rejects.toThrow();
  await expect(openFolderStore(join(folder, "readonly")).check()).rejects.toThrow();
  await expect(store.check()).resolves.toBeUndefined();
});

describeWith(await requireSmallDisk(), "on a disk that fills", () => {
  test("a full disk is said so, and what was written before stays", async () => {
    const disk = await makeSmallDisk("size=1m");
    try {
      const small = openFolderStore(disk.path, { keepFree: 0 });
      await small.create("a");
      const start = randomBytes(200_000);
      await small.append("a", 0, Readable.from([start]));
      await expect(small.append("a", start.length, Readable.from([randomBytes(3 << 20)]))).rejects.toMatchObject({
        code: "storage_full",
        persistence: "transient",
      });
      expect((await buffer(await small.read("a", { start: 0, end: start.length - 1 }))).equals(start)).toBe(true);
    } finally {
      await disk.remove();
    }
  });
});
