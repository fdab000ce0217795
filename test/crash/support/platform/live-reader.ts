import { setTimeout as delay } from "node:timers/promises";
import type { SeenEvent } from "./history.ts";

export type LiveReader = { readonly events: readonly SeenEvent[]; readonly lastId: () => number; close(): void };

/** Reads live events as a browser's EventSource does, at whichever server is there, and comes back with the id of what it saw last. */
export function readLive(cookie: string, addresses: () => readonly string[], after: number): LiveReader {
  const events: SeenEvent[] = [];
  const stop = new AbortController();
  let lastId = after;
  let turn = 0;

  async function readOnce(): Promise<void> {
    const all = addresses();
    const response = await fetch(`${all[(turn += 1) % all.length]}/api/events`, {
      headers: { accept: "text/event-stream", cookie, "last-event-id": String(lastId) },
      signal: stop.signal,
    });
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(block)?.[1];
        const id = field("id");
        const data = field("data");
        if (id !== undefined && data !== undefined) events.push(seen(Number(id), data));
        if (id !== undefined) lastId = Number(id);
      }
    }
  }
  async function readOn(): Promise<void> {
    while (!stop.signal.aborted) {
      await readOnce().catch(() => undefined); // A server that died: it comes back to the other one.
      await delay(50);
    }
  }
  void readOn();
  return { events, lastId: () => lastId, close: () => stop.abort() };
}

type Told = {
  readonly topic: string;
  readonly file_id?: string;
  readonly file?: { readonly id: string; readonly user_id: string };
  readonly notification?: { readonly id: string; readonly user_id: string };
};

function seen(id: number, data: string): SeenEvent {
  const told = JSON.parse(data) as Told;
  const about = told.file ?? told.notification;
  return { id, topic: told.topic, subject: about?.id ?? told.file_id ?? "", userId: about?.user_id ?? null };
}
