import type { IncomingMessage } from "node:http";

/**
 * Takes what is left of a request that was answered already, and throws it away: whoever closes while bytes are still under way resets the
 * connection, and the client never reads the answer. After `ms` the connection is cut all the same.
 */
export function discardBody(request: IncomingMessage, ms = 5_000): void {
  if (request.complete || request.destroyed) return;
  // Not by resume(): an iterator that stopped half way may still hold the stream.
  const takeAll = (): void => {
    while (request.read() !== null);
  };
  const cut = setTimeout(() => request.socket.destroy(), ms);
  cut.unref();
  request.on("readable", takeAll);
  for (const event of ["end", "close", "error"] as const) request.once(event, () => clearTimeout(cut));
  takeAll();
}
