import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer as createNetServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Fault } from "@caudal/base/fault.ts";
import { Problem } from "@caudal/contract/resources/problem.ts";
import { uploadsPath } from "@caudal/contract/routes/uploads.ts";
import { routes } from "@caudal/contract/routes/routes.ts";
import { furnish } from "../../testing/furnish.ts";
import { signUp, startTestServer, testFounderToken, visit, type TestServer } from "../../testing/test-server.ts";
import { createHttpService } from "./http-service.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ operatorToken: "for-the-operator", baseUrl: "https://caudal.example" });
  const web = join(server.folder, "web");
  await mkdir(join(web, "assets"), { recursive: true });
  await writeFile(join(web, "index.html"), "<!doctype html><title>Caudal</title>");
  await writeFile(join(web, "assets", "app-abc123.js"), "export {};".repeat(100));
  await writeFile(join(server.folder, "outside.txt"), "secret");
  await writeFile(join(web, ".hidden.txt"), "secret");
  await mkdir(join(web, ".git"));
  await writeFile(join(web, ".git", "config"), "secret");
});
afterAll(() => server.close());

const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(`${server.url}${path}`, { method, headers });
const problemOf = async (response: Response): Promise<Problem> => {
  expect(response.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
  return Problem.parse(await response.json());
};

describe("problems", () => {
  test.each([
    ["an unknown address", "/api/nothing", "GET", "not_found", 404],
    ["an unknown function", "/functions/v1/nothing", "POST", "not_found", 404],
    ["a method that an address does not take", "/api/me", "DELETE", "method_not_allowed", 405],
    ["no session", "/api/me", "GET", "not_signed_in", 401],
  ])("of %s are told in both languages, with the request's id", async (_what, path, method, code, status) => {
    const es = await get(path, { "accept-language": "es-AR" }, method);
    const en = await get(path, { "accept-language": "en-GB", "x-request-id": "mine-12345678" }, method);
    expect([es.status, en.status]).toEqual([status, status]);
    const [one, other] = [await problemOf(es), await problemOf(en)];
    expect([one.code, other.code, other.request_id]).toEqual([code, code, "mine-12345678"]);
    expect(en.headers.get("x-request-id")).toBe("mine-12345678");
    expect(one.request_id).toBe(es.headers.get("x-request-id"));
    expect(one.title).not.toBe(other.title);
  });

  test("of bodies: not JSON, broken, too large, wrong", async () => {
    const ana = await signUp(server);
    const patch = (body: string, type = "application/json") =>
      ana.fetch("/api/me", { method: "PATCH", headers: { "content-type": type }, body });
    expect(await problemOf(await patch("name=x", "application/x-www-form-urlencoded"))).toMatchObject({ status: 415 });
    expect(await problemOf(await patch("{"))).toMatchObject({ status: 400, code: "bad_request" });
    expect(await problemOf(await patch(JSON.stringify({ name: "x".repeat(300_000) })))).toMatchObject({
      status: 413,
      code: "request_too_large",
      detail: "Lo que enviaste pasa del límite de 262,1 kB de una petición. No se guardó nada.",
      action: expect.not.stringContaining("CAUDAL_MAX_UPLOAD_BYTES"),
    });
    expect(await problemOf(await patch('{"name":5,"locale":"fr"}'))).toMatchObject({
      status: 400,
      errors: [{ path: "name", message: "Debe ser texto." }, { path: "locale" }],
    });
    expect(await problemOf(await patch('{"name":"a\\u0000b"}'))).toMatchObject({ status: 400, code: "invalid_fields" });
    expect((await ana.client.getMe()).name).toBe("Ana Pruebas");
  });
});

describe("headers", () => {
  test("keep every answer from being framed, sniffed or cached", async () => {
    for (const path of ["/", "/api/me", "/openapi.json", "/healthz", "/nothing/here", "/assets/missing.js"]) {
      const headers = Object.fromEntries((await get(path)).headers);
      expect(headers, path).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
      });
      expect(headers["content-security-policy"], path).toContain("frame-ancestors 'none'");
      expect(headers["strict-transport-security"], path).toBeDefined();
      if (path.startsWith("/api")) expect(headers["cache-control"]).toBe("no-store");
    }
  });

  test("of the page run no inline script; its hashed parts are kept, itself not", async () => {
    const page = await get("/archivos/123");
    expect(await page.text()).toContain("<title>Caudal</title>");
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self';");
    // Nothing is asked of, sent to or shown from another host.
    expect(policy.match(/https?:|wss?:|\*|unsafe-eval/g), policy).toBeNull();
    expect(policy).toMatch(/(^|; ?)default-src '(self|none)'/);
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const script = await get("/assets/app-abc123.js", { "accept-encoding": "gzip" });
    expect(script.headers.get("cache-control")).toContain("immutable");
    expect(script.headers.get("content-encoding")).toBe("gzip");
    expect(await script.text()).toBe("export {};".repeat(100));
    expect((await get("/assets/app-abc123.js", { "if-none-match": script.headers.get("etag") ?? "" })).status).toBe(
      304,
    );
    expect((await get("/assets/missing.js")).status).toBe(404);
  });

  test("say of what a text is, and in which letters", async () => {
    const ana = await signUp(server);
    const text: Record<string, string> = {
      "/": "text/html; charset=utf-8",
      "/assets/app-abc123.js": "text/javascript; charset=utf-8",
      "/openapi.json": "application/json; charset=utf-8",
      "/api/me": "application/json; charset=utf-8",
      "/api/nothing": "application/problem+json; charset=utf-8",
    };
    for (const [path, kind] of Object.entries(text)) {
      const answer = await ana.fetch(path);
      expect(answer.headers.get("content-type")?.toLowerCase(), path).toBe(kind);
      await answer.body?.cancel();
    }
    const figures = await get("/metrics", { authorization: "Bearer for-the-operator" });
    expect(figures.headers.get("content-type")).toMatch(/^text\/plain;.*charset=utf-8/);
    const events = await ana.fetch("/api/events");
    expect(events.headers.get("content-type")).toMatch(/^text\/event-stream/);
    await events.body?.cancel();
  });

  test("list no folder", async () => {
    for (const path of ["/assets/", "/assets", "/assets/."])
      expect(await (await get(path)).text(), path).not.toContain("app-abc123");
  });

  test("lead nobody out of the page's folder", async () => {
    for (const path of [
      "/..%2foutside.txt",
      "/assets/..%2f..%2foutside.txt",
      "/%2e%2e/outside.txt",
      "/..%5coutside.txt",
      "/%00",
      "/%ff",
      "/.hidden.txt",
      "/.git/config",
    ]) {
      const response = await get(path);
      expect(await response.text(), path).not.toContain("secret");
    }
  });

  test("of a session over https are for secure connections", async () => {
    const response = await fetch(`${server.url}/api/auth/sign-up/email`, {
      method: "POST",
      headers: { "content-type": "application/json", "caudal-founder-token": testFounderToken },
      body: JSON.stringify({ name: "Sol", email: "sol@ejemplo.test", password: "mañana llueve en Quito" }),
    });
    expect(response.headers.getSetCookie()[0]).toMatch(/^__Host-caudal\.session_token=.*Secure/i);
  });
});

