import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Fault } from "@caudal/base/fault.ts";
import { Problem } from "@caudal/contract/resources/problem.ts";
import { goodPassword, startTestServer, type TestServer } from "../../testing/test-server.ts";
import { createHttpService } from "./http-service.ts";
import { readJsonBody } from "./read-json-body.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ uploads: true });
});
afterAll(() => server.close());

async function ask(method: string, path: string, headers: Record<string, string>, body = "") {
  const sent = httpRequest(`${server.url}${path}`, { method, headers });
  sent.end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

/** Everything that a connection gives until it is closed; an error (a reset) is told as its code. */
async function converse(port: number, pieces: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const ended = new Promise<string>((resolve) => {
    let received = "";
    socket.on("data", (piece) => (received += piece.toString("utf8")));
    socket.on("error", (error) => resolve("code" in error ? String(error.code) : "error"));
    socket.on("close", () => resolve(received));
  });
  for (const piece of pieces) socket.write(piece);
  return ended;
}

describe("a page that made its own name lead here", () => {
  const evil = { host: "evil.test", origin: "http://evil.test", "content-type": "application/json" };

  test("gets nothing: not the page, not sign-up, not uploads, not figures", async () => {
    const body = JSON.stringify({ name: "E", email: "rebind@ejemplo.test", password: goodPassword });
    for (const [method, path] of [
      ["POST", "/api/auth/sign-up/email"],
      ["POST", "/api/uploads"],
      ["GET", "/metrics"],
      ["GET", "/"],
    ] as const) {
      const answer = await ask(method, path, { ...evil, "accept-language": "en" }, method === "POST" ? body : "");
      expect(answer.status, path).toBe(421);
      expect(Problem.parse(JSON.parse(answer.body))).toMatchObject({ code: "host_refused", status: 421 });
      expect(answer.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
      expect(answer.headers["content-language"]).toBe("en");
    }
    const { port } = new URL(server.url);
    expect((await ask("GET", "/healthz", { host: `evil.test:${port}` })).status).toBe(421);
    expect((await ask("GET", "/healthz", { host: "caudal.test" })).status).toBe(200);
    expect((await ask("GET", "/healthz", { host: `localhost:${port}` })).status).toBe(200);
  });

  test("nor by a second name beside ours, in either order", async () => {
    const { port } = new URL(server.url);
    const names = [`Host: 127.0.0.1:${port}`, "Host: evil.test"];
    for (const [one, other] of [names, names.toReversed()])
      expect(
        await converse(Number(port), [`GET /healthz HTTP/1.1\r\n${one}\r\n${other}\r\nConnection: close\r\n\r\n`]),
      ).toMatch(/^HTTP\/1\.1 421 /);
  });
});

describe("a connection that is no use", () => {
  test("with a head of 100 kB is answered readably, in its language", async () => {
    const { port } = new URL(server.url);
    const heads = `GET /api/me HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept-Language: en\r\n`;
    const answer = await converse(Number(port), [`${heads}X-Large: ${"x".repeat(100_000)}\r\n\r\n`]);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain("content-security-policy: ");
    const problem = Problem.parse(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4)));
    expect(problem).toMatchObject({ status: 431, code: "headers_too_large", title: "The headers are too large" });
  });

  test("with no HTTP at all is told so", async () => {
    const answer = await converse(Number(new URL(server.url).port), ["SSH-2.0-guess\r\n\r\n"]);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"bad_request"');
  });

  test("whose body trickles is cut, except where bytes may take their time", async () => {
    const http = createHttpService(
      (_request, response) => void response.end("done"),
      { host: "127.0.0.1", port: 0 },
      () => undefined,
      { bodyTimeoutMs: 300, mayTakeLong: (request) => request.url === "/slow" },
    );
    await http.start();
    try {
      const address = { port: http.port() } as AddressInfo;
      const head = (path: string) => `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{`;
      const slow = connect(address.port, "127.0.0.1");
      slow.write(head("/slow"));
      // Ends only because the server closes it.
      expect(await converse(address.port, [head("/api/me")])).toMatch(/^$|^HTTP\/1\.1 200|ECONNRESET/);
      expect(slow.destroyed).toBe(false);
      slow.destroy();
    } finally {
      await http.stop();
    }
  });

  test("does not keep a handler waiting for its body", async () => {
    const never = new ReadableStream<Uint8Array>(
      { pull: (controller) => controller.enqueue(new Uint8Array(0)) },
      {
        highWaterMark: 0,
      },
    );
    const request = new Request("http://x/", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: never.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({ transform: () => new Promise<void>(() => undefined) }),
      ),
      duplex: "half",
    });
    await expect(readJsonBody(request, 100, 50)).rejects.toMatchObject({
      code: "request_timeout",
    } satisfies Partial<Fault>);
  });

  test("with a body that only turns out too large while it comes is answered readably", async () => {
    const { port } = new URL(server.url);
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    const answer = await converse(Number(port), [
      `POST /api/auth/sign-in/email HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n` +
        `Connection: close\r\n\r\n${chunk.repeat(8)}0\r\n\r\n`,
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"request_too_large"');
  });
});
