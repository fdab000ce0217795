import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operator, signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer();
  cookie = (await signUp(server)).cookie();
});
afterAll(() => server.close());

/** Everything that the server answers to these bytes, until it closes the connection. */
async function send(bytes: string): Promise<string> {
  const { port, hostname } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let received = "";
  const closed = new Promise<string>((resolve) => {
    socket.on("data", (piece) => (received += piece.toString("latin1")));
    socket.on("error", () => resolve(received));
    socket.on("close", () => resolve(received));
  });
  // Not ended: a server that takes the hidden request for one answers it too, and closes after it as it says.
  socket.write(bytes);
  return closed;
}
const answers = (received: string): readonly number[] =>
  [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

/** A request that hides another one behind the end that only one of two servers in a row sees. */
const smuggled = `GET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${operator.authorization}\r\nConnection: close\r\n\r\n`;
const head = (lines: readonly string[]): string =>
  [`POST /api/auth/sign-out HTTP/1.1`, "Host: localhost", `Cookie: ${cookie}`, ...lines, "", ""].join("\r\n");

describe("a request whose end two servers would see in different places", () => {
  test.each([
    ["a length and chunks", ["Content-Length: 5", "Transfer-Encoding: chunked"], `0\r\n\r\n${smuggled}`],
    ["chunks and a length", ["Transfer-Encoding: chunked", "Content-Length: 5"], `0\r\n\r\n${smuggled}`],
    ["two lengths", ["Content-Length: 0", `Content-Length: ${smuggled.length}`], smuggled],
    ["a list of lengths", [`Content-Length: 0, ${smuggled.length}`], smuggled],
    ["a length with a sign", ["Content-Length: +0"], smuggled],
    ["a length in another base", ["Content-Length: 0x0"], smuggled],
    ["an encoding that is not the last", ["Transfer-Encoding: chunked, identity"], `0\r\n\r\n${smuggled}`],
    [
      "an encoding that is hidden by a tab",
      ["Transfer-Encoding:\tchunked", "Content-Length: 0"],
      `0\r\n\r\n${smuggled}`,
    ],
    ["a blank before the colon", ["Content-Length : 0"], smuggled],
    ["a folded line", ["Transfer-Encoding: x", " chunked"], `0\r\n\r\n${smuggled}`],
    ["a line end in a value", ["X-A: a\rTransfer-Encoding: chunked", "Content-Length: 0"], smuggled],
    ["a size of a chunk that is none", ["Transfer-Encoding: chunked"], `0;\n\r\n${smuggled}`],
    ["a chunk that is longer than it says", ["Transfer-Encoding: chunked"], `1\r\nAAA\r\n0\r\n\r\n${smuggled}`],
  ])("%s: is refused, and what it hides is not answered", async (_what, lines, body) => {
    const statuses = answers(await send(head(lines) + body));
    expect(statuses.length).toBeLessThanOrEqual(1);
    // Refused outright, or the request's own refusal, after which the connection is closed.
    for (const status of statuses) expect(status).toBeGreaterThanOrEqual(400);
  });

  test("the same bytes, told rightly, are two requests: the hidden one could be answered", async () => {
    const received = await send(`GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n${smuggled}`);
    expect(answers(received)).toEqual([200, 200]);
  });
});
