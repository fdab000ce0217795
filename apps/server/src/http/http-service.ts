import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Fault } from "@caudal/base/fault.ts";
import type { Service } from "@caudal/base/service.ts";

export type HttpService = Service & { readonly port: () => number };

/** Milliseconds. An upload may take hours, but its bytes must keep coming; heads and idle connections may not. */
const headersTimeout = 30_000;
const keepAliveTimeout = 65_000;
const silentSocket = 120_000;

/** Listens. Draining takes no new connection, lets requests at hand end and then closes theirs; `onDrain` ends what would not end by itself. */
export function createHttpService(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  at: { readonly host: string; readonly port: number },
  onDrain: () => void,
): HttpService {
  let draining = false;
  /** Open connections with the number of requests at hand. Node's own closing of idle ones overlooks those that never asked anything. */
  const atHand = new Map<Socket, number>();
  const release = (socket: Socket): void => {
    if (draining && (atHand.get(socket) ?? 0) === 0) socket.destroySoon();
  };
  const server: Server = createServer({ headersTimeout, keepAliveTimeout, requestTimeout: 0 }, (request, response) => {
    const { socket } = request;
    if (draining) response.setHeader("connection", "close");
    atHand.set(socket, (atHand.get(socket) ?? 0) + 1);
    response.once("close", () => {
      if (!atHand.has(socket)) return;
      atHand.set(socket, (atHand.get(socket) ?? 1) - 1);
      release(socket);
    });
    handle(request, response);
  });
  server.on("connection", (socket) => {
    atHand.set(socket, 0);
    socket.once("close", () => atHand.delete(socket));
  });
  server.setTimeout(silentSocket);
  return {
    name: "http",
    port: () => (server.address() as AddressInfo).port,
    start: () =>
      new Promise((resolve, reject) => {
        server.once("error", (error) => reject(faultOf(error, at.port)));
        server.listen(at.port, at.host, resolve);
      }),
    drain: () =>
      new Promise((resolve) => {
        draining = true;
        server.close(() => resolve());
        onDrain();
        for (const socket of atHand.keys()) release(socket);
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function faultOf(error: Error, port: number): Error {
  const code = "code" in error ? error.code : "";
  if (code === "EADDRINUSE") return new Fault("port_taken", { params: { port }, cause: error });
  return code === "EACCES" ? new Fault("port_taken", { params: { port, reason: "EACCES" }, cause: error }) : error;
}
