import { fork } from "node:child_process";
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openSealed } from "@caudal/secrets/envelope.ts";
import { newMasterKey, parseKeyring, type Keyring } from "@caudal/secrets/keyring.ts";
import { Secret, TOTP } from "otpauth";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { goodPassword, operator, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { sealedStores } from "./sealed-stores.ts";

const program = join(import.meta.dirname, "../../testing/rotate-until-killed.ts");
let server: TestServer;
let superuser: pg.Client;
let email: string;
let totp: TOTP;
const keyPath = () => join(server.folder, "secrets", "master-key");
const ringOnDisk = async (): Promise<Keyring> => parseKeyring(await readFile(keyPath(), "utf8"));

beforeEach(async () => {
  server = await startTestServer({
    keyRotation: { graceMs: 0, pauseMs: 5 },
    resolve: async () => [{ address: "93.184.215.14", family: 4 }],
  });
  superuser = new pg.Client({ connectionString: server.database.superuserUrl });
  await superuser.connect();
  email = `ana-${crypto.randomUUID()}@ejemplo.test`;
  const ana = await signUp(server, { email });
  const { secret } = await ana.client.offerSecondFactor({ body: { password: goodPassword } });
  totp = new TOTP({ secret: Secret.fromBase32(secret) });
  await ana.client.confirmSecondFactor({ body: { code: totp.generate({ timestamp: Date.now() - 30_000 }) } });
  for (let n = 0; n < 3; n += 1) {
    const hook = await ana.client.createWebhook({
      body: { name: `h${n}`, url: "https://avisos.test/x", kinds: ["file.done"] },
    });
    if (n === 0) await ana.client.rotateWebhookSecret({ params: { id: hook.id } });
    await visit(server).client.requestPasswordReset({ body: { email } });
  }
});
afterEach(async () => {
  await superuser.end();
  await server.close();
});

/** Everything that is sealed, opened with a ring; throws when one does not open. */
async function openAll(ring: Keyring): Promise<readonly string[]> {
  const opened: string[] = [];
  for (const store of sealedStores(server.database.app.db, server.database.signin))
    for (const { spot, sealed, belongsTo } of await store.list("none", "", 1_000))
      opened.push(`${spot} ${openSealed(ring, sealed, belongsTo)}`);
  return opened.sort();
}
const keysInUse = async (): Promise<readonly string[]> => {
  const used = new Set<string>();
  for (const store of sealedStores(server.database.app.db, server.database.signin))
    for (const { sealed } of await store.list("none", "", 1_000)) used.add(sealed.split(".")[1] ?? "");
  return [...used];
};

describe("a change of the master key", () => {
  test("is whole after kills at every effect: at each moment the keys on the disk open everything", async () => {
    const before = await ringOnDisk();
    const contents = await openAll(before);
    expect(contents.length).toBeGreaterThanOrEqual(8);
    let kills = 0;
    // Of each run the Nth effect is its last one, before or after it took place; until one comes through.
    for (let n = 1, through = false; !through; n = (n % 4) + 1) {
      const child = fork(program, [
        server.database.urls.app,
        server.database.urls.signin,
        join(server.folder, "secrets"),
        String(n),
      ]);
      const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
      const ring = await ringOnDisk();
      expect(await openAll(ring), `after effect ${n}`).toEqual(contents);
      if (signal === "SIGKILL") kills += 1;
      else {
        expect(code).toBe(0);
        through = true;
        expect(ring.retired).toEqual([]);
        expect(await keysInUse()).toEqual([ring.current.id]);
      }
    }
    expect(kills).toBeGreaterThan(8);
    const after = await ringOnDisk();
    expect(after.current.id).not.toBe(before.current.id);
    await expect(openAll(before)).rejects.toThrow("key_unknown");
    expect((await stat(keyPath())).mode & 0o777).toBe(0o600);
    const { rows } = await superuser.query<{ action: string }>(
      "select action from caudal.audit_entries where object_type = 'master_key' order by id",
    );
    expect(rows.map(({ action }) => action)).toContain("master_key.retired");
  }, 120_000);

  test("is asked for by the operator, goes on while people work, and is in the audit; codes and webhooks go on", async () => {
    const before = await ringOnDisk();
    const ask = (path: string, method: string) =>
      fetch(`${server.url}/api/operations/master-key${path}`, { method, headers: operator }).then(
        async (answer) => (await answer.json()) as { readonly phase: string; readonly current: string },
      );
    expect(await ask("", "GET")).toMatchObject({ phase: "done", current: before.current.id, configured: false });
    const begun = await ask("/rotate", "POST");
    expect(begun.current).not.toBe(before.current.id);
    await vi.waitFor(async () => expect((await ask("", "GET")).phase).toBe("done"), { timeout: 10_000 });
    const after = await ringOnDisk();
    expect(after).toMatchObject({ current: { id: begun.current }, retired: [] });
    expect(await keysInUse()).toEqual([begun.current]);
    const again = visit(server);
    await expect(again.client.signIn({ body: { email, password: goodPassword } })).rejects.toThrow(
      "second_step_needed",
    );
    await again.client.takeSecondStep({ body: { code: totp.generate() } });
    const { rows } = await superuser.query<{ action: string; address: string | null; changes: object }>(
      "select action, address, changes from caudal.audit_entries where object_type = 'master_key' order by id",
    );
    expect(rows).toMatchObject([
      {
        action: "master_key.changed",
        address: "127.0.0.1",
        changes: { key: { before: before.current.id, after: begun.current } },
      },
      { action: "master_key.retired", address: null },
    ]);
    expect(server.lines.join()).not.toContain(after.current.bytes.toString("base64url"));
  });

  test("keeps the old key as long as a text does not open, and says which", async () => {
    await superuser
      .query("update caudal.webhooks set url = 'https://evil.test/' where name = 'h2'")
      .catch(() => undefined);
    await superuser.query("set session_replication_role = replica");
    await superuser.query("update caudal.webhooks set url = 'https://evil.test/' where name = 'h2'");
    const before = await ringOnDisk();
    await fetch(`${server.url}/api/operations/master-key/rotate`, { method: "POST", headers: operator });
    const state = await vi.waitFor(
      async () => {
        const told = (await (await fetch(`${server.url}/api/operations/master-key`, { headers: operator })).json()) as {
          readonly broken: readonly string[];
        };
        expect(told.broken).toHaveLength(1);
        return told;
      },
      { timeout: 10_000 },
    );
    expect(state).toMatchObject({ phase: "wrapping", retired: [before.current.id] });
    expect((await ringOnDisk()).retired.map(({ id }) => id)).toEqual([before.current.id]);
    // Asked again, no third key is made.
    await fetch(`${server.url}/api/operations/master-key/rotate`, { method: "POST", headers: operator });
    expect((await ringOnDisk()).retired).toHaveLength(1);
  });

  test("of keys that are configured is refused, and everything goes under the first of them all the same", async () => {
    const old = await ringOnDisk();
    const key = newMasterKey();
    const ring = parseKeyring(`${key},${old.current.bytes.toString("base64url")}`);
    const contents = await openAll(old);
    const other = await startTestServer({
      sharing: { ...server, keyring: ring },
      keyRotation: { graceMs: 0, pauseMs: 5 },
    });
    try {
      const state = () =>
        fetch(`${other.url}/api/operations/master-key`, { headers: operator }).then((answer) => answer.json());
      await vi.waitFor(async () => expect(await state()).toMatchObject({ phase: "droppable", configured: true }), {
        timeout: 10_000,
      });
      expect(await openAll(parseKeyring(key))).toEqual(contents);
      const refused = await fetch(`${other.url}/api/operations/master-key/rotate`, {
        method: "POST",
        headers: operator,
      });
      expect([refused.status, await refused.json()]).toMatchObject([409, { code: "master_key_configured" }]);
    } finally {
      await other.close();
    }
  });

  test("is nobody's but the operator's, and not another site's page's", async () => {
    const token = await startTestServer({ sharing: server, operatorToken: "operator" });
    try {
      const ana = await signUp(token);
      expect((await ana.fetch("/api/operations/master-key/rotate", { method: "POST" })).status).toBe(403);
    } finally {
      await token.close();
    }
    const forged = await fetch(`${server.url}/api/operations/master-key/rotate`, {
      method: "POST",
      headers: { ...operator, origin: "https://evil.test" },
    });
    expect(forged.status).toBe(403);
    expect((await ringOnDisk()).retired).toEqual([]);
  });
});

test("nothing that is sealed stands where a change does not find it", async () => {
  const { rows: columns } = await superuser.query<{ place: string; name: string }>(
    `select c.oid::regclass::text as place, a.attname::text as name from pg_attribute a join pg_class c on c.oid = a.attrelid
       join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('auth', 'caudal') and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.atttypid in ('text'::regtype, 'jsonb'::regtype)`,
  );
  const found: string[] = [];
  for (const { place, name } of columns) {
    const { rowCount } = await superuser.query(
      `select from ${place} where "${name}"::text ~ 's1\\.[0-9a-f]{12}\\.[A-Za-z0-9_-]{40,}\\.' limit 1`,
    );
    if (rowCount === 1) found.push(`${place}.${name}`);
  }
  expect(found.sort()).toEqual([
    "auth.second_factors.secret",
    "caudal.outbox.content",
    "caudal.webhooks.old_secret",
    "caudal.webhooks.secret",
  ]);
});

test("the disk has a new key before anything is sealed under it, also where the old file held several", async () => {
  await writeFile(keyPath(), `${(await readFile(keyPath(), "utf8")).trim()}\n`);
  await fetch(`${server.url}/api/operations/master-key/rotate`, { method: "POST", headers: operator });
  const ring = await ringOnDisk();
  for (const used of await keysInUse()) expect([ring.current, ...ring.retired].map(({ id }) => id)).toContain(used);
});
