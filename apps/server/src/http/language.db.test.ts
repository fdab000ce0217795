import { AuthSession } from "@caudal/contract/resources/sign-in.ts";
import { withScope } from "@caudal/db/scope.ts";
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

const languageOf = (answer: Response) => answer.headers.get("content-language")?.slice(0, 2);

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
      expect(languageOf(await ask(path)), path).toBe(own);
    expect(await (await ask("/api/notifications")).text()).toMatch(notice);
    const refusals = [ask(`/api/files/${absent}/profile`), ask("/api/uploads", { "tus-resumable": "1.0.0" }, "POST")];
    for (const refused of await Promise.all(refusals)) {
      expect(languageOf(refused), refused.url).toBe(own);
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
    expect(languageOf(await ask("/api/files"))).toBe(other);
  });
});

test("nobody in particular is answered as their browser prefers", async () => {
  for (const [locale, tag] of [
    ["es", "es-MX"],
    ["en", "en-US"],
  ] as const) {
    const headers = { "accept-language": browsers[locale] };
    expect((await visit(server).fetch("/api/files", { headers })).headers.get("content-language")).toBe(tag);
  }
});

describe("figures in an answer", () => {
  const missing = { key: "missing_column", params: { column: "Cliente", missing: 12_708, rows: 50_999, share: 0.249 } };

  test.each([
    ["the profile's language has no region", {}, "es", "12.708 de 50.999"],
    ["a browser is Mexican", { "accept-language": "es-MX,es;q=0.9" }, "es-MX", "12,708 de 50,999"],
    ["a browser prefers English, then Mexico", { "accept-language": "es-MX;q=0.5,en" }, "es-MX", "12,708 de 50,999"],
    ["a browser is English", { "accept-language": "en-US,en" }, "es", "12.708 de 50.999"],
    ["the request says Argentina", { "caudal-language": "es-AR", "accept-language": "es-MX" }, "es-AR", "12.708 de"],
    ["the request says no region", { "caudal-language": "es", "accept-language": "es-MX" }, "es", "12.708 de 50.999"],
    [
      "the request says England",
      { "caudal-language": "en-GB", "accept-language": "es-MX" },
      "en-GB",
      "12,708 of 50,999",
    ],
    [
      "what is said is no region",
      { "caudal-language": "es-MX<script>", "accept-language": "es-AR" },
      "es",
      "12.708 de",
    ],
  ] as const)("where %s", async (_, headers: Record<string, string>, tag, said) => {
    const person = await signUp(server, { locale: "es" });
    const { fileId, runId } = await furnish(server, person.scope);
    await withScope(server.database.app.db, person.scope, (tx) =>
      tx
        .insertInto("insights")
        .values({
          account_id: person.scope.accountId,
          user_id: person.scope.userId,
          file_id: fileId,
          run_id: runId,
          wave: 1,
          insight_type: "quality",
          title: "Un título guardado",
          description: "Una descripción guardada",
          data: JSON.stringify({ chart: "none" }),
          confidence_score: 1,
          confidence: JSON.stringify({ formula: "counted", inputs: { rows: 2 } }),
          evidence: JSON.stringify({ query: "select 1", method: "counted", rows: null }),
          key: missing.key,
          params: JSON.stringify(missing.params),
          columns: ["Cliente"],
          importance: 0.5,
        })
        .execute(),
    );
    const answer = await person.fetch(`/api/files/${fileId}/insights`, { headers });
    expect(answer.headers.get("content-language")).toBe(tag);
    expect(await answer.text()).toContain(said);
  });

  test("are asked for a stream by its address, which takes no more than a region", async () => {
    const person = await signUp(server, { locale: "es" });
    for (const [region, status] of [
      ["es-MX", 200],
      ["fr-FR", 400],
      ["es-MX%0D%0Ax:%20y", 400],
    ] as const) {
      const ended = new AbortController();
      const answer = await person.fetch(`/api/events?locale=${region}`, { signal: ended.signal });
      expect(answer.status, region).toBe(status);
      ended.abort();
    }
  });
});

test("an account keeps the language that it was founded in, not the region", async () => {
  const visitor = visit(server);
  const founded = await visitor.fetch("/api/auth/sign-up/email", {
    method: "POST",
    headers: { "content-type": "application/json", "accept-language": "en-GB" },
    body: JSON.stringify({ name: "Ana", email: "region@ejemplo.test", password: goodPassword }),
  });
  expect(founded.status).toBe(200);
  expect((await visitor.client.getMe()).locale).toBe("en");
});

test("a sign-in says until when it holds, as the session does", async () => {
  const email = "hasta@ejemplo.test";
  const visitor = visit(server);
  const founded = AuthSession.parse(
    await visitor.client.signUp({ body: { name: "Ana", email, password: goodPassword } }),
  );
  expect(founded.expires_at).toBe((await visitor.client.getSession())?.expires_at);
  const days = (at: string) => (Date.parse(at) - Date.now()) / 86_400_000;
  expect(days(founded.expires_at)).toBeGreaterThan(13);
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
