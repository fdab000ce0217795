import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openCluster, type Cluster, type OpenClusterOptions } from "./open-cluster.ts";
import { isAlive } from "./postmaster-pid.ts";

const run = promisify(execFile);

let folder: string;
let open: Cluster[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), `caudal-test-${process.pid}-`));
});
afterEach(async () => {
  for (const cluster of open) if (isAlive(cluster.pid)) await cluster.stop();
  for (const cluster of open) await rm(cluster.dataFolder, { recursive: true, force: true });
  open = [];
  await rm(folder, { recursive: true, force: true });
});

/** Without fsync, which takes seconds a cluster and matters only when the machine itself falls; tests of what the product keeps go without this. */
async function openHere(options: Partial<OpenClusterOptions> = {}): Promise<Cluster> {
  const cluster = await openCluster({ folder, forTests: true, ...options });
  open.push(cluster);
  return cluster;
}

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

test("a cluster is made with passwords, checksums and three logins without power, and is warm again without being made again", async () => {
  const first = await openHere({ forTests: false });
  const settings = `select current_setting('password_encryption') as encryption, current_setting('fsync') as fsync,
    current_setting('listen_addresses') as listens, current_setting('data_checksums') as checksums,
    (select datlocale from pg_database where datname = 'caudal') as locale, (select pg_encoding_to_char(encoding) from pg_database where datname = 'caudal') as encoding`;
  expect(await query(first.superuserUrl, settings)).toEqual([
    {
      encryption: "scram-sha-256",
      fsync: "on",
      listens: "127.0.0.1",
      checksums: "on",
      locale: "C.UTF-8",
      encoding: "UTF8",
    },
  ]);
  const powers =
    "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname like 'caudal%' order by 1";
  expect(await query(first.superuserUrl, powers)).toEqual(
    ["caudal_app", "caudal_auth", "caudal_owner"].map((rolname) => ({
      rolname,
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: rolname === "caudal_owner",
      rolcreatedb: false,
    })),
  );
  // Not by the port, which any program on the machine reaches: the folder is its owner's alone.
  for (const url of [first.urls.app, first.urls.owner, first.urls.signin])
    expect(decodeURIComponent(new URL(url).hostname)).toBe(first.dataFolder);
  const wrong = new URL(first.urls.app);
  wrong.password = "guess";
  await expect(query(wrong.href, "select 1")).rejects.toThrow("password authentication failed");
  expect((await stat(join(folder, "cluster.json"))).mode & 0o777).toBe(0o600);
  expect((await stat(first.dataFolder)).mode & 0o777).toBe(0o700);
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);

  // Idle, the second start takes 60 ms, because it makes nothing again: that, and not the time, holds on a loaded machine.
  const made = await stat(join(first.dataFolder, "PG_VERSION"));
  const second = await openHere({ forTests: false });
  expect(second).toMatchObject({ urls: first.urls, adopted: false });
  expect(await stat(join(second.dataFolder, "PG_VERSION"))).toMatchObject({ ino: made.ino, mtimeMs: made.mtimeMs });
});

test("a server left behind is adopted, and keeps what was committed", async () => {
  const first = await openHere();
  await query(first.urls.owner, "create table kept (n int)");
  await query(first.urls.owner, "insert into kept values (1)");
  const second = await openHere();
  expect(second).toMatchObject({ adopted: true, pid: first.pid, urls: first.urls });
  expect(await query(second.urls.owner, "select n from kept")).toEqual([{ n: 1 }]);
});

test("a server is adopted through a link to its folder, and its pid file stays", async () => {
  await chmod(folder, 0o711);
  await mkdir(join(folder, "disco"), { mode: 0o711 });
  await symlink(join(folder, "disco"), join(folder, "enlace"));
  const first = await openHere({ folder: join(folder, "enlace") });
  expect(first.dataFolder).toBe(join(folder, "enlace", "cluster"));
  for (const path of ["enlace", "disco"]) {
    expect(await openHere({ folder: join(folder, path) })).toMatchObject({ adopted: true, pid: first.pid });
    expect(await readFile(join(first.dataFolder, "postmaster.pid"), "utf8")).toMatch(new RegExp(`^${first.pid}\n`));
  }
});

