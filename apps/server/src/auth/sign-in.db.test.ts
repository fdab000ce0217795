import { withScope } from "@caudal/db/scope.ts";
import { hashPassword } from "better-auth/crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ProblemError } from "@caudal/contract/client/client.ts";
import type { Problem } from "@caudal/contract/resources/problem.ts";
import {
  goodPassword,
  signUp,
  startTestServer,
  testFounderToken,
  visit,
  type TestServer,
} from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    limits: {
      pair: { max: 3, windowMs: 60_000 },
      address: { max: 1000, windowMs: 60_000 },
      email: { max: 1000, windowMs: 60_000 },
      signUp: { max: 1000, windowMs: 60_000 },
      codes: { max: 1000, windowMs: 60_000 },
    },
  });
});
afterAll(() => server.close());

async function problemFrom(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => new Error("it went well"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ProblemError) return error.problem;
  throw error;
}

describe("sign-in", () => {
  test("goes from sign-up to sign-out, and a signed-out session opens nothing", async () => {
    const visitor = visit(server);
    const email = "Ana.Flujo@ejemplo.test";
    await visitor.client.signUp({ body: { name: "Ana", email, password: goodPassword } });
    expect(await visitor.client.getMe()).toMatchObject({
      name: "Ana",
      email: "ana.flujo@ejemplo.test",
      locale: "es",
      account: { role: "owner" },
      limits: { max_upload_bytes: 1_000_000 },
    });
    expect(
      await visitor.client.updateMe({ body: { name: "Ana María", locale: "en", auto_process: false } }),
    ).toMatchObject({ name: "Ana María", locale: "en", settings: { auto_process: false } });
    const stolen = visitor.cookie();
    await visitor.client.signOut();
    expect(await visitor.client.getSession()).toBeNull();
    expect((await problemFrom(visitor.client.getMe())).code).toBe("not_signed_in");
    const thief = await fetch(`${server.url}/api/me`, { headers: { cookie: stolen } });
    expect(thief.status).toBe(401);
    await visitor.client.signIn({ body: { email, password: goodPassword } });
    expect(await visitor.client.getSession()).toMatchObject({ user: { email: "ana.flujo@ejemplo.test" } });
  });

  test("takes passwords from ten signs to 128, whatever they consist of, and no others", async () => {
    const sign = (password: string) =>
      visit(server).client.signUp({
        body: { name: "Eva", email: `p${crypto.randomUUID()}@ejemplo.test`, password },
      });
    const long = "mañana llueve otra vez en Quito, y pasado también ".repeat(3).slice(0, 128);
    expect(long).toHaveLength(128);
    for (const refused of ["qxvkzwjpb", `${long}x`])
      expect((await problemFrom(sign(refused))).code).toBe("invalid_fields");
    for (const taken of ["qxvkzwjpbt", long]) await sign(taken);
  });

  test("sets a cookie that scripts cannot read and other sites cannot send, and shows its secret nowhere else", async () => {
    const response = await fetch(`${server.url}/api/auth/sign-up/email`, {
      method: "POST",
      headers: { "content-type": "application/json", "caudal-founder-token": testFounderToken },
      body: JSON.stringify({ name: "Eva", email: "eva@ejemplo.test", password: goodPassword }),
    });
    const [cookie = ""] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^caudal\.session_token=/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    const secret = decodeURIComponent(cookie.split(";")[0]?.split("=")[1] ?? "").split(".")[0] ?? "";
    expect(secret.length).toBeGreaterThan(20);
    expect(await response.text()).not.toContain(secret);
    expect(server.lines.join("")).not.toContain(secret);
  });

  test("says the same of a wrong password and of an unknown person", async () => {
    await signUp(server, { email: "conocida@ejemplo.test" });
    const wrong = await problemFrom(
      visit(server).client.signIn({ body: { email: "conocida@ejemplo.test", password: "no es la mía, creo" } }),
    );
    const unknown = await problemFrom(
      visit(server).client.signIn({ body: { email: "desconocida@ejemplo.test", password: "no es la mía, creo" } }),
    );
    const { request_id: _one, ...first } = wrong;
    const { request_id: _other, ...second } = unknown;
    expect(first).toMatchObject({ status: 401, code: "sign_in_refused", title: "No pudimos iniciar tu sesión" });
    expect(second).toEqual(first);
    const english = await problemFrom(
      visit(server, "en").client.signIn({ body: { email: "nobody@example.test", password: "not mine, I think" } }),
    );
    expect(english.title).toBe("We could not sign you in");
  });

  test("stops guessing, says for how long, and lets another address of the network go on", async () => {
    const attempt = () =>
      visit(server).client.signIn({ body: { email: "victima@ejemplo.test", password: "adivinando sin parar" } });
    for (let i = 0; i < 3; i++) expect((await problemFrom(attempt())).code).toBe("sign_in_refused");
    const refused = await attempt().catch((error: unknown) => error);
    expect(refused).toMatchObject({ problem: { status: 429, code: "rate_limited" } });
    expect((refused as ProblemError).retryAfter).toBeGreaterThan(0);
    expect(
      (
        await problemFrom(
          visit(server).client.signIn({ body: { email: "otra@ejemplo.test", password: "adivinando sin parar" } }),
        )
      ).code,
    ).toBe("sign_in_refused");
    const spoofed = await fetch(`${server.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-forwarded-for": "203.0.113.9",
        "x-caudal-client-address": "203.0.113.9",
      },
      body: JSON.stringify({ email: "victima@ejemplo.test", password: "adivinando sin parar" }),
    });
    expect(spoofed.status).toBe(429);
  });

  test("makes a token for each session, long and random, of which none comes again", async () => {
    const email = "muchas-veces@ejemplo.test";
    await signUp(server, { email });
    const tokens: string[] = [];
    for (let times = 0; times < 12; times += 1) {
      const visitor = visit(server);
      await visitor.client.signIn({ body: { email, password: goodPassword } });
      tokens.push(/session_token=([^.;]+)\./.exec(visitor.cookie())?.[1] ?? "");
    }
    expect(new Set(tokens).size).toBe(12);
    // 32 of 62 signs are 190 bits; at no place of them do all twelve draw from a few.
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9]{32}$/);
    for (let place = 0; place < 32; place += 1)
      expect(new Set(tokens.map((token) => token[place])).size, `at ${place}`).toBeGreaterThan(3);
  });

  test("anew, or as somebody else, ends the session whose cookie it replaces", async () => {
    for (const again of ["sign-in", "sign-up"] as const) {
      const email = `antes-${again}@ejemplo.test`;
      const visitor = await signUp(server, { email });
      const old = visitor.cookie();
      if (again === "sign-in") await visitor.client.signIn({ body: { email, password: goodPassword } });
      else
        await visitor.client.signUp({ body: { name: "Otra", email: "otra-mas@ejemplo.test", password: goodPassword } });
      expect(visitor.cookie()).not.toBe(old);
      expect((await fetch(`${server.url}/api/me`, { headers: { cookie: old } })).status, again).toBe(401);
      expect((await visitor.fetch("/api/me")).status).toBe(200);
    }
  });

  test("refuses passwords that are short or widely known, and an e-mail twice", async () => {
    const body = { name: "Luz", email: "luz.garcia@ejemplo.test", password: goodPassword };
    const client = visit(server).client;
    expect(await problemFrom(client.signUp({ body: { ...body, password: "nueveletr" } }))).toMatchObject({
      code: "invalid_fields",
      errors: [{ path: "password", message: "Necesita al menos 10 caracteres." }],
    });
    expect((await problemFrom(client.signUp({ body: { ...body, password: "x".repeat(129) } }))).code).toBe(
      "invalid_fields",
    );
    for (const password of [
      "Password123!",
      "1234567890",
      "qwertyuiop",
      "aaaaaaaaaaaa",
      "contraseña2024",
      "C0ntrasena!!",
      "abcabcabcabc",
      "iloveyou123",
      "zorro12345",
      "guadalupe2024",
      "Murcielago7",
      "luz.garcia y algo más",
    ]) {
      expect((await problemFrom(client.signUp({ body: { ...body, password } }))).code, password).toBe(
        "password_too_common",
      );
    }
    await client.signUp({ body });
    expect(await problemFrom(client.signUp({ body: { ...body, email: "LUZ.Garcia@ejemplo.test" } }))).toMatchObject({
      status: 409,
      code: "email_taken",
    });
  });

  test("from another site's page is refused before anything happens", async () => {
    const person = await signUp(server);
    const send = (headers: Record<string, string>) =>
      person
        .fetch("/api/auth/sign-out", { method: "POST", headers })
        .then(async (response) => ((await response.json()) as Problem).code);
    expect(await send({ origin: "https://evil.example" })).toBe("origin_refused");
    expect(await send({ origin: "null" })).toBe("origin_refused");
    expect(await send({ "sec-fetch-site": "cross-site" })).toBe("origin_refused");
    expect(await send({ "sec-fetch-site": "same-site" })).toBe("origin_refused");
    const rename = await person.fetch("/api/me", {
      method: "PATCH",
      headers: { origin: "https://evil.example", "content-type": "application/json" },
      body: '{"name":"X"}',
    });
    expect(rename.status).toBe(403);
    expect((await person.client.getMe()).name).toBe("Ana Pruebas");
    for (const origin of ["http://caudal.test", server.url]) {
      expect(
        (
          await person.fetch("/api/me", {
            method: "PATCH",
            headers: { origin, "content-type": "application/json" },
            body: "{}",
          })
        ).status,
      ).toBe(200);
    }
  });

  test("of somebody whose account was never founded founds it", async () => {
    const person = await signUp(server, { email: "mitad@ejemplo.test" });
    const user = await server.database.signin.query(
      'insert into "user" (name, email, "emailVerified") values ($1, $2, false) returning id',
      ["Medio", "medio@ejemplo.test"],
    );
    const known = await server.database.signin.query('select password from account where "userId" = $1', [
      person.userId,
    ]);
    const { id } = user.rows[0] as { id: string };
    await server.database.signin.query(
      'insert into account ("accountId", "providerId", "userId", password, "updatedAt") values ($1::text, $2, $1::text::uuid, $3, now())',
      [id, "credential", (known.rows[0] as { password: string }).password],
    );
    const visitor = visit(server);
    await visitor.client.signIn({ body: { email: "medio@ejemplo.test", password: goodPassword } });
    expect((await visitor.client.getMe()).account.role).toBe("owner");
  });
});

test("a password that was hashed as in earlier versions is hashed anew once it is given, and the log tells it from a change", async () => {
  const email = `p${crypto.randomUUID()}@ejemplo.test`;
  const { scope, userId } = await signUp(server, { email });
  const kept = async () =>
    (
      await server.database.signin.query<{ password: string }>('select password from account where "userId" = $1', [
        userId,
      ])
    ).rows[0]?.password ?? "";
  const old = await hashPassword(goodPassword);
  await server.database.signin.query('update account set password = $2 where "userId" = $1', [userId, old]);
  const signIn = (password: string) => visit(server).client.signIn({ body: { email, password } });
  await expect(signIn("no es la mía")).rejects.toMatchObject({ problem: { code: "sign_in_refused" } });
  expect(await kept(), "nobody's guess changes anything").toBe(old);
  await signIn(goodPassword);
  const anew = await kept();
  expect(anew).toMatch(/^scrypt\$\d+\$8\$1\$/);
  await signIn(goodPassword);
  expect(await kept()).toBe(anew);
  const told = await withScope(server.database.app.db, scope, (tx) =>
    tx.selectFrom("audit_entries").select("action").where("object_type", "=", "login").orderBy("id").execute(),
  );
  expect(told.map(({ action }) => action)).toEqual(["login.changed", "login.hashed"]);
});
