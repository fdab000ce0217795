import type { Socket } from "node:net";

/** Of what waits to be read, this many bytes a second are taken at least, once `graceMs` went by without any: less is no line, but an attack. */
export type ReaderPace = { readonly bytesPerSecond: number; readonly graceMs: number };

export const slowestReader: ReaderPace = { bytesPerSecond: 4096, graceMs: 30_000 };

type Seen = { taken: number; since: number };

/**
 * Whether a connection's reader is still to be waited for. A connection that says nothing and has nothing to say is not meant: what waits is
 * held in memory, and with it the file or the answer that it comes from. Node's own time limit begins anew with each byte that is taken.
 */
export function createPaceWatch({ bytesPerSecond, graceMs }: ReaderPace): {
  readonly mayWait: (socket: Pick<Socket, "bytesWritten" | "writableLength">, now: number) => boolean;
} {
  const seen = new WeakMap<object, Seen>();
  return {
    mayWait: (socket, now) => {
      const waiting = socket.writableLength;
      const taken = socket.bytesWritten - waiting;
      const before = seen.get(socket);
      if (waiting === 0 || before === undefined || taken > before.taken) {
        seen.set(socket, { taken, since: now });
        return true;
      }
      // A piece counts as taken once all of it is: a large one has the time that it needs at this pace.
      return now - before.since <= graceMs + (waiting / bytesPerSecond) * 1000;
    },
  };
}
