import { createPool } from "@caudal/db/connect.ts";
import { KeyScope, type KeyUse } from "@caudal/contract/access/key-scopes.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes, type OperationId } from "@caudal/contract/routes/routes.ts";
import { joinAccount } from "@caudal/db/testing/people.ts";
import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { joinCrew } from "../../testing/crew.ts";
import { inventedAddress } from "../../testing/invented-address.ts";
import { makeKey, withKey, type KeyHolder } from "../../testing/key-holder.ts";
import { signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { keyLimits } from "@caudal/db/queries/api-keys.ts";

let server: TestServer;
let superuser: Pool;
beforeAll(async () => {
  // No heartbeat comes within these tests: what ends a stream is that its server was told, or that the key's time is over.
  const events = { heartbeatMs: 600_000, stalledMs: 600_000, maxPerPerson: 5 };
  server = await startTestServer({ uploads: true, events });
  superuser = createPool(server.database.superuserUrl, { applicationName: "observer", max: 2 });
});
afterAll(async () => {
  await superuser.end();
  await server.close();
});

const refused = { status: 401, problem: { code: "key_refused" } };

async function ask(
  who: { fetch: (path: string, init?: RequestInit) => Promise<Response> },
  path = "/api/me",
  method = "GET",
) {
  const answer = await who.fetch(path, { method });
  const text = await answer.text();
  return {
    status: answer.status,
    problem: answer.ok || text === "" ? null : (JSON.parse(text) as { code: string; params?: object }),
  };
}

describe("a key that nobody was given", () => {
  test("is refused alike, whether forged, truncated, lengthened, rewritten or no key at all", async () => {
    const ana = await signUp(server);
    const { made } = await makeKey(server, ana);
    const forged = [
      `caudal_${"0".repeat(52)}`,
      made.key.slice(0, -1),
      `${made.key}0`,
      `${made.key} `.repeat(2).trim(),
      made.key.toUpperCase(),
      made.key.replace("caudal_", ""),
      `${made.key.slice(0, -2)}${made.key.endsWith("g0") ? "h" : "g"}0`,
      made.prefix,
      "' or 1=1; --",
      "",
    ];
    const answers = await Promise.all(forged.map((key) => ask(withKey(server, key))));
    for (const [at, answer] of answers.entries()) expect(answer, `key ${at}`).toMatchObject(refused);
    // What tells one reason from another would tell who guesses that they are near.
    expect(new Set(answers.map((answer) => JSON.stringify({ ...answer.problem, request_id: "" }))).size).toBe(1);
  });

  test("does not fall back on the cookie that came along, and a right one does not act as the cookie's person", async () => {
    const [ana, eva] = [await signUp(server), await signUp(server)];
    expect(await ask(withKey(server, `caudal_${"0".repeat(52)}`, { cookie: ana.cookie() }))).toMatchObject(refused);
    expect(await ask(withKey(server, "", { cookie: ana.cookie() }))).toMatchObject(refused);
    const { made } = await makeKey(server, ana);
    const me = await withKey(server, made.key, { cookie: eva.cookie() }).client.getMe();
    expect(me.user_id).toBe(ana.userId);
  });

  test("beside another scheme, the session counts: what stands in front may ask for a password of its own", async () => {
    const ana = await signUp(server);
    expect((await ana.fetch("/api/me", { headers: { authorization: "Basic YTpi" } })).status).toBe(200);
  });
});

describe("a key", () => {
  test("is shown once, kept as a hash, and neither written in the log nor told in an error", async () => {
    const ana = await signUp(server);
    const { made, client, fetch } = await makeKey(server, ana);
    expect((await client.getMe()).user_id).toBe(ana.userId);
    const { items } = await ana.client.listApiKeys();
    expect(items).toEqual([{ ...made, key: undefined, last_used_at: expect.any(String) as string }]);
    expect(JSON.stringify(items)).not.toContain(made.key);
    const { rows } = await superuser.query<{ row: string }>(
      "select k::text as row from caudal.api_keys k where id = $1",
      [made.id],
    );
    expect(rows[0]?.row).toContain(made.prefix);
    expect(rows[0]?.row).not.toContain(made.key.slice(made.prefix.length, -4));
    // As people do by mistake: in an address, in a header that is logged, in a field that is refused.
    await fetch(`/api/files/${made.key}?q=${made.key}`);
    await fetch("/api/me", { headers: { "x-request-id": made.key } });
    await fetch("/api/me", { method: "PATCH", body: made.key });
    expect(server.lines.join("")).not.toContain(made.key.slice(made.prefix.length));
  });

  test("that was revoked is refused at once, in another's hands untouched, and revoked only by its own", async () => {
    const [ana, eva] = [await signUp(server), await signUp(server)];
    const key = await makeKey(server, ana);
    const kept = await makeKey(server, ana);
    expect(await ask(eva, `/api/me/keys/${key.made.id}`, "DELETE")).toMatchObject({ status: 404 });
    expect((await ask(key)).status).toBe(200);
    await ana.client.revokeApiKey({ params: { id: key.made.id } });
    await ana.client.revokeApiKey({ params: { id: key.made.id } });
    expect(await ask(key)).toMatchObject(refused);
    expect((await ask(kept)).status).toBe(200);
    const { items } = await ana.client.listApiKeys();
    expect(items.map((each) => each.active)).toEqual([true, false]);
  });

  test("is shown with those of its person's other accounts, told by account, and revoked from any of them", async () => {
    const [owner, ana, eva] = [await signUp(server), await signUp(server), await signUp(server)];
    const own = await makeKey(server, ana);
    const [home] = (await ana.client.listAccounts()).items;
    const member = await joinCrew(server, owner, ana, "viewer");
    const there = await makeKey(server, member, ["account:read"]);
    await makeKey(server, owner);
    const listed = (await ana.client.listApiKeys({ query: { accounts: "all" } })).items;
    expect(listed.map(({ id, account }) => [id, account.id])).toEqual([
      [there.made.id, owner.scope.accountId],
      [own.made.id, home?.id],
    ]);
    expect(listed.map(({ account }) => account.name)).toContain(home?.name);
    expect((await ana.client.listApiKeys()).items.map(({ id }) => id)).toEqual([there.made.id]);
    expect((await eva.client.listApiKeys({ query: { accounts: "all" } })).items).toEqual([]);
    expect(await ask(eva, `/api/me/keys/${own.made.id}`, "DELETE")).toMatchObject({ status: 404 });
    // Of the account in which one looks as somebody else, and of no other: nothing of theirs, nothing of one's own.
    await owner.client.beginView({ body: { user_id: ana.userId } });
    expect((await owner.client.listApiKeys({ query: { accounts: "all" } })).items).toEqual([]);
    await owner.client.endView();
    await ana.client.revokeApiKey({ params: { id: own.made.id } });
    expect(await ask(own)).toMatchObject(refused);
    expect((await ask(there)).status).toBe(200);
  });

  test("ends with its time, its live events too, within a second", async () => {
    const ana = await signUp(server);
    const key = await makeKey(server, ana);
    await superuser.query("update caudal.api_keys set expires_at = now() + interval '1500 ms' where id = $1", [
      key.made.id,
    ]);
    const stream = await key.fetch("/api/events");
    expect(stream.status).toBe(200);
    await stream.text();
    const { rows } = await superuser.query<{ late: number }>(
      "select extract(epoch from clock_timestamp() - expires_at)::float8 as late from caudal.api_keys where id = $1",
      [key.made.id],
    );
    expect(rows[0]?.late).toBeGreaterThan(-0.5);
    expect(rows[0]?.late).toBeLessThan(1);
    await vi.waitFor(async () => expect(await ask(key)).toMatchObject(refused));
  });

  test("that was revoked loses its live events on every server within a second, and no other key does", async () => {
    const other = await startTestServer({
      events: { heartbeatMs: 600_000, stalledMs: 600_000, maxPerPerson: 5 },
      sharing: server,
    });
    try {
      const ana = await signUp(server);
      const [key, kept] = [await makeKey(server, ana), await makeKey(server, ana)];
      const streams = await Promise.all([key.fetch("/api/events"), key.fetch(`${other.url}/api/events`)]);
      expect(streams.map(({ status }) => status)).toEqual([200, 200]);
      const abort = new AbortController();
      let beside = "open";
      void (await kept.fetch("/api/events", { signal: abort.signal })).text().then(
        () => (beside = "ended"),
        () => undefined,
      );
      const at = performance.now();
      await ana.client.revokeApiKey({ params: { id: key.made.id } });
      await Promise.all(streams.map((stream) => stream.text()));
      expect(performance.now() - at).toBeLessThan(1_000);
      expect(beside).toBe("open");
      abort.abort();
    } finally {
      await other.close();
    }
  });

  test("goes with the membership, its live events too, and shrinks with the role", async () => {
    const [owner, ana] = [await signUp(server), await signUp(server)];
    const person = { userId: ana.userId, accountId: owner.scope.accountId, email: "", scope: ana.scope };
    await joinAccount(server.database, owner.scope, person, "analyst");
    await superuser.query(
      "update caudal.members set created_at = '2000-01-01' where account_id = $1 and user_id = $2",
      [owner.scope.accountId, ana.userId],
    );
    const key = await makeKey(server, ana);
    const role = (name: string) =>
      superuser.query("update caudal.members set role = $3 where account_id = $1 and user_id = $2", [
        owner.scope.accountId,
        ana.userId,
        name,
      ]);
    await role("viewer");
    expect(await ask(key, "/api/uploads", "POST")).toMatchObject({ status: 403, problem: { code: "forbidden" } });
    const stream = await key.fetch("/api/events");
    expect(stream.status).toBe(200);
    await superuser.query("delete from caudal.members where account_id = $1 and user_id = $2", [
      owner.scope.accountId,
      ana.userId,
    ]);
    await stream.text();
    expect(await ask(key)).toMatchObject(refused);
  });

  test("opens its own account only, though its member belongs to another too", async () => {
    const [owner, ana] = [await signUp(server), await signUp(server)];
    const key = await makeKey(server, ana);
    const person = { userId: ana.userId, accountId: owner.scope.accountId, email: "", scope: ana.scope };
    await joinAccount(server.database, owner.scope, person, "admin");
    await superuser.query(
      "update caudal.members set created_at = '2000-01-01' where account_id = $1 and user_id = $2",
      [owner.scope.accountId, ana.userId],
    );
    expect((await ana.client.getMe()).account.id).toBe(owner.scope.accountId);
    expect((await key.client.getMe()).account.id).toBe(ana.scope.accountId);
  });

  test("holds a year at most, whoever asks: the API and the table", async () => {
    const ana = await signUp(server);
    await expect(
      ana.client.createApiKey({ body: { name: "x", scopes: ["files:read"], expires_in_days: 366 } }),
    ).rejects.toMatchObject({ problem: { code: "invalid_fields" } });
    const { made } = await makeKey(server, ana);
    await expect(
      superuser.query("update caudal.api_keys set expires_at = now() + interval '2 years' where id = $1", [made.id]),
    ).rejects.toThrow(/check constraint/);
  });

  test("is one of so many, also of those made at the same moment", async () => {
    const ana = await signUp(server);
    const made = await Promise.allSettled(
      Array.from({ length: keyLimits.held + 5 }, () => makeKey(server, ana, ["files:read"])),
    );
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(keyLimits.held);
    await expect(makeKey(server, ana)).rejects.toMatchObject({ problem: { code: "too_many_keys" } });
  });

  test("is one of so many a day, however many of them were revoked", async () => {
    const ana = await signUp(server);
    await superuser.query(
      `insert into caudal.api_keys (account_id, user_id, name, prefix, secret_hash, scopes, expires_at, revoked_at)
       select $1::uuid, $2::uuid, 'x', 'x', sha256((g || $1::text)::bytea), '{files:read}', now() + interval '1 day', now()
       from generate_series(1, $3) g`,
      [ana.scope.accountId, ana.userId, keyLimits.perDay - 2],
    );
    const made = await Promise.allSettled(Array.from({ length: 5 }, () => makeKey(server, ana, ["files:read"])));
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    await expect(makeKey(server, ana)).rejects.toMatchObject({
      problem: { code: "too_many_keys", detail: `En un día puedes crear ${keyLimits.perDay} claves. No se creó otra.` },
    });
  });

  test("sends files, with the scope for it and no other", async () => {
    const ana = await signUp(server);
    const upload = { "tus-resumable": "1.0.0", "upload-length": "4", "upload-metadata": `filename ${btoa("v.csv")}` };
    const [may, mayNot] = [await makeKey(server, ana, ["files:write"]), await makeKey(server, ana, ["files:read"])];
    expect((await mayNot.fetch("/api/uploads", { method: "POST", headers: upload })).status).toBe(403);
    const announced = await may.fetch("/api/uploads", { method: "POST", headers: upload });
    expect(announced.status).toBe(201);
    const sent = await may.fetch(announced.headers.get("location") ?? "", {
      method: "PATCH",
      headers: { "tus-resumable": "1.0.0", "upload-offset": "0", "content-type": "application/offset+octet-stream" },
      body: "a\n1\n",
    });
    expect(sent.headers.get("caudal-file-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("needs no origin of ours: no browser shows it by itself", async () => {
    const ana = await signUp(server);
    const key = await makeKey(server, ana);
    const headers = { origin: "https://otra.example", "content-type": "application/json" };
    const body = JSON.stringify({ name: "Por clave" });
    expect((await key.fetch("/api/me", { method: "PATCH", headers, body })).status).toBe(200);
    expect((await ana.fetch("/api/me", { method: "PATCH", headers, body })).status).toBe(403);
  });
});

describe("each operation, by construction", () => {
  const members = (Object.keys(routes) as OperationId[]).filter((operation) => routes[operation].access === "member");

  let ana: Awaited<ReturnType<typeof signUp>>;
  /** By what they lack. */
  let keys: Map<KeyUse, KeyHolder>;
  beforeAll(async () => {
    ana = await signUp(server);
    keys = new Map();
    for (const use of [...KeyScope.options, "never" as const])
      keys.set(
        use,
        await makeKey(
          server,
          ana,
          KeyScope.options.filter((scope) => scope !== use),
        ),
      );
  });

  test.each(members)("%s asks a key for its scope, or for a session", async (operation) => {
    const route: RouteDefinition = routes[operation];
    if (route.access !== "member") return;
    const key = keys.get(route.keys) ?? expect.fail("no key");
    expect(await ask(key, inventedAddress(route), route.method.toUpperCase())).toMatchObject({
      status: 403,
      problem: { code: route.keys === "never" ? "session_needed" : "key_scope_missing" },
    });
  });

  /** Sent as a POST for the size of what they compare, and changing nothing. */
  const onlyRead: readonly OperationId[] = ["verifyReceipt"];

  test("reading needs a scope that reads, and changing one that changes", () => {
    for (const operation of members) {
      const route: RouteDefinition = routes[operation];
      if (route.access !== "member" || route.keys === "never") continue;
      const reads = route.method === "get" || onlyRead.includes(operation);
      expect(route.keys, operation).toMatch(reads ? /:read$/ : /:(?:write|manage)$/);
    }
  });

  test("somebody signed in needs no key for any of them", async () => {
    expect((await ask(ana)).status).toBe(200);
    expect(await ask(visit(server))).toMatchObject({ status: 401, problem: { code: "not_signed_in" } });
  });
});
