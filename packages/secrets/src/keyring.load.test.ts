import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import { expect, onTestFinished, test } from "vitest";
import { loadKeyring, newMasterKey, parseKeyring } from "./keyring.ts";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "caudal-keys-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return join(path, "secrets");
}

test("a key is made once, for its owner alone, and every process that starts at once has the same", async () => {
  const path = await folder();
  const rings = await Promise.all(Array.from({ length: 8 }, () => loadKeyring(undefined, path)));
  expect(new Set(rings.map((ring) => ring.current.id)).size).toBe(1);
  expect((await stat(join(path, "master-key"))).mode & 0o777).toBe(0o600);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test("a key that is configured wins over the folder, of which nothing is made", async () => {
  const path = await folder();
  const key = newMasterKey();
  expect((await loadKeyring(key, path)).current.id).toBe(parseKeyring(key).current.id);
  await expect(stat(path)).rejects.toThrow("ENOENT");
});

test("a file of two keys has the first as the current one", async () => {
  const path = await folder();
  const { current: older } = await loadKeyring(undefined, path);
  const file = join(path, "master-key");
  await writeFile(file, `${newMasterKey()}\n${await readFile(file, "utf8")}\n`);
  const ring = await loadKeyring(undefined, path);
  expect(ring.current.id).not.toBe(older.id);
  expect(ring.retired.map((key) => key.id)).toEqual([older.id]);
});

test("what is no key is refused, and not shown", () => {
  const bytes = Buffer.alloc(32, 7);
  expect(parseKeyring(bytes.toString("base64")).current.bytes).toEqual(bytes);
  for (const wrong of [
    "",
    " , ",
    "corta",
    bytes.subarray(1).toString("base64"),
    `${newMasterKey()}!`,
    newMasterKey() + "A",
  ]) {
    const thrown = (() => {
      try {
        return parseKeyring(wrong);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown, wrong).toBeInstanceOf(Fault);
    if (wrong.trim().length > 2) expect(String(thrown)).not.toContain(wrong);
  }
});

test("a folder that cannot be used is named", async () => {
  const path = await folder();
  await writeFile(path, "no es una carpeta");
  await expect(loadKeyring(undefined, path)).rejects.toMatchObject({
    code: "data_folder_unusable",
    params: { path },
  });
});
