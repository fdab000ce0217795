import { ProblemError } from "@caudal/contract/client/client.ts";
import { signInAtProvider, type ProviderCookies } from "@caudal/test/support/oidc-provider.ts";
import { Secret, TOTP } from "otpauth";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { removeFromAccount } from "../../testing/join-account-of.ts";
import { mailTo } from "../../testing/mails.ts";
import { comeBack, enterBy, openOidcWorld, placeOf, someAddress, type OidcWorld } from "../../testing/oidc-world.ts";
import { goodPassword, visit, type TestServer, type Visitor } from "../../testing/test-server.ts";

let world: OidcWorld;
let server: TestServer;
beforeAll(async () => {
  world = await openOidcWorld();
  ({ server } = world);
});
afterEach(() => world.closeOthers());
afterAll(() => world.close());

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "done",
    (thrown: unknown) => {
      if (thrown instanceof ProblemError) return thrown.problem.code;
      throw thrown;
    },
  );
}

const sessionsOf = async (userId: string): Promise<number> =>
  (await server.database.signin.query('select from session where "userId" = $1', [userId])).rowCount ?? 0;
const query = (text: string, values: readonly unknown[]) => server.database.signin.query(text, [...values]);

/** Somebody new by the provider, in an account of their own. */
async function comeIn(at: TestServer) {
  const email = someAddress();
  const sub = world.person(email);
  const visitor = visit(at, "es", { founder: false });
  await enterBy(visitor, sub);
  const me = await visitor.client.getMe();
  return { visitor, sub, email, userId: me.user_id, scope: { userId: me.user_id, accountId: me.account.id } };
}

const apiKey = { name: "x", scopes: ["files:read" as const], expires_in_days: 1 };
const age = (userId: string) =>
  query(`update session set "provedAt" = now() - interval '11 minutes' where "userId" = $1`, [userId]);

