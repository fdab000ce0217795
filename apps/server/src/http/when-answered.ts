import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** What is to be done at the end of each connection: one listener for however many requests it carries. */
const atEnd = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls `done` once: when the answer has gone, or when its connection is no more. An answer that waits behind another one of the same connection
 * (HTTP pipelining) is told by Node of neither. False where both are past already, and nothing is called.
 */
export function whenAnswered(response: ServerResponse, done: () => void): boolean {
  const { socket } = response.req;
  if (response.closed || socket.destroyed) return false;
  const waiting = atEnd.get(socket) ?? followEnd(socket);
  const end = (): void => {
    if (waiting.delete(end)) done();
  };
  waiting.add(end);
  response.once("close", end);
  return true;
}

function followEnd(socket: Socket): Set<() => void> {
  const waiting = new Set<() => void>();
  atEnd.set(socket, waiting);
  socket.once("close", () => {
    for (const end of waiting) end();
  });
  return waiting;
}
