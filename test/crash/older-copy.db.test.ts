import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AuditHeads } from "@caudal/contract/resources/audit-heads.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { inDatabase } from "@caudal/db/testing/test-cluster.ts";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { signUpAt, type Person } from "./support/servers/person.ts";
import { startServer, type RealServer } from "./support/servers/real-server.ts";
import { createUpload, finishUpload, patchUpload } from "./support/servers/tus-upload.ts";
import { until } from "./support/servers/until.ts";

// An operator starts Caudal on Tuesday's copy of the database, beside the live data folder, and goes back to the newer one then.
let database: TestDatabase;
let dataDir: string;
let copies: string[];
let server: RealServer | null;
beforeEach(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), "caudal-older-copy-"));
  [copies, server] = [[], null];
});
afterEach(async () => {
  await server?.end("SIGKILL");
  for (const name of copies) await atDatabase("postgres", `drop database if exists ${name} with (force)`);
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function atDatabase(name: string, statement: string, values: readonly unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: inDatabase(database.superuserUrl, name) });
  await client.connect();
  try {
    return (await client.query(statement, [...values])).rows;
  } finally {
    await client.end();
  }
}
async function copyOf(from: string): Promise<string> {
  const name = `${database.name}_${copies.length}`;
  copies.push(name);
  await database.app.close();
  await atDatabase("postgres", `create database ${name} template ${from} owner caudal_owner`);
  return name;
}
const urls = (name: string) => ({
  app: inDatabase(database.urls.app, name),
  signin: inDatabase(database.urls.signin, name),
});

async function start(name = database.name, env: Readonly<Record<string, string>> = {}): Promise<RealServer> {
  await server?.end("SIGTERM");
  // Nothing is read unless somebody asks for it: what is looked at are the bytes as they came.
  server = await startServer({ urls: urls(name), dataDir, env: { CAUDAL_AUTO_PROCESS: "false", ...env } });
  return server;
}
async function stop(): Promise<void> {
  await server?.end("SIGTERM");
  server = null;
}
const sealed = (name = database.name): Promise<unknown> =>
  until("everything is sealed", async () => {
    return (await atDatabase(name, "select 1 from caudal.audit_unsealed")).length === 0;
  });

/** As if two days had passed: what is to be swept at all is at least one day old. */
async function age(): Promise<void> {
  const objects = join(dataDir, "objects");
  const at = new Date(Date.now() - 48 * 3_600_000);
  for (const entry of await readdir(objects, { recursive: true })) await utimes(join(objects, entry), at, at);
}

const bytes = () => Buffer.from(`id,zona\n1,${randomBytes(40).toString("hex")}\n`);
type Sent = { readonly id: string; readonly bytes: Buffer };
async function send(person: Person, url: string): Promise<Sent> {
  const content = bytes();
  const path = await createUpload(person, url, { name: "ventas.csv", bytes: content });
  return { id: await finishUpload(person, () => `${url}${path}`, content), bytes: content };
}
async function expectWhole(person: Person, url: string, files: readonly Sent[]): Promise<void> {
  for (const file of files) {
    const answer = await person.fetch(`${url}/api/files/${file.id}/content`);
    expect(answer.status, "the file's bytes are there").toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(file.bytes)).toBe(true);
  }
}
const swept = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) === null;
const folderOf = async (file: Sent): Promise<string> => {
  const [row] = (await atDatabase(database.name, "select object_key from caudal.files where id = $1", [file.id])) as {
    object_key: string;
  }[];
  return join(dataDir, "objects", (row?.object_key ?? "").replace(/\/original$/, ""));
};

test("files that came after a copy was made outlive its being started, for the database that knows them", async () => {
  let { url } = await start();
  const ana = await signUpAt(url);
  const first = await send(ana, url);
  const begun = bytes();
  const path = await createUpload(ana, url, { name: "meses.csv", bytes: begun });
  await patchUpload(ana, `${url}${path}`, 0, begun.subarray(0, 9));
  await sealed();
  await stop();
  const tuesday = await copyOf(database.name);

  ({ url } = await start());
  const finished = { id: await finishUpload(ana, () => `${url}${path}`, begun), bytes: begun };
  const files = [first, finished, await send(ana, url)];
  // Somebody who left and came back since: in the copy their time is over.
  await sealed();
  await stop();
  await age();
  await atDatabase(tuesday, "update caudal.uploads set expires_at = now() - interval '1 second'");
  await atDatabase(
    tuesday,
    "insert into caudal.departures (account_id, user_id, told_at, ends_at) select account_id, user_id, now(), now() - interval '1 second' from caudal.files",
  );

  ({ url } = await start(tuesday));
  await until("it says that it does not sweep, or has swept", async () => {
    return (
      server?.output().includes("the object store is not swept") || (await swept(await folderOf(files[2] ?? first)))
    );
  });
  await stop();
  ({ url } = await start());
  await expectWhole(ana, url, files);
}, 240_000);

