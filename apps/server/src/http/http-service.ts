import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Socket, type AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { Fault } from "@caudal/base/fault.ts";
import type { Service } from "@caudal/base/service.ts";
import { createSenderWatch, slowestSender, type SenderPace } from "./cut-slow-senders.ts";
import { createPaceWatch, slowestReader, type ReaderPace } from "./cut-slow-readers.ts";
import { refuseConnection } from "./refuse-connection.ts";
import { whenAnswered } from "./when-answered.ts";

export type HttpService = Service & { readonly port: () => number };

/** Milliseconds. An upload may take hours, but its bytes must keep coming; heads and idle connections may not. */
const headersTimeout = 30_000;
const keepAliveTimeout = 65_000;
const silentSocket = 120_000;
/** A JSON body is read for 30 s at most (read-json-body.ts); a body that nobody reads may not trickle on for longer either. */
const bodyTimeout = 35_000;
/**
 * Connections of one process: what each may keep waiting is bounded, so is what all of them hold. One more takes the place of the one that
 * has waited longest without a request, so that connections that ask nothing keep nobody out; where all ask, it is closed at once.
 */
export const maxConnections = 2_000;

export type HttpLimits = {
  /** Headers of the answers to what is no request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Requests whose body may take as long as its bytes keep coming, no slower than `slowestSender`. */
  readonly mayTakeLong?: (request: IncomingMessage) => boolean;
  readonly bodyTimeoutMs?: number;
  readonly connections?: number;
  readonly slowestReader?: ReaderPace;
  readonly slowestSender?: SenderPace;
  readonly checkPaceMs?: number;
  /** A connection was closed, the new one or one that waited, because there are as many as may be. */
  readonly onTooMany?: () => void;
};

/** Listens. Draining takes no new connection, lets requests at hand end and then closes theirs; `onDrain` ends what would not end by itself. */
export function createHttpService(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  at: { readonly host: string; readonly port: number },
  onDrain: () => void,
  {
    headers = {},
    mayTakeLong = () => false,
    bodyTimeoutMs = bodyTimeout,
    connections = maxConnections,
    slowestReader: readersPace = slowestReader,
    slowestSender: sendersPace = slowestSender,
    checkPaceMs = 5_000,
    onTooMany = () => undefined,
  }: HttpLimits = {},
): HttpService {
  let draining = false;
  /** Open connections with the number of requests at hand. Node's own closing of idle ones overlooks those that never asked anything. */
  const atHand = new Map<Socket, number>();
  /** Those without a request, the one that has waited longest first. */
  const waiting = new Set<Socket>();
  /** Those whose bodies may take long, until they are answered. */
  const sending = new Set<IncomingMessage>();
  const release = (socket: Socket): void => {
    if (draining && (atHand.get(socket) ?? 0) === 0) socket.destroySoon();
  };
  const forget = (socket: Socket): void => {
    atHand.delete(socket);
    waiting.delete(socket);
  };
  const timeouts = { headersTimeout, keepAliveTimeout, requestTimeout: 0, connectionsCheckingInterval: 5_000 };
  const server: Server = createServer(timeouts, (request, response) => {
    const { socket } = request;
    if (!mayTakeLong(request)) cutSlowBody(request, bodyTimeoutMs);
    else if (whenAnswered(response, () => sending.delete(request))) sending.add(request);
    if (draining) response.setHeader("connection", "close");
    atHand.set(socket, (atHand.get(socket) ?? 0) + 1);
    waiting.delete(socket);
    response.once("close", () => {
      if (!atHand.has(socket)) return;
      const left = (atHand.get(socket) ?? 1) - 1;
      atHand.set(socket, left);
      if (left === 0) waiting.add(socket);
      release(socket);
    });
    handle(request, response);
  });
  server.on("connection", (socket) => {
    if (atHand.size >= connections) {
      const [longest = socket] = waiting;
      onTooMany();
      forget(longest);
      longest.destroy();
      if (longest === socket) return;
    }
    atHand.set(socket, 0);
    waiting.add(socket);
    socket.once("close", () => forget(socket));
  });
  server.setTimeout(silentSocket);
  const senders = createSenderWatch(sendersPace);
  const readers = createPaceWatch(readersPace);
  const clock = setInterval(() => {
    const now = performance.now();
    for (const socket of atHand.keys()) if (!readers.mayWait(socket, now)) socket.destroy();
    // Without an answer: clients of tus take a 408 for the end, and a lost connection for one to be made again.
    for (const request of sending) if (!senders.mayWait(request, now)) request.socket.destroy();
  }, checkPaceMs);
  clock.unref();
  server.on("close", () => clearInterval(clock));
  const refused = new WeakSet<Duplex>();
  server.on("clientError", (error, socket) => {
    // What follows a broken head is no request either; and an answer under way is not to be mixed with another.
    if (refused.has(socket)) return;
    refused.add(socket);
    if (socket instanceof Socket && (atHand.get(socket) ?? 0) > 0) socket.destroy();
    else refuseConnection(error, socket, headers);
  });
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

function cutSlowBody(request: IncomingMessage, ms: number): void {
  const cut = setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, ms);
  cut.unref();
  request.once("close", () => clearTimeout(cut));
}

function faultOf(error: Error, port: number): Error {
  const code = "code" in error ? error.code : "";
  if (code === "EADDRINUSE") return new Fault("port_taken", { params: { port }, cause: error });
  return code === "EACCES" ? new Fault("port_taken", { params: { port, reason: "EACCES" }, cause: error }) : error;
}
