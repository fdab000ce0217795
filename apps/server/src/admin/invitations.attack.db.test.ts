import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asSuperuser, foundCrew, type Crew } from "../../testing/crew.ts";
import { mailTo, mailsTo } from "../../testing/mails.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { signInLimits } from "../auth/limit-attempts.ts";

let server: TestServer;
let crew: Crew;
let profile: string;
beforeAll(async () => {
  server = await startTestServer({ limits: { ...signInLimits, signUp: { max: 10_000, windowMs: 60_000 } } });
  crew = await foundCrew(server);
  profile = (await crew.owner.client.listAccessProfiles()).items[0]?.id ?? "";
});
afterAll(() => server.close());

const newAddress = (): string => `i${randomUUID()}@ejemplo.test`;
const invite = (email: string, role: "admin" | "analyst" | "viewer" = "viewer") =>
  crew.owner.client.invite({ body: { email, role, access_profile_id: profile } });

async function tokenFor(email: string): Promise<string> {
  const { params } = await mailTo(server, email, "invitation");
  return new URL(String(params["link"])).hash.slice(1);
}

const refusedWith = (code: string) => ({ problem: { code } });
const accept = (token: string) =>
  visit(server).client.acceptInvitation({ body: { token, name: "Vera", password: goodPassword } });

