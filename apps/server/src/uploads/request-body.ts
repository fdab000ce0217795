import type { IncomingMessage } from "node:http";

const taken = new WeakMap<IncomingMessage, number>();

/**
 * A request's bytes as a web stream that hands on each piece as it is. Node's own adapter copies every piece, which costs a gigabyte
 * of garbage for a gigabyte of upload. Nothing is read ahead, and cancelling leaves the request open, so that it can still be answered.
 */
export function streamBody(request: IncomingMessage): ReadableStream<Uint8Array> {
  const pieces = request.iterator({ destroyOnReturn: false });
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece: IteratorResult<Uint8Array> = await pieces.next();
        if (piece.done === true) return controller.close();
        taken.set(request, bytesTaken(request) + piece.value.byteLength);
        controller.enqueue(piece.value);
      },
      async cancel() {
        await pieces.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Bytes of a request's body that its stream has handed on so far. */
export function bytesTaken(request: IncomingMessage): number {
  return taken.get(request) ?? 0;
}
