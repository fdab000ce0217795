import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { problemOf } from "@caudal/contract/faults/problem-of.ts";
import { withScope, type Scope } from "@caudal/db/scope.ts";
import { createPerson, type Person } from "@caudal/db/testing/people.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { openFolderStore } from "@caudal/objects/folder-store.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sweepUploads } from "./sweep-uploads.ts";
import { createUploads, type Uploads } from "./uploads.ts";

let database: TestDatabase;
let folder: string;
let objects: ObjectStore;
let ana: Person;
let beto: Person;
/** Two servers over the same database and folder, as after a fail-over. */
let servers: readonly { readonly uploads: Uploads; readonly http: Server; readonly url: string }[];
let beforeFile: () => Promise<void>;
/** Keys whose bytes the disk has for sure. */
const synced = new Set<string>();
const errors: unknown[] = [];
const ended: string[] = [];
const maxBytes = 64 << 20;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "caudal-uploads-"));
  const store = openFolderStore(join(folder, "objects"));
  objects = { ...store, sync: async (key) => store.sync(key).then(() => void synced.add(key)) };
  ana = await createPerson(database, { locale: "es" });
  beto = await createPerson(database, { locale: "en" });
  servers = await Promise.all([serve(), serve()]);
});
afterAll(async () => {
  for (const { http, uploads } of servers) {
    http.closeAllConnections();
    http.close();
    await uploads.close();
  }
  await database.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  beforeFile = async () => undefined;
});

