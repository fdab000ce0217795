import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { routes } from "@caudal/contract/routes/routes.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { operator, signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";
import { maxBodyBytes } from "./read-json-body.ts";

let server: TestServer;
let ana: Awaited<ReturnType<typeof signUp>>;
beforeAll(async () => {
  server = await startTestServer();
  ana = await signUp(server);
});
afterAll(() => server.close());

/** Every operation that takes a body: a new one stands here by itself. */
const withBody = Object.values<RouteDefinition>(routes).filter(({ body }) => body !== undefined);

function headOf({ method, path, access }: RouteDefinition, length: number): string {
  const shown = access === "operator" ? `Authorization: ${operator.authorization}\r\n` : "";
  const place = path.replaceAll(/\{\w+\}/g, () => randomUUID());
  return (
    `${method.toUpperCase()} ${place} HTTP/1.1\r\nHost: ${new URL(server.url).host}\r\nCookie: ${ana.cookie()}\r\n` +
    `${shown}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`
  );
}

function send(text: string): { readonly heard: () => string } {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let heard = "";
  socket.on("data", (piece) => (heard += piece.toString()));
  socket.on("error", () => undefined);
  socket.write(text);
  return { heard: () => heard };
}

/** Within the limit and made to cost. Names that a route does not know are passed over, so that an operation without duties may even succeed. */
const bombs: Readonly<Record<string, string>> = {
  depth: `${"[".repeat(maxBodyBytes / 2)}${"]".repeat(maxBodyBytes / 2)}`,
  "depth that does not close": '{"a":'.repeat(maxBodyBytes / 5),
  width: `{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":0`).join(",")}}`,
  digits: `{"name":${"9".repeat(maxBodyBytes - 20)}}`,
  prototype: `{"__proto__":{"name":"x"},"constructor":{"prototype":{}}}`,
};

describe.each(withBody.map((route) => [`${route.method} ${route.path}`, route] as const))("%s", (_name, route) => {
  test("refuses one byte more than its limit before any of it has come", async () => {
    const { heard } = send(headOf(route, maxBodyBytes + 1));
    await expect.poll(heard).toMatch(/^HTTP\/1\.1 413 [^]*"request_too_large"/);
  });

  test.each(Object.entries(bombs))("answers a bomb of %s shortly, and as no failure of ours", async (what, bomb) => {
    const started = performance.now();
    const { heard } = send(headOf(route, Buffer.byteLength(bomb)) + bomb);
    await expect.poll(heard).toMatch(/^HTTP\/1\.1 [24]\d\d /);
    if (what.startsWith("depth")) expect(heard()).toMatch(/^HTTP\/1\.1 400 [^]*"(bad_request|invalid_fields)"/);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(heard().length).toBeLessThan(16_000);
  });
});
