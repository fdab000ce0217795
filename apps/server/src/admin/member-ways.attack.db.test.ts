import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ProblemError } from "@caudal/contract/client/client.ts";
import { ageProof } from "../../testing/age-proof.ts";
import { foundCrew, joinCrew, type Crew, type Somebody } from "../../testing/crew.ts";
import { furnish } from "../../testing/furnish.ts";
import { makeKey } from "../../testing/key-holder.ts";
import { mailsTo } from "../../testing/mails.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";

/** No heartbeat comes within these tests: what ends a stream is that its server was told. */
const events = { heartbeatMs: 600_000, stalledMs: 600_000, maxPerPerson: 9 };
const wide = { max: 10_000, windowMs: 3_600_000 };
const limits = { pair: wide, address: wide, email: wide, signUp: wide, codes: wide };
let server: TestServer;
let other: TestServer;
let crew: Crew;
beforeAll(async () => {
  server = await startTestServer({ limits, events });
  other = await startTestServer({ limits, events, sharing: server });
});
afterAll(async () => {
  await other.close();
  await server.close();
});
beforeEach(async () => {
  crew = await foundCrew(server);
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "done",
    (thrown: unknown) => {
      if (thrown instanceof ProblemError) return thrown.problem.code;
      throw thrown;
    },
  );
}
const memberOf = async (who: Somebody) =>
  (await crew.owner.client.listMembers()).items.find(({ user_id }) => user_id === who.userId);
const told = async (who: Somebody) =>
  (await mailsTo(server, (await memberOf(who))?.email ?? "")).filter(({ key }) => key === "access.ended");

describe("by what a member gets in", () => {
  test("managers see when, with what and how much, and never the key, nor which file a link opens or what it is called", async () => {
    const key = await makeKey(server, crew.analyst, ["files:read"]);
    await key.client.listFiles();
    const things = await furnish(server, crew.analyst.scope, { name: "nómina secreta.csv" });
    const seen = await memberOf(crew.analyst);
    expect(seen).toMatchObject({ second_factor: false, sessions: 2, links: 1 });
    expect(Date.now() - Date.parse(seen?.last_sign_in_at ?? "")).toBeLessThan(60_000);
    const ways = await crew.admin.client.getMemberWays({ params: { id: crew.analyst.userId } });
    expect(seen?.keys).toBe(ways.keys.length);
    const shown = ways.keys.find(({ id }) => id === key.made.id);
    expect(shown).toEqual({
      id: key.made.id,
      name: "Tablero",
      prefix: key.made.prefix,
      scopes: ["files:read"],
      created_at: key.made.created_at,
      expires_at: key.made.expires_at,
      last_used_at: expect.any(String),
    });
    expect(ways.links).toHaveLength(1);
    const all = JSON.stringify([ways, seen]);
    for (const secret of [key.made.key, things.fileId, "nómina"]) expect(all).not.toContain(secret);
    expect(Object.keys(ways.links[0] ?? {}).toSorted()).toEqual(["created_at", "expires_at", "id"]);
  });

  test("is nobody's to see or end but a manager's: an owner's an owner's, one's own in one's profile, and none in another account", async () => {
    const stranger = await signUp(server);
    const second = await joinCrew(server, crew.owner, await signUp(server), "admin");
    const tries = (who: Somebody, id: string) => [
      who.client.getMemberWays({ params: { id } }),
      who.client.endMemberSessions({ params: { id } }),
      who.client.revokeMemberKeys({ params: { id }, body: {} }),
      who.client.revokeMemberLinks({ params: { id }, body: {} }),
    ];
    const codes = async (who: Somebody, id: string) =>
      [...new Set(await Promise.all(tries(who, id).map(codeOf)))].join();
    for (const role of ["analyst", "viewer"] as const)
      expect(await codes(crew[role], crew.colleague.userId)).toBe("forbidden");
    expect(await codes(crew.admin, crew.owner.userId)).toBe("forbidden");
    expect(await codes(crew.admin, crew.admin.userId)).toBe("forbidden");
    expect(await codes(crew.owner, crew.owner.userId)).toBe("forbidden");
    expect(await codes(crew.admin, stranger.userId)).toBe("not_found");
    expect(await codes(stranger, crew.analyst.userId)).toBe("not_found");
    expect(await codeOf(crew.owner.client.getMe())).toBe("done");
    expect(await codeOf(stranger.client.getMe())).toBe("done");
    expect(await codes(crew.admin, second.userId)).toBe("done");
    const key = await makeKey(server, crew.admin);
    expect(await codeOf(key.client.endMemberSessions({ params: { id: crew.analyst.userId } }))).toBe("session_needed");
    await ageProof(server, crew.admin.userId);
    expect(await codeOf(crew.admin.client.endMemberSessions({ params: { id: crew.analyst.userId } }))).toBe(
      "proof_needed",
    );
  });
});