async function serve() {
  const people = new Map([ana, beto].map((person) => [person.userId, person]));
  const uploads = createUploads(
    {
      db: database.app.db,
      objects,
      sniffMediaType: async () => "text/csv",
      onFile: () => beforeFile(),
      connectLocks: async () => {
        const client = new pg.Client({ connectionString: database.urls.app });
        await client.connect();
        return client;
      },
      authenticate: async (incoming) => {
        const person = people.get(String(incoming.headers["x-test-person"]));
        return person === undefined ? null : { scope: person.scope, locale: person === ana ? "es" : "en" };
      },
      localeOf: () => "es",
      problemOf,
      onError: (error) => void errors.push(error),
      onEnd: (outcome) => void ended.push(outcome),
    },
    { path: "/api/uploads", maxBytes, expiryMs: 3_600_000 },
  );
  const http = createServer((incoming, response) => void uploads.handle(incoming, response, "test-request"));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return { uploads, http, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

type Call = {
  readonly server?: 0 | 1;
  readonly person?: Person | null;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array;
};

async function call(
  method: string,
  path: string,
  { server = 0, person = ana, headers = {}, body }: Call = {},
): Promise<Response> {
  return fetch(servers[server]!.url + path, {
    method,
    headers: { "tus-resumable": "1.0.0", ...(person === null ? {} : { "x-test-person": person.userId }), ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

async function create(size: number, name = "ventas.csv", options: Call = {}): Promise<string> {
  const answer = await call("POST", "/api/uploads", {
    ...options,
    headers: { "upload-length": String(size), "upload-metadata": `filename ${base64(name)}` },
  });
  expect(answer.status).toBe(201);
  return answer.headers.get("location") ?? "";
}

function patch(location: string, offset: number, body: Uint8Array, options: Call = {}): Promise<Response> {
  return call("PATCH", location, {
    ...options,
    headers: { "upload-offset": String(offset), "content-type": "application/offset+octet-stream" },
    body,
  });
}

async function filesOf(scope: Scope) {
  return withScope(database.app.db, scope, (tx) => tx.selectFrom("files").selectAll().execute());
}

/** Sends `bytes` of a body that was announced as longer, and breaks the connection once they are on the disk. */
async function sendPart(
  location: string,
  offset: number,
  bytes: Uint8Array,
  announced: number,
  server: 0 | 1 = 0,
): Promise<void> {
  const url = new URL(servers[server]!.url + location);
  const sending = httpRequest(url, {
    method: "PATCH",
    headers: {
      "tus-resumable": "1.0.0",
      "x-test-person": ana.userId,
      "upload-offset": String(offset),
      "content-type": "application/offset+octet-stream",
      "content-length": String(announced),
    },
  });
  sending.on("error", () => undefined);
  sending.write(bytes);
  const key = `${ana.accountId}/${location.split("/").at(-1)}/original`;
  await expect
    .poll(async () => (await objects.size(key)) ?? 0, { timeout: 20_000, interval: 20 })
    .toBeGreaterThanOrEqual(Math.min(4 << 20, bytes.length) + offset);
  sending.destroy();
}

async function offsetOf(location: string, options: Call = {}): Promise<number> {
  const answer = await call("HEAD", location, options);
  expect(answer.status).toBe(200);
  return Number(answer.headers.get("upload-offset"));
}

describe("a whole upload", () => {
  test("becomes one file with its bytes, its name and its type, and says which", async () => {
    const content = randomBytes(300_000);
    const location = await create(content.length, "año 📊.csv");
    ended.length = 0;
    const answer = await patch(location, 0, content);
    expect(answer.status).toBe(204);
    expect(ended).toEqual(["finished"]);
    const id = answer.headers.get("caudal-file-id");
    const [file] = (await filesOf(ana.scope)).filter((row) => row.id === id);
    expect(file).toMatchObject({
      file_name: "año 📊.csv",
      file_type: "text/csv",
      file_size: "300000",
      status: "uploaded",
      user_id: ana.userId,
    });
    expect((await buffer(await objects.read(file!.object_key))).equals(content)).toBe(true);
  });

  test("asked for again by HEAD, it names the same file and makes no second one", async () => {
    const location = await create(5);
    const first = (await patch(location, 0, Buffer.from("a;b\n1"))).headers.get("caudal-file-id");
    const before = (await filesOf(ana.scope)).length;
    const again = await call("HEAD", location);
    expect(again.headers.get("caudal-file-id")).toBe(first);
    expect(again.headers.get("upload-offset")).toBe("5");
    expect((await filesOf(ana.scope)).length).toBe(before);
  });

  test("of no bytes at all is a file too: what is wrong with it is said when it is read", async () => {
    const answer = await call("POST", "/api/uploads", {
      headers: { "upload-length": "0", "upload-metadata": `filename ${base64("vacío.csv")}` },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("caudal-file-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("an interrupted upload", () => {
  test("cut at 99 %, goes on from there, on another server, and arrives whole", async () => {
    const content = randomBytes(20 << 20);
    const cut = Math.floor(content.length * 0.99);
    const location = await create(content.length);
    await sendPart(location, 0, content.subarray(0, cut), content.length);
    const offset = await offsetOf(location, { server: 1 });
    expect(offset).toBeGreaterThan(0);
    expect(offset).toBeLessThanOrEqual(cut);
    const answer = await patch(location, offset, content.subarray(offset), { server: 1 });
    expect(answer.status).toBe(204);
    const [file] = (await filesOf(ana.scope)).filter((row) => row.id === answer.headers.get("caudal-file-id"));
    expect((await buffer(await objects.read(file!.object_key))).equals(content)).toBe(true);
  });

  test("whose file could not be written after the last byte, gets it when it is asked for again", async () => {
    beforeFile = async () => {
      throw Object.assign(new Error("the database went away"), { name: "Interrupted" });
    };
    const location = await create(3);
    const before = (await filesOf(ana.scope)).length;
    const failed = await patch(location, 0, Buffer.from("a\n1")).catch(() => null);
    expect(failed?.headers.get("caudal-file-id") ?? null).toBeNull();
    expect((await filesOf(ana.scope)).length).toBe(before);
    beforeFile = async () => undefined;
    ended.length = 0;
    expect((await call("HEAD", location)).headers.get("caudal-file-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect((await filesOf(ana.scope)).length).toBe(before + 1);
    expect(ended).toEqual(["finished"]);
  });

  test("whose server was killed between its last byte and the disk, is on the disk before its file is made", async () => {
    const location = await create(3);
    const key = `${ana.accountId}/${location.split("/").at(-1)}/original`;
    // As a killed server leaves it: written, and neither synced nor told.
    await writeFile(join(folder, "objects", key), "a\n1");
    synced.clear();
    const onDisk: boolean[] = [];
    beforeFile = async () => void onDisk.push(synced.has(key));
    expect((await call("HEAD", location)).headers.get("caudal-file-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(onDisk).toEqual([true]);
  });

  test("completed by two requests at once becomes one file", async () => {
    const location = await create(3);
    beforeFile = async () => {
      throw new Error("not yet");
    };
    await patch(location, 0, Buffer.from("a\n1")).catch(() => null);
    beforeFile = async () => undefined;
    const before = (await filesOf(ana.scope)).length;
    ended.length = 0;
    const answers = await Promise.all(
      [0, 1, 0, 1].map((server) => call("HEAD", location, { server: server as 0 | 1 })),
    );
    expect(new Set(answers.map((answer) => answer.headers.get("caudal-file-id"))).size).toBe(1);
    expect((await filesOf(ana.scope)).length).toBe(before + 1);
    // Nor is it counted twice, on either server, now or when its last bytes are sent once more.
    await patch(location, 3, new Uint8Array());
    expect(ended).toEqual(["finished"]);
  });

  test("that is never finished goes away with its bytes, and a finished one stays", async () => {
    const abandoned = await create(1_000);
    await patch(abandoned, 0, randomBytes(10));
    const finished = await create(3);
    await patch(finished, 0, Buffer.from("a\n1"));
    await withScope(database.app.db, ana.scope, (tx) =>
      tx
        .updateTable("uploads")
        .set({ expires_at: new Date(Date.now() - 1_000) })
        .execute(),
    );
    await sweepUploads(database.app.db, objects, async () => true);
    expect((await call("HEAD", abandoned)).status).toBe(404);
    expect(await objects.size(`${ana.accountId}/${abandoned.split("/").at(-1)}/original`)).toBeNull();
    expect(await objects.size(`${ana.accountId}/${finished.split("/").at(-1)}/original`)).toBe(3);
  });
});

describe("somebody else's upload", () => {
  test("does not exist for another person, whatever is tried, and nobody gets in without a session", async () => {
    const location = await create(10);
    for (const person of [beto, null]) {
      const status = person === null ? 401 : 404;
      expect((await call("HEAD", location, { person })).status).toBe(status);
      expect((await patch(location, 0, randomBytes(10), { person })).status).toBe(status);
      expect((await call("DELETE", location, { person })).status).toBe(status);
    }
    expect(await offsetOf(location)).toBe(0);
  });

  test("ids that are none, or lead elsewhere, are nobody's", async () => {
    for (const id of [
      "x",
      "..%2f..%2fetc%2fpasswd",
      "00000000-0000-0000-0000-000000000000",
      "%00",
      "a'; drop table uploads; --",
    ]) {
      expect((await patch(`/api/uploads/${id}`, 0, randomBytes(1))).status, id).toBe(404);
      expect((await call("HEAD", `/api/uploads/${id}`)).status, id).toBe(404);
    }
  });
});

describe("an upload that lies", () => {
  test("about its length gets no more in than it announced", async () => {
    const location = await create(10);
    const answer = await patch(location, 0, randomBytes(11));
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({
      code: "upload_longer_than_declared",
      detail: expect.stringContaining("10 B"),
    });
    expect(await offsetOf(location)).toBeLessThanOrEqual(10);
  });

  test("about its offset is refused, and nothing is overwritten", async () => {
    const location = await create(10);
    await patch(location, 0, Buffer.from("12345"));
    expect((await patch(location, 3, Buffer.from("xx"))).status).toBe(409);
    expect(await offsetOf(location)).toBe(5);
  });

  test("about its size, its name or its metadata is told what is wrong, in the person's language", async () => {
    const tooLarge = await call("POST", "/api/uploads", {
      headers: { "upload-length": String(maxBytes + 1), "upload-metadata": `filename ${base64("a.csv")}` },
    });
    expect(tooLarge.status).toBe(413);
    expect(tooLarge.headers.get("content-type")).toContain("application/problem+json");
    expect(await tooLarge.json()).toMatchObject({ code: "too_large", status: 413, request_id: "test-request" });
    const nameless = await call("POST", "/api/uploads", {
      headers: { "upload-length": "1", "upload-metadata": `filename ${base64("../")}` },
    });
    const spanish = (await nameless.json()) as { code: string; detail: string };
    expect(spanish.code).toBe("upload_name_invalid");
    const inEnglish = await call("POST", "/api/uploads", {
      person: beto,
      headers: { "upload-length": "1", "upload-metadata": `filename ${base64("../")}` },
    });
    expect(((await inEnglish.json()) as { detail: string }).detail).not.toBe(spanish.detail);
    for (const length of ["-1", "1e3", "x", ""])
      expect((await call("POST", "/api/uploads", { headers: { "upload-length": length } })).status, length).toBe(400);
  });
});

test("a second request for the same upload takes over from a connection that hangs", async () => {
  const content = randomBytes(12 << 20);
  const location = await create(content.length);
  const url = new URL(servers[0]!.url + location);
  const hanging = httpRequest(url, {
    method: "PATCH",
    headers: {
      "tus-resumable": "1.0.0",
      "x-test-person": ana.userId,
      "upload-offset": "0",
      "content-type": "application/offset+octet-stream",
      "content-length": String(content.length),
    },
  });
  hanging.on("error", () => undefined);
  hanging.write(content.subarray(0, 6 << 20));
  const key = `${ana.accountId}/${location.split("/").at(-1)}/original`;
  await expect.poll(async () => (await objects.size(key)) ?? 0, { timeout: 20_000, interval: 20 }).toBeGreaterThan(0);
  const offset = await offsetOf(location, { server: 1 });
  expect(offset).toBeGreaterThan(0);
  const answer = await patch(location, offset, content.subarray(offset), { server: 1 });
  hanging.destroy();
  expect(answer.status).toBe(204);
  const [file] = (await filesOf(ana.scope)).filter((row) => row.id === answer.headers.get("caudal-file-id"));
  expect((await buffer(await objects.read(file!.object_key))).equals(content)).toBe(true);
});
