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

test("one connection more than may be is closed at once, those that are open are served, and a free place is taken again", async () => {
  const { port, refused, held } = await startCapped();
  const open3 = [await open(port), await open(port), await open(port)] as const;
  // All three are known to the server: each is served.
  for (const socket of open3) expect(await ask(socket)).toContain("served");

  // Who says nothing is closed without an error; who says something at once may see a reset, but never half an answer, and never waits.
  expect(await endOf(await open(port))).toBe("");
  for (let i = 0; i < 20; i++) {
    const loud = connect(port, "127.0.0.1");
    loud.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    expect(await endOf(loud)).toMatch(/^$|^ECONNRESET$|^EPIPE$/);
  }
  expect(refused()).toBe(21);
  for (const socket of open3) expect(await ask(socket)).toContain("served");

  // A request at hand is a connection like any other, and is answered when its time comes.
  open3[0].write("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
  await expect.poll(() => held.length).toBe(1);
  open3[2].destroy();
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
  const late = once(open3[0], "data");
  held[0]?.end("after all");
  expect(String((await late)[0])).toContain("after all");
});

test("what was refused holds up no stopping", async () => {
  const { port, refused, http } = await startCapped();
  const sockets = [await open(port), await open(port), await open(port)];
  for (const socket of sockets) expect(await ask(socket)).toContain("served");
  for (let i = 0; i < 5; i++) expect(await endOf(await open(port))).toBe("");
  expect(refused()).toBe(5);
  const ends = sockets.map(endOf);
  await http.drain?.();
  expect(await Promise.all(ends)).toEqual(["", "", ""]);
});
