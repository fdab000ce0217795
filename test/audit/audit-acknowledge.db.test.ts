import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { signUpAt } from "../crash/support/servers/person.ts";
import { startServer, type RealServer } from "../crash/support/servers/real-server.ts";

const command = join(import.meta.dirname, "../../apps/cli/bin/caudal.mjs");
let database: TestDatabase;
let superuser: pg.Client;
let server: RealServer;
let dataDir: string;

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  dataDir = await mkdtemp(join(tmpdir(), "caudal-acknowledge-"));
  server = await startServer({ urls: database.urls, dataDir });
}, 60_000);
afterAll(async () => {
  await server?.end("SIGKILL");
  await superuser?.end();
  await database?.close();
  await rm(dataDir, { recursive: true, force: true });
});

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
async function caudal(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [command, "audit", ...args, "--url", server.url, "--data", dataDir], {
    env: { ...process.env, LC_ALL: "", LANG: "es_MX.UTF-8" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout: await stdout, stderr: await stderr };
}
const agrees = async (figure: "0" | "1"): Promise<void> => {
  const token = (await readFile(join(dataDir, "secrets", "operator-token"), "utf8")).trim();
  await vi.waitFor(
    async () => {
      const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
      expect(await metrics.text()).toContain(`\ncaudal_audit_head_agrees ${figure}\n`);
    },
    { timeout: 20_000, interval: 50 },
  );
};
const sealed = (): Promise<void> =>
  vi.waitFor(
    async () => {
      const { rows } = await superuser.query<{ n: string }>("select count(*) as n from caudal.audit_unsealed");
      expect(rows[0]?.n).toBe("0");
    },
    { timeout: 20_000, interval: 20 },
  );

test("a removed tail stays told until the operator acknowledges it by the command, which says what it acknowledges", async () => {
  expect(await caudal("acknowledge")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("No hay nada que reconocer"),
  });
  const ana = await signUpAt(server.url);
  for (const name of ["Norte", "Sur"]) {
    await ana.at(server.url).updateAccount({ body: { name } });
    await sealed();
  }
  await agrees("1");
  await superuser.query("set session_replication_role = replica");
  await superuser.query(
    `with gone as (delete from caudal.audit_seals where position > (select max(position) - 1 from caudal.audit_seals) returning entry_id)
     delete from caudal.audit_entries where id in (select entry_id from gone)`,
  );
  await agrees("0");
  await server.end("SIGKILL");
  server = await startServer({ urls: database.urls, dataDir });
  await agrees("0");

  expect((await caudal("verify")).stdout).toContain("Final quitado");
  const told = await caudal("acknowledge");
  expect(told.code).toBe(1);
  expect(told.stdout).toMatch(/Le falta el final: no tiene la cabeza \d+:[0-9a-f]{16}\. \(visto el 20/);
  const id = /caudal audit acknowledge ([0-9a-f]{12}) --because/.exec(told.stdout)?.[1] ?? "";
  expect(id).not.toBe("");
  expect(await caudal("acknowledge", id), "without a reason").toMatchObject({ code: 2 });
  const other = await caudal("acknowledge", "0123456789ab", "--because", "sí");
  expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining("Eso no es lo que está pendiente") });
  await agrees("0");

  const done = await caudal("acknowledge", id, "--because", "restauré la copia del martes");
  expect(done).toMatchObject({ code: 0, stderr: "" });
  expect(done.stdout).toMatch(/^Reconocido, y queda en la auditoría\.[^]*Le falta el final: no tiene la cabeza \d+:/);
  await agrees("1");
  await sealed();
  expect(await caudal("acknowledge")).toMatchObject({ code: 0 });
  expect(await caudal("verify")).toMatchObject({ code: 0, stderr: "" });
  const { rows } = await superuser.query<{ changes: object; address: string }>(
    "select changes, address from caudal.audit_entries where action = 'audit.acknowledged'",
  );
  expect(rows).toMatchObject([{ changes: { because: { after: "restauré la copia del martes" } } }]);
  expect(rows[0]?.address).toMatch(/127\.0\.0\.1/);
}, 120_000);

test("only the operator is shown what waits, and acknowledges it", async () => {
  const ana = await signUpAt(server.url);
  for (const headers of [{}, ana.headers, { authorization: "Bearer operator" }]) {
    const shown = await fetch(`${server.url}/api/operations/audit-heads`, { headers });
    expect(shown.status).toBe(403);
    const given = await fetch(`${server.url}/api/operations/audit-heads/acknowledge`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ id: "0123456789ab", because: "sí" }),
    });
    expect(given.status).toBe(403);
  }
});
