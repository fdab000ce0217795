import { ProblemError } from "@caudal/contract/client/client.ts";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { joinCrew } from "../../testing/crew.ts";
import { furnish } from "../../testing/furnish.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { makeKey, withKey } from "../../testing/key-holder.ts";
import { mailsTo, mailTo, tokenOf } from "../../testing/mails.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { signInLimits } from "../auth/limit-attempts.ts";

const many = { max: 10_000, windowMs: 60_000 };
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    resolve: async () => [{ address: "93.184.215.14", family: 4 }],
    limits: { ...signInLimits, pair: many, address: many, email: many, signUp: many, codes: many },
    mailLimits: { network: many, recipient: many, link: many, person: many },
  });
});
afterAll(() => server.close());

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
const signIn = (email: string, password: string) => codeOf(stranger().client.signIn({ body: { email, password } }));

/** Ana, and a thief who knows her password, is signed in as her, and does what leaves a way back in. */
async function breakIn() {
  const email = newEmail();
  const ana = await signUp(server, { email });
  const colleague = await joinCrew(server, ana, await signUp(server), "analyst");
  const file = await furnish(server, ana.scope);
  const thief = stranger();
  await thief.client.signIn({ body: { email, password: goodPassword } });
  const key = await makeKey(server, thief);
  const hook = await thief.client.createWebhook({
    body: { name: "Mío", url: "https://ladron.test/x", kinds: ["file.done"] },
  });
  const params = { id: file.fileId };
  const link = await thief.client.shareFile({ params, body: { grantee: { kind: "link" } } });
  const linkPath = `/api/links/${new URL(link.url ?? "").pathname.replace("/s/", "")}`;
  const given = { kind: "member", user_id: colleague.userId } as const;
  await thief.client.shareFile({ params, body: { grantee: given } });
  const { items } = await thief.client.listAccessProfiles();
  const guest = newEmail();
  await thief.client.invite({ body: { email: guest, role: "admin", access_profile_id: items[0]?.id ?? "" } });
  const { secret } = await thief.client.offerSecondFactor({ body: { password: goodPassword } });
  const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
  const { codes } = await thief.client.confirmSecondFactor({ body: { code: authenticator.generate() } });
  // That ended all sessions but the thief's, who enters from two more browsers.
  const elsewhere = [stranger(), stranger()];
  for (const [n, { client }] of elsewhere.entries()) {
    expect(await codeOf(client.signIn({ body: { email, password: goodPassword } }))).toBe("second_step_needed");
    await client.takeSecondStep({ body: { code: codes[n + 1] ?? "" } });
  }
  // And one browser more, which has given the password and owes the code.
  const waiting = stranger();
  expect(await codeOf(waiting.client.signIn({ body: { email, password: goodPassword } }))).toBe("second_step_needed");
  return { ana, email, thief, elsewhere, waiting, key, hook, linkPath, colleague, file, guest, codes };
}
type Break = Awaited<ReturnType<typeof breakIn>>;

/** What still opens something, by name. */
async function waysLeft(broken: Break): Promise<readonly string[]> {
  const { thief, elsewhere, waiting, key, hook, linkPath, codes, ana, colleague, file, guest } = broken;
  const has = async (sql: string, value: string): Promise<boolean> =>
    asSuperuser(server, async (client) => (await client.query(sql, [value])).rowCount === 1);
  const opens = {
    "the thief's session": (await thief.fetch("/api/me")).ok,
    "the thief's session elsewhere": (await elsewhere[0]?.fetch("/api/me"))?.ok === true,
    "the thief's third session": (await elsewhere[1]?.fetch("/api/me"))?.ok === true,
    "Ana's session": (await ana.fetch("/api/me")).ok,
    "the API key": (await withKey(server, key.made.key).fetch("/api/files")).ok,
    "the link": (await stranger().fetch(linkPath)).ok,
    "the webhook": await has("select from caudal.webhooks where id = $1 and active", hook.id),
    "the colleague": (await colleague.fetch(`/api/files/${file.fileId}`)).ok,
    "the invitation": await has(
      "select from caudal.invitations where email = $1 and revoked_at is null and accepted_at is null",
      guest,
    ),
    "the second factor": await has("select from auth.second_factors where user_id = $1", ana.userId),
    "the browser that owed the code":
      (await codeOf(waiting.client.takeSecondStep({ body: { code: codes[0] ?? "" } }))) === "done",
  };
  return Object.entries(opens)
    .filter(([, open]) => open)
    .map(([name]) => name);
}

const askReset = async (email: string): Promise<string> => {
  await stranger().client.requestPasswordReset({ body: { email } });
  return tokenOf(await mailTo(server, email, "password.reset"));
};

