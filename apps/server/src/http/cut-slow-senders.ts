import type { IncomingMessage } from "node:http";

/** Within each such time a body brings at least what this pace makes of it. */
export type SenderPace = { readonly bytesPerSecond: number; readonly windowMs: number };

/**
 * Eight kilobits: a phone at the edge of 3G sends fifty times as much, over each of three uploads still fifteen times; and the window bears it
 * that it stands in a tunnel for nearly two minutes. Whoever is cut goes on where they were.
 */
export const slowestSender: SenderPace = { bytesPerSecond: 1024, windowMs: 120_000 };

type Sending = Pick<IncomingMessage, "complete" | "readableLength"> & {
  readonly socket: { readonly bytesRead: number };
};
type Seen = { bytes: number; since: number };

/**
 * Whether a body that may take long is still to be waited for. The time begins anew with each window's worth of bytes; and while there are some
 * that we have not taken yet, because then it is we who are slow.
 */
export function createSenderWatch({ bytesPerSecond, windowMs }: SenderPace): {
  readonly mayWait: (request: Sending, now: number) => boolean;
} {
  const seen = new WeakMap<object, Seen>();
  const enough = (bytesPerSecond * windowMs) / 1000;
  return {
    mayWait: (request, now) => {
      if (request.complete) return true;
      const bytes = request.socket.bytesRead;
      const before = seen.get(request);
      if (before === undefined || bytes - before.bytes >= enough || request.readableLength > 0) {
        seen.set(request, { bytes, since: now });
        return true;
      }
      return now - before.since <= windowMs;
    },
  };
}
