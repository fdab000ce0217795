import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { AuditReport } from "@caudal/audit/finding.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { signUpAt } from "../crash/support/servers/person.ts";
import { startServer, type RealServer } from "../crash/support/servers/real-server.ts";

const command = join(import.meta.dirname, "../../apps/cli/bin/caudal.mjs");
const companies = ["Norte", "Sur", "Este", "Oeste", "Centro"];
let database: TestDatabase;
let superuser: pg.Client;
let server: RealServer;
/** What the server made, kept as it was, and what a test may change. */
let kept: string;
let dataDir: string;
/** The newest number of an entry. */
let last: number;

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  kept = await mkdtemp(join(tmpdir(), "caudal-audit-"));
  server = await startServer({ urls: database.urls, dataDir: kept });
  const ana = await signUpAt(server.url);
  for (const name of companies) {
    await ana.at(server.url).updateAccount({ body: { name } });
    await sealed();
  }
  last = Number((await superuser.query<{ id: string }>("select max(id) as id from caudal.audit_entries")).rows[0]?.id);
  // The sealer ends: what a test does to the database is not sealed over.
  await server.end("SIGTERM");
  // Whoever has all rights needs no trigger's and no constraint's permission.
  await superuser.query("set session_replication_role = replica");
  server = await startServer({
    urls: database.urls,
    dataDir: await mkdtemp(join(kept, "other-")),
    env: {
      CAUDAL_METRICS_TOKEN: "operator",
      CAUDAL_AUDIT_KEY: await readFile(join(kept, "secrets", "audit-key"), "utf8"),
    },
  });
}, 60_000);
afterAll(async () => {
  await server.end("SIGKILL");
  await superuser.end();
  await database.close();
  await rm(kept, { recursive: true, force: true });
});

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "caudal-audit-"));
  for (const folder of ["secrets", "audit"]) await cp(join(kept, folder), join(dataDir, folder), { recursive: true });
  await superuser.query("create schema kept");
  for (const table of ["audit_entries", "audit_seals", "audit_unsealed"])
    await superuser.query(`create table kept.${table} as table caudal.${table}`);
});
afterEach(async () => {
  for (const table of ["audit_entries", "audit_seals", "audit_unsealed"]) {
    await superuser.query(`delete from caudal.${table}`);
    await superuser.query(`insert into caudal.${table} overriding system value select * from kept.${table}`);
  }
  await superuser.query("drop schema kept cascade");
  await rm(dataDir, { recursive: true, force: true });
});

