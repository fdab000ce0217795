import { Secret, TOTP } from "otpauth";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { mailTo } from "../../testing/mails.ts";
import {
  goodPassword,
  signUp,
  startTestServer,
  visit,
  type TestServer,
  type Visitor,
} from "../../testing/test-server.ts";

const wrong = "adivinando sin parar";
const window = 15 * 60_000;
const limits = {
  pair: { max: 3, windowMs: window },
  address: { max: 30, windowMs: window },
  email: { max: 6, windowMs: window },
  device: { max: 3, windowMs: window },
  signUp: { max: 1000, windowMs: window },
  codes: { max: 1000, windowMs: window },
  deviceCodes: { max: 3, windowMs: window },
};
const mailLimits = {
  network: { max: 1000, windowMs: window },
  recipient: { max: 2, windowMs: window },
  link: { max: 1000, windowMs: window },
  person: { max: 1000, windowMs: window },
};

let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  server = await startTestServer({ trustedProxies: 1, limits, mailLimits });
  other = await startTestServer({ trustedProxies: 1, limits, mailLimits, sharing: server });
});
afterAll(async () => {
  await other.close();
  await server.close();
});
beforeEach(async () => {
  await server.database.signin.query("delete from attempts");
});

type Told = {
  readonly status: number;
  readonly code: string;
  readonly headers: readonly string[];
  readonly cookie: string;
};

/** Asks from an address, with what a browser holds or with a cookie of one's own. */
async function post(
  path: string,
  body: object,
  from: string,
  who?: Visitor,
  cookie?: string,
  at = server,
): Promise<Told> {
  const headers = new Headers({ "content-type": "application/json", "x-forwarded-for": from });
  if (cookie !== undefined) headers.set("cookie", cookie);
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await (who === undefined ? fetch(`${at.url}${path}`, init) : who.fetch(`${at.url}${path}`, init));
  const told = (await answer.json()) as { code?: string };
  return {
    status: answer.status,
    code: told.code ?? "in",
    headers: [...answer.headers.keys()].filter((name) => name !== "date").toSorted(),
    cookie: answer.headers.getSetCookie().join("\n"),
  };
}
const signIn = async (email: string, password: string, from: string, who?: Visitor, cookie?: string, at = server) =>
  (await post("/api/auth/sign-in/email", { email, password }, from, who, cookie, at)).code;

let place = 0;
/** Ten networks of an attacker's, each with as many guesses as it has: afterwards nobody unknown gets in any more. */
async function siege(email: string): Promise<void> {
  for (let i = 0; i < 10; i++) {
    const from = `2001:db8:${(++place).toString(16)}::1`;
    for (let guess = 0; guess < 3; guess++) await signIn(email, wrong, from);
  }
  expect(await signIn(email, goodPassword, "192.0.2.99")).toBe("rate_limited");
}

const deviceOf = (cookies: string): string => /caudal\.devices=([^;\n]+)/.exec(cookies)?.[1] ?? "";

async function somebody() {
  const email = `p${crypto.randomUUID()}@ejemplo.test`;
  const person = await signUp(server, { email });
  return { ...person, email, device: `caudal.devices=${deviceOf(person.cookie())}` };
}

