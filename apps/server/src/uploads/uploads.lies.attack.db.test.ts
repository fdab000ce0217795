import { once } from "node:events";
import { connect } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

/** Uploads by somebody who writes his own HTTP. What was acknowledged stays true, and nothing beyond what was announced is kept. */
let server: TestServer;
let ana: Awaited<ReturnType<typeof signUp>>;
beforeAll(async () => {
  server = await startTestServer({ uploads: true });
  ana = await signUp(server);
});
afterAll(() => server.close());

const tus = { "tus-resumable": "1.0.0" };
const octets = "application/offset+octet-stream";
const metadata = `filename ${Buffer.from("ventas.csv").toString("base64")}`;

async function create(size: number): Promise<string> {
  const headers = { ...tus, "upload-length": String(size), "upload-metadata": metadata };
  const made = await ana.fetch("/api/uploads", { method: "POST", headers });
  expect(made.status).toBe(201);
  return new URL(made.headers.get("location") ?? "", server.url).pathname;
}

const offsetOf = async (path: string): Promise<number> =>
  Number((await ana.fetch(path, { method: "HEAD", headers: tus })).headers.get("upload-offset"));

const keyOf = (path: string): string => `${ana.scope.accountId}/${path.split("/").at(-1)}/original`;
const kept = async (path: string): Promise<string> => String(await buffer(await server.objects.read(keyOf(path))));

function headOf(path: string, offset: string, more: string): string {
  return (
    `PATCH ${path} HTTP/1.1\r\nHost: ${new URL(server.url).host}\r\nCookie: ${ana.cookie()}\r\nTus-Resumable: 1.0.0\r\n` +
    `Connection: close\r\nUpload-Offset: ${offset}\r\nContent-Type: ${octets}\r\n${more}\r\n`
  );
}

function dial() {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  const heard = { text: "", closed: false };
  socket.on("data", (piece) => (heard.text += piece.toString()));
  socket.on("error", () => undefined);
  socket.on("close", () => (heard.closed = true));
  return { socket, heard };
}

/** What is answered to bytes that are written as they stand. */
async function say(bytes: string): Promise<string> {
  const { socket, heard } = dial();
  socket.write(bytes);
  await expect.poll(() => heard.closed).toBe(true);
  return heard.text;
}

/** Whoever else uploads meanwhile gets on with it. */
async function expectOthersGoOn(): Promise<void> {
  const path = await create(6);
  expect(await say(headOf(path, "0", "Content-Length: 6\r\n") + "a\n1\n2\n")).toMatch(/^HTTP\/1\.1 204 /);
  expect(await kept(path)).toBe("a\n1\n2\n");
}

