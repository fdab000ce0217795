import { randomBytes } from "node:crypto";
import { readdir, readlink } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { withScope } from "@caudal/db/scope.ts";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";
import { createPaceWatch } from "./cut-slow-readers.ts";

/** One attacker with many connections, and somebody who works meanwhile. The limits are the real ones, only shorter. */
const limits = {
  connections: 60,
  bodyTimeoutMs: 1_500,
  checkReadersMs: 50,
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