describe("a person whose address is under siege", () => {
  test("gets in by the browser in which they were before, on every server, and nobody else does", async () => {
    const ana = await somebody();
    await ana.client.signOut();
    await siege(ana.email);
    expect(await signIn(ana.email, goodPassword, "192.0.2.7", ana)).toBe("in");
    await siege(ana.email);
    expect(await signIn(ana.email, goodPassword, "192.0.2.7", ana, undefined, other)).toBe("in");
    expect(await signIn(ana.email, goodPassword, "192.0.2.7", undefined, undefined, other)).toBe("rate_limited");
  });

  test("is not helped, nor is anybody, by a cookie that was forged, is another person's, or was used up by rotation", async () => {
    const [ana, thief] = [await somebody(), await somebody()];
    const before = ana.device;
    await ana.client.signOut();
    await signIn(ana.email, goodPassword, "192.0.2.7", ana);
    expect(deviceOf(ana.cookie())).not.toBe(deviceOf(before));
    await siege(ana.email);
    for (const cookie of [
      thief.device,
      before,
      `caudal.devices=${"A".repeat(43)}`,
      "caudal.devices=' or true --",
      `caudal.devices=${`${"B".repeat(43)}~`.repeat(5000)}`.slice(0, 8000),
    ])
      expect(await signIn(ana.email, goodPassword, "192.0.2.8", undefined, cookie), cookie.slice(0, 60)).toBe(
        "rate_limited",
      );
  });

  test("loses nothing to whoever stole the cookie: it gives a few guesses, and is no way in", async () => {
    const ana = await somebody();
    const at = await fetch(`${server.url}/api/me`, { headers: { cookie: ana.device } });
    expect(at.status).toBe(401);
    await siege(ana.email);
    const told: string[] = [];
    for (let i = 0; i < 20; i++) told.push(await signIn(ana.email, wrong, `198.51.100.${i}`, undefined, ana.device));
    expect(told.filter((code) => code === "sign_in_refused")).toHaveLength(limits.device.max);
    expect(new Set(told.slice(limits.device.max))).toEqual(new Set(["rate_limited"]));
  });

  test.each([
    [
      "signs out everywhere",
      async (ana: Awaited<ReturnType<typeof somebody>>) => void (await ana.client.signOutEverywhere()),
    ],
    [
      "chooses another password by mail",
      async ({ client, email }: Awaited<ReturnType<typeof somebody>>) => {
        await client.requestPasswordReset({ body: { email } });
        const link = String((await mailTo(server, email, "password.reset")).params["link"]);
        const token = link.split("#")[1]?.replace(/^[a-z]+=/, "") ?? "";
        await client.resetPassword({ body: { token, password: goodPassword } });
      },
    ],
    [
      "ends that one session",
      async (ana: Awaited<ReturnType<typeof somebody>>) => {
        const { items } = await ana.client.listSessions();
        await ana.client.endSession({ params: { id: items[0]?.id ?? "" } });
      },
    ],
  ])("who %s is known in no browser any more", async (_what, act) => {
    const ana = await somebody();
    await act(ana);
    await siege(ana.email);
    expect(await signIn(ana.email, goodPassword, "192.0.2.7", undefined, ana.device)).toBe("rate_limited");
  });

  test("who changes the password stays known in the browser in which they did it, and in no other", async () => {
    const ana = await somebody();
    const elsewhere = visit(server);
    await elsewhere.client.signIn({ body: { email: ana.email, password: goodPassword } });
    const stolen = `caudal.devices=${deviceOf(elsewhere.cookie())}`;
    const password = "otra contraseña bien larga";
    await ana.client.changePassword({ body: { password: goodPassword, new_password: password } });
    await siege(ana.email);
    expect(await signIn(ana.email, password, "192.0.2.7", undefined, stolen)).toBe("rate_limited");
    expect(await signIn(ana.email, password, "192.0.2.7", undefined, ana.device)).toBe("in");
  });

  test("and asks for a new password in that browser, though others used up all mails to that address", async () => {
    const ana = await somebody();
    const ask = async (from: string, cookie?: string) =>
      (await post("/api/auth/password/request-reset", { email: ana.email }, from, undefined, cookie)).code;
    expect([await ask("192.0.2.1"), await ask("192.0.2.2"), await ask("192.0.2.3")]).toEqual([
      "in",
      "in",
      "rate_limited",
    ]);
    expect(await ask("192.0.2.4", ana.device)).toBe("in");
  });
});

