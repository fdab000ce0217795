import { Problem } from "@caudal/contract/resources/problem.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { furnish } from "../../testing/furnish.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ uploads: true });
});
afterAll(() => server.close());

const absent = "0198a7a0-0000-7000-8000-000000000000";
const browsers = { es: "es-MX,es;q=0.9,en-US;q=0.8", en: "en-US,en;q=0.9" } as const;

describe.each([
  ["es", "en", /Leyendo tu archivo/],
  ["en", "es", /Reading your file/],
] as const)("somebody whose profile says %s, at a browser that prefers %s", (own, other, notice) => {
  const start = async () => {
    const person = await signUp(server, { locale: own });
    const made = await furnish(server, person.scope);
    const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
      person.fetch(path, { method, headers: { "accept-language": browsers[other], ...headers } });
    return { ...made, person, ask };
  };

  test("reads findings, notices and problems in the language of the profile", async () => {
    const { ask, fileId } = await start();
    for (const path of [`/api/files/${fileId}/insights`, `/api/files/${fileId}`, "/api/notifications"])
      expect((await ask(path)).headers.get("content-language"), path).toBe(own);
    expect(await (await ask("/api/notifications")).text()).toMatch(notice);
    const refusals = [ask(`/api/files/${absent}/profile`), ask("/api/uploads", { "tus-resumable": "1.0.0" }, "POST")];
    for (const refused of await Promise.all(refusals)) {
      expect(refused.headers.get("content-language"), refused.url).toBe(own);
      expect(Problem.parse(await refused.json()).detail).not.toBe("");
    }
  });

  test("and in the other one where the request asks for it by name", async () => {
    const { ask, fileId } = await start();
    for (const [path, method] of [
      [`/api/files/${fileId}/insights`, "GET"],
      [`/api/files/${absent}`, "GET"],
      ["/api/uploads", "POST"],
    ] as const) {
      const answer = await ask(path, { "caudal-language": other, "accept-language": browsers[own] }, method);
      expect(answer.headers.get("content-language"), path).toBe(other);
    }
  });

  test("changes it with the profile, at once", async () => {
    const { person, ask } = await start();
    await person.client.updateMe({ body: { locale: other } });
    expect((await ask("/api/files")).headers.get("content-language")).toBe(other);
  });
});

test("nobody in particular is answered as their browser prefers", async () => {
  for (const locale of ["es", "en"] as const) {
    const headers = { "accept-language": browsers[locale] };
    expect((await visit(server).fetch("/api/files", { headers })).headers.get("content-language")).toBe(locale);
  }
});

test("a sign-in says until when it holds, as the session does", async () => {
  const email = "hasta@ejemplo.test";
  const visitor = visit(server);
  const founded = await visitor.client.signUp({ body: { name: "Ana", email, password: goodPassword } });
  expect(founded.expires_at).toBe((await visitor.client.getSession())?.expires_at);
  const days = (at: string) => (Date.parse(at) - Date.now()) / 86_400_000;
  expect(days(founded.expires_at)).toBeGreaterThan(29);
  const brief = await visitor.client.signIn({ body: { email, password: goodPassword, rememberMe: false } });
  expect(brief.expires_at).toBe((await visitor.client.getSession())?.expires_at);
  expect(days(brief.expires_at)).toBeLessThan(2);
});

test.each([
  ["Idempotency-Key", "POST", "/functions/v1/process-file", { "idempotency-key": "with space" }],
  ["cursor", "GET", "/api/files?cursor=nonsense", {}],
  ["limit", "GET", "/api/files?limit=0", {}],
] as const)("what is wrong with %s is listed in errors", async (path, method, address, headers) => {
  const { fetch } = await signUp(server);
  const answer = await fetch(address, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(method === "POST" ? { body: JSON.stringify({ fileId: absent }) } : {}),
  });
  expect(Problem.parse(await answer.json())).toMatchObject({
    code: "invalid_fields",
    errors: [{ path, message: expect.stringMatching(/\S/) as string }],
  });
});
