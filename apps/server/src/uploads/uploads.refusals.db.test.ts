import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem } from "@caudal/contract/resources/problem.ts";
import { operator, signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let ana: Awaited<ReturnType<typeof signUp>>;
beforeAll(async () => {
  server = await startTestServer({ uploads: true });
  ana = await signUp(server);
});
afterAll(() => server.close());

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const named = `filename ${base64("ventas.csv")}`;

function ask(method: string, path: string, headers: Record<string, string>): Promise<Response> {
  return ana.fetch(path, { method, headers: { "tus-resumable": "1.0.0", ...headers } });
}

async function create(size: number): Promise<string> {
  const made = await ask("POST", "/api/uploads", { "upload-length": String(size), "upload-metadata": named });
  expect(made.status).toBe(201);
  return made.headers.get("location") ?? "";
}

describe("an upload that is refused", () => {
  test.each([
    ["a length below nothing", { "upload-length": "-1", "upload-metadata": named }, 400],
    ["a length that is no number", { "upload-length": "abc", "upload-metadata": named }, 400],
    ["a length that is no safe number", { "upload-length": "99999999999999999999", "upload-metadata": named }, 400],
    ["more than may be", { "upload-length": "1000001", "upload-metadata": named }, 413],
    ["no length", { "upload-metadata": named }, 400],
    ["metadata that is no Base64", { "upload-length": "1", "upload-metadata": "filename !!!" }, 400],
    ["empty metadata", { "upload-length": "1", "upload-metadata": "" }, 400],
    ["a key twice", { "upload-length": "1", "upload-metadata": `${named},${named}` }, 400],
    ["a length to come", { "upload-length": "1", "upload-metadata": named, "upload-defer-length": "1" }, 400],
    ["a part of another", { "upload-length": "1", "upload-metadata": named, "upload-concat": "partial" }, 400],
    ["a whole of others'", { "upload-metadata": named, "upload-concat": "final;/api/uploads/a" }, 400],
    ["a name that is a part of all objects", { "upload-length": "1", "upload-metadata": `__proto__ ${named}` }, 400],
    ["a name without one", { "upload-length": "1", "upload-metadata": "filename" }, 400],
    ["another version", { "upload-length": "1", "upload-metadata": named, "tus-resumable": "0.2.2" }, 400],
  ])("for %s is told as a problem, in both languages", async (_what, headers, status) => {
    const problems = await Promise.all(
      ["es", "en"].map(async (language) => {
        const answer = await ask("POST", "/api/uploads", { ...headers, "caudal-language": language });
        expect(answer.status).toBe(status);
        expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
        expect(answer.headers.get("content-language")).toBe(language);
        expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
        expect(answer.headers.get("cache-control")).toBe("no-store");
        const problem = Problem.parse(await answer.json());
        expect(problem).toMatchObject({ status, request_id: answer.headers.get("x-request-id") });
        return problem;
      }),
    );
    expect(problems[0]?.title).not.toBe(problems[1]?.title);
  });

  test("names the header that is wrong", async () => {
    const answer = await ask("POST", "/api/uploads", { "upload-length": "-1", "upload-metadata": named });
    expect(await answer.json()).toMatchObject({
      code: "invalid_fields",
      detail: expect.stringContaining("upload-length"),
    });
  });

  test("for headers that uploads here do not take, or lack, is told by their names, and is no failure of ours", async () => {
    const location = await create(4);
    const failures = async (): Promise<string | undefined> =>
      /^caudal_uploads_total\{outcome="failed"\} (\d+)$/m.exec(
        await (await fetch(`${server.url}/metrics`, { headers: operator })).text(),
      )?.[1];
    const before = await failures();
    const type = { "content-type": "application/offset+octet-stream" };
    const four = { "upload-length": "4" };
    for (const [method, path, headers, field] of [
      ["POST", "/api/uploads", { "upload-metadata": named, "upload-defer-length": "1" }, "upload-defer-length"],
      ["POST", "/api/uploads", { "upload-metadata": named, "upload-defer-length": "2" }, "upload-defer-length"],
      ["POST", "/api/uploads", { ...four, "upload-metadata": named, "upload-concat": "partial" }, "upload-concat"],
      ["POST", "/api/uploads", four, "upload-metadata"],
      ["PATCH", location, { ...type, "upload-offset": "0", "upload-length": "9" }, "upload-length"],
      ["PATCH", location, type, "upload-offset"],
      ["PATCH", location, { "upload-offset": "0" }, "content-type"],
      ["PATCH", location, { "upload-offset": "0", "content-type": "text/plain" }, "content-type"],
      ...["abc", "-1", "1.5", "1e0", "0x0", "99999999999999999999"].map(
        (offset) => ["PATCH", location, { ...type, "upload-offset": offset }, "upload-offset"] as const,
      ),
    ] as const) {
      const answer = await ask(method, path, headers);
      expect(answer.status, `${method} ${JSON.stringify(headers)}`).toBe(400);
      expect(Problem.parse(await answer.json()), JSON.stringify(headers)).toMatchObject({
        code: "invalid_fields",
        detail: `Estos datos no son válidos: ${field}. No se guardó nada.`,
      });
    }
    expect(await failures()).toBe(before);
    expect((await ask("HEAD", location, {})).headers.get("upload-offset")).toBe("0");
  });

  test("with more first bytes than it announced is told so, whether their length was told or not", async () => {
    const headers = {
      "upload-length": "4",
      "upload-metadata": named,
      "content-type": "application/offset+octet-stream",
    };
    const chunks = () =>
      new ReadableStream({
        start: (controller) => {
          controller.enqueue(new TextEncoder().encode("0123456789"));
          controller.close();
        },
      });
    for (const body of ["0123456789", chunks()]) {
      const answer = await ana.fetch("/api/uploads", {
        method: "POST",
        headers: { "tus-resumable": "1.0.0", ...headers },
        body,
        ...(typeof body === "string" ? {} : { duplex: "half" as const }),
      });
      expect(answer.status).toBe(413);
      expect(Problem.parse(await answer.json())).toMatchObject({
        code: "upload_longer_than_declared",
        detail: expect.stringContaining("4 B"),
      });
    }
    expect((await ana.client.listFiles()).items).toEqual([]);
  });

  test("of a method that uploads do not have is told as a problem too", async () => {
    for (const method of ["PUT", "GET"])
      Problem.parse(await (await ask(method, "/api/uploads/0198a7a0-0000-7000-8000-000000000000", {})).json());
  });

  test("for more bytes than it announced is answered before they are read, and readably", async () => {
    const location = await create(10);
    const { hostname, port } = new URL(server.url);
    const size = 5 << 20;
    const socket = connect(Number(port), hostname);
    const received: Buffer[] = [];
    const closed = new Promise<Error | null>((resolve) => {
      socket.on("error", resolve);
      socket.on("close", () => resolve(null));
    });
    socket.on("data", (piece) => received.push(piece));
    const path = new URL(location, server.url).pathname;
    socket.write(
      `PATCH ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${ana.cookie()}\r\nTus-Resumable: 1.0.0\r\n` +
        `Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: ${size}\r\n\r\n`,
    );
    // Not a byte of the body yet: by its length alone it is refused.
    await expect
      .poll(() => Buffer.concat(received).toString(), { timeout: 10_000 })
      .toContain('"upload_longer_than_declared"');
    // A client that sends first and reads then must not be cut off meanwhile; the connection serves on.
    socket.write(randomBytes(size));
    socket.write(`GET /healthz HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`);
    expect(await closed).toBeNull();
    const text = Buffer.concat(received).toString();
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(text).toContain('{"status":"ok"}');
    expect((await ask("HEAD", path, {})).headers.get("upload-offset")).toBe("0");
  });

  test("advertises nothing to other sites", async () => {
    const answer = await ask("OPTIONS", "/api/uploads", {});
    expect(answer.status).toBe(204);
    expect(answer.headers.get("tus-max-size")).toBe("1000000");
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});