test("the cookie is for no script and no other site, for https alone where people come by it, and the database has its hash only", async () => {
  const secure = await startTestServer({ baseUrl: "https://caudal.test", sharing: server });
  const email = `p${crypto.randomUUID()}@ejemplo.test`;
  await signUp(server, { email });
  const answer = await fetch(`${secure.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password: goodPassword }),
  });
  const cookie = answer.headers.getSetCookie().find((one) => one.startsWith("__Host-caudal.devices=")) ?? "";
  expect(cookie).toMatch(/; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure$/);
  const { rows } = await server.database.signin.query<{ text: string }>("select d::text as text from known_devices d");
  expect(rows.some(({ text }) => text.includes(deviceOf(cookie)))).toBe(false);
  await secure.close();
});

test("a browser that was asked to keep nothing is not known, and people who share one are known each", async () => {
  const [ana, eva] = [await somebody(), await somebody()];
  const shared = visit(server);
  const once = await post(
    "/api/auth/sign-in/email",
    { email: ana.email, password: goodPassword, rememberMe: false },
    "192.0.2.1",
  );
  expect([once.code, deviceOf(once.cookie)]).toEqual(["in", ""]);
  for (const { email } of [ana, eva]) await signIn(email, goodPassword, "192.0.2.1", shared);
  for (const { email } of [ana, eva]) {
    await siege(email);
    expect(await signIn(email, goodPassword, "192.0.2.5", shared)).toBe("in");
  }
});

test("whoever has the password and tries codes keeps the person out of no browser of theirs", async () => {
  const ana = await somebody();
  const { secret } = await ana.client.offerSecondFactor({ body: { password: goodPassword } });
  const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
  await ana.client.confirmSecondFactor({ body: { code: authenticator.generate() } });
  await server.database.signin.query("update second_factors set last_step = 0 where user_id = $1", [ana.userId]);
  for (let round = 0; round < 3; round++) {
    const thief = visit(server);
    expect(await signIn(ana.email, goodPassword, `192.0.2.${round}`, thief)).toBe("second_step_needed");
    for (let i = 0; i < 5; i++)
      await post("/api/auth/sign-in/second-step", { code: "000000" }, `192.0.2.${round}`, thief);
  }
  const fresh = visit(server);
  await signIn(ana.email, goodPassword, "192.0.2.50", fresh);
  expect(
    (await post("/api/auth/sign-in/second-step", { code: authenticator.generate() }, "192.0.2.50", fresh)).code,
  ).toBe("rate_limited");
  await ana.client.signOut();
  expect(await signIn(ana.email, goodPassword, "192.0.2.60", ana)).toBe("second_step_needed");
  expect(
    (await post("/api/auth/sign-in/second-step", { code: authenticator.generate() }, "192.0.2.60", ana)).code,
  ).toBe("in");
  // Half of the way, the password alone, makes no browser known.
  const half = visit(server);
  await signIn(ana.email, goodPassword, "192.0.2.70", half);
  expect(deviceOf(half.cookie())).toBe("");
});

test("whoever has the password and a copy of the cookie tries as many codes as the person may, from however many networks", async () => {
  const ana = await somebody();
  const { secret } = await ana.client.offerSecondFactor({ body: { password: goodPassword } });
  const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
  await ana.client.confirmSecondFactor({ body: { code: authenticator.generate() } });
  const device = `caudal.devices=${deviceOf(ana.cookie())}`;
  const told: string[] = [];
  for (let i = 0; i < limits.deviceCodes.max + 12; i++) {
    const from = `203.0.113.${i}`;
    const begun = await post(
      "/api/auth/sign-in/email",
      { email: ana.email, password: goodPassword },
      from,
      undefined,
      device,
    );
    expect(begun.code).toBe("second_step_needed");
    const step = begun.cookie
      .split("\n")
      .map((line) => line.split(";")[0])
      .join("; ");
    told.push(
      (await post("/api/auth/sign-in/second-step", { code: "000000" }, from, undefined, `${device}; ${step}`)).code,
    );
  }
  // Three of the browser's, ten of the person's, and then none from anywhere.
  expect(told.filter((code) => code === "code_refused")).toHaveLength(limits.deviceCodes.max + 10);
  expect(told.slice(-2)).toEqual(["rate_limited", "rate_limited"]);
});

test("whoever signs in while no browser can be remembered is in all the same, by one session and without a cookie of the browser", async () => {
  const ana = await somebody();
  await ana.client.signOut();
  const client = new pg.Client(server.database.superuserUrl);
  await client.connect();
  await client.query("revoke insert on auth.known_devices from caudal_signin");
  const answer = await post("/api/auth/sign-in/email", { email: ana.email, password: goodPassword }, "192.0.2.80");
  await client.query("grant insert on auth.known_devices to caudal_signin");
  await client.end();
  expect([answer.status, deviceOf(answer.cookie)]).toEqual([200, ""]);
  const cookie = answer.cookie
    .split("\n")
    .map((line) => line.split(";")[0])
    .join("; ");
  expect((await fetch(`${server.url}/api/me`, { headers: { cookie } })).status).toBe(200);
  const { rowCount } = await server.database.signin.query('select from session where "userId" = $1', [ana.userId]);
  expect(rowCount).toBe(1);
  expect(server.lines.filter((line) => line.includes("a browser is not remembered"))).toHaveLength(1);
});

test("limited or not, known or not to us: an address answers alike", async () => {
  const { email } = await somebody();
  const trial = async (who: string): Promise<readonly Told[]> => {
    const told: Told[] = [];
    for (let i = 0; i < 12; i++)
      told.push(await post("/api/auth/sign-in/email", { email: who, password: wrong }, `203.0.113.${i % 4}`));
    for (let i = 0; i < 4; i++)
      told.push(await post("/api/auth/password/request-reset", { email: who }, `203.0.113.${i}`));
    return told;
  };
  const known = await trial(email);
  await server.database.signin.query("delete from attempts");
  const unknown = await trial(`nadie${crypto.randomUUID()}@ejemplo.test`);
  expect(unknown).toEqual(known);
  expect(known.map(({ code }) => code)).toContain("rate_limited");
});
