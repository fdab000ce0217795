import { cp, mkdir, mkdtemp, readFile, realpath, rename, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimData } from "./claim-data.ts";
import { placeNameOf, writeRecord } from "./cluster-record.ts";

let shelf: string;
let folder: string;
let database: string;
beforeEach(async () => {
  shelf = await realpath(await mkdtemp(join(tmpdir(), `caudal-test-${process.pid}-`)));
  folder = join(shelf, "datos");
  database = join(shelf, placeNameOf(folder));
  for (const each of [folder, database]) await mkdir(each);
});
afterEach(async () => {
  await rm(shelf, { recursive: true });
});

const owner = async () => (await readFile(join(database, "caudal-folder"), "utf8")).trimEnd();

test("a database says whose it is, by whichever way its folder is reached", async () => {
  await claimData(folder, database);
  await symlink(folder, join(shelf, "enlace"));
  await claimData(join(shelf, "enlace"), database);
  expect(await owner()).toBe(folder);
});

test("a database that says nothing is that of the folder after which its place was named", async () => {
  const copy = join(shelf, "copia");
  await mkdir(copy);
  await expect(claimData(copy, database)).rejects.toMatchObject({
    code: "data_folder_copied",
    params: { path: copy, database },
  });
  await claimData(folder, database);
  expect(await owner()).toBe(folder);
});

test("a database stays with its folder while that cannot be read, and goes with it when it is renamed", async () => {
  await writeRecord(folder, {
    dataFolder: database,
    passwords: { superuser: "a", owner: "b", app: "c", signin: "d" },
    port: 0,
    systemIdentifier: "1",
  });
  await claimData(folder, database);
  const copy = join(shelf, "copia");
  await cp(folder, copy, { recursive: true });
  await rename(join(folder, "cluster.json"), join(folder, "apart"));
  await mkdir(join(folder, "cluster.json"));
  await expect(claimData(copy, database)).rejects.toMatchObject({ params: { original: folder } });
  await rename(folder, join(shelf, "renombrada"));
  await claimData(join(shelf, "renombrada"), database);
  expect(await owner()).toBe(join(shelf, "renombrada"));
});