describe("showing at the provider that it is still they", () => {
  async function prove(visitor: Visitor, sub: string, cookies?: ProviderCookies, strip = false): Promise<Response> {
    const { address } = await visitor.client.startProof({ body: { next: "/profile/security" } });
    const at = new URL(address);
    expect([at.searchParams.get("prompt"), at.searchParams.get("max_age")]).toEqual(["login", "0"]);
    if (strip) for (const name of ["prompt", "max_age"]) at.searchParams.delete(name);
    return comeBack(visitor, new URL(await signInAtProvider(at.href, sub, cookies)));
  }

  test("lets somebody without a password do what asks for a recent proof", async () => {
    const open = await world.alike({}, { signUpOpen: true });
    const { visitor, sub, userId } = await comeIn(open);
    expect(await visitor.client.listProofWays()).toEqual({
      password: false,
      oidc: { name: "La empresa", second_factor: false },
    });
    await age(userId);
    expect(await codeOf(visitor.client.createApiKey({ body: apiKey }))).toBe("proof_needed");
    const answer = await prove(visitor, sub);
    expect(placeOf(answer).pathname).toBe("/profile/security");
    expect(await codeOf(visitor.client.createApiKey({ body: apiKey }))).toBe("done");
    expect(await sessionsOf(userId)).toBe(1);
  });

  test("counts only when the provider asked anew: not for who takes that out of the address and lets an old session there answer", async () => {
    const open = await world.alike({}, { signUpOpen: true });
    const { visitor, sub, userId } = await comeIn(open);
    const cookies: ProviderCookies = new Map();
    expect(placeOf(await prove(visitor, sub, cookies)).pathname).toBe("/profile/security");
    await age(userId);
    const silent = await prove(visitor, sub, cookies, true);
    expect(placeOf(silent).pathname).toBe("/proof");
    expect(placeOf(silent).searchParams.get("problem")).toBe("oidc_not_anew");
    expect(await codeOf(visitor.client.createApiKey({ body: apiKey }))).toBe("proof_needed");
  });

  test("nor by what was shown there before it was asked for", async () => {
    const open = await world.alike({}, { signUpOpen: true });
    const { visitor, sub, userId } = await comeIn(open);
    await age(userId);
    const { address } = await visitor.client.startProof({ body: { next: "/" } });
    const back = new URL(await signInAtProvider(address, sub));
    await query(`update verification set "createdAt" = now() + interval '10 minutes' where value like $1`, [
      '%"proves":"%',
    ]);
    expect(placeOf(await comeBack(visitor, back)).searchParams.get("problem")).toBe("oidc_not_anew");
    expect(await codeOf(visitor.client.createApiKey({ body: apiKey }))).toBe("proof_needed");
  });

  test("counts for that session and that person alone", async () => {
    const open = await world.alike({}, { signUpOpen: true });
    const [ana, eva] = [await comeIn(open), await comeIn(open)];
    await age(ana.userId);
    const other = await prove(ana.visitor, eva.sub);
    expect(placeOf(other).searchParams.get("problem")).toBe("oidc_other_person");
    // She hears of it: somebody else stood at her browser, or the service knows her as two.
    await expect
      .poll(async () => (await ana.visitor.client.listSecurityActivity()).items.map(({ action }) => action))
      .toContain("security.provider_refused");
    expect(await codeOf(ana.visitor.client.createApiKey({ body: apiKey }))).toBe("proof_needed");
    expect((await ana.visitor.client.getMe()).user_id).toBe(ana.userId);
    // Begun in one session, and come back in another one of the same browser.
    const { address } = await ana.visitor.client.startProof({ body: { next: "/" } });
    const back = new URL(await signInAtProvider(address, ana.sub));
    await enterBy(ana.visitor, ana.sub);
    await age(ana.userId);
    expect(placeOf(await comeBack(ana.visitor, back)).searchParams.get("problem")).toBe("oidc_expired");
    expect(await codeOf(ana.visitor.client.createApiKey({ body: apiKey }))).toBe("proof_needed");
  });

  test("is no way around the second step of whoever has one", async () => {
    const email = someAddress();
    const { userId } = await world.known(email, true);
    const visitor = visit(server);
    const sub = world.person(email);
    await enterBy(visitor, sub);
    const { secret } = await visitor.client.offerSecondFactor({ body: { password: goodPassword } });
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    const { codes } = await visitor.client.confirmSecondFactor({ body: { code: totp.generate() } });
    await age(userId);
    // A code is nothing before the provider has said who it is; after it, its word is nothing before the code.
    expect(await codeOf(visitor.client.proveIdentity({ body: { code: codes[0] ?? "" } }))).toBe("proof_refused");
    const half = placeOf(await prove(visitor, sub));
    expect(half.href).toBe("http://caudal.test/proof?step=code&next=%2Fprofile%2Fsecurity");
    expect(await codeOf(visitor.client.createApiKey({ body: apiKey }))).toBe("proof_needed");
    expect(await codeOf(visitor.client.proveIdentity({ body: {} }))).toBe("code_refused");
    expect(await codeOf(visitor.client.proveIdentity({ body: { code: "000000" } }))).toBe("code_refused");
    expect(await codeOf(visitor.client.createApiKey({ body: apiKey }))).toBe("proof_needed");
    // Nor in another session of theirs, which showed the provider nothing.
    const elsewhere = visit(server);
    await elsewhere.client.signIn({ body: { email, password: goodPassword } }).catch(() => null);
    await elsewhere.client.takeSecondStep({ body: { code: codes[0] ?? "" } });
    expect(await codeOf(elsewhere.client.proveIdentity({ body: { code: codes[1] ?? "" } }))).toBe("proof_refused");
    await visitor.client.proveIdentity({ body: { code: codes[2] ?? "" } });
    expect(await codeOf(visitor.client.createApiKey({ body: apiKey }))).toBe("done");
    // Once: the next proof begins at the provider again.
    await age(userId);
    expect(await codeOf(visitor.client.proveIdentity({ body: { code: codes[3] ?? "" } }))).toBe("proof_refused");
  });

  test("is not offered to whom the provider does not know", async () => {
    const email = someAddress();
    await world.known(email, true);
    const visitor = visit(server);
    await visitor.client.signIn({ body: { email, password: goodPassword } });
    expect(await visitor.client.listProofWays()).toEqual({ password: true, oidc: null });
  });
});

