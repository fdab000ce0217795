import type { ServerResponse } from "node:http";

/**
 * Calls `done` once: when the answer has gone, or when its connection is no more, for one that waits behind another answer of that connection
 * (HTTP pipelining) too. False where both are past already, and nothing is called.
 */
export function whenAnswered(response: ServerResponse, done: () => void): boolean {
  if (response.closed || response.req.socket.destroyed) return false;
  response.once("close", done);
  return true;
}
