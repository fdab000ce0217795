import { createLog } from "@caudal/base/log.ts";
import { expect, onTestFinished, test } from "vitest";
import type { Person } from "../http/route-handler.ts";
import { createEventHub, eventHubSettings } from "./event-hub.ts";

const person: Person = {
  credential: { kind: "session", id: "s", emailConfirmed: true, email: "ana@ejemplo.test", provedUntil: null },
  scope: { userId: "u", accountId: "a" },
  role: "analyst",
  locale: "es",
};

/** A hub whose person signs out while a stream is being opened, in one way or another. */
function openWhile(signOut: () => Promise<boolean>) {
  const hub = createEventHub(
    {
      signals: () => () => undefined,
      readEvents: async (_person, after) => ({ events: [], last: after, more: false }),
      lastEventId: async () => {
        hub.endCredential("s");
        return "0";
      },
      holds: signOut,
      log: createLog({ name: "test", level: "error", write: () => undefined }),
    },
    { ...eventHubSettings, maxPerPerson: 1 },
  );
  onTestFinished(hub.close);
  return { hub, open: () => hub.open(person, { after: null, locale: "es" }) };
}

test("a stream that is opened in the moment of signing out is refused, and holds no seat", async () => {
  const { hub, open } = openWhile(async () => false);
  for (let i = 0; i < 3; i++) await expect(open()).rejects.toMatchObject({ code: "not_signed_in" });
  expect(hub.count()).toBe(0);
});

test("one of which nobody can tell whether its session holds is not opened", async () => {
  const { hub, open } = openWhile(async () => Promise.reject(new Error("no database")));
  for (let i = 0; i < 3; i++) await expect(open()).rejects.toThrowError("no database");
  expect(hub.count()).toBe(0);
});
