import { ageProof } from "../../testing/age-proof.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ProblemError } from "@caudal/contract/client/client.ts";
import { makeKey } from "../../testing/key-holder.ts";
import {
  goodPassword,
  signUp,
  startTestServer,
  visit,
  type TestServer,
  type Visitor,
} from "../../testing/test-server.ts";

let server: TestServer;
let other: TestServer;
/** No heartbeat comes within these tests: what ends a stream is that its server was told. */
const events = { heartbeatMs: 600_000, stalledMs: 600_000, maxPerPerson: 9 };
beforeAll(async () => {
  server = await startTestServer({ events });
  other = await startTestServer({ events, sharing: server });
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

async function signInTwice() {
  const email = `p${crypto.randomUUID()}@ejemplo.test`;
  const here = await signUp(server, { email });
  const there = visit(server);
  await there.client.signIn({ body: { email, password: goodPassword } });
  return { email, here, there };
}

const idOf = async (who: Pick<Visitor, "client">): Promise<string> =>
  (await who.client.listSessions()).items.find((each) => each.current)?.id ?? expect.fail("no session");

async function streamsOf(who: Visitor): Promise<readonly Response[]> {
  const streams = await Promise.all([who.fetch("/api/events"), who.fetch(`${other.url}/api/events`)]);
  expect(streams.map(({ status }) => status)).toEqual([200, 200]);
  return streams;
}

describe("sessions", () => {
  test("are listed with what people know them by, the asking one first, and without what opens them", async () => {
    const { here, email } = await signInTwice();
    const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
    const response = await fetch(`${server.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": firefox },
      body: JSON.stringify({ email, password: goodPassword }),
    });
    expect(response.status).toBe(200);
    const { items } = await here.client.listSessions();
    expect(items.map((each) => each.current)).toEqual([true, false, false]);
    expect(items.map((each) => each.program)).toContainEqual({ name: "Firefox", system: "Windows" });
    expect(items.every((each) => each.address === "127.0.0.1")).toBe(true);
    const { rows } = await server.database.signin.query<{ token: string }>(
      'select token from session where "userId" = $1',
      [here.userId],
    );
    for (const { token } of rows) expect(JSON.stringify(items)).not.toContain(token);
  });

  test("end one by one: that one at once, its live events on every server within a second, no other one", async () => {
    const { here, there } = await signInTwice();
    const streams = await streamsOf(there);
    const at = performance.now();
    await here.client.endSession({ params: { id: await idOf(there) } });
    await Promise.all(streams.map((stream) => stream.text()));
    expect(performance.now() - at).toBeLessThan(1_000);
    expect(await codeOf(there.client.getMe())).toBe("not_signed_in");
    expect(await codeOf(here.client.getMe())).toBe("done");
  });

  test("of another person are nobody's to end, or to see", async () => {
    const [ana, eva] = [await signUp(server), await signUp(server)];
    const id = await idOf(ana);
    expect(await codeOf(eva.client.endSession({ params: { id } }))).toBe("not_found");
    expect(await codeOf(eva.client.endSession({ params: { id: crypto.randomUUID() } }))).toBe("not_found");
    expect(JSON.stringify(await eva.client.listSessions())).not.toContain(id);
    expect(await codeOf(ana.client.getMe())).toBe("done");
  });

  test("end all but this one, with the half-way ones, and leave keys as they are", async () => {
    const { here, there, email } = await signInTwice();
    const third = visit(server);
    await third.client.signIn({ body: { email, password: goodPassword } });
    const key = await makeKey(server, here);
    await server.database.signin.query(
      "insert into second_steps (token_hash, user_id, remember_me, expires_at) values ('\\x01', $1, true, now() + interval '1 hour')",
      [here.userId],
    );
    const streams = await streamsOf(there);
    expect(await here.client.endOtherSessions()).toEqual({ ended: 2 });
    await Promise.all(streams.map((stream) => stream.text()));
    for (const gone of [there, third]) expect(await codeOf(gone.client.getMe())).toBe("not_signed_in");
    expect(await codeOf(here.client.getMe())).toBe("done");
    expect(await codeOf(key.client.getMe())).toBe("done");
    const left = await server.database.signin.query("select from second_steps where user_id = $1", [here.userId]);
    expect(left.rowCount).toBe(0);
  });

  test("end everywhere, this one too", async () => {
    const { here, there } = await signInTwice();
    const streams = [...(await streamsOf(here)), ...(await streamsOf(there))];
    expect(await here.client.signOutEverywhere()).toEqual({ ended: 2 });
    await Promise.all(streams.map((stream) => stream.text()));
    for (const gone of [here, there]) expect(await codeOf(gone.client.getMe())).toBe("not_signed_in");
  });

  test("are never taken over from a cookie that was there before", async () => {
    const [ana, eva] = [await signUp(server), await signUp(server)];
    // Eva has put her session into Ana's browser, and waits for Ana to sign in with it.
    const planted = eva.cookie();
    const email = `p${crypto.randomUUID()}@ejemplo.test`;
    await signUp(server, { email });
    const response = await fetch(`${server.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: planted },
      body: JSON.stringify({ email, password: goodPassword }),
    });
    const set = response.headers
      .getSetCookie()
      .find((line) => line.startsWith("caudal.session_token=") && !/max-age=0/i.test(line));
    expect(set?.split(";")[0]).not.toBe(planted);
    expect((await fetch(`${server.url}/api/me`, { headers: { cookie: planted } })).status).toBe(401);
    expect(await codeOf(ana.client.getMe())).toBe("done");
  });
});

describe("what can lock somebody out", () => {
  const body = { name: "x", scopes: ["files:read" as const], expires_in_days: 1 };

  test("asks whoever signed in a while ago for the password, and no one else's will do", async () => {
    const ana = await signUp(server);
    expect(await codeOf(ana.client.createApiKey({ body }))).toBe("done");
    await ageProof(server, ana.userId);
    expect(await codeOf(ana.client.createApiKey({ body }))).toBe("proof_needed");
    expect(await codeOf(ana.client.proveIdentity({ body: { password: "no es la mía" } }))).toBe("proof_refused");
    expect(await codeOf(ana.client.createApiKey({ body }))).toBe("proof_needed");
    await ana.client.proveIdentity({ body: { password: goodPassword } });
    expect(await codeOf(ana.client.createApiKey({ body }))).toBe("done");
  });

  test("asks each session for itself: a proof in one counts for no other", async () => {
    const { here, there } = await signInTwice();
    await ageProof(server, here.userId);
    await here.client.proveIdentity({ body: { password: goodPassword } });
    expect(await codeOf(here.client.createApiKey({ body }))).toBe("done");
    expect(await codeOf(there.client.createApiKey({ body }))).toBe("proof_needed");
  });

  test("is no way around the limit of guesses at sign-in", async () => {
    const ana = await signUp(server);
    const answers = [];
    // Ten of a browser that knows her, and then as many as of any other.
    for (let i = 0; i < 21; i++)
      answers.push(await codeOf(ana.client.proveIdentity({ body: { password: `adivino ${i}` } })));
    expect(answers.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => "proof_refused"));
    expect(answers.at(-1)).toBe("rate_limited");
  });
});
