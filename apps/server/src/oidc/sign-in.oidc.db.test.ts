import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { withScope } from "@caudal/db/scope.ts";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  comeBack,
  enterBy as enter,
  goThere,
  openOidcWorld,
  someAddress as address,
  startAt as start,
  type OidcWorld,
} from "../../testing/oidc-world.ts";
import { visit, type TestServer } from "../../testing/test-server.ts";
import { testClient } from "@caudal/test/support/oidc-provider.ts";

let world: OidcWorld;
let provider: OidcWorld["provider"];
let server: TestServer;
let alike: OidcWorld["alike"];
let known: OidcWorld["known"];
let person: OidcWorld["person"];
beforeAll(async () => {
  world = await openOidcWorld();
  ({ provider, server, alike, known, person } = world);
});
afterEach(async () => {
  provider.intercept = () => false;
  await world.closeOthers();
});
afterAll(() => world.close());

function expectRefused(answer: Response, problem: string): void {
  expect(answer.status).toBe(302);
  expect(new URL(answer.headers.get("location") ?? "", "http://caudal.test").searchParams.get("problem")).toBe(problem);
  expect(answer.headers.getSetCookie().join()).not.toContain("session_token=");
}

async function statusOfStart(one: TestServer, body: object = { next: "/" }): Promise<number> {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  return (await visit(one).fetch("/api/auth/oidc/start", init)).status;
}