type Answers = Record<string, { readonly content: Record<string, unknown> }>;
type Document = { readonly paths: Record<string, Record<string, { readonly responses: Answers }>> };
const readDocument = async () => (await (await get("/openapi.json")).json()) as Document;
/** What the document says that a GET answers with the status of this answer, which has to be of one of the types that it names. */
function documentedAnswer(document: Document, path: string, { status, headers }: Response): Record<string, unknown> {
  const { content = {} } = document.paths[path]?.["get"]?.responses[String(status)] ?? {};
  expect(Object.keys(content)).toContain(headers.get("content-type")?.split(";")[0]);
  return content;
}

describe("operations", () => {
  test("the document describes what the server answers, all of it and nothing else", async () => {
    const document = await readDocument();
    // Uploads have a server of their own behind them: uploads.documented.db.test.ts.
    const paths = Object.fromEntries(Object.entries(document.paths).filter(([path]) => !path.startsWith(uploadsPath)));
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(described.sort()).toEqual(
      Object.values(routes)
        .map((route) => `${route.method} ${route.path}`)
        .sort(),
    );
    // Sign-in elsewhere is there where it is set up: sign-in.oidc.db.test.ts.
    for (const line of described.filter((each) => !each.includes("/oidc/"))) {
      const [method = "", path = ""] = line.split(" ");
      const response = await get(path.replace("{id}", "x"), {}, method.toUpperCase());
      const code = response.ok ? "" : ((await response.json()) as Problem).code;
      expect(["not_found", "method_not_allowed"], line).not.toContain(code);
    }
    for (const method of ["put", "delete", "post", "patch", "get"]) {
      for (const path of Object.keys(paths)) {
        // PATCH of read-all is PATCH of {id}.
        if (described.includes(`${method} ${path}`) || `${method} ${path}` === "patch /api/notifications/read-all")
          continue;
        expect((await get(path.replace("{id}", "x"), {}, method.toUpperCase())).status, `${method} ${path}`).toBe(405);
      }
    }
  });

  test("readiness names the part that is missing", async () => {
    expect(await (await get("/readyz")).json()).toEqual({
      status: "ready",
      checks: { database: true, migrations: true, storage: true },
    });
    const lame = await startTestServer();
    try {
      await lame.database.app.pool.end();
      const response = await fetch(`${lame.url}/readyz`);
      const said = documentedAnswer(await readDocument(), "/readyz", response);
      expect(said).toEqual({ "application/json": { schema: { $ref: "#/components/schemas/Readiness" } } });
      expect([response.status, await response.json()]).toEqual([
        503,
        { status: "not_ready", checks: { database: false, migrations: false, storage: true } },
      ]);
      expect((await fetch(`${lame.url}/healthz`)).status).toBe(200);
    } finally {
      await lame.close().catch(() => undefined);
    }
  });

  test("nobody is the operator by asking from this machine, nor with a guess", async () => {
    for (const route of Object.values(routes).filter((each) => each.access === "operator"))
      for (const sent of [
        {},
        { authorization: "Bearer guess" },
        { authorization: "Bearer " },
        { "x-forwarded-for": "127.0.0.1" },
      ]) {
        const method = route.method.toUpperCase();
        const headers = { "content-type": "application/json", ...sent };
        const response = await fetch(`${server.url}${route.path.replace("{id}", randomUUID())}`, {
          method,
          headers,
          ...(method === "GET" ? {} : { body: "{}" }),
        });
        expect(((await response.json()) as Problem).code, `${route.path} ${JSON.stringify(sent)}`).toBe(
          "metrics_refused",
        );
      }
  });

  test("metrics are the operator's, and name nobody", async () => {
    const ana = await signUp(server, { email: "medida@ejemplo.test" });
    const refused = await get("/metrics", { "accept-language": "en" });
    expect(refused.status).toBe(403);
    expect(documentedAnswer(await readDocument(), "/metrics", refused)).toHaveProperty(["application/problem+json"]);
    const { detail, action } = await problemOf(refused);
    expect(detail).toContain("secrets/operator-token");
    expect(action).toContain("CAUDAL_METRICS_TOKEN");
    expect((await get("/metrics", { authorization: "Bearer guess" })).status).toBe(403);
    expect((await ana.fetch("/metrics")).status).toBe(403);
    const text = await (await get("/metrics", { authorization: "Bearer for-the-operator" })).text();
    expect(text).toMatch(/caudal_http_request_seconds_count\{route="\/api\/me",method="GET",status="200"\} \d+/);
    expect(text).toContain("caudal_event_subscribers 0");
    await furnish(server, ana.scope);
    expect(await (await get("/metrics", { authorization: "Bearer for-the-operator" })).text()).toMatch(
      /^caudal_runs\{kind="profile",state="queued"\} 1$/m,
    );
    expect(text).not.toContain(ana.userId);
    expect(text).not.toContain("medida");
    await get("/api/files/a-name-of-somebody");
    expect(await (await get("/metrics", { authorization: "Bearer for-the-operator" })).text()).not.toContain(
      "a-name-of-somebody",
    );
  });

  test("log lines carry the request's id and no secret", async () => {
    await visit(server).fetch("/api/me?token=hunter22", {
      headers: { "x-request-id": "traced-12345678", cookie: "caudal.session_token=hunter22" },
    });
    const line = server.lines
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .find((each) => each["request_id"] === "traced-12345678" && each["message"] === "request");
    expect(line).toMatchObject({ level: "info", method: "GET", route: "/api/me", status: 401 });
    expect(server.lines.join("")).not.toContain("hunter22");
  });
});

test("a port that is taken is told as such", async () => {
  const other = createNetServer();
  await new Promise<void>((resolve) => void other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as { port: number };
  const http = createHttpService(
    () => undefined,
    { host: "127.0.0.1", port },
    () => undefined,
  );
  await expect(http.start()).rejects.toMatchObject({ code: "port_taken", params: { port } } satisfies Partial<Fault>);
  other.close();
});