test("once an operator acknowledged the copy, what it does not know goes, and what it knows stays", async () => {
  let { url } = await start();
  const ana = await signUpAt(url);
  const first = await send(ana, url);
  await sealed();
  await stop();
  const tuesday = await copyOf(database.name);
  ({ url } = await start());
  const later = await send(ana, url);
  const folder = await folderOf(later);
  await sealed();
  await stop();
  await age();

  ({ url } = await start(tuesday));
  const token = (await readFile(join(dataDir, "secrets", "operator-token"), "utf8")).trim();
  const authorization = `Bearer ${token}`;
  const heads = async (): Promise<AuditHeads> =>
    AuditHeads.parse(await (await fetch(`${url}/api/operations/audit-heads`, { headers: { authorization } })).json());
  const id = await until("the copy is found to be older", async () => (await heads()).id);
  expect(await swept(folder)).toBe(false);
  const given = await fetch(`${url}/api/operations/audit-heads/acknowledge`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({ id, because: "restauré la copia del martes" }),
  });
  expect(given.status).toBe(200);
  await sealed(tuesday);
  ({ url } = await start(tuesday));
  await until("what the copy does not know is swept", () => swept(folder));
  await expectWhole(ana, url, [first]);
}, 240_000);

test("tables that the newer database shows outlive what the copy's worker carries out", async () => {
  let { url } = await start();
  const ana = await signUpAt(url);
  const state = (name: string, run: string): Promise<unknown[]> =>
    atDatabase(name, "select 1 from caudal.runs where id = $1 and state = 'succeeded'", [run]);
  const done = (name: string, run: string): Promise<unknown> =>
    until("the run is done", async () => (await state(name, run)).length === 1);
  const ask = async (file: Sent): Promise<string> =>
    (await ana.at(url).processFile({ body: { fileId: file.id } })).jobId;
  const rows = async (file: Sent) => (await ana.at(url).listRows({ params: { id: file.id }, query: {} })).rows;
  const tableOf = async (file: Sent): Promise<string> => {
    const [row] = (await atDatabase(database.name, "select table_key from caudal.files where id = $1", [file.id])) as {
      table_key: string;
    }[];
    return join(dataDir, "objects", row?.table_key ?? "");
  };

  const [again, calledOff] = [await send(ana, url), await send(ana, url)];
  for (const file of [again, calledOff]) await done(database.name, await ask(file));
  // Asked for anew, and not begun when the copy is made.
  ({ url } = await start(database.name, { CAUDAL_WORKER_CONCURRENCY: "0" }));
  const [second, other] = [await ask(again), await ask(calledOff)];
  await sealed();
  await stop();
  const tuesday = await copyOf(database.name);
  // The newer database shows the second table of the one, and still the first of the other.
  ({ url } = await start(database.name, { CAUDAL_WORKER_CONCURRENCY: "0" }));
  await ana.at(url).cancelRun({ params: { id: other } });
  ({ url } = await start());
  await done(database.name, second);
  const shown = [await rows(again), await rows(calledOff)];
  const places = [await tableOf(again), await tableOf(calledOff)];
  const before = await Promise.all(places.map(async (path) => (await stat(path)).ino));
  await sealed();
  await stop();

  ({ url } = await start(tuesday));
  for (const run of [second, other]) await done(tuesday, run);
  // In the copy too whoever reads sees what is there.
  expect([await rows(again), await rows(calledOff)]).toEqual(shown);
  await stop();
  for (const [index, path] of places.entries()) {
    const found = await stat(path).catch(() => null);
    expect(found?.ino, "the table that is shown is there, and nothing was written over it").toBe(before[index]);
  }
  ({ url } = await start());
  expect([await rows(again), await rows(calledOff)]).toEqual(shown);
}, 240_000);
