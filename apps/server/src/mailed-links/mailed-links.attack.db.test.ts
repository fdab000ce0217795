import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { ProblemError } from "@caudal/contract/client/client.ts";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mailsTo, mailTo, tokenOf } from "../../testing/mails.ts";
import { signInLimits } from "../auth/limit-attempts.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";

const many = { max: 10_000, windowMs: 60_000 };
let server: TestServer;
let superuser: pg.Client;
beforeAll(async () => {
  server = await startTestServer({
    limits: { ...signInLimits, pair: many, address: many, email: many, signUp: many },
    mailLimits: { network: many, recipient: many, link: many, person: { max: 3, windowMs: 60_000 } },
  });
  superuser = new pg.Client({ connectionString: server.database.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await server.close();
});

const newEmail = () => `p${crypto.randomUUID()}@ejemplo.test`;
const stranger = () => visit(server, "es", { founder: false });
const otherPassword = "tres gatos bajo un puente";
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => {
      if (error instanceof ProblemError) return error.problem.code;
      throw error;
    },
  );
const confirm = (token: string, password: string) =>
  codeOf(stranger().client.confirmSignUp({ body: { token, password } }));
const signIn = (email: string, password: string) => codeOf(stranger().client.signIn({ body: { email, password } }));

/** Asks as a program does that looks at everything: the answer without its request's id, the names of headers, and the costly steps. */
async function probe(path: string, body: object, headers: Record<string, string> = {}) {
  const { scrypt } = crypto;
  let hashes = 0;
  Object.assign(crypto, {
    scrypt: (...args: Parameters<typeof scrypt>): void => {
      hashes += 1;
      scrypt(...args);
    },
  });
  syncBuiltinESMExports();
  try {
    const response = await fetch(`${server.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    const { request_id: _id, ...answer } = (await response.json()) as Record<string, unknown>;
    const names = [...response.headers.keys()].filter((name) => name !== "date").toSorted();
    return { status: response.status, answer, names, hashes };
  } finally {
    Object.assign(crypto, { scrypt });
    syncBuiltinESMExports();
  }
}

/** What the database did for a request: statements by kind. */
async function written(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const count = async () => {
    const { rows } = await superuser.query<{ table: string; count: string }>(
      `select 'outbox' as table, count(*) from caudal.outbox union all select 'links', count(*) from auth.verification`,
    );
    return Object.fromEntries(rows.map((row) => [row.table, Number(row.count)]));
  };
  await superuser.query(`delete from auth.verification where "expiresAt" < now()`);
  const before = await count();
  await work();
  const after = await count();
  return Object.fromEntries(Object.entries(after).map(([table, rows]) => [table, rows - (before[table] ?? 0)]));
}

describe("whether an address is known", () => {
  test.each([
    ["sign-up", "/api/auth/sign-up/email", (email: string) => ({ name: "X", email, password: goodPassword }), 202, 1],
    ["a forgotten password", "/api/auth/password/request-reset", (email: string) => ({ email }), 202, 0],
    ["sign-in", "/api/auth/sign-in/email", (email: string) => ({ email, password: otherPassword }), 401, 1],
  ] as const)("is not told by %s, by its words, its headers or its work", async (_, path, body, status, hashes) => {
    const email = newEmail();
    await signUp(server, { email });
    const unknown = newEmail();
    const seen: Awaited<ReturnType<typeof probe>>[] = [];
    const rows = [];
    for (const each of [email, unknown, email.toUpperCase()])
      rows.push(await written(async () => seen.push(await probe(path, body(each)))));
    expect(seen[0]).toMatchObject({ status, hashes });
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
    expect(rows[1]).toEqual(rows[0]);
    expect(rows[2]).toEqual(rows[0]);
    expect(rows[0]).toEqual(status === 202 ? { outbox: 1, links: 1 } : { outbox: 0, links: 0 });
  });

  test("is not told to somebody who changes to it, nor to their old mailbox", async () => {
    const taken = newEmail();
    await signUp(server, { email: taken });
    const seen: Awaited<ReturnType<typeof probe>>[] = [];
    for (const to of [taken, newEmail()]) {
      const own = newEmail();
      const person = await signUp(server, { email: own });
      const headers = { cookie: person.cookie() };
      const rows = await written(async () => {
        seen.push(await probe("/api/me/email", { password: goodPassword, email: to }, headers));
      });
      expect(rows).toEqual({ outbox: 2, links: 2 });
      expect((await mailsTo(server, own)).map(({ key }) => key)).toEqual(["email.notice"]);
    }
    expect(seen[1]).toEqual(seen[0]);
    expect((await mailsTo(server, taken)).map(({ key }) => key)).toEqual(["email.taken"]);
  });

  test("is not told by who gets in: nobody is made before the link is followed, and nobody is locked out by another", async () => {
    const email = newEmail();
    await stranger().client.signUp({ body: { name: "Ladrón", email, password: otherPassword } });
    expect(await signIn(email, otherPassword)).toBe("sign_in_refused");
    const owner = stranger();
    await owner.client.signUp({ body: { name: "Ana", email, password: goodPassword } });
    const mails = await mailsTo(server, email);
    expect(mails.map(({ key }) => key)).toEqual(["sign_up.confirm", "sign_up.confirm"]);
    const token = tokenOf(await mailTo(server, email, "sign_up.confirm"));
    await owner.client.confirmSignUp({ body: { token, password: goodPassword } });
    expect(await owner.client.getMe()).toMatchObject({ name: "Ana", email, email_confirmed: true });
    const [first] = mails;
    if (first !== undefined) expect(await confirm(tokenOf(first), otherPassword)).toBe("link_invalid");
    expect(await signIn(email, goodPassword)).toBe("done");
  });

  test("is told to its owner alone, who learns that somebody tried", async () => {
    const email = newEmail();
    await signUp(server, { email });
    await stranger().client.signUp({ body: { name: "Otra", email, password: otherPassword } });
    const mail = await mailTo(server, email, "sign_up.known");
    expect(mail.text).toContain("http://caudal.test/forgot");
    expect(await signIn(email, otherPassword)).toBe("sign_in_refused");
    const unknown = newEmail();
    await stranger().client.requestPasswordReset({ body: { email: unknown } });
    expect((await mailsTo(server, unknown)).map(({ key }) => key)).toEqual(["password.unknown"]);
  });
});

describe("a mailed link", () => {
  async function askReset(email: string): Promise<string> {
    await stranger().client.requestPasswordReset({ body: { email } });
    return tokenOf(await mailTo(server, email, "password.reset"));
  }
  const reset = (token: string, password = otherPassword) =>
    codeOf(stranger().client.resetPassword({ body: { token, password } }));

  test("sets a new password once, ends every session, and tells the person", async () => {
    const email = newEmail();
    const person = await signUp(server, { email });
    const [one, two] = [await askReset(email), await askReset(email)];
    expect(await reset(two, "contraseña2024")).toBe("password_too_common");
    expect(await reset(two)).toBe("done");
    expect(await reset(two)).toBe("link_invalid");
    expect(await reset(one, "una tercera, del ladrón")).toBe("link_invalid");
    expect((await person.fetch("/api/me")).status).toBe(401);
    expect(await signIn(email, goodPassword)).toBe("sign_in_refused");
    expect(await signIn(email, otherPassword)).toBe("done");
    expect((await mailTo(server, email, "password.changed")).text).toContain("No fui yo");
  });

  test("that two follow at once serves one of them", async () => {
    const email = newEmail();
    await signUp(server, { email });
    const token = await askReset(email);
    const ends = await Promise.all(Array.from({ length: 6 }, (_, i) => reset(token, `una frase bien larga ${i}`)));
    expect(ends.filter((end) => end === "done")).toHaveLength(1);
    expect(ends.filter((end) => end === "link_invalid")).toHaveLength(5);
  });

  test("expires", async () => {
    const email = newEmail();
    await signUp(server, { email });
    const token = await askReset(email);
    await superuser.query(`update auth.verification set "expiresAt" = now() - interval '1 second'`);
    expect(await reset(token)).toBe("link_invalid");
  });

  test("is kept as a hash: who reads the database cannot follow it", async () => {
    const email = newEmail();
    await signUp(server, { email });
    const token = await askReset(email);
    const { rows } = await superuser.query("select * from auth.verification");
    const outbox = await superuser.query("select * from caudal.outbox");
    expect(JSON.stringify([rows, outbox.rows])).not.toContain(token);
    for (const { identifier } of rows as { identifier: string }[])
      expect(await reset(identifier.split(":").at(-1) ?? "")).toBe("link_invalid");
    expect(server.lines.join("")).not.toContain(token);
  });

  test("of one kind opens nothing of another, and a guessed one nothing", async () => {
    const email = newEmail();
    const person = await signUp(server, { email });
    const token = await askReset(email);
    await person.client.verifyEmail();
    const verify = tokenOf(await mailTo(server, email, "email.verify"));
    const client = stranger().client;
    for (const wrong of [token, "", "x", "a".repeat(43), `${token}x`, `${token} `, "%", "caudal:reset_password:%"]) {
      if (wrong !== "") {
        expect(await codeOf(client.lookUpSignUp({ body: { token: wrong } })), wrong).toBe("link_invalid");
        expect(await confirm(wrong, goodPassword), wrong).toBe("link_invalid");
        expect(await codeOf(client.confirmEmail({ body: { token: wrong } })), wrong).toBe("link_invalid");
        expect(await codeOf(client.keepEmail({ body: { token: wrong } })), wrong).toBe("link_invalid");
      }
      if (wrong !== token) expect(await reset(wrong), wrong).toBe(wrong === "" ? "invalid_fields" : "link_invalid");
    }
    expect(await reset(verify)).toBe("link_invalid");
    expect(await codeOf(client.confirmEmail({ body: { token: verify } }))).toBe("done");
    expect((await person.client.getMe()).email_confirmed).toBe(true);
    expect(await reset(token)).toBe("done");
  });

  test("leads where the operator says, whatever a request says of hosts", async () => {
    const email = newEmail();
    await signUp(server, { email });
    const evil = {
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      forwarded: "host=evil.example",
      "x-original-host": "evil.example",
      referer: "https://evil.example/",
    };
    await probe("/api/auth/password/request-reset", { email }, evil);
    await probe("/api/auth/password/request-reset", { email, redirectTo: "https://evil.example" }, evil);
    await probe("/api/auth/sign-up/email", { name: "evil.example", email, password: goodPassword }, evil);
    const mails = await mailsTo(server, email);
    expect(mails).toHaveLength(3);
    for (const { text, html } of mails) {
      const addresses = `${text} ${html}`.match(/https?:\/\/[^\s"<]+/g) ?? [];
      expect(addresses.length).toBeGreaterThan(0);
      for (const address of addresses) expect(new URL(address).origin).toBe("http://caudal.test");
    }
  });
});

describe("a change of password", () => {
  test("needs the old one, ends other sessions and links, and keeps this one", async () => {
    const email = newEmail();
    const person = await signUp(server, { email });
    const elsewhere = stranger();
    await elsewhere.client.signIn({ body: { email, password: goodPassword } });
    await stranger().client.requestPasswordReset({ body: { email } });
    const change = (password: string, new_password: string) =>
      codeOf(person.client.changePassword({ body: { password, new_password } }));
    expect(await change("no es la mía, creo", otherPassword)).toBe("password_wrong");
    expect(await change(goodPassword, "contraseña2024")).toBe("password_too_common");
    expect((await elsewhere.fetch("/api/me")).status).toBe(200);
    expect(await change(goodPassword, otherPassword)).toBe("done");
    expect((await elsewhere.fetch("/api/me")).status).toBe(401);
    expect((await person.fetch("/api/me")).status).toBe(200);
    expect(await signIn(email, otherPassword)).toBe("done");
    const token = tokenOf(await mailTo(server, email, "password.reset"));
    expect(await codeOf(stranger().client.resetPassword({ body: { token, password: goodPassword } }))).toBe(
      "link_invalid",
    );
    await mailTo(server, email, "password.changed");
  });

  test("is not a place to guess the old one at: nor is the address", async () => {
    const person = await signUp(server);
    const guess = () =>
      codeOf(person.client.changePassword({ body: { password: "adivinando", new_password: otherPassword } }));
    for (let i = 0; i < 2; i++) expect(await guess()).toBe("password_wrong");
    const address = () => codeOf(person.client.changeEmail({ body: { password: "adivinando", email: newEmail() } }));
    expect(await address()).toBe("password_wrong");
    expect(await address()).toBe("rate_limited");
    expect(await guess()).toBe("rate_limited");
  });
});

describe("a change of address", () => {
  async function ask(to = newEmail()) {
    const from = newEmail();
    const person = await signUp(server, { email: from });
    await person.client.changeEmail({ body: { password: goodPassword, email: to } });
    const keep = tokenOf(await mailTo(server, from, "email.notice"));
    return { from, to, person, keep };
  }
  const follow = (token: string) => codeOf(stranger().client.confirmEmail({ body: { token } }));
  const confirmTokenOf = async (email: string) => tokenOf(await mailTo(server, email, "email.confirm"));

  test("is made by the link to the new one, and not before; the profile follows", async () => {
    const { from, to, person } = await ask();
    expect((await person.client.getMe()).email).toBe(from);
    const token = await confirmTokenOf(to);
    expect(await follow(token)).toBe("done");
    expect(await follow(token)).toBe("link_invalid");
    expect(await person.client.getMe()).toMatchObject({ email: to, email_confirmed: true });
    expect(await signIn(from, goodPassword)).toBe("sign_in_refused");
    expect(await signIn(to, goodPassword)).toBe("done");
  });

  test("needs the password, and another address than the present one", async () => {
    const email = newEmail();
    const person = await signUp(server, { email });
    const change = (password: string, to: string) =>
      codeOf(person.client.changeEmail({ body: { password, email: to } }));
    expect(await change("no es la mía, creo", newEmail())).toBe("password_wrong");
    expect(await change(goodPassword, email.toUpperCase())).toBe("email_same");
    expect(await mailsTo(server, email)).toEqual([]);
  });

  test("is taken back by the old one before it is made", async () => {
    const { from, to, keep } = await ask();
    expect(await codeOf(stranger().client.keepEmail({ body: { token: keep } }))).toBe("done");
    expect(await follow(await confirmTokenOf(to))).toBe("link_invalid");
    // Whoever asked knew the password.
    expect(await signIn(from, goodPassword)).toBe("sign_in_refused");
  });

  test("is taken back by the old one after it was made, and on from there: sessions end, another password is chosen", async () => {
    const { from, to, person: thief, keep } = await ask();
    expect(await follow(await confirmTokenOf(to))).toBe("done");
    const further = newEmail();
    await thief.client.changeEmail({ body: { password: goodPassword, email: further } });
    expect(await follow(await confirmTokenOf(further))).toBe("done");
    const thiefsKeep = tokenOf(await mailTo(server, to, "email.notice"));
    const { reset_token } = await stranger().client.keepEmail({ body: { token: keep } });
    expect((await thief.fetch("/api/me")).status).toBe(401);
    expect(await codeOf(stranger().client.keepEmail({ body: { token: thiefsKeep } })), "the older link wins").toBe(
      "link_invalid",
    );
    for (const email of [from, to, further]) expect(await signIn(email, goodPassword)).toBe("sign_in_refused");
    await stranger().client.resetPassword({ body: { token: reset_token ?? "", password: otherPassword } });
    expect(await signIn(from, otherPassword)).toBe("done");
  });

  test("keeps the old address from others as long as it can be taken back", async () => {
    const { from, to, keep } = await ask();
    expect(await follow(await confirmTokenOf(to))).toBe("done");
    await stranger().client.signUp({ body: { name: "Otra", email: from, password: goodPassword } });
    expect((await mailsTo(server, from)).map(({ key }) => key)).toEqual(["email.notice", "sign_up.known"]);
    expect(await codeOf(stranger().client.keepEmail({ body: { token: keep } }))).toBe("done");
  });

  test("to an address that became somebody's meanwhile is not made", async () => {
    const { to, person, from } = await ask();
    const token = await confirmTokenOf(to);
    await signUp(server, { email: to });
    expect(await follow(token)).toBe("link_invalid");
    expect((await person.client.getMe()).email).toBe(from);
  });
});

describe("mails to one address", () => {
  test("are few, whoever asks and for whatever, known or not; and so are those that one network asks for", async () => {
    // All servers of a database count together.
    await server.database.signin.query("delete from attempts");
    const limited = await startTestServer({
      sharing: server,
      mailLimits: {
        network: { max: 5, windowMs: 60_000 },
        recipient: { max: 2, windowMs: 60_000 },
        link: { max: 3, windowMs: 60_000 },
        person: many,
      },
    });
    try {
      const client = visit(limited, "es", { founder: false }).client;
      const known = newEmail();
      await signUp(limited, { email: known });
      for (const email of [known, newEmail()]) {
        await client.requestPasswordReset({ body: { email } });
        await client.signUp({ body: { name: "X", email, password: goodPassword } });
        expect(await codeOf(client.requestPasswordReset({ body: { email: email.toUpperCase() } }))).toBe(
          "rate_limited",
        );
      }
      expect(await mailsTo(server, known)).toHaveLength(2);
      // What was refused for an address was no mail, and counts for no network.
      await client.requestPasswordReset({ body: { email: newEmail() } });
      expect(await codeOf(client.requestPasswordReset({ body: { email: newEmail() } }))).toBe("rate_limited");
      for (let i = 0; i < 3; i++)
        expect(await codeOf(client.confirmEmail({ body: { token: `adivinado${i}` } }))).toBe("link_invalid");
      expect(await codeOf(client.confirmEmail({ body: { token: "adivinado" } }))).toBe("rate_limited");
    } finally {
      await limited.close();
    }
  });
});
