import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { whenAnswered } from "./when-answered.ts";

async function start() {
  const waiting: ServerResponse[] = [];
  const over: string[] = [];
  const server = createServer((request, response) => {
    waiting.push(response);
    expect(whenAnswered(response, () => over.push(request.url ?? ""))).toBe(true);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const socket: Socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => undefined);
  onTestFinished(() => void socket.destroy());
  const ask = (...paths: string[]) =>
    socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(""));
  return { waiting, over, socket, ask };
}

test("once for each answer that went, on one connection", async () => {
  const { waiting, over, socket, ask } = await start();
  for (const path of ["/a", "/b", "/c"]) {
    ask(path);
    await expect.poll(() => waiting.at(-1)?.req.url).toBe(path);
    waiting.at(-1)?.end();
    await expect.poll(() => over.at(-1)).toBe(path);
  }
  socket.destroy();
  await expect.poll(() => waiting.at(-1)?.req.socket.destroyed).toBe(true);
  expect(over).toEqual(["/a", "/b", "/c"]);
});

test("also for answers that wait behind another one when their connection ends", async () => {
  const { waiting, over, socket, ask } = await start();
  ask("/a", "/b", "/c");
  await expect.poll(() => waiting.length).toBe(3);
  socket.destroy();
  await expect.poll(() => over.toSorted()).toEqual(["/a", "/b", "/c"]);
});

test("never for one that is past already: nobody would tell of its end", async () => {
  const { waiting, over, socket, ask } = await start();
  ask("/a");
  await expect.poll(() => waiting.length).toBe(1);
  socket.destroy();
  await expect.poll(() => over).toEqual(["/a"]);
  const [response] = waiting;
  expect(response && whenAnswered(response, () => over.push("again"))).toBe(false);
  expect(over).toEqual(["/a"]);
});
