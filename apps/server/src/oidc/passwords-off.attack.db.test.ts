import { ProblemError } from "@caudal/contract/client/client.ts";
import { signInAtProvider } from "@caudal/test/support/oidc-provider.ts";
import { Secret, TOTP } from "otpauth";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { mailTo, mailsTo } from "../../testing/mails.ts";
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

const query = (text: string, values: readonly unknown[]) => server.database.signin.query(text, [...values]);
const sessionsOf = async (userId: string): Promise<number> =>
  (await query('select from session where "userId" = $1', [userId])).rowCount ?? 0;
const off = (signUpOpen = false) => world.alike({}, { passwordsOn: false, signUpOpen });

async function signedIn(email: string): Promise<Visitor> {
  const visitor = visit(server);
  await visitor.client.signIn({ body: { email, password: goodPassword } });
  return visitor;
}

async function invite(owner: Visitor, email: string): Promise<string> {
  const { items } = await owner.client.listAccessProfiles();
  await owner.client.invite({ body: { email, role: "analyst", access_profile_id: items[0]?.id ?? "" } });
  const { params } = await mailTo(server, email, "invitation");
  return new URL(String(params["link"])).hash.slice(1);
}

/** By the page of an invitation: gives the answer with which they come back from the provider. */
async function acceptThere(visitor: Visitor, token: string, sub: string): Promise<Response> {
  const { address } = await visitor.client.startOidc({ body: { next: "/invitation", invitation: token } });
  return comeBack(visitor, new URL(await signInAtProvider(address, sub)));
}