describe("who may come in", () => {
  test("somebody known here by a confirmed address: linked once, and known by the provider's subject from then on", async () => {
    const { userId, email } = await known(address(), true);
    const sub = person(email.toUpperCase());
    const visitor = visit(server);
    expect(await visitor.client.listSignInWays()).toEqual({
      sign_up: false,
      passwords: true,
      oidc: { name: "La empresa" },
    });
    const answer = await enter(visitor, sub);
    expect(answer.headers.get("location")).toBe("/files");
    expect(await visitor.client.getMe()).toMatchObject({ user_id: userId, email });
    // The address moves on to somebody else at the provider: the person stays who they are, and the other one does not become them.
    provider.people.set(sub, { sub, email: address(), email_verified: true });
    const again = visit(server);
    await enter(again, sub);
    expect((await again.client.getMe()).user_id).toBe(userId);
    const { rows } = await server.database.signin.query('select from account where "userId" = $1', [userId]);
    expect(rows).toHaveLength(2);
    // The session is one like any other: it ends when it is ended.
    await again.client.signOut();
    await expect(again.client.getMe()).rejects.toMatchObject({ problem: { code: "not_signed_in" } });
  });

  test("not by an address that the provider has not confirmed, or that it does not tell", async () => {
    const { email } = await known(address(), true);
    expectRefused(await enter(visit(server), person(email, { verified: false })), "oidc_unverified");
    expectRefused(await enter(visit(server), person(undefined)), "oidc_unverified");
  });

  test("not as whoever took that address here before without confirming it", async () => {
    const { email } = await known(address(), false);
    expectRefused(await enter(visit(server), person(email)), "oidc_unverified");
  });

  test("somebody new: nobody while sign-up is closed, their own account while it is open, the operator's where one is named", async () => {
    expectRefused(await enter(visit(server), person(address())), "oidc_not_member");
    const open = visit(await alike({}, { signUpOpen: true }));
    await enter(open, person(address(), { name: "Nora Nueva" }));
    expect(await open.client.getMe()).toMatchObject({ name: "Nora Nueva", account: { role: "owner" } });
    const { account } = await open.client.getMe();
    const joining = { accountId: account.id, role: "viewer" } as const;
    const member = visit(await alike({ joining }));
    const sub = person(address());
    await enter(member, sub);
    const me = await member.client.getMe();
    expect(me).toMatchObject({ account: { id: account.id, role: "viewer" } });
    // Who was removed is not made a member again by coming back.
    const manager = await open.client.getMe();
    await withScope(server.database.app.db, { userId: manager.user_id, accountId: account.id }, (tx) =>
      tx.deleteFrom("members").where("user_id", "=", me.user_id).execute(),
    );
    await enter(member, sub);
    const seen = await member.client.getMe().catch(() => null);
    expect(seen?.account.id).not.toBe(account.id);
  });

  test("somebody new goes by what can be seen of the provider's name, and by the address where nothing can, or it holds a link", async () => {
    const open = await world.alike({}, { signUpOpen: true });
    const nameOf = async (name: string) => {
      const [email, visitor] = [address(), visit(open, "es", { founder: false })];
      await enter(visitor, person(email, { name }));
      return [(await visitor.client.getMe()).name, email.slice(0, email.indexOf("@"))];
    };
    expect((await nameOf("No\u202era\u200b \u3164Lu\u{e0041}na"))[0]).toBe("Nora Luna");
    for (const name of ["\u2800\u200d", "https://malo.example/pago", "x".repeat(150) + " www.malo.example"]) {
      const [shown, local] = await nameOf(name);
      expect(shown).toBe(local);
    }
  });

  test("somebody new gets the access profile that managers chose for newcomers, whatever it is called", async () => {
    const owner = visit(await alike({}, { signUpOpen: true }));
    await enter(owner, person(address(), { name: "Olga" }));
    const { account } = await owner.client.getMe();
    const profileOf = async () => {
      const visitor = visit(await alike({ joining: { accountId: account.id, role: "viewer" } }));
      await enter(visitor, person(address()));
      return (await visitor.client.getMe()).access_profile.name;
    };
    const parts = { all_companies: false, all_warehouses: false, companies: [], warehouses: [], tabs: [] };
    const narrow = { ...parts, hidden_fields: ["costo"] };
    const aaa = await owner.client.createAccessProfile({ body: { ...narrow, name: "AAA el primero" } });
    const [first] = (await owner.client.listAccessProfiles()).items.filter((each) => each.newcomers);
    if (first === undefined) throw new Error("no profile is the newcomers'");
    expect(first.name).toBe("Todo");
    const { members: _members, invitations: _invitations, newcomers: _newcomers, id, ...content } = first;
    await owner.client.updateAccessProfile({ params: { id }, body: { ...content, name: "Todas las áreas" } });
    expect(await profileOf()).toBe("Todas las áreas");
    // Nor does another one get it by taking the name.
    const named = await owner.client.createAccessProfile({ body: { ...narrow, name: "Todo" } });
    expect(await profileOf()).toBe("Todas las áreas");
    await owner.client.giveProfileToNewcomers({ params: { id: aaa.id } });
    expect(await profileOf()).toBe("AAA el primero");
    await owner.client.deleteAccessProfile({ params: { id: named.id } });
  });

  test("only addresses of the domains that the operator named", async () => {
    const strict = await alike({ domains: ["empresa.test"] }, { signUpOpen: true });
    expectRefused(await enter(visit(strict), person("x@otra.test")), "oidc_domain_refused");
    expectRefused(await enter(visit(strict), person("x@otra-empresa.test")), "oidc_domain_refused");
    expectRefused(await enter(visit(strict), person("x@empresa.test.evil.test")), "oidc_domain_refused");
    expectRefused(await enter(visit(strict), person(address(), { verified: false })), "oidc_domain_refused");
    expect((await enter(visit(strict), person(address()))).headers.get("location")).toBe("/files");
  });

  test("two windows that come back at once make one person", async () => {
    const open = await alike({}, { signUpOpen: true });
    const sub = person(address());
    const visitor = visit(open);
    const [one, other] = [await goThere(visitor, sub), await goThere(visitor, sub)];
    const answers = await Promise.all([comeBack(visitor, one), comeBack(visitor, other)]);
    expect(answers.map((answer) => answer.headers.get("location"))).toEqual(["/files", "/files"]);
    const { rows } = await server.database.signin.query('select from account where "accountId" = $1', [sub]);
    expect(rows).toHaveLength(1);
  });
});

