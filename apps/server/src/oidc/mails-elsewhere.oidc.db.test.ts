import { tokenOf, mailTo, mailsTo, type OutboxMail } from "../../testing/mails.ts";
import { Secret, TOTP } from "otpauth";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { enterBy, openOidcWorld, someAddress, type OidcWorld } from "../../testing/oidc-world.ts";
import { goodPassword, operator, visit, type TestServer, type Visitor } from "../../testing/test-server.ts";

let world: OidcWorld;
let server: TestServer;
beforeAll(async () => {
  world = await openOidcWorld();
  ({ server } = world);
});
afterEach(() => world.closeOthers());
afterAll(() => world.close());

/** Somebody, how they come in, and what they show besides a code. */
type Somebody = {
  readonly email: string;
  readonly enter: (visitor: Visitor) => Promise<unknown>;
  readonly proof: { readonly password?: string };
};

function byService(): Somebody {
  const email = someAddress();
  const sub = world.person(email);
  return { email, enter: (visitor) => enterBy(visitor, sub), proof: {} };
}

async function byPassword(): Promise<Somebody> {
  const { email } = await world.known(someAddress(), true);
  const body = { email, password: goodPassword };
  // With two steps on, it is the code that lets them in.
  const enter = (visitor: Visitor) => visitor.client.signIn({ body }).catch(() => null);
  return { email, enter, proof: { password: goodPassword } };
}

const told = [
  "sign_up.known",
  "key.made",
  "factor.on",
  "codes.renewed",
  "code.used",
  "factor.off",
  "factor.removed",
  "email.taken_back",
];

/** Does all of which somebody hears by mail, and gives those mails. */
async function hearAll(at: TestServer, { email, enter, proof }: Somebody): Promise<readonly OutboxMail[]> {
  const stranger = () => visit(at, "es", { founder: false });
  async function enrolled(): Promise<{ readonly visitor: Visitor; readonly codes: readonly string[] }> {
    const visitor = stranger();
    await enter(visitor);
    const { secret } = await visitor.client.offerSecondFactor({ body: proof });
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    return { visitor, codes: (await visitor.client.confirmSecondFactor({ body: { code } })).codes };
  }
  const code = (from: readonly string[], at: number): string => from[at] ?? "";

  const { visitor, codes } = await enrolled();
  await stranger().client.signUp({ body: { name: "Eva", email, password: goodPassword } });
  await visitor.client.createApiKey({ body: { name: "x", scopes: ["account:read"], expires_in_days: 1 } });
  const again = stranger();
  await enter(again);
  await again.client.takeSecondStep({ body: { code: code(codes, 0) } });
  const renewed = await again.client.renewRecoveryCodes({ body: { ...proof, code: code(codes, 1) } });
  await again.client.turnOffSecondFactor({ body: { ...proof, code: code(renewed.codes, 0) } });
  await enrolled();
  await fetch(`${at.url}/api/operator/people/remove-second-factor`, {
    method: "POST",
    headers: { ...operator, "content-type": "application/json" },
    body: JSON.stringify({ email }),
  });
  await enrolled();
  await visit(at).client.keepEmail({ body: { token: tokenOf(await mailTo(server, email, "factor.on")) } });
  return (await mailsTo(server, email)).filter(({ key }) => told.includes(key));
}

const wordsOf = ({ subject, text, html }: OutboxMail): string => `${subject} ${text} ${html}`;
const keysOf = (mails: readonly OutboxMail[]): readonly string[] =>
  [...new Set(mails.map(({ key }) => key))].toSorted();
const speaking = (mails: readonly OutboxMail[]): readonly string[] =>
  keysOf(mails.filter((mail) => /contraseñ|password/i.test(wordsOf(mail))));

test("no mail speaks of a password to whoever signs in by the service alone; each names the service, and leads to where they can do something", async () => {
  const open = await world.alike({}, { signUpOpen: true });
  const mails = await hearAll(open, byService());
  expect(keysOf(mails)).toEqual(told.toSorted());
  expect(speaking(mails)).toEqual([]);
  expect(mails.filter((mail) => !mail.text.includes("La empresa"))).toEqual([]);
  for (const { key, text } of mails)
    expect([key, text]).toEqual([key, expect.stringMatching(/caudal\.test\/(profile\/security|sign-in|keep-email)\b/)]);
});

test("to whoever has one all of them do, also where there is such a service and they are known to it", async () => {
  const open = await world.alike({}, { signUpOpen: true });
  const ana = await byPassword();
  await enterBy(visit(open), world.person(ana.email));
  const mails = await hearAll(open, ana);
  expect(keysOf(mails)).toEqual(told.toSorted());
  expect(speaking(mails)).toEqual(told.toSorted());
  expect(mails.filter((mail) => mail.text.includes("La empresa"))).toEqual([]);
});

test("where passwords are switched off nobody is told of theirs, which opens nothing", async () => {
  const { email } = await world.known(someAddress(), true);
  const one = await world.alike({}, { passwordsOn: false });
  const visitor = visit(one);
  await enterBy(visitor, world.person(email));
  await visitor.client.createApiKey({ body: { name: "x", scopes: ["account:read"], expires_in_days: 1 } });
  const mail = await mailTo(server, email, "key.made");
  expect(speaking([mail])).toEqual([]);
  expect(mail.text).toContain("avisa a quien administra La empresa");
});

test("an address without an account is offered one only where anybody may make it", async () => {
  for (const signUpOpen of [true, false]) {
    const at = await world.plain({ signUpOpen });
    const email = someAddress();
    await visit(at, "es", { founder: false }).client.requestPasswordReset({ body: { email } });
    const { text } = await mailTo(at, email, "password.unknown");
    expect([signUpOpen, /crea una cuenta/.test(text)]).toEqual([signUpOpen, signUpOpen]);
    expect([signUpOpen, /invitación/.test(text)]).toEqual([signUpOpen, !signUpOpen]);
  }
});
