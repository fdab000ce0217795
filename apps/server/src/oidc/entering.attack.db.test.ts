import { ProblemError } from "@caudal/contract/client/client.ts";
import { signInAtProvider } from "@caudal/test/support/oidc-provider.ts";
import { Secret, TOTP } from "otpauth";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { asSuperuser, removeFromAccount } from "../../testing/join-account-of.ts";
import { makeKey } from "../../testing/key-holder.ts";
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

describe("entering by the provider", () => {
  test("somebody who belongs to no account any more is told so, in one session like everybody's, and founds no account", async () => {
    const { account } = await (await signedUpOwner()).client.getMe();
    const joining = { accountId: account.id, role: "viewer" } as const;
    const { visitor, sub, userId, scope } = await comeIn(await world.alike({ joining }));
    expect(scope.accountId).toBe(account.id);
    await visitor.client.signOut();
    await removeFromAccount(server, scope);
    const answer = await enterBy(visitor, sub);
    expect(placeOf(answer).href).toBe("http://caudal.test/files");
    // The page leads on from there: what this fault says is on /no-account.
    expect(await codeOf(visitor.client.getMe())).toBe("no_membership");
    expect((await visitor.client.getSession())?.user.id).toBe(userId);
    expect(await sessionsOf(userId)).toBe(1);
    await visitor.client.signOut();
    expect(await sessionsOf(userId)).toBe(0);
  });

  test("where entering fails, no session is left", async () => {
    const open = await world.alike({}, { signUpOpen: true });
    const { visitor, sub, userId } = await comeIn(open);
    await visitor.client.signOut();
    // The platform's side of entering fails, though sign-in's would go well.
    const foundAccount = "execute on function caudal.found_account(uuid, text, text, text)";
    await asSuperuser(server, (client) => client.query(`revoke ${foundAccount} from caudal_request`));
    const answer = await enterBy(visitor, sub);
    await asSuperuser(server, (client) => client.query(`grant ${foundAccount} to caudal_request`));
    expect(placeOf(answer).pathname).toBe("/sign-in");
    expect(placeOf(answer).searchParams.get("problem")).toBe("unavailable");
    expect(answer.headers.getSetCookie().join()).not.toContain("session_token=");
    expect(await sessionsOf(userId)).toBe(0);
  });

  test("ends the session that the browser had, its live events included", async () => {
    const open = await world.alike({}, { signUpOpen: true });
    const first = await comeIn(open);
    const planted = first.visitor.cookie();
    const stream = await first.visitor.fetch("/api/events");
    const sub = world.person(someAddress());
    await enterBy(first.visitor, sub);
    await stream.text();
    expect((await first.visitor.client.getMe()).user_id).not.toBe(first.userId);
    expect((await fetch(`${open.url}/api/me`, { headers: { cookie: planted } })).status).toBe(401);
    expect(await sessionsOf(first.userId)).toBe(0);
  });

  test("is begun by our own page only: no link, no form and no script of another site does", async () => {
    const headers = { "content-type": "application/json" };
    const post = (more: Record<string, string>) =>
      visit(server).fetch("/api/auth/oidc/start", {
        method: "POST",
        headers: { ...headers, ...more },
        body: JSON.stringify({ next: "/" }),
      });
    expect((await post({ origin: "http://caudal.test" })).status).toBe(200);
    for (const refused of [
      { origin: "https://evil.test" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ]) {
      const answer = await post(refused);
      expect(answer.status, JSON.stringify(refused)).toBe(403);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    const link = await visit(server).fetch("/api/auth/oidc/start?next=/files", {
      headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
    });
    expect(link.status).toBe(405);
    expect(link.headers.getSetCookie()).toEqual([]);
  });
});

describe("the second step after the provider", () => {
  async function withFactor(at: TestServer) {
    const email = someAddress();
    const { userId } = await world.known(email, true);
    const visitor = visit(at);
    await visitor.client.signIn({ body: { email, password: goodPassword } });
    const { secret } = await visitor.client.offerSecondFactor({ body: { password: goodPassword } });
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    const { codes } = await visitor.client.confirmSecondFactor({ body: { code: totp.generate() } });
    await visitor.client.signOutEverywhere();
    return { userId, email, codes };
  }

  test("is asked of whoever has turned it on, before any session", async () => {
    const { userId, email, codes } = await withFactor(server);
    const visitor = visit(server);
    const answer = await enterBy(visitor, world.person(email));
    expect(placeOf(answer).href).toBe("http://caudal.test/sign-in?step=second&next=%2Ffiles");
    expect(await codeOf(visitor.client.getMe())).toBe("not_signed_in");
    expect(await sessionsOf(userId)).toBe(0);
    expect(await codeOf(visitor.client.takeSecondStep({ body: { code: "000000" } }))).toBe("code_refused");
    await visitor.client.takeSecondStep({ body: { code: codes[0] ?? "" } });
    expect((await visitor.client.getMe()).user_id).toBe(userId);
  });

  test("is not asked where the provider says in the operator's words that it asked itself, and asked where it says anything else", async () => {
    const trusting = await world.alike({ secondFactor: ["mfa", "urn:empresa:fuerte"] });
    const { userId, email } = await withFactor(trusting);
    const sub = world.person(email, { amr: ["pwd"] });
    expect(placeOf(await enterBy(visit(trusting), sub)).pathname).toBe("/sign-in");
    for (const told of [{ amr: ["pwd", "mfa"] }, { acr: "urn:empresa:fuerte" }]) {
      world.provider.people.set(sub, { sub, email, email_verified: true, ...told });
      const visitor = visit(trusting);
      expect(placeOf(await enterBy(visitor, sub)).pathname, JSON.stringify(told)).toBe("/files");
      expect((await visitor.client.getMe()).user_id).toBe(userId);
    }
    // The same word means nothing to an operator who did not name it.
    expect(placeOf(await enterBy(visit(server), sub)).pathname).toBe("/sign-in");
  });
});

describe("an account that asks everybody for a second factor", () => {
  test("takes the provider's word for it where the operator named the word, for that session and keys made in it", async () => {
    const owner = visit(await world.alike({ secondFactor: ["mfa"] }, { signUpOpen: true }));
    await enterBy(owner, world.person(someAddress(), { amr: ["pwd", "mfa"] }));
    const { account } = await owner.client.getMe();
    // They have none of ours: the session's is enough to ask it of others.
    expect(await owner.client.setAccountFactor({ body: { required: true } })).toMatchObject({
      required: true,
      yours: true,
    });
    const trusting = await world.alike({ secondFactor: ["mfa"], joining: { accountId: account.id, role: "analyst" } });
    const email = someAddress();
    const sub = world.person(email, { amr: ["pwd"] });
    const weak = visit(trusting);
    await enterBy(weak, sub);
    const refused = { problem: { code: "second_factor_required" } };
    await expect(weak.client.getMe()).rejects.toMatchObject(refused);
    world.provider.people.set(sub, { sub, email, email_verified: true, amr: ["pwd", "mfa"] });
    const strong = visit(trusting);
    await enterBy(strong, sub);
    expect((await strong.client.getMe()).account.id).toBe(account.id);
    const key = await makeKey(trusting, strong);
    expect((await key.client.getMe()).account.id).toBe(account.id);
    // It is that session's: the other one, begun without, stays where it was.
    await expect(weak.client.getMe()).rejects.toMatchObject(refused);
    // And where the operator named no word, the provider's means nothing.
    const plain = visit(await world.alike({ joining: { accountId: account.id, role: "analyst" } }));
    await enterBy(plain, sub);
    await expect(plain.client.getMe()).rejects.toMatchObject(refused);
  });

  test("opens to a session that shows it at the provider afterwards", async () => {
    const owner = visit(await world.alike({ secondFactor: ["mfa"] }, { signUpOpen: true }));
    await enterBy(owner, world.person(someAddress(), { amr: ["mfa"] }));
    const { account } = await owner.client.getMe();
    await owner.client.setAccountFactor({ body: { required: true } });
    const trusting = await world.alike({ secondFactor: ["mfa"], joining: { accountId: account.id, role: "viewer" } });
    const email = someAddress();
    const sub = world.person(email, { amr: ["pwd"] });
    const visitor = visit(trusting);
    await enterBy(visitor, sub);
    await expect(visitor.client.getMe()).rejects.toMatchObject({ problem: { code: "second_factor_required" } });
    world.provider.people.set(sub, { sub, email, email_verified: true, amr: ["mfa"] });
    const { address } = await visitor.client.startProof({ body: { next: "/" } });
    await comeBack(visitor, new URL(await signInAtProvider(address, sub)));
    expect((await visitor.client.getMe()).account.id).toBe(account.id);
  });
});

describe("an address that somebody has moved away from", () => {
  async function moved() {
    const email = someAddress();
    const { userId } = await world.known(email, true);
    const visitor = visit(server);
    await visitor.client.signIn({ body: { email, password: goodPassword } });
    const to = someAddress();
    await visitor.client.changeEmail({ body: { password: goodPassword, email: to } });
    const tokenOf = async (recipient: string, key: string) =>
      new URL(String((await mailTo(server, recipient, key)).params["link"])).hash.replace("#token=", "");
    await visitor.client.confirmEmail({ body: { token: await tokenOf(to, "email.confirm") } });
    return { email, userId, keep: await tokenOf(email, "email.notice") };
  }

  test("is nobody else's for seven days: not by the provider, so that it can be taken back", async () => {
    const { email, keep, userId } = await moved();
    const open = await world.alike({}, { signUpOpen: true });
    const answer = await enterBy(visit(open), world.person(email));
    expect(placeOf(answer).searchParams.get("problem")).toBe("oidc_email_held");
    await visit(server).client.keepEmail({ body: { token: keep } });
    const { rows } = await query('select id from "user" where email = $1', [email]);
    expect(rows).toEqual([{ id: userId }]);
  });

  test("not by an invitation to it either", async () => {
    const { email, keep } = await moved();
    const owner = await signedUpOwner();
    const token = await invite(owner, email);
    const taken = visit(server).client.acceptInvitation({ body: { token, name: "Otra", password: goodPassword } });
    expect(await codeOf(taken)).toBe("invitation_has_account");
    expect(await codeOf(visit(server).client.keepEmail({ body: { token: keep } }))).toBe("done");
  });

  test("should it be somebody else's all the same, taking it back is refused in words, and nothing is half done", async () => {
    const { email, keep, userId } = await moved();
    await query('insert into "user" (name, email, "emailVerified") values ($1, $2, true)', ["Otra", email]);
    const before = await sessionsOf(userId);
    expect(await codeOf(visit(server).client.keepEmail({ body: { token: keep } }))).toBe("link_invalid");
    expect(await sessionsOf(userId)).toBe(before);
  });
});

async function signedUpOwner(): Promise<Visitor> {
  const { email } = await world.known(someAddress(), true);
  const visitor = visit(server);
  await visitor.client.signIn({ body: { email, password: goodPassword } });
  return visitor;
}

async function invite(owner: Visitor, email: string): Promise<string> {
  const { items } = await owner.client.listAccessProfiles();
  await owner.client.invite({ body: { email, role: "viewer", access_profile_id: items[0]?.id ?? "" } });
  const { params } = await mailTo(server, email, "invitation");
  return new URL(String(params["link"])).hash.slice(1);
}

test("accepting an invitation ends the session that the browser had", async () => {
  const owner = await signedUpOwner();
  const planted = owner.cookie();
  const email = someAddress();
  const token = await invite(owner, email);
  await owner.client.acceptInvitation({ body: { token, name: "Nueva", password: goodPassword } });
  expect((await owner.client.getMe()).email).toBe(email);
  expect((await fetch(`${server.url}/api/me`, { headers: { cookie: planted } })).status).toBe(401);
});
