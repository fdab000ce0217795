import type { NumberedEvent } from "./live-event.ts";

const encoder = new TextEncoder();

/** One event as it goes over the wire: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function encodeEvent({ id, event }: NumberedEvent): Uint8Array {
  return encoder.encode(`id: ${id}\nevent: ${event.topic}\ndata: ${JSON.stringify(event)}\n\n`);
}

/** Where the stream stands, without an event: a reader that loses it before the first one still resumes from here. */
export function encodePlace(id: string, retryMs: number): Uint8Array {
  return encoder.encode(`retry: ${retryMs}\nid: ${id}\n\n`);
}

export const heartbeat = encoder.encode(": still here\n\n");
