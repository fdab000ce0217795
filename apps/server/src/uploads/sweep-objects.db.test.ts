import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createLog } from "@caudal/base/log.ts";
import { insertUpload, insertUploadedFile, lockUpload } from "@caudal/db/queries/uploads.ts";
import { withScope } from "@caudal/db/scope.ts";
import { createPerson, type Person } from "@caudal/db/testing/people.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { openFolderStore } from "@caudal/objects/folder-store.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sweepObjects } from "./sweep-objects.ts";
import { createUploadSweeper } from "./sweep-uploads.ts";

const hour = 3_600_000;
let database: TestDatabase;
let folder: string;
let objects: ObjectStore;
let ana: Person;
beforeEach(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "caudal-sweep-"));
  objects = openFolderStore(folder);
  ana = await createPerson(database, { locale: "es" });
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

type Rows = "none" | "upload" | "file";

/** Bytes of an account that are so old, with the rows that know of them; gives their key. */
async function store(rows: Rows, hours: number, accountId = ana.accountId): Promise<string> {
  const id = randomUUID();
  const key = `${accountId}/${id}/original`;
  await objects.create(key);
  await objects.append(key, 0, Readable.from([Buffer.from("a\n1\n")]));
  if (rows !== "none")
    await withScope(database.app.db, ana.scope, async (tx) => {
      const expiresInMs = 30 * 24 * hour;
      await insertUpload(tx, { id, ...ana.scope, fileName: "a.csv", size: 4, objectKey: key, expiresInMs });
      const upload = await lockUpload(tx, id);
      if (rows === "upload" || upload === null) return;
      await insertUploadedFile(tx, upload, { fileId: id, fileType: "text/csv", storageUrl: () => `/api/files/${id}` });
      await tx.deleteFrom("uploads").where("id", "=", id).execute();
    });
  const at = new Date(Date.now() - hours * hour);
  for (const path of [key, key.slice(0, key.lastIndexOf("/"))]) await utimes(join(folder, path), at, at);
  return key;
}

const sweep = (): Promise<number> => sweepObjects(database.app.db, objects, async () => true, Date.now());

test("bytes that no row knows go after a day; those of an upload or a file stay, however old", async () => {
  const gone = [await store("none", 25), await store("none", 24 * 400)];
  const kept = [await store("none", 23), await store("upload", 24 * 400), await store("file", 24 * 400)];
  expect(await sweep()).toBe(2);
  for (const key of gone) expect(await objects.size(key)).toBeNull();
  for (const key of kept) expect(await objects.size(key)).toBe(4);
  expect(await sweep()).toBe(0);
});

test("a folder in which anything changed today is left alone, and one with nothing in it goes", async () => {
  const key = await store("none", 48);
  await objects.append(key, 4, Readable.from([Buffer.from("2\n")]));
  const empty = join(folder, ana.accountId, randomUUID());
  await mkdir(empty);
  const at = new Date(Date.now() - 48 * hour);
  await utimes(empty, at, at);
  expect(await sweep()).toBe(1);
  expect(await objects.size(key)).toBe(6);
});

test("a store of other accounts is not emptied by a database that knows none of them", async () => {
  const foreign = await store("none", 24 * 400, randomUUID());
  expect(await sweep()).toBe(0);
  expect(await objects.size(foreign)).toBe(4);
});

test("more folders than are asked about at once are all looked at", async () => {
  const keys = await Promise.all(Array.from({ length: 230 }, () => store("none", 48)));
  const kept = await store("upload", 48);
  expect(await sweep()).toBe(keys.length);
  expect(await objects.size(kept)).toBe(4);
});

test("nothing goes once another database was put in the place of the one that was asked", async () => {
  const keys = await Promise.all(Array.from({ length: 230 }, () => store("none", 48)));
  let looks = 0;
  // It held when the sweep began, and for the first 200.
  expect(await sweepObjects(database.app.db, objects, async () => (looks += 1) < 2, Date.now())).toBe(200);
  const left = await Promise.all(keys.map((key) => objects.size(key)));
  expect(left.filter((size) => size !== null)).toHaveLength(30);
});

test("a server sweeps as it starts, but not beside another one", async () => {
  const key = await store("none", 48);
  const other = new pg.Client({ connectionString: database.urls.app });
  await other.connect();
  await other.query("select pg_advisory_lock(hashtextextended('caudal sweep of the object store', 0))");
  const lines: string[] = [];
  const log = createLog({ name: "server", level: "debug", write: (line) => lines.push(line) });
  const second = createUploadSweeper(database.app.db, objects, async () => true, log);
  await second.start();
  await expect.poll(() => lines.join("")).toContain("another server sweeps");
  await second.stop();
  expect(await objects.size(key)).toBe(4);

  await other.query("select pg_advisory_unlock_all()");
  await other.end();
  const free = createUploadSweeper(database.app.db, objects, async () => true, log);
  await free.start();
  await expect.poll(() => objects.size(key)).toBeNull();
  await free.stop();
  expect(lines.join("")).not.toContain('"level":"error"');
});
