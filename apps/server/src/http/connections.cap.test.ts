import { once } from "node:events";
import { request as httpRequest, Agent, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { createHttpService } from "./http-service.ts";

const cap = 3;

async function startCapped() {
  let refused = 0;
  const held: ServerResponse[] = [];
  const http = createHttpService(
    (request: IncomingMessage, response: ServerResponse) => {
      if (request.url === "/held") held.push(response);
      else response.end("served");
    },
    { host: "127.0.0.1", port: 0 },
    () => undefined,
    { connections: cap, onTooMany: () => (refused += 1) },
  );
  await http.start();
  onTestFinished(() => http.stop());
  return { port: http.port(), refused: () => refused, held, http };
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** One request on a connection that is open, and what is answered. */
async function ask(socket: Socket, path = "/"): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  const [answer] = (await once(socket, "data")) as [Buffer];
  return answer.toString();
}

/** How a connection ends: with an error's code, or without any; and what was said on it before. */
function endOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let received = "";
    socket.on("data", (piece) => (received += piece.toString()));
    socket.on("error", (error) => resolve("code" in error ? String(error.code) : "error"));
    socket.on("close", () => resolve(received));
  });
}

async function hold(port: number, held: readonly ServerResponse[]): Promise<Socket> {
  const socket = await open(port);
  const before = held.length;
  socket.write("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
  await expect.poll(() => held.length).toBe(before + 1);
  return socket;
}

test("where all ask, one connection more is closed at once, and those that ask are answered; a free place is taken again", async () => {
  const { port, refused, held } = await startCapped();
  const asking = [await hold(port, held), await hold(port, held), await hold(port, held)] as const;
  // Who says nothing is closed without an error; who says something at once may see a reset, but never half an answer, and never waits.
  expect(await endOf(await open(port))).toBe("");
  for (let i = 0; i < 20; i++) {
    const loud = connect(port, "127.0.0.1");
    loud.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    expect(await endOf(loud)).toMatch(/^$|^ECONNRESET$|^EPIPE$/);
  }
  expect(refused()).toBe(21);

  // A request at hand is answered when its time comes.
  asking[2].destroy();
  await expect
    .poll(async () => {
      const agent = new Agent();
      const sent = httpRequest({ port, host: "127.0.0.1", agent });
      sent.end();
      const answer = await once(sent, "response").then(
        ([response]) => text(response as IncomingMessage),
        () => "refused",
      );
      agent.destroy();
      return answer;
    })
    .toBe("served");
  const late = once(asking[0], "data");
  held[0]?.end("after all");
  expect(String((await late)[0])).toContain("after all");
});

test("one connection more takes the place of the one that has waited longest, which asks nothing or not yet", async () => {
  const { port, refused, held } = await startCapped();
  const asking = await hold(port, held);
  const half = await open(port);
  half.write("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
  const served = await open(port);
  expect(await ask(served)).toContain("served");
  const ends = { half: endOf(half) };
  const newest = await open(port);
  expect(await ask(newest)).toContain("served");
  expect(await ends.half).toBe("");
  // A connection that was just served waits from now on; the older one of the two is next.
  expect(await ask(served)).toContain("served");
  const end = endOf(newest);
  expect(await ask(await open(port))).toContain("served");
  expect(await end).toMatch(/^$|^ECONNRESET$/);
  expect(await ask(served)).toContain("served");
  expect(refused()).toBe(2);
  held[0]?.end("at last");
  expect(String((await once(asking, "data"))[0])).toContain("at last");
});

test("what was refused holds up no stopping", async () => {
  const { port, refused, held, http } = await startCapped();
  const sockets = [await hold(port, held), await hold(port, held), await hold(port, held)];
  for (let i = 0; i < 5; i++) expect(await endOf(await open(port))).toBe("");
  expect(refused()).toBe(5);
  const ends = sockets.map(endOf);
  const drained = http.drain?.();
  for (const response of held) response.end();
  await drained;
  for (const end of await Promise.all(ends)) expect(end).toMatch(/^HTTP\/1.1 200 /);
});
