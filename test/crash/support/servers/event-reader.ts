import { setTimeout as delay } from "node:timers/promises";
import type { Person } from "./person.ts";

export type ReadEvent = { readonly id: string; readonly data: Record<string, unknown> };

export type EventReader = {
  readonly events: readonly ReadEvent[];
  /** What a browser would say next time that it connects. */
  readonly lastId: () => string | null;
  close(): void;
};

/** Reads live events as a browser's EventSource does: comes back to whichever server there is, with the id of what it saw last. */
export function readEvents(person: Person, url: () => string): EventReader {
  const events: ReadEvent[] = [];
  const stop = new AbortController();
  let lastId: string | null = null;

  async function readOnce(): Promise<void> {
    const response = await person.fetch(`${url()}/api/events`, {
      headers: { accept: "text/event-stream", ...(lastId === null ? {} : { "last-event-id": lastId }) },
      signal: stop.signal,
    });
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(block)?.[1];
        lastId = field("id") ?? lastId;
        const data = field("data");
        if (data !== undefined && lastId !== null)
          events.push({ id: lastId, data: JSON.parse(data) as Record<string, unknown> });
      }
    }
  }
  async function readOn(): Promise<void> {
    while (!stop.signal.aborted) {
      await readOnce().catch(() => undefined); // A server that died: it comes back to the other one.
      await delay(20);
    }
  }
  void readOn();
  return { events, lastId: () => lastId, close: () => stop.abort() };
}