test("after kill -9 of the server the next start recovers it", async () => {
  const first = await openHere({ forTests: false });
  await query(first.urls.owner, "create table kept as select 7 as n");
  process.kill(first.pid, "SIGKILL");
  await vi.waitFor(() => expect(isAlive(first.pid)).toBe(false), { timeout: 10_000 });
  const second = await openHere({ forTests: false });
  expect(second.adopted).toBe(false);
  expect(await query(second.urls.owner, "select n from kept")).toEqual([{ n: 7 }]);
});

test("a pid file that names another living program is stale, and that program is left alone", async () => {
  const first = await openHere();
  const pidFile = await readFile(join(first.dataFolder, "postmaster.pid"), "utf8");
  await first.stop();
  const other = spawn("sleep", ["600"], { stdio: "ignore" });
  try {
    await writeFile(join(first.dataFolder, "postmaster.pid"), pidFile.replace(/^\d+/, String(other.pid)));
    const second = await openHere();
    expect(second).toMatchObject({ adopted: false, urls: first.urls });
    expect(other.exitCode).toBeNull();
  } finally {
    other.kill("SIGKILL");
  }
});

test("a lock of the socket that names another living program is stale, and that program is left alone", async () => {
  const first = await openHere({ forTests: false });
  const lockFile = join(first.dataFolder, `.s.PGSQL.${first.port}.lock`);
  const lock = await readFile(lockFile, "utf8");
  await first.stop();
  // Of the same user: PostgreSQL takes no other's program for one of its own.
  const { uid } = await stat(first.dataFolder);
  const other = spawn("sleep", ["600"], { stdio: "ignore", uid });
  try {
    await writeFile(lockFile, lock.replace(/^\d+/, String(other.pid)));
    const second = await openHere({ forTests: false });
    expect(second).toMatchObject({ adopted: false, urls: first.urls });
    expect(await query(second.urls.app, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(other.exitCode).toBeNull();
  } finally {
    other.kill("SIGKILL");
  }
});

test("a pid file cut short by a crash does not stand in the way", async () => {
  const first = await openHere();
  await first.stop();
  await writeFile(join(first.dataFolder, "postmaster.pid"), "");
  expect((await openHere()).adopted).toBe(false);
});

test("a port that is taken is answered with its number, and another is found where none was asked for", async () => {
  const first = await openHere();
  await first.stop();
  const squatter = createServer().listen(first.port, "127.0.0.1");
  await once(squatter, "listening");
  try {
    await expect(openHere({ port: first.port })).rejects.toMatchObject({
      code: "port_taken",
      params: { port: first.port },
    });
    expect((await openHere()).port).not.toBe(first.port);
  } finally {
    squatter.close();
  }
});

test("an initialisation that was cut short is done again", async () => {
  await writeFile(join(folder, "cluster.partial"), "half of one");
  expect(await query((await openHere()).urls.app, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a database that is gone is not replaced by an empty one", async () => {
  const first = await openHere();
  await first.stop();
  await rm(first.dataFolder, { recursive: true });
  await expect(openHere()).rejects.toMatchObject({ code: "data_folder_unusable" });
});

test("a copy of the folder in another place runs its own cluster, beside the one that it is a copy of", async () => {
  await chmod(folder, 0o711);
  const inner = join(folder, "postgres");
  const first = await openHere({ folder: inner });
  expect(first.dataFolder).toBe(join(inner, "cluster"));
  await query(first.urls.owner, "create table kept as select 7 as n");
  await first.stop();
  const place = join(folder, "copia");
  await cp(inner, place, { recursive: true, preserveTimestamps: true });
  const { uid, gid } = await stat(first.dataFolder);
  for (const name of ["", ...(await readdir(join(place, "cluster"), { recursive: true }))])
    await chown(join(place, "cluster", name), uid, gid);

  const original = await openHere({ folder: inner });
  await query(original.urls.owner, "update kept set n = 8");
  const copy = await openHere({ folder: place });
  expect(copy).toMatchObject({ adopted: false, dataFolder: join(place, "cluster") });
  expect(copy.port).not.toBe(original.port);
  expect(await query(copy.urls.owner, "select n from kept")).toEqual([{ n: 7 }]);
  await copy.stop();

  // A copy without its cluster never opens that of another folder instead.
  await rm(copy.dataFolder, { recursive: true });
  await expect(openHere({ folder: place })).rejects.toMatchObject({
    code: "data_folder_unusable",
    params: { path: join(place, "cluster") },
  });
  expect(isAlive(original.pid)).toBe(true);
});

// Where another user runs PostgreSQL and cannot get at the folder, the cluster lies elsewhere.
const isRoot = process.getuid?.() === 0;

test.runIf(isRoot)(
  "a folder to which a link leads past one of root alone has its cluster where PostgreSQL's user reaches it",
  async () => {
    const shelf = await mkdtemp(join(tmpdir(), `caudal-test-${process.pid}-`));
    try {
      await chmod(shelf, 0o711);
      await mkdir(join(folder, "disco"), { mode: 0o711 });
      await symlink(join(folder, "disco"), join(shelf, "enlace"));
      const cluster = await openHere({ folder: join(shelf, "enlace") });
      expect(await query(cluster.urls.app, "select 1 as one")).toEqual([{ one: 1 }]);
    } finally {
      await rm(shelf, { recursive: true });
    }
  },
);

test.runIf(isRoot)(
  "a copy never opens a database that lies outside of the folder, and a folder that was renamed does",
  async () => {
    const inner = join(folder, "postgres");
    const first = await openHere({ folder: inner });
    const { dataFolder } = first;
    expect(dataFolder).not.toContain(folder);
    const copy = join(folder, "copia");
    await cp(inner, copy, { recursive: true, preserveTimestamps: true });
    const refused = { code: "data_folder_copied", params: { path: copy, original: inner, database: dataFolder } };
    await expect(openHere({ folder: copy })).rejects.toMatchObject(refused);
    expect(isAlive(first.pid)).toBe(true);
    await first.stop();
    await expect(openHere({ folder: copy })).rejects.toMatchObject(refused);

    // One of before, which says nothing in its database: only its path tells.
    await rm(join(dataFolder, "caudal-folder"));
    await expect(openHere({ folder: copy })).rejects.toMatchObject({ code: "data_folder_copied" });
    expect(await openHere({ folder: inner })).toMatchObject({ dataFolder, adopted: false });

    const renamed = join(folder, "renombrada");
    await rename(inner, renamed);
    const again = await openHere({ folder: renamed });
    expect(again).toMatchObject({ dataFolder, adopted: true });

    // Its old path is the copy's now: that does not make the database the copy's.
    await rename(copy, inner);
    await expect(openHere({ folder: inner })).rejects.toMatchObject({
      code: "data_folder_copied",
      params: { path: inner, original: renamed, database: dataFolder },
    });
    await rm(inner, { recursive: true });
    const fresh = await openHere({ folder: inner });
    expect(fresh.dataFolder).not.toBe(dataFolder);
    expect(isAlive(again.pid)).toBe(true);
  },
);

// As docs/guides/en/backups.md says it.
test.runIf(isRoot)(
  "a copy with its database goes back below a folder of root alone once the database is where it was",
  async () => {
    const inner = join(folder, "postgres");
    const first = await openHere({ folder: inner });
    const { dataFolder } = first;
    await query(first.urls.owner, "create table kept as select 7 as n");
    await first.stop();
    const { uid, gid } = await stat(dataFolder);
    const copy = join(folder, "copia");
    await cp(inner, copy, { recursive: true });
    await run("cp", ["-a", dataFolder, join(copy, "cluster")]);
    await rm(inner, { recursive: true });
    await rm(dataFolder, { recursive: true });

    await rename(copy, inner);
    await expect(openHere({ folder: inner })).rejects.toMatchObject({ code: "data_folder_unusable" });
    await rename(join(inner, "cluster"), dataFolder);
    expect(await stat(dataFolder)).toMatchObject({ uid, gid });
    const restored = await openHere({ folder: inner });
    expect(restored.dataFolder).toBe(dataFolder);
    expect(await query(restored.urls.owner, "select n from kept")).toEqual([{ n: 7 }]);
  },
);
