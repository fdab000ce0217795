import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
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
  dataDir = await mkdtemp(join(tmpdir(), "caudal-audit-"));
  server = await startServer({ urls: database.urls, dataDir, env: { CAUDAL_METRICS_TOKEN: "operator" } });
}, 60_000);
afterAll(async () => {
  await server.end("SIGKILL");
  await superuser.end();
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

const count = async (from: string): Promise<string> =>
  (await superuser.query<{ n: string }>(`select count(*) as n from ${from}`)).rows[0]?.n ?? "";
async function verify(): Promise<{ readonly code: number | null; readonly stdout: string }> {
  await vi.waitFor(async () => expect(await count("caudal.audit_unsealed")).toBe("0"), 20_000);
  const child = spawn(process.execPath, [command, "audit", "verify", "--url", server.url, "--data", dataDir], {
    env: { ...process.env, LC_ALL: "", LANG: "es_MX.UTF-8", CAUDAL_METRICS_TOKEN: "operator" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stdout = text(child.stdout);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout: await stdout };
}

test("a member who is erased, and an owner with the whole account, leave a chain that verifies and nothing of themselves", async () => {
  const [owner, member] = [await signUpAt(server.url), await signUpAt(server.url)];
  const { account } = await owner.at(server.url).getMe();
  const { user_id } = await member.at(server.url).getMe();
  await superuser.query(
    `insert into caudal.members (account_id, user_id, role, access_profile_id)
     select $1, $2, 'analyst', id from caudal.access_profiles where account_id = $1`,
    [account.id, user_id],
  );
  await member.at(server.url).updateMe({ body: { name: "Ixchel Única" } });
  await owner.at(server.url).updateAccount({ body: { name: "Abarrotes Luz" } });
  expect((await verify()).code).toBe(0);
  for (const [who, name] of [
    [member, "Ixchel Única"],
    [owner, owner.email],
  ] as const) {
    const me = await who.at(server.url).getMe();
    await who.at(server.url).eraseMe({ body: { word: "BORRAR", give_up: [account.id] } });
    await vi.waitFor(async () => expect(await count("caudal.erasures")).toBe("0"), 20_000);
    const { code, stdout } = await verify();
    expect(stdout).toMatch(/^La auditoría está completa y sin alterar: /);
    expect(stdout).toMatch(/Borrado de una persona: entrada \d+, .* vació \d+ partes/);
    expect(code).toBe(0);
    for (const trace of [me.user_id, me.email, name]) {
      const { rows } = await superuser.query("select from caudal.audit_entries e where strpos(e::text, $1) > 0", [
        trace,
      ]);
      expect([trace, rows.length]).toEqual([trace, 0]);
    }
  }
  expect(await count("caudal.accounts")).toBe("0");
}, 120_000);
