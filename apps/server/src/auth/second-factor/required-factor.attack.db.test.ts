import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { addressOf, ProblemError } from "@caudal/contract/client/client.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes, type OperationId } from "@caudal/contract/routes/routes.ts";
import { uploadsPath } from "@caudal/contract/routes/uploads.ts";
import { ageProof } from "../../../testing/age-proof.ts";
import { foundCrew, joinCrew, type Crew, type Somebody } from "../../../testing/crew.ts";
import { makeKey, type KeyHolder } from "../../../testing/key-holder.ts";
import { mailsTo } from "../../../testing/mails.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../../testing/test-server.ts";

/** No heartbeat comes within these tests: what ends a stream is that its server was told. */
const events = { heartbeatMs: 600_000, stalledMs: 600_000, maxPerPerson: 3 };
const wide = { max: 10_000, windowMs: 3_600_000 };
const limits = { pair: wide, address: wide, email: wide, signUp: wide, codes: wide };
let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  server = await startTestServer({ limits, events, uploads: true });
  other = await startTestServer({ limits, events, sharing: server });
});
afterAll(async () => {
  await other.close();
  await server.close();
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

async function enrol(who: Pick<Somebody, "client">): Promise<TOTP> {
  const { secret } = await who.client.offerSecondFactor({ body: { password: goodPassword } });
  const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
  await who.client.confirmSecondFactor({ body: { code: authenticator.generate() } });
  return authenticator;
}

const require = (who: Pick<Somebody, "client">, required = true) => who.client.setAccountFactor({ body: { required } });

/** Asks for an operation with whatever fits its path: who is let in is judged before what is asked for. */
async function ask(who: Pick<Somebody, "fetch">, operation: OperationId): Promise<{ status: number; code: string }> {
  const route: RouteDefinition = routes[operation];
  const id = crypto.randomUUID();
  const response = await who.fetch(addressOf(route, { params: { id, token: id, delivery: id } }), {
    method: route.method.toUpperCase(),
    ...(route.body === undefined ? {} : { headers: { "content-type": "application/json" }, body: "{}" }),
  });
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("application/problem+json")) {
    await response.body?.cancel();
    return { status: response.status, code: "" };
  }
  const { code } = (await response.json()) as { code: string };
  return { status: response.status, code };
}

const memberOperations = (Object.keys(routes) as OperationId[]).filter(
  (operation) => routes[operation].access === "member",
);
/** What gives somebody a second factor, and the way to an account that asks for none. Nothing else, however harmless it looks. */
const open: readonly OperationId[] = [
  "confirmSecondFactor",
  "enterAccount",
  "getProof",
  "getSecondFactor",
  "listAccounts",
  "listProofWays",
  "offerSecondFactor",
  "proveIdentity",
  "startProof",
];

describe("an account that asks everybody for a second factor", () => {
  let crew: Crew;
  let key: KeyHolder;
  beforeAll(async () => {
    crew = await foundCrew(server);
    key = await makeKey(server, crew.admin);
    await enrol(crew.owner);
    await require(crew.owner);
  });

  test.each(memberOperations)(
    "%s: with a session that lacks it, and with a key of such a member",
    async (operation) => {
      const refused = { status: 403, code: "second_factor_required" };
      // As an administrator, whom every role's door is open to.
      const answer = await ask(crew.admin, operation);
      if (open.includes(operation)) expect(answer.code).not.toBe("second_factor_required");
      else expect(answer).toEqual(refused);
      const byKey = await ask(key, operation);
      if (open.includes(operation))
        expect(byKey.status).toBeGreaterThanOrEqual(operation === "listAccounts" ? 200 : 400);
      else expect(byKey).toEqual(refused);
    },
  );

  test("leaves open what gives one, and nothing else, by name", () => {
    const marked = memberOperations.filter((operation) => {
      const route: RouteDefinition = routes[operation];
      return route.access === "member" && route.withoutFactor === true;
    });
    expect(marked.toSorted()).toEqual(open);
  });

  test("takes no upload, by session or by key", async () => {
    const headers = { "tus-resumable": "1.0.0", "upload-length": "3", "upload-metadata": `filename ${btoa("a.csv")}` };
    for (const who of [crew.admin, key]) {
      const response = await who.fetch(uploadsPath, { method: "POST", headers });
      expect(response.status).toBe(403);
      expect(((await response.json()) as { code: string }).code).toBe("second_factor_required");
    }
  });

  test("says so in words that lead on", async () => {
    const thrown = await crew.viewer.client.getMe().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ProblemError);
    if (!(thrown instanceof ProblemError)) return;
    expect(thrown.problem).toMatchObject({ status: 403, title: "Tu cuenta pide un segundo paso" });
  });

  test("opens again to who turns it on, key included, in the session that was there", async () => {
    await enrol(crew.admin);
    expect((await crew.admin.client.getMe()).user_id).toBe(crew.admin.userId);
    expect((await key.client.getMe()).user_id).toBe(crew.admin.userId);
  });

  test("opens to no session that was begun before with a guessed password: turning it on ends those, live events within a second", async () => {
    const email = `p${crypto.randomUUID()}@ejemplo.test`;
    const eva = await signUp(server, { email });
    const home = eva.scope.accountId;
    const enter = async (at: TestServer) => {
      const visitor = visit(at);
      await visitor.client.signIn({ body: { email, password: goodPassword } });
      return visitor;
    };
    const guest = await joinCrew(server, crew.owner, eva, "analyst");
    await guest.client.enterAccount({ params: { id: home } });
    const intruders = [await enter(server), await enter(other)];
    for (const { client } of intruders) {
      await client.enterAccount({ params: { id: crew.owner.scope.accountId } });
      expect(await codeOf(client.listFiles())).toBe("second_factor_required");
      // Where nobody asks, so that their live events are open.
      await client.enterAccount({ params: { id: home } });
    }
    const listen = async (who: Pick<Somebody, "fetch">, at: TestServer) => {
      const stream = await who.fetch(`${at.url}/api/events`);
      expect(stream.status).toBe(200);
      return stream;
    };
    const streams = await Promise.all(intruders.map((who, n) => listen(who, n === 0 ? server : other)));
    const stays = await listen(eva, other);
    const ended: string[] = [];
    const endings = streams.map((stream, n) => stream.text().then(() => ended.push(`intruder ${n}`)));
    void stays.text().then(() => ended.push("eva"));
    expect(await codeOf(eva.client.getMe())).toBe("done");
    expect(ended).toEqual([]);
    const { secret } = await eva.client.offerSecondFactor({ body: { password: goodPassword } });
    const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
    const began = performance.now();
    await eva.client.confirmSecondFactor({ body: { code: authenticator.generate() } });
    for (const intruder of intruders) {
      expect(await codeOf(intruder.client.listFiles())).toBe("not_signed_in");
      expect(await codeOf(intruder.client.enterAccount({ params: { id: crew.owner.scope.accountId } }))).toBe(
        "not_signed_in",
      );
    }
    await Promise.all(endings);
    expect(performance.now() - began).toBeLessThan(1000);
    expect(ended.toSorted()).toEqual(["intruder 0", "intruder 1"]);
    expect((await eva.client.listSessions()).items.map(({ current }) => current)).toEqual([true]);
    await eva.client.enterAccount({ params: { id: crew.owner.scope.accountId } });
    expect(await codeOf(eva.client.listFiles())).toBe("done");
    await eva.client.signOut();
  });

  test("does not let it be turned off, and lets it once nobody asks any more", async () => {
    const mine = await signUp(server);
    const authenticator = await enrol(mine);
    const guest = await joinCrew(server, mine, await signUp(server), "analyst");
    const next = () => authenticator.generate({ timestamp: Date.now() + 30_000 });
    await require(mine);
    expect((await mine.client.getSecondFactor()).asked).toBe(true);
    expect(await codeOf(mine.client.turnOffSecondFactor({ body: { password: goodPassword, code: next() } }))).toBe(
      "second_factor_kept",
    );
    // Nor from another account, which asks for none.
    const elsewhere = await signUp(server);
    const both = await joinCrew(server, elsewhere, mine, "viewer");
    expect(await codeOf(both.client.turnOffSecondFactor({ body: { password: goodPassword, code: next() } }))).toBe(
      "second_factor_kept",
    );
    await mine.client.enterAccount({ params: { id: mine.scope.accountId } });
    await require(mine, false);
    expect(await codeOf(guest.client.getMe())).toBe("done");
    await mine.client.turnOffSecondFactor({ body: { password: goodPassword, code: next() } });
    expect((await mine.client.getSecondFactor()).on).toBe(false);
  });
});