describe("an answer that nobody should take", () => {
  test("for another browser, another state, none, or a second time", async () => {
    const { email } = await known(address(), true);
    const sub = person(email);
    const visitor = visit(server);
    const back = await goThere(visitor, sub);
    // Somebody else's browser, with an attempt of its own or with none: a code that was stolen, or slipped in.
    const other = visit(server);
    expectRefused(await comeBack(other, back), "oidc_expired");
    await start(other);
    expectRefused(await comeBack(other, back), "oidc_expired");
    const forged = new URL(back);
    forged.searchParams.set("state", "x".repeat(43));
    expectRefused(await comeBack(visitor, forged), "oidc_expired");
    forged.searchParams.delete("state");
    expectRefused(await comeBack(visitor, forged), "oidc_expired");
    expect((await comeBack(visitor, back)).headers.get("location")).toBe("/files");
    // The same code again, with a cookie that is still there.
    expectRefused(await comeBack(visitor, back), "oidc_expired");
  });

  test("with a code that was used already under a fresh state", async () => {
    const { email } = await known(address(), true);
    const visitor = visit(server);
    const used = await goThere(visitor, person(email));
    await comeBack(visitor, used);
    const fresh = await goThere(visitor, person(email));
    fresh.searchParams.set("code", used.searchParams.get("code") ?? "");
    expectRefused(await comeBack(visitor, fresh), "oidc_refused");
  });

  test("of another issuer", async () => {
    const { email } = await known(address(), true);
    const visitor = visit(server);
    const back = await goThere(visitor, person(email));
    expect(back.searchParams.get("iss")).toBe(provider.issuer);
    back.searchParams.set("iss", "https://evil.test");
    expectRefused(await comeBack(visitor, back), "oidc_refused");
    const without = await goThere(visitor, person(email));
    without.searchParams.delete("iss");
    expectRefused(await comeBack(visitor, without), "oidc_refused");
  });

  test("that says no", async () => {
    const visitor = visit(server);
    const state = new URL(await start(visitor)).searchParams.get("state") ?? "";
    const query = new URLSearchParams({ state, error: "access_denied", iss: provider.issuer });
    expectRefused(await visitor.fetch(`/api/auth/oidc/callback?${query.toString()}`), "oidc_refused");
  });

  test("and where one goes afterwards is within the page", async () => {
    for (const next of ["//evil.test", "/\\evil.test", "https://evil.test", "javascript:alert(1)", "/a b", "x"])
      expect(await statusOfStart(server, { next }), next).toBe(400);
  });
});

describe("an ID token", () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  /** Makes the provider answer at its token endpoint with this token instead of its own. */
  async function withToken(
    change: (head: Record<string, unknown>, claims: Record<string, unknown>, sign: string) => string,
  ) {
    const { email } = await known(address(), true);
    const sub = person(email);
    const visitor = visit(server);
    const back = await goThere(visitor, sub);
    provider.intercept = (request, response) => {
      if (request.url !== "/token") return false;
      if (request.headers["x-passed"] !== undefined) return false;
      void (async () => {
        const answer = await fetch(`${provider.issuer}/token`, {
          method: "POST",
          headers: {
            "content-type": "application/x-www-form-urlencoded",
            authorization: request.headers.authorization ?? "",
            "x-passed": "1",
          },
          body: await text(request),
        });
        const tokens = (await answer.json()) as { id_token: string };
        const [head = "", claims = "", signature = ""] = tokens.id_token.split(".");
        const read = (piece: string) =>
          JSON.parse(Buffer.from(piece, "base64url").toString()) as Record<string, unknown>;
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ ...tokens, id_token: change(read(head), read(claims), signature) }));
      })();
      return true;
    };
    return comeBack(visitor, back);
  }

  type Sign = (told: string, original: string) => string;
  const asTheProvider: Sign = (told) => provider.sign(told);
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const asAStranger: Sign = (told) => sign("sha256", Buffer.from(told), stranger.privateKey).toString("base64url");
  const altered = (head: object, claims: object, signed: Sign) =>
    withToken((itsHead, itsClaims, its) => {
      const told = `${part({ ...itsHead, ...head })}.${part({ ...itsClaims, ...claims })}`;
      return `${told}.${signed(told, its)}`;
    });

  test.each<[string, object, Sign]>([
    ["as the provider signed it", {}, (_told, its) => its],
    ["with another claim that the provider's key signed", { locale: "es" }, asTheProvider],
  ])("%s is taken, so that the refusals below mean something", async (_name, claims, signed) => {
    expect((await altered({}, claims, signed)).headers.get("location")).toBe("/files");
  });

  test.each<[string, object, Sign]>([
    ["without a signature", { alg: "none" }, () => ""],
    ["that says none and carries one", { alg: "none" }, asTheProvider],
    [
      "signed with the client's secret",
      { alg: "HS256" },
      (told) => createHmac("sha256", testClient.clientSecret).update(told).digest("base64url"),
    ],
    ["signed by somebody else under the name of the provider's key", {}, asAStranger],
    [
      "signed by a key that it brings along",
      { kid: "mine", jwk: { ...stranger.publicKey.export({ format: "jwk" }), kid: "mine" } },
      asAStranger,
    ],
  ])("%s is refused", async (_name, head, signed) => expectRefused(await altered(head, {}, signed), "oidc_refused"));

  test("of somebody else under the signature of the one who came is refused", async () =>
    expectRefused(await altered({}, { sub: "admin" }, (_told, its) => its), "oidc_refused"));

  // Each of them carries a signature of the provider's key: nothing but the claim is wrong.
  test.each([
    ["without a nonce", { nonce: undefined }],
    ["with another nonce", { nonce: "x" }],
    ["for another client", { aud: "x" }],
    ["for others besides, and not said to be ours", { aud: ["caudal", "x"], azp: "x" }],
    ["of another issuer", { iss: "https://evil.test" }],
    ["that ran out", { exp: Math.floor(Date.now() / 1000) - 3600 }],
    ["that does not begin yet", { nbf: Math.floor(Date.now() / 1000) + 3600 }],
    ["of nobody", { sub: undefined }],
  ])("%s is refused", async (_name, claims) => expectRefused(await altered({}, claims, asTheProvider), "oidc_refused"));
});