describe("somebody who has only ever signed in at the service", () => {
  test("turns a second step on after showing there that it is they, is asked for it at every door, and turns it off with both", async () => {
    const open = await world.alike({}, { signUpOpen: true });
    const { visitor, sub, userId, email } = await comeIn(open);
    await age(userId);
    expect(await codeOf(visitor.client.offerSecondFactor({ body: {} }))).toBe("proof_needed");
    expect(await codeOf(visitor.client.offerSecondFactor({ body: { password: goodPassword } }))).toBe("proof_refused");
    const { address } = await visitor.client.startProof({ body: { next: "/profile/security" } });
    await comeBack(visitor, new URL(await signInAtProvider(address, sub)));
    const { secret } = await visitor.client.offerSecondFactor({ body: {} });
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    const { codes } = await visitor.client.confirmSecondFactor({ body: { code: totp.generate() } });
    const next = () => codes.shift() ?? "";
    const again = visit(open);
    expect(placeOf(await enterBy(again, sub)).searchParams.get("step")).toBe("second");
    await again.client.takeSecondStep({ body: { code: next() } });
    expect((await again.client.getMe()).user_id).toBe(userId);
    // A code alone turns nothing off, nor does a proof alone.
    await age(userId);
    expect(await codeOf(again.client.turnOffSecondFactor({ body: { code: next() } }))).toBe("proof_needed");
    expect(await codeOf(again.client.renewRecoveryCodes({ body: { code: next() } }))).toBe("proof_needed");
    const there = await again.client.startProof({ body: { next: "/" } });
    await comeBack(again, new URL(await signInAtProvider(there.address, sub)));
    expect(await codeOf(again.client.turnOffSecondFactor({ body: { code: next() } }))).toBe("proof_needed");
    await again.client.proveIdentity({ body: { code: next() } });
    expect(await codeOf(again.client.turnOffSecondFactor({ body: { code: "000000" } }))).toBe("code_refused");
    codes.splice(0, codes.length, ...(await again.client.renewRecoveryCodes({ body: { code: next() } })).codes);
    await again.client.turnOffSecondFactor({ body: { code: next() } });
    expect(placeOf(await enterBy(visit(open), sub)).pathname).toBe("/files");
    // Whoever it was not takes it back by the mail, and is led to the service instead of to a password.
    const link = new URL(String((await mailTo(server, email, "factor.on")).params["link"])).hash.replace("#token=", "");
    expect((await visit(open).client.keepEmail({ body: { token: link } })).reset_token).toBeNull();
  });

  test("whose account asks everybody for a second step turns one on here, also where the service never says that it asked", async () => {
    const owner = await signedUpOwner();
    const { secret } = await owner.client.offerSecondFactor({ body: { password: goodPassword } });
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    await owner.client.confirmSecondFactor({ body: { code } });
    await owner.client.setAccountFactor({ body: { required: true } });
    const { account } = await owner.client.getMe();
    const visitor = visit(await world.alike({ joining: { accountId: account.id, role: "viewer" } }));
    await enterBy(visitor, world.person(someAddress()));
    expect(await codeOf(visitor.client.getMe())).toBe("second_factor_required");
    const offered = await visitor.client.offerSecondFactor({ body: {} });
    const first = new TOTP({ secret: Secret.fromBase32(offered.secret) }).generate();
    await visitor.client.confirmSecondFactor({ body: { code: first } });
    expect((await visitor.client.getMe()).account.id).toBe(account.id);
  });

  test("takes their data away and erases themselves by a proof there, also once they belong to no account", async () => {
    const { account } = await (await signedUpOwner()).client.getMe();
    const one = await world.alike({ joining: { accountId: account.id, role: "viewer" } });
    const { visitor, sub, userId, scope } = await comeIn(one);
    await removeFromAccount(server, scope);
    expect(await codeOf(visitor.client.getMe())).toBe("no_membership");
    await age(userId);
    expect((await visitor.fetch("/api/me/export")).status).toBe(403);
    expect(await visitor.client.listProofWays()).toMatchObject({ password: false, oidc: { name: "La empresa" } });
    const { address } = await visitor.client.startProof({ body: { next: "/no-account" } });
    const back = await comeBack(visitor, new URL(await signInAtProvider(address, sub)));
    expect(placeOf(back).pathname).toBe("/no-account");
    const copy = await visitor.fetch("/api/me/export");
    expect(copy.status).toBe(200);
    await copy.arrayBuffer();
    await visitor.client.eraseMe({ body: { word: "BORRAR" } });
    expect(await codeOf(visitor.client.getMe())).toBe("not_signed_in");
  });
});

describe("whoever has no password and asks for a new one", () => {
  test("is told by mail that they sign in with the company's service; where that is gone, a first password is chosen", async () => {
    const open = await world.alike({}, { signUpOpen: true });
    const { email, visitor } = await comeIn(open);
    await visitor.client.requestPasswordReset({ body: { email } });
    const told = await mailTo(server, email, "password.elsewhere");
    expect(told.text).toContain("La empresa");
    expect(told.text).toContain("http://caudal.test/sign-in");
    const gone = visit(await world.plain());
    await gone.client.requestPasswordReset({ body: { email } });
    const { params } = await mailTo(server, email, "password.reset");
    const token = new URL(String(params["link"])).hash.replace("#token=", "");
    await gone.client.resetPassword({ body: { token, password: goodPassword } });
    await gone.client.signIn({ body: { email, password: goodPassword } });
    expect((await gone.client.getMe()).email).toBe(email);
  });
});

async function signedUpOwner(): Promise<Visitor> {
  const { email } = await world.known(someAddress(), true);
  const visitor = visit(server);
  await visitor.client.signIn({ body: { email, password: goodPassword } });
  return visitor;
}