describe("a body that is not as long as it says", () => {
  test("and ends early keeps what came, and goes on from there", async () => {
    const path = await create(10);
    const { socket, heard } = dial();
    socket.write(headOf(path, "0", "Content-Length: 10\r\n") + "1234");
    socket.end();
    await once(socket, "close");
    expect(heard.text).not.toMatch(/^HTTP\/1\.1 2/);
    const offset = await offsetOf(path);
    expect("1234".startsWith(await kept(path))).toBe(true);
    const rest = "1234567890".slice(offset);
    expect(await say(headOf(path, String(offset), `Content-Length: ${rest.length}\r\n`) + rest)).toMatch(
      /^HTTP\/1\.1 204 /,
    );
    expect(await kept(path)).toBe("1234567890");
    await expectOthersGoOn();
  });

  test("and goes on beyond its length: what follows is another request or none, and is not kept", async () => {
    const path = await create(10);
    const answer = await say(headOf(path, "0", "Content-Length: 4\r\n") + "1234MORE BYTES\r\n\r\n");
    // An answer under way is not mixed with another: the connection may be cut, and then nothing was acknowledged.
    expect(answer).toMatch(/^$|^HTTP\/1\.1 (204|400) /);
    if (answer.startsWith("HTTP/1.1 204")) expect(await offsetOf(path)).toBe(4);
    expect("1234".startsWith(await kept(path))).toBe(true);
  });

  test("in chunks without any length keeps no byte beyond the upload's", async () => {
    const path = await create(4);
    const answer = await say(headOf(path, "0", "Transfer-Encoding: chunked\r\n") + "A\r\n0123456789\r\n0\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"upload_longer_than_declared"');
    expect(await offsetOf(path)).toBeLessThanOrEqual(4);
    expect("0123".startsWith(await kept(path))).toBe(true);
    await expectOthersGoOn();
  });

  test.each([
    ["a length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"],
    ["chunks and a length", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n"],
    ["two lengths", "Content-Length: 4\r\nContent-Length: 10\r\n"],
    ["a length below nothing", "Content-Length: -4\r\n"],
    ["a length in another notation", "Content-Length: 0x4\r\n"],
    ["an encoding that is none", "Transfer-Encoding: chunked, cow\r\n"],
  ])("by %s is refused before a byte of it is kept", async (_what, headers) => {
    const path = await create(10);
    const answer = await say(`${headOf(path, "0", headers)}4\r\n1234\r\n0\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"bad_request"');
    expect(await offsetOf(path)).toBe(0);
    await expectOthersGoOn();
  });
});

describe("an offset that is not where the upload stands", () => {
  test.each([
    ["0", 409],
    ["3", 409],
    ["6", 409],
    ["10", 409],
    ["9007199254740991", 409],
    ["9007199254740993", 400],
    ["-1", 400],
    ["-5", 400],
    ["5, 5", 400],
    ["0005.0", 400],
  ])("%s is refused with %i, and what was acknowledged stays as it is", async (offset, status) => {
    const path = await create(10);
    expect(await say(headOf(path, "0", "Content-Length: 5\r\n") + "12345")).toMatch(/^HTTP\/1\.1 204 /);
    const answer = await say(headOf(path, offset, "Content-Length: 2\r\n") + "xx");
    // Bytes beyond the end are refused by their length first; both say that nothing was taken.
    expect(answer).toMatch(
      offset === "10" || offset.startsWith("90071992547409")
        ? /^HTTP\/1\.1 4(00|09|13) /
        : new RegExp(`^HTTP/1\\.1 ${status} `),
    );
    expect(answer).toContain("application/problem+json");
    expect(await kept(path)).toBe("12345");
    expect(await say(headOf(path, "5", "Content-Length: 5\r\n") + "67890")).toMatch(/^HTTP\/1\.1 204 /);
    expect(await kept(path)).toBe("1234567890");
  });

  test("twice, by two headers, is refused", async () => {
    const path = await create(10);
    const answer = await say(headOf(path, "0", "Upload-Offset: 5\r\nContent-Length: 2\r\n") + "xx");
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(await offsetOf(path)).toBe(0);
  });
});

test("of two who write to one upload at once, each byte is one of theirs in its place, and only one finishes it", async () => {
  const size = 400_000;
  const path = await create(size);
  const bodies = ["a", "b"].map((letter) => letter.repeat(size));
  const writers = bodies.map((body) => {
    const { socket, heard } = dial();
    socket.write(headOf(path, "0", `Content-Length: ${size}\r\n`));
    socket.write(body.slice(0, size / 2));
    return { socket, heard, rest: body.slice(size / 2) };
  });
  for (const { socket, rest } of writers) socket.write(rest);
  await expect.poll(() => writers.every(({ heard }) => heard.closed || heard.text.includes("\r\n\r\n"))).toBe(true);
  const done = writers.filter(({ heard }) => heard.text.startsWith("HTTP/1.1 204"));
  expect(done.length).toBeLessThanOrEqual(1);
  // Whoever lost the place goes on from where the upload stands, as any client would.
  const offset = await offsetOf(path);
  if (offset < size)
    expect(
      await say(headOf(path, String(offset), `Content-Length: ${size - offset}\r\n`) + "c".repeat(size - offset)),
    ).toMatch(/^HTTP\/1\.1 204 /);
  const text = await kept(path);
  expect(text).toMatch(/^(a*|b*)c*$/);
  expect(text).toHaveLength(size);
  const { items } = await ana.client.listFiles();
  expect(items.filter(({ file_size }) => file_size === size)).toHaveLength(1);
  await expectOthersGoOn();
});