describe("a thief who made a key, a webhook, a link and turned the second step on", () => {
  test("has ways in, as long as nobody takes the account back", async () => {
    expect(await waysLeft(await breakIn())).toEqual([
      "the thief's session",
      "the thief's session elsewhere",
      "the thief's third session",
      "the API key",
      "the link",
      "the webhook",
      "the colleague",
      "the invitation",
      "the second factor",
      "the browser that owed the code",
    ]);
  });

  test("has nothing left once the account was taken back by the mail that told of the second step", async () => {
    const broken = await breakIn();
    const { ana, email } = broken;
    const mail = await mailTo(server, email, "factor.on");
    expect(mail.text).toContain("recuperar mi cuenta");
    const { reset_token, ended } = await stranger().client.keepEmail({ body: { token: tokenOf(mail) } });
    expect(ended).toEqual({
      sessions: 3,
      api_keys: 2,
      webhooks: 1,
      links: 2,
      shares: 1,
      invitations: 1,
      second_factor: true,
    });
    expect(await waysLeft(broken)).toEqual([]);
    expect(await signIn(email, goodPassword)).toBe("sign_in_refused");
    await stranger().client.resetPassword({ body: { token: reset_token ?? "", password: otherPassword } });
    const back = stranger();
    await back.client.signIn({ body: { email, password: otherPassword } });
    expect((await back.client.getSecondFactor()).on).toBe(false);
    // The webhook is there to be looked at, and says why it is off.
    const { items } = await back.client.listWebhooks();
    expect(items).toMatchObject([{ name: "Mío", active: false, stopped: "taken_back" }]);
    expect((await mailTo(server, email, "email.taken_back")).text).toContain("Se revocaron 2 claves de API.");
    expect((await back.client.getMe()).user_id).toBe(ana.userId);
  });

  test("has nothing left once the change of address was taken back, whatever came first", async () => {
    const broken = await breakIn();
    const { email, thief } = broken;
    const elsewhere = newEmail();
    await thief.client.changeEmail({ body: { password: goodPassword, email: elsewhere } });
    await stranger().client.confirmEmail({
      body: { token: tokenOf(await mailTo(server, elsewhere, "email.confirm")) },
    });
    // And comes in by a service that vouches for the new address.
    await server.database.signin.query(
      `insert into account ("accountId", "providerId", "userId", "updatedAt")
       select 'thief', 'oidc https://idp.test', id, now() from "user" where email = $1`,
      [elsewhere],
    );
    const token = tokenOf(await mailTo(server, email, "email.notice"));
    const { ended } = await stranger().client.keepEmail({ body: { token } });
    expect(ended.second_factor).toBe(true);
    expect(await waysLeft(broken)).toEqual([]);
    const { rows } = await server.database.signin.query(
      `select "providerId" from account where "userId" = (select id from "user" where email = $1)`,
      [email],
    );
    expect(rows).toEqual([{ providerId: "credential" }]);
  });

  test("keeps no session, key, link or webhook over a reset of the password; the second step stays, and is taken back by its mail", async () => {
    const broken = await breakIn();
    const { email } = broken;
    const { ended } = await stranger().client.resetPassword({
      body: { token: await askReset(email), password: otherPassword },
    });
    expect(ended).toMatchObject({ sessions: 3, api_keys: 2, webhooks: 1, links: 2, second_factor: false });
    // A password that was forgotten takes nothing from colleagues: nobody knows of a thief.
    expect(await waysLeft(broken)).toEqual(["the colleague", "the invitation", "the second factor"]);
    const told = await mailTo(server, email, "password.changed");
    for (const line of ["Se cerraron 3 sesiones.", "Se revocaron 2 claves de API.", "Se apagó 1 webhook."])
      expect(told.text).toContain(line);
    expect(await signIn(email, otherPassword)).toBe("second_step_needed");
    const token = tokenOf(await mailTo(server, email, "factor.on"));
    const { reset_token } = await stranger().client.keepEmail({ body: { token } });
    await stranger().client.resetPassword({ body: { token: reset_token ?? "", password: "cinco nubes sobre el mar" } });
    expect(await signIn(email, "cinco nubes sobre el mar")).toBe("done");
  });

  test("takes nothing from anybody else, and the log of each account says what ended", async () => {
    const broken = await breakIn();
    const { email, colleague, ana } = broken;
    const other = await makeKey(server, colleague);
    await stranger().client.resetPassword({ body: { token: await askReset(email), password: otherPassword } });
    expect((await colleague.fetch("/api/me")).ok).toBe(true);
    expect((await withKey(server, other.made.key).fetch("/api/files")).ok).toBe(true);
    const actions = await asSuperuser(server, async (client) => {
      const { rows } = await client.query<{ action: string; user_id: string }>(
        `select distinct action, user_id from caudal.audit_entries where account_id = $1
           and action in ('api_key.revoked', 'share.revoked', 'webhook.changed') order by action`,
        [ana.scope.accountId],
      );
      return rows;
    });
    expect(actions).toEqual(
      ["api_key.revoked", "share.revoked", "webhook.changed"].map((action) => ({ action, user_id: ana.userId })),
    );
  });
});

describe("a person hears by mail", () => {
  test("of a new API key, by its name and account", async () => {
    const email = newEmail();
    const ana = await signUp(server, { email, locale: "en" });
    await makeKey(server, ana);
    const mail = await mailTo(server, email, "key.made");
    expect(mail.text).toContain("the API key “Tablero” was made in the account “Ana Pruebas”");
    expect(mail.text).toContain("http://caudal.test/forgot");
  });

  test("of the second step on and off, of codes made anew and of one that was used", async () => {
    const email = newEmail();
    const ana = await signUp(server, { email });
    const { secret } = await ana.client.offerSecondFactor({ body: { password: goodPassword } });
    expect(await mailsTo(server, email), "an offer changes nothing").toEqual([]);
    const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
    const { codes } = await ana.client.confirmSecondFactor({ body: { code: authenticator.generate() } });
    const elsewhere = stranger();
    expect(await codeOf(elsewhere.client.signIn({ body: { email, password: goodPassword } }))).toBe(
      "second_step_needed",
    );
    await elsewhere.client.takeSecondStep({ body: { code: codes[0] ?? "" } });
    expect((await mailTo(server, email, "code.used")).text).toContain("Te quedan 9.");
    const renewed = await ana.client.renewRecoveryCodes({ body: { password: goodPassword, code: codes[1] ?? "" } });
    await ana.client.turnOffSecondFactor({ body: { password: goodPassword, code: renewed.codes[0] ?? "" } });
    expect((await mailsTo(server, email)).map(({ key }) => key)).toEqual([
      "factor.on",
      "code.used",
      "code.used",
      "codes.renewed",
      "code.used",
      "factor.off",
    ]);
  });
});
