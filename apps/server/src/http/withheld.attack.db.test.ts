import { request as send, type ClientRequest } from "node:http";
import { text } from "node:stream/consumers";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes } from "@caudal/contract/routes/routes.ts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { foundCrew, type Crew } from "../../testing/crew.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { makeKey } from "../../testing/key-holder.ts";
import { goodPassword, startTestServer, visit, type TestServer, type Visitor } from "../../testing/test-server.ts";
import { signInLimits } from "../auth/limit-attempts.ts";

const wide = { max: 10_000, windowMs: 3_600_000 };
let server: TestServer;
let crew: Crew;
beforeAll(async () => {
  server = await startTestServer({ limits: { ...signInLimits, address: wide, email: wide, signUp: wide } });
  crew = await foundCrew(server);
});
afterAll(() => server.close());

/** A thief's browser, with a session of its own that was proved just now. */
async function breakIn(): Promise<Visitor> {
  const thief = visit(server);
  const { email } = await crew.owner.client.getMe();
  await thief.client.signIn({ body: { email, password: goodPassword } });
  return thief;
}

type Held = { readonly request: ClientRequest; readonly answer: Promise<{ status: number; code: string }> };

/** Sends all of a request but the end of its body, and returns once the server has looked up who asks. */
async function withhold(route: RouteDefinition, headers: Readonly<Record<string, string>>): Promise<Held> {
  const noted = (): Promise<number | null> =>
    asSuperuser(server, async (client) => {
      const { rowCount } = await client.query(
        `select from auth.session where "userId" = $1 and "lastUsedAt" > now() - interval '1 minute'
         union all select from caudal.api_keys where user_id = $1 and last_used_at > now() - interval '1 minute'`,
        [crew.owner.userId],
      );
      return rowCount;
    });
  // What was noted to be used an hour ago is noted anew by the next look.
  await asSuperuser(server, async (client) => {
    await client.query(`update auth.session set "lastUsedAt" = now() - interval '1 hour'`);
    await client.query(`update caudal.api_keys set last_used_at = now() - interval '1 hour'`);
  });
  const answered = Promise.withResolvers<{ status: number; code: string }>();
  const request = send(server.url + route.path.replaceAll(/\{\w+\}/g, crypto.randomUUID()), {
    method: route.method.toUpperCase(),
    headers: { "content-type": "application/json", "content-length": "2", ...headers },
  });
  request.on("error", answered.reject);
  request.on("response", (response) => {
    void text(response).then((body) => {
      const { code } = JSON.parse(body === "" ? '{"code":"done"}' : body) as { code: string };
      answered.resolve({ status: response.statusCode ?? 0, code });
    }, answered.reject);
  });
  request.write("{");
  await vi.waitFor(async () => expect(await noted()).toBe(1), { timeout: 10_000 });
  return { request, answer: answered.promise };
}

const withBodies = Object.entries(routes)
  .map(([operation, route]): [string, RouteDefinition] => [operation, route])
  .filter(([, route]) => route.access === "member" && route.body !== undefined);

describe("a request whose body was kept back until its person had ended all sessions", () => {
  test.each(withBodies)("does not %s", async (_, route) => {
    const thief = await breakIn();
    const { request, answer } = await withhold(route, { cookie: thief.cookie(), origin: "http://caudal.test" });
    await crew.owner.client.endOtherSessions();
    request.end("}");
    expect(await answer).toEqual({ status: 401, code: "not_signed_in" });
  });

  test("does as little by a key that was revoked", async () => {
    const key = await makeKey(server, crew.owner, ["files:write"]);
    const [, route] = withBodies.find(([, each]) => each.access === "member" && each.keys === "files:write") ?? [];
    if (route === undefined) throw new Error("no operation with a body is a key's");
    const { request, answer } = await withhold(route, { authorization: `Bearer ${key.made.key}` });
    await crew.owner.client.revokeApiKey({ params: { id: key.made.id } });
    request.end("}");
    expect(await answer).toEqual({ status: 401, code: "key_refused" });
  });
});