describe("an invitation", () => {
  test("brings somebody new in, once: signed in, with the role and no account of their own", async () => {
    const email = newAddress();
    expect(await invite(email.toUpperCase())).toMatchObject({ email, role: "viewer", state: "open", sent_count: 1 });
    const token = await tokenFor(email);
    const somebody = visit(server);
    const offer = await somebody.client.lookUpInvitation({ body: { token } });
    expect(offer).toMatchObject({ email, role: "viewer", inviter: "Ana Pruebas" });
    await somebody.client.acceptInvitation({ body: { token, name: "Vera", password: goodPassword } });
    const me = await somebody.client.getMe();
    expect(me).toMatchObject({ email, account: { id: crew.owner.scope.accountId, role: "viewer" } });
    expect((await somebody.client.listAccounts()).items).toHaveLength(1);
    await expect(accept(token)).rejects.toMatchObject(refusedWith("invitation_used"));
    await expect(somebody.client.joinByInvitation({ body: { token } })).rejects.toMatchObject(
      refusedWith("invitation_used"),
    );
    const { items } = await crew.owner.client.listInvitations();
    expect(items.find((each) => each.email === email)?.state).toBe("accepted");
  });

  test("of one token shown by three at the same moment lets one of them in", async () => {
    const email = newAddress();
    await invite(email);
    const token = await tokenFor(email);
    const tries = await Promise.allSettled(
      [1, 2, 3].map((turn) =>
        visit(server).client.acceptInvitation({ body: { token, name: "Vera", password: `${goodPassword} ${turn}` } }),
      ),
    );
    expect(tries.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    expect((await crew.owner.client.listMembers()).items.filter((each) => each.email === email)).toHaveLength(1);
  });

  test("of one token shown twice at the same moment with one password makes one person", async () => {
    const email = newAddress();
    await invite(email);
    const token = await tokenFor(email);
    const tries = await Promise.allSettled([accept(token), accept(token), accept(token)]);
    const who = new Set(tries.flatMap((each) => (each.status === "fulfilled" ? [each.value.user.id] : [])));
    expect(who.size).toBe(1);
    const members = (await crew.owner.client.listMembers()).items.filter((each) => each.email === email);
    expect(members.map((member) => member.user_id)).toEqual([...who]);
  });

  test("that was forged, revoked, replaced or has expired opens nothing, and makes nobody", async () => {
    await expect(accept(randomUUID())).rejects.toMatchObject(refusedWith("invitation_unknown"));
    const revoked = newAddress();
    const { id } = await invite(revoked);
    const revokedToken = await tokenFor(revoked);
    await crew.owner.client.revokeInvitation({ params: { id } });
    await crew.owner.client.revokeInvitation({ params: { id } });
    await expect(accept(revokedToken)).rejects.toMatchObject(refusedWith("invitation_revoked"));
    await expect(crew.owner.client.resendInvitation({ params: { id } })).rejects.toMatchObject(
      refusedWith("invitation_revoked"),
    );
    const renewed = newAddress();
    const again = await invite(renewed);
    const first = await tokenFor(renewed);
    await crew.owner.client.resendInvitation({ params: { id: again.id } });
    await expect(accept(first)).rejects.toMatchObject(refusedWith("invitation_unknown"));
    await asSuperuser(server, "update caudal.invitations set expires_at = now() - interval '1 second' where id = $1", [
      again.id,
    ]);
    await expect(accept(await tokenFor(renewed))).rejects.toMatchObject(refusedWith("invitation_expired"));
    // Nobody was made on the way: whoever tries to sign in is unknown.
    for (const email of [revoked, renewed])
      await expect(visit(server).client.signIn({ body: { email, password: goodPassword } })).rejects.toMatchObject(
        refusedWith("sign_in_refused"),
      );
  });

  test("of somebody else is not for whoever is signed in, nor for nobody", async () => {
    const email = newAddress();
    await invite(email);
    const token = await tokenFor(email);
    const other = await signUp(server);
    await expect(other.client.joinByInvitation({ body: { token } })).rejects.toMatchObject(
      refusedWith("invitation_for_other"),
    );
    await expect(visit(server).client.joinByInvitation({ body: { token } })).rejects.toMatchObject(
      refusedWith("invitation_sign_in"),
    );
    expect((await other.client.listAccounts()).items).toHaveLength(1);
  });

  test("to an address with an account answers as to one without, and joins who signs in; they go from account to account", async () => {
    const email = newAddress();
    const known = await signUp(server, { email });
    const unknown = newAddress();
    const strip = ({
      email: _email,
      id: _id,
      created_at: _c,
      sent_at: _s,
      expires_at: _e,
      ...rest
    }: Awaited<ReturnType<typeof invite>>) => rest;
    expect(strip(await invite(email, "analyst"))).toEqual(strip(await invite(unknown, "analyst")));
    const token = await tokenFor(email);
    await expect(accept(token)).rejects.toMatchObject(refusedWith("invitation_has_account"));
    const own = (await known.client.getMe()).account.id;
    await known.client.joinByInvitation({ body: { token } });
    expect((await known.client.getMe()).account).toMatchObject({ id: crew.owner.scope.accountId, role: "analyst" });
    await known.client.enterAccount({ params: { id: own } });
    expect((await known.client.getMe()).account).toMatchObject({ id: own, role: "owner" });
    // Another session of the same person acts where it did.
    const elsewhere = visit(server);
    await elsewhere.client.signIn({ body: { email, password: goodPassword } });
    expect((await elsewhere.client.getMe()).account.id).toBe(own);
  });

  test("to a member, and a second one to the same address, is refused and sends nothing", async () => {
    const member = (await crew.owner.client.listMembers()).items[1]?.email ?? "";
    await expect(invite(member.toUpperCase())).rejects.toMatchObject(refusedWith("already_member"));
    expect(await mailsTo(server, member)).toEqual([]);
    const email = newAddress();
    await invite(email);
    await expect(invite(email)).rejects.toMatchObject(refusedWith("invitation_pending"));
    expect(await mailsTo(server, email)).toHaveLength(1);
  });

  test("to who belongs to the account already tells them so, changes nothing of theirs, and lets nobody back in", async () => {
    const email = newAddress();
    await invite(email, "admin");
    const token = await tokenFor(email);
    const { viewer } = crew;
    const before = await viewer.client.getMe();
    const move = (to: string) =>
      server.database.signin.query('update "user" set email = $1 where id = $2', [to, viewer.scope.userId]);
    await move(email);
    await expect(viewer.client.joinByInvitation({ body: { token } })).rejects.toMatchObject(
      refusedWith("invitation_member"),
    );
    expect((await viewer.client.getMe()).account).toEqual(before.account);
    await expect(viewer.client.joinByInvitation({ body: { token } })).rejects.toMatchObject(
      refusedWith("invitation_used"),
    );
    await move(before.email);
  });

  test("cannot make an owner, whoever asks and however", async () => {
    const body = { email: newAddress(), role: "owner", access_profile_id: profile };
    const answer = await crew.owner.fetch("/api/invitations", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(400);
  });

  test("is limited per inviter and per invitation", async () => {
    const others = await foundCrew(server);
    const theirs = (await others.owner.client.listAccessProfiles()).items[0]?.id ?? "";
    const { id } = await others.admin.client.invite({
      body: { email: newAddress(), role: "analyst", access_profile_id: theirs },
    });
    for (let sent = 1; sent < 5; sent += 1) await others.admin.client.resendInvitation({ params: { id } });
    await expect(others.admin.client.resendInvitation({ params: { id } })).rejects.toMatchObject(
      refusedWith("invitation_limit"),
    );
    const many = await Promise.allSettled(
      Array.from({ length: 30 }, () =>
        others.admin.client.invite({ body: { email: newAddress(), role: "viewer", access_profile_id: theirs } }),
      ),
    );
    expect(many.filter((each) => each.status === "fulfilled")).toHaveLength(25);
  });
});

describe("whoever may invite", () => {
  // Those who hold them may be waiting for what such a transaction holds: the person's ways in.
  test("waits for sign-in's connections without holding anything", async () => {
    const { signin } = server.database;
    const held = await Promise.all(Array.from({ length: signin.options.max }, () => signin.connect()));
    const inviting = invite(newAddress());
    try {
      await expect.poll(() => signin.waitingCount).toBeGreaterThan(0);
      const open = await server.database.app.pool.query(
        "select query from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
      );
      expect(open.rows).toEqual([]);
    } finally {
      for (const client of held) client.release();
    }
    expect(await inviting).toMatchObject({ state: "open" });
  });

  test("buries nobody in mails: five an hour reach one address, whoever sends them, by whatever way", async () => {
    const [here, there] = [await foundCrew(server), await foundCrew(server)];
    const profiles = await Promise.all(
      [here, there].map(async ({ owner }) => (await owner.client.listAccessProfiles()).items[0]?.id ?? ""),
    );
    const victim = newAddress();
    const send = (who: Crew["owner"], place: number, email = victim) =>
      who.client.invite({ body: { email, role: "viewer", access_profile_id: profiles[place] ?? "" } });
    // Invited, withdrawn, invited again, in capitals too.
    for (const email of [victim, victim.toUpperCase(), victim]) {
      const { id } = await send(here.admin, 0, email);
      await here.admin.client.revokeInvitation({ params: { id } });
    }
    const { id } = await send(here.owner, 0);
    // What is refused for another reason sends nothing, and is not counted.
    await expect(send(here.admin, 0)).rejects.toMatchObject(refusedWith("invitation_pending"));
    await send(there.owner, 1);
    const before = (await here.owner.client.listInvitations()).items;
    await expect(here.owner.client.resendInvitation({ params: { id } })).rejects.toMatchObject({
      problem: { code: "rate_limited", status: 429 },
    });
    await here.owner.client.revokeInvitation({ params: { id } });
    await expect(send(here.admin, 0)).rejects.toMatchObject(refusedWith("rate_limited"));
    // Nothing of it stays: the link that was mailed before is the one that opens, and no invitation stands there unsent.
    const after = (await here.owner.client.listInvitations()).items;
    expect(after.map((each) => [each.id, each.sent_count])).toEqual(before.map((each) => [each.id, each.sent_count]));
    expect(await mailsTo(server, victim)).toHaveLength(5);
    // The other mails to that address are the same count.
    const reset = visit(server).client.requestPasswordReset({ body: { email: victim } });
    await expect(reset).rejects.toMatchObject(refusedWith("rate_limited"));
    // And an address that has an account is told no differently from one that has none.
    const known = (await signUp(server)).client;
    const { email } = await known.getMe();
    for (let sent = 0; sent < 5; sent += 1) {
      const { id: again } = await send(there.owner, 1, email);
      await there.owner.client.revokeInvitation({ params: { id: again } });
    }
    for (const to of [victim, email])
      await expect(send(here.owner, 0, to)).rejects.toMatchObject(refusedWith("rate_limited"));
  });
});

describe("an invitation that an administrator sent to themselves", () => {
  /** A crew whose administrator mailed a link to an address of their own, and one that the owner sent. */
  async function prepareReturn() {
    const crewOf = await foundCrew(server);
    const theirs = (await crewOf.owner.client.listAccessProfiles()).items[0]?.id ?? "";
    const [private_, honest] = [newAddress(), newAddress()];
    const body = { role: "admin", access_profile_id: theirs } as const;
    const { id } = await crewOf.admin.client.invite({ body: { email: private_, ...body } });
    await crewOf.owner.client.invite({ body: { email: honest, ...body } });
    return { crewOf, id, token: await tokenFor(private_), honestToken: await tokenFor(honest), email: private_, body };
  }
  type Prepared = Awaited<ReturnType<typeof prepareReturn>>;

  test.each([
    ["is removed", ({ crewOf }: Prepared) => crewOf.owner.client.removeMember({ params: { id: crewOf.admin.userId } })],
    ["leaves", ({ crewOf }: Prepared) => crewOf.admin.client.leaveAccount()],
    [
      "becomes an analyst",
      ({ crewOf }: Prepared) =>
        crewOf.owner.client.updateMember({ params: { id: crewOf.admin.userId }, body: { role: "analyst" } }),
    ],
  ] as const)("opens nothing once its sender %s, by no way, and the audit says so", async (_how, end) => {
    const prepared = await prepareReturn();
    const { crewOf, id, token, honestToken, email } = prepared;
    await end(prepared);
    await expect(accept(token)).rejects.toMatchObject(refusedWith("invitation_revoked"));
    await expect(visit(server).client.lookUpInvitation({ body: { token } })).rejects.toMatchObject(
      refusedWith("invitation_revoked"),
    );
    const known = await signUp(server, { email });
    await expect(known.client.joinByInvitation({ body: { token } })).rejects.toMatchObject(
      refusedWith("invitation_revoked"),
    );
    await expect(crewOf.owner.client.resendInvitation({ params: { id } })).rejects.toMatchObject(
      refusedWith("invitation_revoked"),
    );
    const { items } = await crewOf.owner.client.listInvitations();
    expect(items.find((each) => each.id === id)).toMatchObject({ state: "revoked", invited_by: crewOf.admin.userId });
    const told = (await crewOf.owner.client.listAudit({ query: { action: "invitation.revoked" } })).items;
    expect(told).toMatchObject([
      { object: { id }, people: expect.arrayContaining([expect.objectContaining({ id: crewOf.admin.userId })]) },
    ]);
    // What others sent stays.
    await accept(honestToken);
  });

  test("stays while its sender goes on administering: as an owner, and as an administrator again", async () => {
    const { crewOf, token } = await prepareReturn();
    await crewOf.owner.client.handOver({ params: { id: crewOf.admin.userId } });
    await crewOf.admin.client.handOver({ params: { id: crewOf.owner.userId } });
    await accept(token);
  });

  test("is not sent behind the back of the removal: many at the same moment leave none open", async () => {
    const { crewOf, body } = await prepareReturn();
    const invites = () =>
      Array.from({ length: 8 }, () => crewOf.admin.client.invite({ body: { email: newAddress(), ...body } }));
    const settled = await Promise.allSettled([
      ...invites(),
      crewOf.owner.client.removeMember({ params: { id: crewOf.admin.userId } }),
      ...invites(),
    ]);
    expect(settled[8]?.status).toBe("fulfilled");
    const { items } = await crewOf.owner.client.listInvitations();
    const theirs = items.filter((each) => each.invited_by === crewOf.admin.userId);
    expect(theirs.filter((each) => each.state !== "revoked")).toEqual([]);
  });
});