describe("a provider that is not to be dialled", () => {
  const startAt = async (issuer: string, dialAllow = "") => {
    const one = await alike({ issuer }, { dialAllow });
    return statusOfStart(one);
  };
  async function serve(handle: (url: string) => { status: number; headers?: Record<string, string>; body?: string }) {
    let asked = 0;
    const other = createServer((request, response) => {
      asked += 1;
      const { status, headers, body } = handle(request.url ?? "");
      response.writeHead(status, headers).end(body);
    });
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    return { port: (other.address() as AddressInfo).port, asked: () => asked };
  }

  test("because it is this machine, and nobody opened that port", async () => {
    const inside = await serve(() => ({ status: 200, body: "{}" }));
    expect(await startAt(`http://localhost:${inside.port}`)).toBe(503);
    expect(await startAt(`https://localhost:${inside.port}`)).toBe(503);
    expect(await startAt("https://169.254.169.254")).toBe(503);
    expect(inside.asked()).toBe(0);
  });

  test("because it sends elsewhere, even to a provider that is open", async () => {
    const redirecting = await serve((url) => ({ status: 302, headers: { location: `${provider.issuer}${url}` } }));
    const before = provider.asked.length;
    expect(
      await startAt(
        `http://localhost:${redirecting.port}`,
        `localhost:${redirecting.port}, localhost:${provider.port}`,
      ),
    ).toBe(503);
    expect(redirecting.asked()).toBe(1);
    expect(provider.asked.length).toBe(before);
  });

  test("because its metadata name another issuer, or lead our requests into this machine", async () => {
    const inside = await serve(() => ({ status: 200, body: "{}" }));
    const metadata = (issuer: string, token: string) =>
      JSON.stringify({
        issuer,
        authorization_endpoint: `${provider.issuer}/auth`,
        token_endpoint: token,
        jwks_uri: `${provider.issuer}/jwks`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      });
    const json = { "content-type": "application/json" };
    const other = await serve(() => ({
      status: 200,
      headers: json,
      body: metadata("https://evil.test", `${provider.issuer}/token`),
    }));
    expect(await startAt(`http://localhost:${other.port}`, `localhost:${other.port}`)).toBe(503);
    // Its metadata are right, but the code is to be redeemed at a port of this machine that nobody opened.
    let issuer = "";
    const luring = await serve(() => ({
      status: 200,
      headers: json,
      body: metadata(issuer, `http://localhost:${inside.port}/`),
    }));
    issuer = `http://localhost:${luring.port}`;
    const one = await alike({ issuer }, { dialAllow: `localhost:${luring.port}` });
    const visitor = visit(one);
    const state = new URL(await start(visitor)).searchParams.get("state") ?? "";
    expectRefused(await visitor.fetch(`/api/auth/oidc/callback?code=x&state=${state}`), "oidc_unreachable");
    expect(inside.asked()).toBe(0);
  });
});

test("nothing is there where nothing is configured", async () => {
  const plain = await world.plain();
  expect(await visit(plain).client.listSignInWays()).toEqual({ sign_up: true, passwords: true, oidc: null });
  expect(await statusOfStart(plain)).toBe(404);
  expect((await visit(plain).fetch("/api/auth/oidc/callback?state=x&code=y")).status).toBe(404);
});

test("guessing at answers is stopped, per address", async () => {
  const one = await alike({}, { trustedProxies: 1 });
  const from = (ip: string) => ({ headers: { "x-forwarded-for": ip } });
  const problems: (string | null)[] = [];
  for (let i = 0; i < 61; i++) {
    const answer = await visit(one).fetch("/api/auth/oidc/callback?state=x&code=y", from("203.0.113.1"));
    problems.push(new URL(answer.headers.get("location") ?? "", "http://x").searchParams.get("problem"));
  }
  expect(problems[59]).toBe("oidc_expired");
  expect(problems[60]).toBe("rate_limited");
  expectRefused(await visit(one).fetch("/api/auth/oidc/callback?state=x", from("203.0.113.2")), "oidc_expired");
});
