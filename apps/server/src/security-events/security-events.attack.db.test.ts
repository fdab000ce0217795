import { createLog } from "@caudal/base/log.ts";
import { systemClock } from "@caudal/base/clock.ts";
import { joinAccount } from "@caudal/db/testing/people.ts";
import { Secret, TOTP } from "otpauth";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { mailTo, tokenOf } from "../../testing/mails.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { createSecurityRecorder } from "./security-recorder.ts";

let server: TestServer;
let superuser: pg.Client;
beforeAll(async () => {
  server = await startTestServer({ uploads: true, trustedProxies: 1 });
  superuser = new pg.Client({ connectionString: server.database.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await server.close();
});

type Person = Awaited<ReturnType<typeof signUp>>;
let ana: Person & { readonly email: string };
let luis: Person;
beforeEach(async () => {
  const email = `ana-${crypto.randomUUID()}@ejemplo.test`;
  ana = { ...(await signUp(server, { email })), email };
  luis = await signUp(server);
  await luis.client.updateMe({ body: { name: "Luis" } });
});

type Entry = Readonly<Record<string, unknown>>;
/** Entries of an action about somebody, or about nobody, oldest first. */
const entriesOf = async (action: string, person: string | null): Promise<readonly Entry[]> =>
  (
    await superuser.query<Entry>(
      `select action, account_id, user_id, role, credential, address, request_id, object_name, changes from caudal.audit_entries
       where action = $1 and person_ids[1] is not distinct from $2 order by id`,
      [action, person],
    )
  ).rows;
const waitFor = (action: string, person: string | null): Promise<readonly Entry[]> =>
  vi.waitFor(
    async () => {
      const entries = await entriesOf(action, person);
      expect(entries, action).not.toEqual([]);
      return entries;
    },
    { timeout: 5_000, interval: 10 },
  );
const from = (address: string, id: string) => ({
  headers: { "x-forwarded-for": address, "x-request-id": id },
});
const post = (
  body: object,
  { headers }: { readonly headers?: Readonly<Record<string, string>> } = {},
): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

describe("a refusal is told, with who, what, from where and why", () => {
  test("a sign-in with a wrong password", async () => {
    const wrong = { email: ana.email, password: "no es esta, seguro" };
    await visit(server).fetch("/api/auth/sign-in/email", post(wrong, from("198.51.100.7", "wrong-password")));
    expect(await waitFor("session.refused", ana.userId)).toEqual([
      {
        action: "session.refused",
        account_id: ana.scope.accountId,
        user_id: null,
        role: null,
        credential: null,
        address: "198.51.100.7",
        request_id: "wrong-password",
        object_name: null,
        changes: { reason: { after: "sign_in_refused" }, operation: { after: "signIn" } },
      },
    ]);
    expect(server.lines.join()).not.toContain("no es esta");
  });

  test("a sign-up's confirmation with a wrong password, about nobody until its address is somebody's", async () => {
    const [email, name] = [`luz-${crypto.randomUUID()}@ejemplo.test`, "Luz"];
    await visit(server, "es", { founder: false }).client.signUp({ body: { email, name, password: goodPassword } });
    const token = tokenOf(await mailTo(server, email, "sign_up.confirm"));
    const guess = async (id: string) => {
      const body = post({ token, password: "no es esta, seguro" }, from("198.51.100.9", id));
      const answer = await visit(server).fetch("/api/auth/sign-up/confirm", body);
      expect(await answer.json()).toMatchObject({ code: "sign_up_password_wrong" });
    };
    const told = (id: string) => ({
      address: "198.51.100.9",
      request_id: id,
      changes: { reason: { after: "sign_up_password_wrong" }, operation: { after: "confirmSignUp" } },
    });
    await guess("wrong-at-sign-up-1");
    await vi.waitFor(async () =>
      expect((await entriesOf("session.refused", null)).at(-1)).toMatchObject(told("wrong-at-sign-up-1")),
    );
    // Somebody else vouched for it meanwhile, and the mail is still there.
    const luz = await signUp(server, { email });
    await guess("wrong-at-sign-up-2");
    expect(await waitFor("session.refused", luz.userId)).toMatchObject([told("wrong-at-sign-up-2")]);
    expect(server.lines.join()).not.toContain("no es esta");
  });

  test("wrong codes of an authenticator and recovery codes, at the second step and while signed in", async () => {
    const { secret } = await ana.client.offerSecondFactor({ body: { password: goodPassword } });
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    await ana.client.confirmSecondFactor({ body: { code: totp.generate() } });
    const thief = visit(server);
    await thief.fetch("/api/auth/sign-in/email", post({ email: ana.email, password: goodPassword }));
    const step = (code: string, id: string) =>
      thief.fetch("/api/auth/sign-in/second-step", post({ code }, from("198.51.100.8", id)));
    expect((await step("000000", "wrong-code-1")).status).toBe(403);
    const [entry] = await waitFor("security.code_refused", ana.userId);
    expect(entry).toMatchObject({ user_id: null, address: "198.51.100.8", request_id: "wrong-code-1" });
    await expect(
      ana.client.turnOffSecondFactor({ body: { password: goodPassword, code: "aaaa-bbbb-cccc-dddd" } }),
    ).rejects.toThrow("403");
    const both = await vi.waitFor(async () => {
      const entries = await entriesOf("security.code_refused", ana.userId);
      expect(entries).toHaveLength(2);
      return entries;
    });
    expect(both[1]).toMatchObject({
      user_id: ana.userId,
      role: "owner",
      credential: expect.stringMatching(/^session:/),
      changes: { operation: { after: "turnOffSecondFactor" } },
    });
  });

  test("a wrong password while signed in", async () => {
    await expect(ana.client.proveIdentity({ body: { password: "no es esta, seguro" } })).rejects.toThrow("403");
    expect(await waitFor("security.proof_refused", ana.userId)).toMatchObject([{ user_id: ana.userId }]);
  });

  test("keys that were revoked, have expired, or never were", async () => {
    const make = (name: string) =>
      ana.client.createApiKey({ body: { name, scopes: ["files:read"], expires_in_days: 1 } });
    const [revoked, expired] = [await make("revocada"), await make("vencida")];
    await ana.client.revokeApiKey({ params: { id: revoked.id } });
    await superuser.query("update caudal.api_keys set expires_at = now() - interval '1 minute' where id = $1", [
      expired.id,
    ]);
    const use = async (key: string, address: string): Promise<void> => {
      const init = from(address, "a-key-of-somebody");
      const answer = await fetch(`${server.url}/api/files`, {
        headers: { ...init.headers, authorization: `Bearer ${key}` },
      });
      expect(answer.status).toBe(401);
    };
    await use(revoked.key, "198.51.100.1");
    await use(expired.key, "198.51.100.2");
    await use(`caudal_${"0".repeat(52)}`, "198.51.100.3");
    await use("nothing-of-ours", "198.51.100.4");
    const entries = await vi.waitFor(async () => {
      const found = await entriesOf("security.key_refused", ana.userId);
      expect(found).toHaveLength(2);
      return found;
    });
    expect(entries).toMatchObject([
      { object_name: "revocada", account_id: ana.scope.accountId, changes: { reason: { after: "key_revoked" } } },
      { object_name: "vencida", user_id: null, changes: { reason: { after: "key_expired" } } },
    ]);
    const unknown = await vi.waitFor(async () => {
      const found = await entriesOf("security.key_refused", null);
      expect(found).toHaveLength(2);
      return found;
    });
    expect(unknown).toMatchObject([
      { account_id: null, address: "198.51.100.3", changes: { reason: { after: "key_unknown" } } },
      { account_id: null, address: "198.51.100.4", changes: { reason: { after: "key_refused" } } },
    ]);
    expect(server.lines.join()).not.toContain(revoked.key);
  });

  test("operations that a role, a key or another site's page may not do, uploads too", async () => {
    await joinAccount(
      server.database,
      ana.scope,
      { userId: luis.userId, accountId: luis.scope.accountId, email: "", scope: luis.scope },
      "viewer",
    );
    await luis.client.enterAccount({ params: { id: ana.scope.accountId } });
    await expect(luis.client.listAudit()).rejects.toThrow("403");
    expect(await waitFor("security.operation_refused", luis.userId)).toMatchObject([
      {
        account_id: ana.scope.accountId,
        user_id: luis.userId,
        role: "viewer",
        changes: { reason: { after: "forbidden" }, operation: { after: "listAudit" } },
      },
    ]);
    const key = await ana.client.createApiKey({ body: { name: "lee", scopes: ["files:read"], expires_in_days: 1 } });
    const upload = await fetch(`${server.url}/api/uploads`, {
      method: "POST",
      headers: { authorization: `Bearer ${key.key}`, "tus-resumable": "1.0.0", "upload-length": "1" },
    });
    expect(upload.status).toBe(403);
    expect(await waitFor("security.operation_refused", ana.userId)).toMatchObject([
      {
        credential: `key:${key.id}`,
        changes: { reason: { after: "key_scope_missing" }, operation: { after: "upload" } },
      },
    ]);
    const forged = post({ name: "De otro sitio" }, { headers: { origin: "https://evil.test" } });
    expect((await ana.fetch("/api/account", { ...forged, method: "PATCH" })).status).toBe(403);
    expect(await waitFor("security.operation_refused", null)).toMatchObject([
      { changes: { reason: { after: "origin_refused" } } },
    ]);
  });

  test("a limit on guessing, and an address that is not called", async () => {
    const guess = () =>
      visit(server).fetch(
        "/api/auth/sign-in/email",
        post({ email: ana.email, password: "otra vez no" }, from("203.0.113.9", "guess-guess")),
      );
    const statuses = [];
    for (let n = 0; n < 12; n += 1) statuses.push((await guess()).status);
    expect(statuses).toContain(429);
    expect(await waitFor("security.limit_reached", ana.userId)).toMatchObject([
      { account_id: ana.scope.accountId, address: "203.0.113.9", changes: { operation: { after: "signIn" } } },
    ]);
    // Ten refused in a row are one entry now, and a count later.
    expect(await entriesOf("session.refused", ana.userId)).toHaveLength(1);
    await expect(
      ana.client.createWebhook({ body: { name: "dentro", url: "https://127.0.0.1/", kinds: ["file.done"] } }),
    ).rejects.toThrow("422");
    expect(await waitFor("security.dial_refused", ana.userId)).toMatchObject([
      { user_id: ana.userId, changes: { operation: { after: "createWebhook" } } },
    ]);
  });
});

describe("who sees it", () => {
  test("managers what concerns their account, each person their own, and nobody anything of others", async () => {
    await visit(server).fetch("/api/auth/sign-in/email", post({ email: ana.email, password: "no es esta, seguro" }));
    await waitFor("session.refused", ana.userId);
    const listed = await ana.client.listAudit({ query: { action: "session.refused" } });
    expect(listed.items).toMatchObject([{ who: { kind: "unknown" }, people: [{ id: ana.userId }] }]);
    expect((await luis.client.listAudit({ query: { action: "session.refused" } })).items).toEqual([]);
    expect((await luis.client.listAudit({ query: { type: "security" } })).items).toEqual([]);
    const own = await ana.client.listSecurityActivity();
    expect(own.items.map(({ action, by }) => `${action} ${by}`)).toEqual([
      "session.refused unknown",
      "session.started me",
      "login.created me",
    ]);
    const others = await luis.client.listSecurityActivity();
    expect(others.items.map(({ action }) => action)).toEqual(["session.started", "login.created"]);
  });

  test("an own list that is long comes in pages, and leaves out what somebody else did from", async () => {
    for (let n = 0; n < 4; n += 1)
      await ana.client.createApiKey({ body: { name: `k${n}`, scopes: ["files:read"], expires_in_days: 1 } });
    const first = await ana.client.listSecurityActivity({ query: { limit: 3 } });
    expect(first.items.map(({ name }) => name)).toEqual(["k3", "k2", "k1"]);
    const rest = await ana.client.listSecurityActivity({ query: { limit: 4, cursor: first.next ?? "" } });
    expect(rest.items.map(({ name, action }) => name ?? action)).toEqual(["k0", "session.started", "login.created"]);
    expect(rest.next).toBeNull();
  });
});

describe("lines of the log", () => {
  test("say who asked, in which account, by which key and from where; as much of the address as the operator wants", async () => {
    const key = await ana.client.createApiKey({ body: { name: "lee", scopes: ["files:read"], expires_in_days: 1 } });
    const ask = (of: TestServer) =>
      fetch(`${of.url}/api/files`, {
        headers: {
          authorization: `Bearer ${key.key}`,
          "x-forwarded-for": "203.0.113.77",
          "x-request-id": "who-asks-this",
        },
      });
    const lineOf = (of: TestServer) =>
      of.lines.map((line) => JSON.parse(line) as Entry).find((line) => line["request_id"] === "who-asks-this");
    await ask(server);
    const who = { user_id: ana.userId, account_id: ana.scope.accountId, key_id: key.id, status: 200 };
    expect(lineOf(server)).toMatchObject({ ...who, address: "203.0.113.77" });
    for (const [logAddresses, address] of [
      ["network", "203.0.113.0/24"],
      ["none", undefined],
    ] as const) {
      const other = await startTestServer({ sharing: server, trustedProxies: 1, logAddresses });
      try {
        await ask(other);
        expect(lineOf(other)).toMatchObject(who);
        expect(lineOf(other)?.["address"]).toBe(address);
        expect(other.lines.join()).not.toContain("203.0.113.77");
      } finally {
        await other.close();
      }
    }
  });

  test("of a sign-in have the same request id as its entries, and so have those of a session that ends", async () => {
    const browser = visit(server);
    await browser.fetch(
      "/api/auth/sign-in/email",
      post({ email: ana.email, password: goodPassword }, from("198.51.100.9", "the-sign-in-1")),
    );
    await browser.fetch("/api/auth/sign-out", post({}, from("198.51.100.9", "the-sign-out")));
    const told = async (action: string) => (await entriesOf(action, ana.userId)).at(-1);
    expect(await told("session.started")).toMatchObject({ request_id: "the-sign-in-1", address: "198.51.100.9" });
    expect(await told("session.ended")).toMatchObject({ request_id: "the-sign-out", address: "198.51.100.9" });
    expect(server.lines.join("\n")).toContain('"request_id":"the-sign-in-1"');
  });
});

test("an attacker's flood is a handful of entries and a figure, and what waits at the end is written", async () => {
  const counted: string[] = [];
  const recorder = createSecurityRecorder({
    db: server.database.app.db,
    clock: systemClock,
    log: createLog({ name: "t", level: "silent" }),
    count: (action) => counted.push(action),
    shownAddress: (address) => address,
  });
  await recorder.start();
  for (let n = 0; n < 900; n += 1)
    recorder.note({
      action: "session.refused",
      reason: "sign_in_refused",
      concerned: { email: ana.email },
      actor: null,
      origin: { address: `198.18.${n >> 8}.${n & 255}`, requestId: `flood-${n}` },
      operation: "signIn",
    });
  await recorder.stop();
  expect(counted).toHaveLength(900);
  const entries = await entriesOf("session.refused", ana.userId);
  expect(entries.length).toBeLessThanOrEqual(22);
  const changes = entries.map((entry) => entry["changes"] as Readonly<Record<string, { readonly after?: string }>>);
  expect(changes.reduce((sum, { times }) => sum + Number(times?.after ?? 1), 0)).toBe(900);
  // Those of many places say none.
  expect(entries.at(-1)).toMatchObject({ address: null, request_id: null });
});

test("every change of how one gets in has an entry of its own: password, address, second step, keys, sessions", async () => {
  const tokenOf = (text: string): string => /#token=([\w-]+)/.exec(text)?.[1] ?? "";
  const { client, userId } = ana;
  const key = await client.createApiKey({ body: { name: "k", scopes: ["files:read"], expires_in_days: 1 } });
  await client.revokeApiKey({ params: { id: key.id } });
  const { secret } = await client.offerSecondFactor({ body: { password: goodPassword } });
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const { codes } = await client.confirmSecondFactor({ body: { code: totp.generate() } });
  await client.turnOffSecondFactor({ body: { password: goodPassword, code: codes[0] ?? "" } });
  const elsewhere = visit(server);
  for (let n = 0; n < 2; n += 1) await elsewhere.client.signIn({ body: { email: ana.email, password: goodPassword } });
  const [other] = (await client.listSessions()).items.filter(({ current }) => !current);
  await client.endSession({ params: { id: other?.id ?? "" } });
  const email = `p${crypto.randomUUID()}@ejemplo.test`;
  await client.changeEmail({ body: { password: goodPassword, email } });
  await client.confirmEmail({ body: { token: tokenOf((await mailTo(server, email, "email.confirm")).text) } });
  await client.changePassword({ body: { password: goodPassword, new_password: "tres gatos bajo un puente" } });
  const { rows } = await superuser.query<{ action: string; request: boolean; changes: Entry }>(
    `select action, request_id is not null as request, changes from caudal.audit_entries
     where $1 = any (person_ids) and object_type in ('api_key', 'second_factor', 'session', 'user', 'login') order by id`,
    [userId],
  );
  const actions = rows.map(({ action }) => action);
  for (const action of [
    "session.started",
    "session.ended",
    "api_key.created",
    "api_key.revoked",
    "second_factor.turned_on",
    "second_factor.recovery_code_used",
    "second_factor.turned_off",
    "user.changed",
    "login.changed",
  ])
    expect(actions, action).toContain(action);
  expect(rows.find(({ action }) => action === "user.changed")?.changes).toMatchObject({ email: { after: email } });
  expect(rows.find(({ action }) => action === "login.changed")?.changes).toEqual({ password: { masked: true } });
  expect(rows.filter(({ request }) => !request).map(({ action }) => action)).toEqual([]);
});
