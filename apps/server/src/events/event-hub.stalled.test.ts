import { createLog } from "@caudal/base/log.ts";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Person } from "../http/route-handler.ts";
import { createEventHub, type EventHub } from "./event-hub.ts";

const person: Person = {
  credential: { kind: "session", id: "s", emailConfirmed: true, email: "ana@ejemplo.test", provedUntil: null },
  scope: { userId: "u", accountId: "a" },
  role: "analyst",
  locale: "es",
};

let hub: EventHub;
let reads: number;
let wake: () => void;
beforeEach(() => {
  // The hub's heartbeat and its watch on readers both follow this clock.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  reads = 0;
  hub = createEventHub(
    {
      signals: (tell) => {
        wake = () => tell(null);
        return () => undefined;
      },
      readEvents: async (_person, after) => {
        reads += 1;
        const id = String(Number(after) + 1);
        return { events: [{ id, event: { topic: "file_removed", file_id: "f" } }], last: id, more: true };
      },
      lastEventId: async () => "0",
      holds: async () => true,
      log: createLog({ name: "test", level: "error", write: () => undefined }),
    },
    { heartbeatMs: 1_000, stalledMs: 5_000, maxPerPerson: 3 },
  );
});
afterEach(() => {
  hub.close();
  vi.useRealTimers();
});

const open = async () => (await hub.open(person, { after: null, locale: "es" })).getReader();

describe("a reader who takes nothing any more", () => {
  test("is dropped after a while, holds no events meanwhile, and its stream ends", async () => {
    const reader = await open();
    await reader.read();
    await reader.read();
    expect(hub.count()).toBe(1);
    const before = reads;
    for (let beat = 0; beat < 5; beat += 1) {
      wake();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(hub.count(), "a moment's silence is no reason").toBe(1);
    expect(reads, "nothing is read for one who takes nothing").toBe(before);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(hub.count()).toBe(0);
    expect(await reader.read()).toEqual({ done: true, value: undefined });
  });

  test("gives his place to another", async () => {
    const stalled = [await open(), await open(), await open()];
    for (const reader of stalled) await reader.read();
    await expect(open()).rejects.toMatchObject({ code: "rate_limited" });
    await vi.advanceTimersByTimeAsync(6_000);
    const next = await open();
    expect((await next.read()).done).toBe(false);
    expect(hub.count()).toBe(1);
  });

  test("is not mistaken for one who waits for events that do not come", async () => {
    hub.close();
    hub = createEventHub(
      {
        signals: () => () => undefined,
        readEvents: async (_person, after) => ({ events: [], last: after, more: false }),
        lastEventId: async () => "0",
        holds: async () => true,
        log: createLog({ name: "test", level: "error", write: () => undefined }),
      },
      { heartbeatMs: 1_000, stalledMs: 5_000, maxPerPerson: 3 },
    );
    const reader = await open();
    await reader.read();
    for (let beat = 0; beat < 20; beat += 1) {
      const next = reader.read();
      await vi.advanceTimersByTimeAsync(1_000);
      expect(new TextDecoder().decode((await next).value)).toBe(": still here\n\n");
    }
    expect(hub.count()).toBe(1);
  });
});
