import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer({ uploads: true });
  cookie = (await signUp(server)).cookie();
});
afterAll(() => server.close());

/** Sends bytes as they are, which no client of ours would write, and gives the answer once the connection is closed. */
async function send(line: string, headers: readonly string[] = [], body = ""): Promise<string> {
  const { port } = new URL(server.url);
  const socket = connect(Number(port), "127.0.0.1");
  const answer = new Promise<string>((resolve, reject) => {
    let received = "";
    socket.on("data", (piece) => (received += piece.toString("utf8")));
    socket.on("error", reject);
    socket.on("close", () => resolve(received));
  });
  const length = body === "" ? [] : ["Content-Type: application/json", `Content-Length: ${Buffer.byteLength(body)}`];
  const head = [`${line} HTTP/1.1`, "Host: 127.0.0.1", "Connection: close", ...headers, ...length];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  return answer;
}
const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);

test.each(["%E0%A4%A", "%", "x", "a.b", "", '"', "a%00b.c", "é", "a".repeat(4000), "x; caudal.session_token=y"])(
  "a session that is the rubbish %j is none",
  async (value) => {
    const rubbish = [`Cookie: caudal.session_token=${value}`];
    expect(statusOf(await send("GET /api/me", rubbish))).toBe(401);
    expect(statusOf(await send("GET /api/auth/get-session", rubbish))).toBe(200);
    expect(statusOf(await send("POST /api/auth/sign-out", rubbish))).toBe(204);
    expect(statusOf(await send("HEAD /api/uploads/x", [...rubbish, "Tus-Resumable: 1.0.0"]))).toBe(401);
  },
);

test.each([
  "GET /api/files/%E0%A4%A",
  "GET /api/files/%zz/rows",
  "GET /%zz",
  "GET /%00",
  "GET /..%2f..%2f..%2fetc%2fpasswd",
  "GET //evil.test/api/me",
  "GET /api/files?q=%E0%A4%A&limit=%zz",
  "TRACE /api/me",
  "PROPFIND /api/files",
  "QUERY /",
  "PUT /api/uploads/x",
])("%s is refused as the asker's mistake, with a problem", async (line) => {
  const answer = await send(line, [`Cookie: ${cookie}`, "Tus-Resumable: 1.0.0"]);
  expect(statusOf(answer)).toBeGreaterThanOrEqual(400);
  expect(statusOf(answer)).toBeLessThan(500);
  expect(answer).toContain("application/problem+json");
});

// Where nobody could say what is meant, either is right.
test.each([
  [";;;q=9,es;q=2,en;q=-1,*", "e[ns]"],
  ["en-US;q=0.9;q=1, es;q=0.1", "en"],
  [`${"xx;q=1,".repeat(1500)}en`, "e[ns]"],
  ["en;q=0", "es"],
  ["__proto__,constructor,en", "en"],
  ["en;q=1e9,es;q=0.001", "e[ns]"],
])("the languages %.40j leave an answer in one of ours", async (languages, expected) => {
  const answer = await send("GET /api/nothing", [`Accept-Language: ${languages}`]);
  expect(answer).toMatch(new RegExp(`^content-language: ${expected}(-US)?\r$`, "im"));
});

test.each([
  ["a key too long", "Idempotency-Key: ".concat("k".repeat(201)), 400],
  ["two keys", "Idempotency-Key: a\r\nIdempotency-Key: b", 400],
  ["a key with a space", "Idempotency-Key: a b", 400],
  ["a key of ours", "Idempotency-Key: a", 404],
])("%s is answered before anything starts", async (_what, key, status) => {
  const body = JSON.stringify({ fileId: "0198a7a0-0000-7000-8000-000000000000" });
  expect(statusOf(await send("POST /functions/v1/process-file", [`Cookie: ${cookie}`, key], body))).toBe(status);
});

test.each([
  ["lists in lists without end", "[".repeat(200_000), 400],
  ["a prototype", '{"__proto__":{"fileId":"0198a7a0-0000-7000-8000-000000000000"}}', 400],
  ["a list", "[]", 400],
  ["nothing", "null", 400],
  ["half a letter", '{"fileId":"\\ud800"}', 400],
])("a body that is %s is refused", async (_what, body, status) => {
  expect(statusOf(await send("POST /functions/v1/process-file", [`Cookie: ${cookie}`], body))).toBe(status);
});
