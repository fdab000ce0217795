import { request as httpRequest, type IncomingMessage } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes } from "@caudal/contract/routes/routes.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operator, signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

/** Another site's page, in the browser of somebody who is signed in here: every operation of the contract, whoever adds it. */
let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer({ uploads: true });
  cookie = (await signUp(server)).cookie();
});
afterAll(() => server.close());

const all = Object.values(routes) as RouteDefinition[];
const changing = all
  .filter(({ method }) => method !== "get")
  .map(({ method, path }) => [method.toUpperCase(), path.replaceAll(/\{\w+\}/g, crypto.randomUUID())] as const);
const uploads = (["POST", "PATCH", "DELETE"] as const).map(
  (method) => [method, method === "POST" ? "/api/uploads" : `/api/uploads/${crypto.randomUUID()}`] as const,
);

async function send(method: string, path: string, headers: Record<string, string>, body = "{}") {
  const sent = httpRequest(`${server.url}${path}`, {
    method,
    headers: { cookie, ...(method === "GET" ? {} : { "content-length": body.length }), ...headers },
  });
  sent.end(method === "GET" ? "" : body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const { code } = JSON.parse((await text(answer)) || "{}") as { code?: string };
  return { status: answer.statusCode, code, headers: answer.headers };
}

describe.each([...changing, ...uploads])("%s %s from another site", (method, path) => {
  test.each([
    ["another origin", { origin: "https://evil.test" }],
    ["no origin to speak of", { origin: "null" }],
    ["our name with another port", { origin: "http://caudal.test:8443" }],
    ["a name that begins like ours", { origin: "http://caudal.test.evil.test" }],
    ["a form of another site", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }],
    ["a neighbouring host", { "sec-fetch-site": "same-site" }],
  ] as const)("is refused: %s", async (_name, headers) => {
    for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"])
      expect(await send(method, path, { ...headers, "content-type": type })).toMatchObject({
        status: 403,
        code: "origin_refused",
      });
  });
});

test("only JSON is read as a request's body, so that no form of any site can write one", async () => {
  for (const { method, path, body } of all) {
    if (body === undefined) continue;
    const answer = await send(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, crypto.randomUUID()), {
      "content-type": "text/plain",
    });
    expect([400, 403, 404, 415], path).toContain(answer.status);
  }
});

test("nothing that is read can be put into another site's page, and everything can be opened by a link", async () => {
  for (const { method, path, access } of all) {
    if (method !== "get" || path === "/api/events") continue;
    const shown = access === "operator" ? operator : {};
    const at = path.replaceAll(/\{\w+\}/g, crypto.randomUUID());
    for (const mode of ["no-cors", "cors", "same-origin"])
      expect(await send("GET", at, { "sec-fetch-site": "cross-site", "sec-fetch-mode": mode }), at).toMatchObject({
        code: "origin_refused",
      });
    const linked = { ...shown, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    const opened = await send("GET", at, linked).catch(() => null);
    expect(opened?.status, at).not.toBe(403);
    expect(opened?.headers["cross-origin-resource-policy"] ?? "same-origin").toBe("same-origin");
  }
});