function sealed(): Promise<void> {
  return vi.waitFor(
    async () => {
      const { rows } = await superuser.query<{ waiting: string }>(
        "select count(*) as waiting from caudal.audit_unsealed",
      );
      expect(rows[0]?.waiting).toBe("0");
    },
    { timeout: 20_000, interval: 20 },
  );
}

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
async function verify(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, [command, "audit", "verify", "--url", server.url, "--data", dataDir, ...args], {
    env: { ...process.env, LC_ALL: "", LANG: "es_MX.UTF-8", CAUDAL_METRICS_TOKEN: "operator", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout: await stdout, stderr: await stderr };
}
async function findings(args: readonly string[] = []): Promise<AuditReport["findings"]> {
  const { stdout, stderr } = await verify(["--json", ...args]);
  expect(stderr).toBe("");
  return (JSON.parse(stdout) as AuditReport).findings;
}
const headsPath = () => join(dataDir, "audit", "heads.jsonl");
const readHeads = async () => (await readFile(headsPath(), "utf8")).trimEnd().split("\n");

// A second server answers over the same database. Its heads stand in a folder of its own: those that are compared are the first one's.
describe("caudal audit verify", () => {
  test("finds nothing where nobody touched anything, says so in Spanish and in English, and ends with 0", async () => {
    const spanish = await verify();
    expect(spanish.stderr).toBe("");
    expect(spanish.stdout).toMatch(/^La auditoría está completa y sin alterar: \d+ entradas selladas\.\n/);
    expect(spanish.stdout).toMatch(/Se comparó con \d+ cabezas guardadas fuera de la base\./);
    expect(spanish.code).toBe(0);
    const english = await verify(["--lang", "en"]);
    expect(english.stdout).toMatch(/^The audit is complete and unaltered/);
    expect(english.code).toBe(0);
  });

  test("finds a changed row", async () => {
    await superuser.query(
      `update caudal.audit_entries set changes = jsonb_set(changes, '{name,after}', '"Otro"') where object_name = 'Sur'`,
    );
    const told = await verify();
    expect(told.code).toBe(1);
    expect(told.stdout).toContain("La auditoría fue alterada: 1 hallazgo.");
    expect(told.stdout).toMatch(/Fila cambiada: la entrada \d+ \(posición \d+\) ya no dice qué pasó/);
    expect(await findings()).toMatchObject([{ kind: "entry_changed", part: "what" }]);
  });

  test.each([
    ["the person", "user_id = gen_random_uuid()"],
    ["the address", "address = '203.0.113.1'"],
    ["the time", "at = at - interval '1 second'"],
    ["the account", "account_id = gen_random_uuid()"],
    ["the action", "action = 'account.created'"],
  ])("finds a row in which %s was changed", async (_, change) => {
    await superuser.query(`update caudal.audit_entries set ${change} where object_name = 'Este'`);
    expect(await findings()).toHaveLength(1);
  });

  test("finds a removed row, alone and together with its seal", async () => {
    await superuser.query(
      "delete from caudal.audit_entries where object_name = 'Norte' and action = 'account.changed'",
    );
    const told = await verify(["--lang", "en"]);
    expect(told).toMatchObject({ code: 1 });
    expect(told.stdout).toMatch(/Removed row: entry \d+ \(position \d+\) is missing\./);
    await superuser.query("delete from caudal.audit_seals where entry_id not in (select id from caudal.audit_entries)");
    expect((await findings()).map((each) => each.kind)).toContain("seals_removed");
  });

  test("finds a removed row also where those after it were moved up", async () => {
    await superuser.query("delete from caudal.audit_seals where entry_id = $1", [last - 2]);
    await superuser.query("delete from caudal.audit_entries where id = $1", [last - 2]);
    await superuser.query(
      "update caudal.audit_seals s set position = n.place from (select entry_id, row_number() over (order by position) as place from caudal.audit_seals) n where n.entry_id = s.entry_id",
    );
    expect((await findings()).map((each) => each.kind)).toContain("seal_broken");
  });

  test("finds a removed tail by the heads in the data folder", async () => {
    const { rows } = await superuser.query<{ position: string }>(
      "select max(position) as position from caudal.audit_seals",
    );
    await superuser.query("delete from caudal.audit_seals where entry_id > $1", [last - 2]);
    await superuser.query("delete from caudal.audit_entries where id > $1", [last - 2]);
    const told = await verify();
    expect(told.code).toBe(1);
    expect(told.stdout).toMatch(/Final quitado: una cabeza llega hasta la posición \d+/);
    expect(await findings()).toMatchObject([{ kind: "tail_removed", to: Number(rows[0]?.position) }]);
  });

  test("finds a removed tail by a head that was noted down, where the heads were removed with it", async () => {
    const noted = /--head (\d+:[0-9a-f]+)/.exec((await verify()).stdout)?.[1] ?? "";
    await superuser.query("delete from caudal.audit_seals where entry_id > $1", [last - 2]);
    await superuser.query("delete from caudal.audit_entries where id > $1", [last - 2]);
    await rm(headsPath());
    const blind = await verify();
    expect(blind.code).toBe(0);
    expect(blind.stdout).toContain("no se puede saber si le quitaron el final");
    expect(await findings(["--head", noted])).toMatchObject([{ kind: "tail_removed" }]);
  });

  test("finds a tail whose seals were removed, so that it would be sealed anew", async () => {
    await superuser.query("delete from caudal.audit_seals where entry_id > $1", [last - 2]);
    const report = JSON.parse((await verify(["--json"])).stdout) as AuditReport;
    expect(report.findings).toMatchObject([{ kind: "tail_removed" }]);
    expect(report.unsealed.count).toBe(2);
  });

  test("finds a forged head: one that hides a removed tail, one that was changed, one without a form", async () => {
    const { rows } = await superuser.query<{ position: string; link: string }>(
      "select position, encode(link, 'hex') as link from caudal.audit_seals where entry_id <= $1 order by position desc limit 1",
      [last - 2],
    );
    await superuser.query("delete from caudal.audit_seals where entry_id > $1", [last - 2]);
    await superuser.query("delete from caudal.audit_entries where id > $1", [last - 2]);
    const heads = await readHeads();
    const newest = JSON.parse(heads.at(-1) ?? "") as Record<string, unknown>;
    await writeFile(
      headsPath(),
      `${JSON.stringify({ ...newest, position: Number(rows[0]?.position), link: rows[0]?.link })}\n`,
    );
    const told = await verify();
    expect(told.code).toBe(1);
    expect(told.stdout).toContain(
      "Cabeza falsificada: la línea 1 del archivo de cabezas no lleva la firma de esta clave.",
    );
    await writeFile(headsPath(), "no es una cabeza\n");
    expect(await findings()).toMatchObject([{ kind: "head_forged", line: 1 }]);
  });

  test("finds rows that were swapped", async () => {
    await superuser.query(
      `update caudal.audit_entries e set changes = o.changes, object_name = o.object_name, what_salt = o.what_salt
       from caudal.audit_entries o where e.id + o.id = $1 and e.id in ($2, $3)`,
      [last + last - 1, last, last - 1],
    );
    expect(await findings()).toHaveLength(2);
  });

  test("finds a row that was nulled as an erasure would, and tells it from one that the platform carried out", async () => {
    await superuser.query("set session_replication_role = origin");
    const { rows } = await superuser.query<{ user_id: string }>(
      "select user_id from caudal.audit_entries where action = 'account.changed' limit 1",
    );
    await superuser.query("select caudal.erase_audit_of($1, 1000)", [rows[0]?.user_id]);
    await sealed();
    await superuser.query("set session_replication_role = replica");
    const lawful = await verify();
    expect(lawful.stdout).toMatch(/Borrado de una persona: entrada \d+, .* vació \d+ partes/);
    expect(lawful.code).toBe(0);
    const { rows: left } = await superuser.query(
      "select from caudal.audit_entries where user_id = $1 or $1 = any (person_ids) or changes::text like '%' || $1::text || '%'",
      [rows[0]?.user_id],
    );
    expect(left).toEqual([]);
    await superuser.query(
      `update caudal.audit_entries set object_id = null, object_name = null, person_ids = null, changes = null, what_salt = null,
         what_erased_by = (select max(id) from caudal.audit_entries) where object_name = 'Sur'`,
    );
    expect((await findings()).map((each) => each.kind)).toEqual(expect.arrayContaining(["erased_unlawfully"]));
    expect(await verify()).toMatchObject({ code: 1 });
  });

  test("reports the unsealed tail, and that is no finding", async () => {
    await superuser.query(
      "insert into caudal.audit_entries (account_id, action, object_type, person_ids, changes) values (null, 'user.created', 'user', '{}', '{}')",
    );
    const told = await verify();
    expect(told.code).toBe(0);
    expect(told.stdout).toMatch(/Sin sellar todavía: 1 entrada, desde el \d{4}-/);
  });

  test("verifies a chain that was saved, with a key from a file or the environment, and refuses one that broke off", async () => {
    const response = await fetch(`${server.url}/api/audit/chain`, { headers: { authorization: "Bearer operator" } });
    const chain = await response.text();
    const path = join(dataDir, "cadena.ndjson");
    await writeFile(path, chain);
    const key = join(dataDir, "secrets", "audit-key");
    expect(await findings(["--from", path, "--key", key])).toEqual([]);
    const secret = await readFile(key, "utf8");
    await rm(key);
    expect((await verify(["--from", path], { CAUDAL_AUDIT_KEY: secret })).code).toBe(0);
    expect(await verify(["--from", path])).toMatchObject({ code: 1, stdout: "" });
    expect((await verify(["--from", path])).stderr).toContain("Falta la clave de la auditoría");
    const lines = chain.trimEnd().split("\n");
    await writeFile(path, `${lines.slice(0, -1).join("\n")}\n`);
    const broken = await verify(["--from", path], { CAUDAL_AUDIT_KEY: secret });
    expect(broken).toMatchObject({ code: 1, stdout: "" });
    expect(broken.stderr).toContain("no se pudo leer completa");
  });

  test("tells another key as what it is, and not as a chain of which every seal is broken", async () => {
    await writeFile(join(dataDir, "secrets", "audit-key"), "x".repeat(40));
    const told = await verify();
    expect(told.code).toBe(1);
    expect(told.stdout).toContain("Otra clave: desde la posición 1");
    expect(told.stdout.match(/Sello roto/g)).toBeNull();
  });

  test("is refused the chain without the operator's token, and says where it asked", async () => {
    const told = await verify([], { CAUDAL_METRICS_TOKEN: "no es" });
    expect(told).toMatchObject({ code: 1, stdout: "" });
    expect(told.stderr).toContain("No se pudo pedir la cadena de la auditoría");
    expect(told.stderr).toContain(server.url);
  });

  test.each([
    [["--head", "12"], "--head 12"],
    [["--urll", "x"], "--urll"],
    [["--url", "ftp://x"], "--url ftp://x"],
    [["--key"], "--key"],
  ])("does not understand %j", async (args, said) => {
    const told = await verify(args);
    expect(told.code).toBe(2);
    expect(told.stderr).toContain(said);
  });
});
