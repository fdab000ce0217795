import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Everything that a raw connection gives until it is closed. */
async function say(text: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  return new Promise((resolve) => {
    let received = "";
    socket.on("data", (piece) => (received += piece.toString("latin1")));
    socket.on("error", () => resolve(received));
    socket.on("close", () => resolve(received));
    socket.write(text);
  });
}

const host = () => `Host: 127.0.0.1:${new URL(server.url).port}\r\n`;
/** What an attacker wants to be taken for a request of its own, with which whoever comes next on the connection would be answered. */
const smuggled = () => `GET /healthz HTTP/1.1\r\n${host()}X-Smuggled: yes\r\nConnection: close\r\n\r\n`;
const post = (headers: string) => `POST /api/auth/sign-out HTTP/1.1\r\n${host()}${headers}\r\n`;

test("two requests that are told apart rightly are both answered, so that the refusals below mean something", async () => {
  const answer = await say(post("Content-Length: 0\r\n") + smuggled());
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(2);
});

test.each([
  ["a length and chunks", () => `${post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")}0\r\n\r\n`],
  ["chunks and a length", () => `${post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")}0\r\n\r\n`],
  ["two lengths", () => post("Content-Length: 0\r\nContent-Length: 5\r\n")],
  ["a length in a list", () => post("Content-Length: 0, 5\r\n")],
  ["an encoding that hides chunks", () => `${post("Transfer-Encoding: xchunked\r\n")}0\r\n\r\n`],
  ["chunks before another encoding", () => `${post("Transfer-Encoding: chunked, identity\r\n")}0\r\n\r\n`],
  ["a blank before the colon", () => `${post("Transfer-Encoding : chunked\r\n")}0\r\n\r\n`],
  ["a folded header", () => `${post("X-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length : 0\r\n")}`],
  ["a bare line feed", () => post("X-A: b\nTransfer-Encoding: chunked\n")],
  ["a chunk whose length is no number", () => `${post("Transfer-Encoding: chunked\r\n")}0x0\r\n\r\n`],
  ["a chunk that ends by a bare line feed", () => `${post("Transfer-Encoding: chunked\r\n")}0\n\n`],
  ["a head that is too large", () => post(`X-Large: ${"x".repeat(100_000)}\r\n`)],
])("%s is refused, the connection ends, and nothing behind it is answered", async (_what, first) => {
  const answer = await say(first() + smuggled());
  // What only its body shows to be wrong may be cut without a word.
  expect(answer).toMatch(/^$|^HTTP\/1\.1 (400|431) /);
  expect(answer.match(/HTTP\/1\.1 /g) ?? []).toHaveLength(answer === "" ? 0 : 1);
});