describe("ending", () => {
  test("sessions: all of them, half a sign-in included, live events on every server within a second, and nobody else's", async () => {
    const email = `p${crypto.randomUUID()}@ejemplo.test`;
    const victim = await joinCrew(server, crew.owner, await signUp(server, { email }), "analyst");
    const elsewhere = visit(server);
    await elsewhere.client.signIn({ body: { email, password: goodPassword } });
    const streams = await Promise.all([
      victim.fetch(`${server.url}/api/events`),
      victim.fetch(`${other.url}/api/events`),
      elsewhere.fetch(`${other.url}/api/events`),
    ]);
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200]);
    const began = performance.now();
    const knownIn = async () =>
      (await server.database.signin.query("select 1 from known_devices where user_id = $1", [victim.userId])).rowCount;
    expect(await knownIn()).toBeGreaterThan(0);
    expect(await crew.admin.client.endMemberSessions({ params: { id: victim.userId } })).toEqual({ ended: 2 });
    // Nor has a browser in which somebody guessed the password counts of its own any more.
    expect(await knownIn()).toBe(0);
    for (const stream of streams) expect(await stream.text()).toMatch(/^retry: /);
    expect(performance.now() - began).toBeLessThan(1000);
    expect(await codeOf(victim.client.getMe())).toBe("not_signed_in");
    expect(await codeOf(elsewhere.client.getMe())).toBe("not_signed_in");
    expect(await codeOf(crew.colleague.client.getMe())).toBe("done");
    const [mail, ...more] = await told(victim);
    expect(more).toEqual([]);
    expect(mail?.params).toMatchObject({ sessions: 2, keys: [], shared: 0, by: "Ana Pruebas" });
    // They come back, and read in their own activity that it was somebody else.
    await elsewhere.client.signIn({ body: { email, password: goodPassword } });
    const activity = (await elsewhere.client.listSecurityActivity({ query: {} })).items;
    expect(activity.filter(({ action, by }) => action === "session.ended" && by === "other")).toHaveLength(2);
    const [entry] = (await crew.owner.client.listAudit({ query: { action: "session.ended", limit: 1 } })).items;
    expect(entry?.who.person?.id).toBe(crew.admin.userId);
    expect(entry?.people.map(({ id }) => id)).toEqual([victim.userId]);
    // Nothing is left to end, so nobody is told anything.
    await elsewhere.client.signOut();
    await crew.admin.client.endMemberSessions({ params: { id: victim.userId } });
    expect(await told(victim)).toHaveLength(1);
  });

  test("a second factor that an intruder was offered: with the next session it is nobody's to turn on, and one that is on stays", async () => {
    const email = `p${crypto.randomUUID()}@ejemplo.test`;
    const victim = await joinCrew(server, crew.owner, await signUp(server, { email }), "analyst");
    const signIn = async () => {
      const browser = visit(server);
      await browser.client.signIn({ body: { email, password: goodPassword } });
      return browser;
    };
    const offer = async (who: Pick<Somebody, "client">) =>
      new TOTP({
        secret: Secret.fromBase32((await who.client.offerSecondFactor({ body: { password: goodPassword } })).secret),
      });
    const confirm = (who: Pick<Somebody, "client">, authenticator: TOTP) =>
      codeOf(who.client.confirmSecondFactor({ body: { code: authenticator.generate() } }));
    const intruder = await signIn();
    const foreign = await offer(intruder);
    expect(await crew.admin.client.endMemberSessions({ params: { id: victim.userId } })).toEqual({ ended: 2 });
    // The password is still known to both: what else the intruder had ended.
    const again = await signIn();
    expect(await confirm(again, foreign)).toBe("conflict");
    expect((await again.client.getSecondFactor()).on).toBe(false);
    const back = await signIn();
    const own = await offer(back);
    expect(await confirm(back, own)).toBe("done");
    await crew.admin.client.endMemberSessions({ params: { id: victim.userId } });
    const last = visit(server);
    expect(await codeOf(last.client.signIn({ body: { email, password: goodPassword } }))).toBe("second_step_needed");
    const code = own.generate({ timestamp: Date.now() + 30_000 });
    expect(await codeOf(last.client.takeSecondStep({ body: { code } }))).toBe("done");
    expect((await last.client.getSecondFactor()).on).toBe(true);
    const { items } = await last.client.listSecurityActivity({ query: {} });
    expect(items.map(({ action }) => action).filter((action) => action.startsWith("second_factor."))).toEqual([
      "second_factor.turned_on",
    ]);
  });

  test("keys: those named or all, of this account alone", async () => {
    const [one, two] = [await makeKey(server, crew.analyst), await makeKey(server, crew.analyst)];
    const bystander = await makeKey(server, crew.colleague);
    const home = await signUp(server);
    const there = await makeKey(server, home);
    const guest = await joinCrew(server, crew.owner, home, "analyst");
    const here = await makeKey(server, guest);
    const params = { id: crew.analyst.userId };
    const ids = [one.made.id, bystander.made.id, crypto.randomUUID()];
    expect(await crew.admin.client.revokeMemberKeys({ params, body: { ids } })).toEqual({ ended: 1 });
    expect(await codeOf(one.client.getMe())).toBe("key_refused");
    expect(await codeOf(two.client.getMe())).toBe("done");
    expect(await codeOf(bystander.client.getMe())).toBe("done");
    expect(await crew.admin.client.revokeMemberKeys({ params, body: {} })).toEqual({ ended: 1 });
    expect(await codeOf(two.client.getMe())).toBe("key_refused");
    expect(await crew.admin.client.revokeMemberKeys({ params: { id: guest.userId }, body: {} })).toEqual({ ended: 1 });
    expect(await codeOf(here.client.getMe())).toBe("key_refused");
    expect(await codeOf(there.client.getMe())).toBe("done");
    expect((await told(crew.analyst)).map(({ params: { keys } }) => keys)).toEqual([["Tablero"], ["Tablero"]]);
    const activity = (await crew.analyst.client.listSecurityActivity({ query: {} })).items;
    expect(activity.filter(({ action, by }) => action === "api_key.revoked" && by === "other")).toHaveLength(2);
  });

  test("links: whoever has one opens it no more, and what is shared with members stays", async () => {
    const { fileId } = await furnish(server, crew.analyst.scope);
    const shared = await crew.analyst.client.shareFile({
      params: { id: fileId },
      body: { grantee: { kind: "link" } },
    });
    const token = /\/s\/([^/?#]+)$/.exec(shared.url ?? "")?.[1] ?? "";
    await crew.analyst.client.shareFile({
      params: { id: fileId },
      body: { grantee: { kind: "member", user_id: crew.colleague.userId } },
    });
    const anybody = visit(server);
    expect(await codeOf(anybody.client.openLink({ params: { token } }))).toBe("done");
    const { ended } = await crew.owner.client.revokeMemberLinks({ params: { id: crew.analyst.userId }, body: {} });
    expect(ended).toBe(2);
    expect(await codeOf(anybody.client.openLink({ params: { token } }))).toBe("link_unknown");
    expect(await codeOf(crew.colleague.client.getFile({ params: { id: fileId } }))).toBe("done");
    const [mail] = await told(crew.analyst);
    expect(mail?.params).toMatchObject({ sessions: 0, shared: 2 });
    const [entry] = (await crew.admin.client.listAudit({ query: { action: "member.links_revoked", limit: 1 } })).items;
    expect(entry?.who.person?.id).toBe(crew.owner.userId);
    expect(JSON.stringify(entry)).not.toContain(fileId);
  });
});