describe("where the operator has switched passwords off", () => {
  test("no operation takes one: not to sign up, sign in, reset, change, accept or prove, in both languages, and nobody is mailed", async () => {
    const email = someAddress();
    const { userId } = await world.known(email, true);
    const one = await off(true);
    const visitor = visit(one);
    await enterBy(visitor, world.person(email));
    const nobody = visit(one, "en").client;
    const { client } = visitor;
    const body = { name: "Ana", email: someAddress(), password: goodPassword };
    const before = (await mailsTo(server, email)).length;
    const asked = {
      signUp: () => nobody.signUp({ body }),
      "signUp by mail": () => visit(one, "es", { founder: false }).client.signUp({ body }),
      signIn: () => nobody.signIn({ body: { email, password: goodPassword } }),
      "signIn of nobody": () => nobody.signIn({ body: { email: someAddress(), password: goodPassword } }),
      lookUpSignUp: () => nobody.lookUpSignUp({ body: { token: "x" } }),
      confirmSignUp: () => nobody.confirmSignUp({ body: { token: "x", password: goodPassword } }),
      requestPasswordReset: () => nobody.requestPasswordReset({ body: { email } }),
      resetPassword: () => nobody.resetPassword({ body: { token: "x", password: goodPassword } }),
      acceptInvitation: () => nobody.acceptInvitation({ body: { token: "x", name: "Ana", password: goodPassword } }),
      changePassword: () =>
        client.changePassword({ body: { password: goodPassword, new_password: "cinco nubes al mar" } }),
      changeEmail: () => client.changeEmail({ body: { password: goodPassword, email: someAddress() } }),
      proveIdentity: () => client.proveIdentity({ body: { password: goodPassword } }),
      offerSecondFactor: () => client.offerSecondFactor({ body: { password: goodPassword } }),
    };
    for (const [name, ask] of Object.entries(asked))
      expect([name, await codeOf(ask())]).toEqual([name, "passwords_off"]);
    const told = async (locale: "es" | "en") =>
      visit(one, locale)
        .client.signIn({ body: { email, password: goodPassword } })
        .catch((thrown: unknown) => (thrown instanceof ProblemError ? thrown.problem : null));
    expect(await told("es")).toMatchObject({
      status: 403,
      detail: expect.stringContaining("solo con La empresa") as unknown,
    });
    expect(await told("en")).toMatchObject({
      status: 403,
      detail: expect.stringContaining("by La empresa only") as unknown,
    });
    expect((await mailsTo(server, email)).length).toBe(before);
    expect(await client.listProofWays()).toMatchObject({ password: false, oidc: { name: "La empresa" } });
    expect(await nobody.listSignInWays()).toMatchObject({ passwords: false, oidc: { name: "La empresa" } });
    // The password itself is kept: switched on again, it opens the door at once.
    const again = await signedIn(email);
    expect((await again.client.getMe()).user_id).toBe(userId);
  });

  test("a link to choose a password that was mailed before opens nothing, and serves again when they are on", async () => {
    const email = someAddress();
    await world.known(email, true);
    await visit(server).client.requestPasswordReset({ body: { email } });
    const { params } = await mailTo(server, email, "password.reset");
    const token = new URL(String(params["link"])).hash.replace("#token=", "");
    const reset = { body: { token, password: "cinco nubes sobre el mar" } };
    expect(await codeOf(visit(await off()).client.resetPassword(reset))).toBe("passwords_off");
    expect(await codeOf(visit(server).client.resetPassword(reset))).toBe("done");
  });

  test("whoever has an account with the address that the service confirms comes in as the same person, and no other", async () => {
    const [email, unconfirmed] = [someAddress(), someAddress()];
    const { userId } = await world.known(email, true);
    await world.known(unconfirmed, false);
    const visitor = visit(await off());
    expect(placeOf(await enterBy(visitor, world.person(email))).pathname).toBe("/files");
    expect((await visitor.client.getMe()).user_id).toBe(userId);
    const other = visit(await off());
    for (const sub of [world.person(unconfirmed), world.person(email, { verified: false })])
      expect(placeOf(await enterBy(other, sub)).searchParams.get("problem")).toBe("oidc_unverified");
    expect(await codeOf(other.client.getMe())).toBe("not_signed_in");
  });

  test("its start ends the sessions that began with a password and sign-ins that owe a code; those of the service go on, and so do keys", async () => {
    const email = someAddress();
    const { userId } = await world.known(email, true);
    const sub = world.person(email);
    const [byPassword, byService] = [await signedIn(email), visit(server)];
    await enterBy(byService, sub);
    // One that began with a password and was shown at the service since is the service's.
    const shown = await signedIn(email);
    await enterBy(visit(server), sub);
    const { address } = await shown.client.startProof({ body: { next: "/" } });
    await comeBack(shown, new URL(await signInAtProvider(address, sub)));
    const key = await byPassword.client.createApiKey({
      body: { name: "x", scopes: ["account:read"], expires_in_days: 1 },
    });
    const stream = await byPassword.fetch("/api/events");
    const one = await off();
    await stream.text();
    expect(await codeOf(byPassword.client.getMe())).toBe("not_signed_in");
    for (const visitor of [byService, shown]) expect((await visitor.client.getMe()).user_id).toBe(userId);
    const by = await fetch(`${one.url}/api/me`, { headers: { authorization: `Bearer ${key.key}` } });
    expect(by.status).toBe(200);
  });

  test("a sign-in that owes its code is taken up only where the service began it", async () => {
    const email = someAddress();
    const { userId } = await world.known(email, true);
    const visitor = await signedIn(email);
    const { secret } = await visitor.client.offerSecondFactor({ body: { password: goodPassword } });
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    const { codes } = await visitor.client.confirmSecondFactor({ body: { code: totp.generate() } });
    const [byPassword, byService] = [visit(server), visit(server)];
    expect(await codeOf(byPassword.client.signIn({ body: { email, password: goodPassword } }))).toBe(
      "second_step_needed",
    );
    await enterBy(byService, world.person(email));
    await off();
    expect(await codeOf(byPassword.client.takeSecondStep({ body: { code: codes[0] ?? "" } }))).toBe(
      "second_step_ended",
    );
    await byService.client.takeSecondStep({ body: { code: codes[1] ?? "" } });
    expect(await sessionsOf(userId)).toBe(1);
    // And what began so counts as the service's at the next start.
    await off();
    expect((await byService.client.getMe()).user_id).toBe(userId);
  });

  test("an account that was taken back gets no password, and says so", async () => {
    const email = someAddress();
    await world.known(email, true);
    const visitor = await signedIn(email);
    await visitor.client.changeEmail({ body: { password: goodPassword, email: someAddress() } });
    const { params } = await mailTo(server, email, "email.notice");
    const token = new URL(String(params["link"])).hash.replace("#token=", "");
    const { reset_token } = await visit(await off()).client.keepEmail({ body: { token } });
    expect(reset_token).toBeNull();
    expect(await codeOf(visitor.client.getMe())).toBe("not_signed_in");
  });
});

