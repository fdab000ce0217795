import { randomBytes } from "node:crypto";
import { readdir, readlink } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { withScope } from "@caudal/db/scope.ts";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";
import { createSenderWatch, slowestSender } from "./cut-slow-senders.ts";
import { createPaceWatch } from "./cut-slow-readers.ts";

/** One attacker with many connections, and somebody who works meanwhile. The limits are the real ones, only shorter. */
const limits = {
  connections: 60,
  bodyTimeoutMs: 1_500,
  checkPaceMs: 50,
  slowestSender: { bytesPerSecond: 2_000, windowMs: 2_000 },
  slowestReader: { bytesPerSecond: 1 << 20, graceMs: 500 },
};
/** Nobody waits for an attacker: an answer of the server at rest takes milliseconds, on these machines at their busiest less than this. */
const boundMs = 5_000;
const fileBytes = 48 << 20;

let server: TestServer;
let ana: Awaited<ReturnType<typeof signUp>>;
let fileId: string;
let objectPath: string;
const content = randomBytes(fileBytes);
beforeAll(async () => {
  server = await startTestServer({ uploads: true, connections: limits });
  ana = await signUp(server);
  const key = `${ana.scope.accountId}/${crypto.randomUUID()}/original`;
  await server.objects.create(key);
  await server.objects.append(key, 0, Readable.from([content]));
  objectPath = await server.objects.localPath(key);
  fileId = await withScope(server.database.app.db, ana.scope, async (tx) => {
    const { id } = await tx
      .insertInto("files")
      .values({
        account_id: ana.scope.accountId,
        user_id: ana.userId,
        file_name: "grande.csv",
        file_type: "text/csv",
        file_size: content.length,
        storage_url: "/",
        object_key: key,
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    return id;
  });
});
afterAll(() => server.close());

type Attacker = { readonly socket: Socket; closed: boolean; received: number };

function attack(head: string): Attacker {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  const attacker: Attacker = { socket, closed: false, received: 0 };
  socket.on("error", () => undefined);
  socket.on("close", () => (attacker.closed = true));
  socket.on("data", (piece) => (attacker.received += piece.length));
  socket.write(head);
  onTestFinished(() => void socket.destroy());
  return attacker;
}

/** A request on a connection of its own, as a browser that just came, and how long its answer took. */
async function ask(path: string): Promise<{ status: number | undefined; ms: number }> {
  const started = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const sent = get(`${server.url}${path}`, { agent: false, headers: { cookie: ana.cookie() } }, (answer) => {
    answer.resume().on("end", () => resolve(answer.statusCode));
  });
  sent.on("error", reject);
  const status = await promise;
  return { status, ms: performance.now() - started };
}

async function expectServed(): Promise<void> {
  for (const path of ["/healthz", "/api/me", "/api/files", "/api/notifications"]) {
    const { status, ms } = await ask(path);
    expect(status, path).toBe(200);
    expect(ms, path).toBeLessThan(boundMs);
  }
}

const tus = { "tus-resumable": "1.0.0" };
const host = () => `Host: ${new URL(server.url).host}\r\n`;

/** How often the server has the object open. */
async function timesOpen(): Promise<number> {
  const links = await Promise.all(
    (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")),
  );
  return links.filter((link) => link === objectPath).length;
}

describe("one attacker with many connections", () => {
  test("that never finish their heads, three times as many as may be, keeps nobody out", async () => {
    const attackers: Attacker[] = [];
    for (let wave = 0; wave < 3; wave += 1) {
      for (let i = 0; i < limits.connections; i += 1)
        attackers.push(attack(`GET /api/me HTTP/1.1\r\n${host()}X-Slow: `));
      await expectServed();
      for (const { socket } of attackers) socket.write("x");
    }
    // Each beyond the limit took the place of an older one of theirs.
    await expect.poll(() => attackers.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(limits.connections);
    await expectServed();
  });

  test("whose bodies trickle is cut after the time for a body, and others are served before and after", async () => {
    const attackers = Array.from({ length: limits.connections - 10 }, () =>
      attack(
        `POST /api/auth/sign-in/email HTTP/1.1\r\n${host()}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
      ),
    );
    await expectServed();
    // A byte now and then is no sign of life.
    await expect
      .poll(() => {
        for (const { socket, closed } of attackers) if (!closed) socket.write(" ");
        return attackers.every(({ closed }) => closed);
      })
      .toBe(true);
    await expectServed();
  });

  test("that send files, a byte now and then, loses them with what came kept, while one who is slow but sends is waited for", async () => {
    const places = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const headers = { ...tus, "upload-length": "900000", "upload-metadata": "filename YS5jc3Y=" };
        return (await ana.fetch("/api/uploads", { method: "POST", headers })).headers.get("location") ?? "";
      }),
    );
    const [honest = "", ...slow] = places;
    const heads = (place: string) =>
      `PATCH ${place} HTTP/1.1\r\n${host()}Cookie: ${ana.cookie()}\r\nOrigin: http://caudal.test\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n` +
      "Content-Type: application/offset+octet-stream\r\nContent-Length: 900000\r\n\r\n";
    const began = performance.now();
    const attackers = slow.map((place) => attack(heads(place)));
    const other = attack(heads(honest));
    let sent = 0;
    // Both send at every turn: the one a piece, the others a byte, which is a sign of life and no upload.
    await expect
      .poll(
        () => {
          for (const { socket, closed } of attackers) if (!closed) socket.write("a");
          if (sent < 800_000) other.socket.write("a".repeat(8_000));
          if (sent < 800_000) sent += 8_000;
          return attackers.every(({ closed }) => closed);
        },
        { interval: 50, timeout: 60_000 },
      )
      .toBe(true);
    expect(performance.now() - began).toBeGreaterThanOrEqual(limits.slowestSender.windowMs);
    expect(other.closed).toBe(false);
    other.socket.write("a".repeat(900_000 - sent));
    await expect.poll(() => other.received, { timeout: 20_000 }).toBeGreaterThan(0);
    const asked = await ana.fetch(slow[0] ?? "", { method: "HEAD", headers: tus });
    expect(Number(asked.headers.get("upload-offset"))).toBeGreaterThan(0);
    await expectServed();
  });

  test.runIf(process.platform === "linux")(
    "that read nothing of large answers loses them with all that they held, while an honest reader gets every byte",
    async () => {
      const before = process.memoryUsage().arrayBuffers;
      const paths = [`/api/files/${fileId}/content`, "/api/me/export"];
      const attackers = Array.from({ length: 30 }, (_, i) => {
        const path = paths[i % paths.length];
        const attacker = attack(`GET ${path} HTTP/1.1\r\n${host()}Cookie: ${ana.cookie()}\r\n\r\n`);
        attacker.socket.pause();
        return attacker;
      });
      await expect.poll(timesOpen).toBeGreaterThanOrEqual(attackers.length / 2);
      await expectServed();
      // What a reader who takes nothing keeps waiting is a few pieces of the file, not the file.
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(attackers.length * (4 << 20));
      expect((await readSlowly(`/api/files/${fileId}/content`)).equals(content)).toBe(true);
      await expect.poll(timesOpen).toBe(0);
      await expectServed();
      for (const { socket } of attackers) socket.resume();
      await expect.poll(() => attackers.every(({ closed }) => closed)).toBe(true);
      for (const { received } of attackers) expect(received).toBeLessThan(fileBytes);
    },
  );
});

/** Takes one piece a turn, which is slow, but goes on. */
async function readSlowly(path: string): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  get(`${server.url}${path}`, { agent: false, headers: { cookie: ana.cookie() } }, resolve).on("error", reject);
  const pieces: Buffer[] = [];
  for await (const piece of await promise) {
    pieces.push(piece as Buffer);
    await new Promise(setImmediate);
  }
  return Buffer.concat(pieces);
}

describe("the pace of a reader", () => {
  const watch = () => createPaceWatch({ bytesPerSecond: 100, graceMs: 1_000 });

  test("that takes something within the time for what waits is waited for, however long it takes in all", () => {
    const { mayWait } = watch();
    const socket = { bytesWritten: 1_000_000, writableLength: 1_000_000 };
    for (let second = 0; second < 3_000; second += 10) {
      expect(mayWait(socket, second * 1_000)).toBe(true);
      socket.writableLength -= 1_000;
    }
  });

  test("that takes nothing is waited for as long as what waits needs at the slowest pace, and no longer", () => {
    const { mayWait } = watch();
    const socket = { bytesWritten: 5_000, writableLength: 500 };
    expect(mayWait(socket, 0)).toBe(true);
    expect(mayWait(socket, 6_000)).toBe(true);
    expect(mayWait(socket, 6_001)).toBe(false);
  });

  test("that has nothing to take is nobody's fault", () => {
    const { mayWait } = watch();
    const socket = { bytesWritten: 5_000, writableLength: 0 };
    for (const hour of [0, 1, 2, 3]) expect(mayWait(socket, hour * 3_600_000)).toBe(true);
  });
});

describe("the pace of a sender", () => {
  const watch = () => createSenderWatch({ bytesPerSecond: 1_000, windowMs: 60_000 });
  const request = () => ({ complete: false, readableLength: 0, socket: { bytesRead: 500 } });

  test("is that of each window: whoever brings enough in one has the whole of the next, however long it takes in all", () => {
    const { mayWait } = watch();
    const one = request();
    for (let minute = 0; minute < 600; minute += 1) {
      expect(mayWait(one, minute * 60_000)).toBe(true);
      one.socket.bytesRead += 60_000;
    }
  });

  test("bears nearly a whole window of silence, and no byte now and then after it", () => {
    const { mayWait } = watch();
    const one = request();
    expect(mayWait(one, 0)).toBe(true);
    for (let second = 5; second <= 60; second += 5) {
      one.socket.bytesRead += 1;
      expect(mayWait(one, second * 1000)).toBe(true);
    }
    expect(mayWait(one, 60_001)).toBe(false);
  });

  test("is not asked of whoever waits for us: bytes that came and were not taken begin the time anew", () => {
    const { mayWait } = watch();
    const one = request();
    expect(mayWait(one, 0)).toBe(true);
    one.readableLength = 16_384;
    for (const minute of [2, 4, 60]) expect(mayWait(one, minute * 60_000)).toBe(true);
    one.readableLength = 0;
    expect(mayWait(one, 61 * 60_000)).toBe(true);
    expect(mayWait(one, 61 * 60_000 + 1)).toBe(false);
  });

  test("of what has come whole is nobody's concern", () => {
    const { mayWait } = watch();
    for (const hour of [0, 1, 2]) expect(mayWait({ ...request(), complete: true }, hour * 3_600_000)).toBe(true);
  });

  test("lets three uploads of a phone at the edge of 3G, which stands in a tunnel now and then, come through", () => {
    // 384 kbit/s upwards, a third of it each; of every two minutes the line is away for one and a half.
    const { mayWait } = createSenderWatch(slowestSender);
    const one = request();
    for (let second = 0; second < 3_600; second += 5) {
      if (second % 120 >= 90) one.socket.bytesRead += (5 * 384_000) / 8 / 3;
      expect(mayWait(one, second * 1000)).toBe(true);
    }
  });
});