describe("switching it on", () => {
  let crew: Crew;
  beforeEach(async () => {
    crew = await foundCrew(server);
  });

  test("is for managers who have one themselves, and proved lately that it is they", async () => {
    for (const role of ["analyst", "viewer"] as const) expect(await codeOf(require(crew[role]))).toBe("forbidden");
    expect(await codeOf(require(crew.owner))).toBe("second_factor_first");
    await enrol(crew.owner);
    await ageProof(server, crew.owner.userId);
    expect(await codeOf(require(crew.owner))).toBe("proof_needed");
    const key = await makeKey(server, crew.admin);
    expect(await codeOf(require(key))).toBe("session_needed");
    expect((await crew.admin.client.getAccountFactor()).required).toBe(false);
    await enrol(crew.admin);
    const state = await require(crew.admin);
    expect(state).toMatchObject({ required: true, yours: true });
    expect(state.lacking.map(({ user_id }) => user_id).toSorted()).toEqual(
      [crew.analyst, crew.viewer, crew.colleague].map(({ userId }) => userId).toSorted(),
    );
  });

  test("refuses the next request of who lacks it, and ends their live events within a second, on every server", async () => {
    await enrol(crew.owner);
    await enrol(crew.colleague);
    const key = await makeKey(server, crew.analyst);
    const streams = await Promise.all(
      [crew.viewer, crew.analyst, key].flatMap((who) => [
        who.fetch(`${server.url}/api/events`),
        who.fetch(`${other.url}/api/events`),
      ]),
    );
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
    const stays = await crew.colleague.fetch(`${other.url}/api/events`);
    let beside = "open";
    void stays.text().then(() => (beside = "ended"));
    const began = performance.now();
    await require(crew.owner);
    expect(await codeOf(crew.viewer.client.listFiles())).toBe("second_factor_required");
    expect(await codeOf(key.client.listFiles())).toBe("second_factor_required");
    for (const stream of streams) expect(await stream.text()).toMatch(/^retry: /);
    expect(performance.now() - began).toBeLessThan(1000);
    expect(beside).toBe("open");
    expect(await codeOf(crew.colleague.client.listFiles())).toBe("done");
    await crew.colleague.client.signOut();
  });

  test("tells those who lack it by mail, once, and is in the audit", async () => {
    await enrol(crew.owner);
    await require(crew.owner);
    await require(crew.owner);
    const addressOfMember = async (who: Somebody) =>
      (await crew.owner.client.listMembers()).items.find(({ user_id }) => user_id === who.userId)?.email ?? "";
    const told = async (who: Somebody) =>
      (await mailsTo(server, await addressOfMember(who))).filter(({ key }) => key === "factor.required");
    for (const who of [crew.admin, crew.analyst, crew.viewer]) expect(await told(who)).toHaveLength(1);
    expect(await told(crew.owner)).toHaveLength(0);
    const [mail] = await told(crew.viewer);
    expect(mail?.text).toContain("/profile/security");
    await require(crew.owner, false);
    const actions = (await crew.owner.client.listAudit({ query: { limit: 50 } })).items.map(({ action }) => action);
    expect(actions.filter((action) => action.startsWith("account.factor"))).toEqual([
      "account.factor_optional",
      "account.factor_required",
    ]);
  });

  test("shuts nobody out of another account of theirs, and follows them into no other one", async () => {
    const home = await signUp(server);
    const guest = await joinCrew(server, crew.owner, home, "analyst");
    await enrol(crew.owner);
    await require(crew.owner);
    expect(await codeOf(guest.client.listFiles())).toBe("second_factor_required");
    expect((await guest.client.listAccounts()).items).toHaveLength(2);
    await guest.client.enterAccount({ params: { id: home.scope.accountId } });
    expect(await codeOf(guest.client.listFiles())).toBe("done");
    // A key made there opens that account alone.
    const key = await makeKey(server, guest);
    expect((await key.client.getMe()).account.id).toBe(home.scope.accountId);
    await guest.client.enterAccount({ params: { id: crew.owner.scope.accountId } });
    expect(
      await codeOf(guest.client.createApiKey({ body: { name: "x", scopes: ["files:read"], expires_in_days: 1 } })),
    ).toBe("second_factor_required");
  });

  test("holds for who signs in afterwards, and for who is invited", async () => {
    await enrol(crew.owner);
    await require(crew.owner);
    const email = `p${crypto.randomUUID()}@ejemplo.test`;
    const late = await joinCrew(server, crew.owner, await signUp(server, { email }), "viewer");
    expect(await codeOf(late.client.getMe())).toBe("second_factor_required");
    const again = visit(server);
    onTestFinished(() => again.client.signOut());
    await again.client.signIn({ body: { email, password: goodPassword } });
    await again.client.enterAccount({ params: { id: crew.owner.scope.accountId } });
    expect(await codeOf(again.client.listNotifications())).toBe("second_factor_required");
    // An offer is no second factor yet.
    await again.client.offerSecondFactor({ body: { password: goodPassword } });
    expect(await codeOf(again.client.getMe())).toBe("second_factor_required");
  });
});