describe("an invitation that is accepted at the service", () => {
  /** Signs in with a password: after the start of a server that ends such sessions. */
  const owner = async () => {
    const { email } = await world.known(someAddress(), true);
    return signedIn(email);
  };

  test("lets somebody in whom nobody knew, though sign-up is closed, into that account and no other, in the role of the invitation", async () => {
    const one = await off();
    const inviter = await owner();
    const email = someAddress();
    const token = await invite(inviter, email);
    const visitor = visit(one);
    const sub = world.person(email, { name: "Vera Nueva" });
    // Without the invitation's link the service alone opens nothing.
    expect(placeOf(await enterBy(visitor, sub)).searchParams.get("problem")).toBe("oidc_not_member");
    expect(placeOf(await acceptThere(visitor, token, sub)).pathname).toBe("/");
    const account = (await inviter.client.getMe()).account.id;
    expect(await visitor.client.getMe()).toMatchObject({
      email,
      name: "Vera Nueva",
      account: { id: account, role: "analyst" },
    });
    expect((await visitor.client.listAccounts()).items).toHaveLength(1);
    expect(await codeOf(visit(one).client.startOidc({ body: { next: "/", invitation: token } }))).toBe(
      "invitation_used",
    );
  });

  test("gives the role of the invitation also where the operator's account would give another", async () => {
    const inviter = await owner();
    const { account } = await inviter.client.getMe();
    const email = someAddress();
    const token = await invite(inviter, email);
    const joining = { accountId: account.id, role: "viewer" } as const;
    const visitor = visit(await world.alike({ joining }, { passwordsOn: false }));
    await acceptThere(visitor, token, world.person(email));
    expect((await visitor.client.getMe()).account).toMatchObject({ id: account.id, role: "analyst" });
  });

  test("brings somebody who has an account into the new one, and acts there", async () => {
    const visitor = visit(await off());
    const inviter = await owner();
    const { email } = await world.known(someAddress(), true);
    const token = await invite(inviter, email);
    await acceptThere(visitor, token, world.person(email));
    expect((await visitor.client.getMe()).account.id).toBe((await inviter.client.getMe()).account.id);
    expect((await visitor.client.listAccounts()).items).toHaveLength(2);
  });

  test("is nobody else's: another address, one that the service does not confirm, and a link that was taken back make nobody", async () => {
    const one = await off(true);
    const inviter = await owner();
    const [email, wrong] = [someAddress(), someAddress()];
    const token = await invite(inviter, email);
    const problemOf = async (sub: string) =>
      placeOf(await acceptThere(visit(one), token, sub)).searchParams.get("problem");
    expect(await problemOf(world.person(wrong))).toBe("invitation_for_other");
    expect(await problemOf(world.person(email, { verified: false }))).toBe("oidc_unverified");
    const known = await world.known(someAddress(), true);
    expect(await problemOf(world.person(known.email))).toBe("invitation_for_other");
    // Taken back while they are at the service.
    const visitor = visit(one);
    const { address } = await visitor.client.startOidc({ body: { next: "/", invitation: token } });
    const back = new URL(await signInAtProvider(address, world.person(email)));
    const [{ id } = { id: "" }] = (await inviter.client.listInvitations()).items;
    await inviter.client.revokeInvitation({ params: { id } });
    expect(placeOf(await comeBack(visitor, back)).searchParams.get("problem")).toBe("invitation_revoked");
    const made = await query('select from "user" where email = any($1)', [[email, wrong]]);
    expect(made.rowCount).toBe(0);
    expect(await codeOf(visit(one).client.startOidc({ body: { next: "/", invitation: "forged" } }))).toBe(
      "invitation_unknown",
    );
  });

  test("keeps no token where others could read it: not in the database, nor in an address of ours", async () => {
    const inviter = await owner();
    const email = someAddress();
    const token = await invite(inviter, email);
    const visitor = visit(await off());
    const { address } = await visitor.client.startOidc({ body: { next: "/invitation", invitation: token } });
    expect(address).not.toContain(token);
    const { rows } = await query("select value from verification", []);
    expect(JSON.stringify(rows)).not.toContain(token);
    const answer = await acceptThere(visitor, token, world.person(someAddress()));
    expect(answer.headers.get("location")).not.toContain(token);
  });
});
