import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { foundCrew, type Crew, type Somebody } from "../../testing/crew.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  // No heartbeat comes within this test: what ends a stream is that its server was told.
  server = await startTestServer({ events: { heartbeatMs: 600_000, stalledMs: 600_000, maxPerPerson: 3 } });
});
afterAll(() => server.close());

async function follow(who: Somebody): Promise<() => string> {
  let state = "open";
  const response = await who.fetch("/api/events");
  expect(response.status).toBe(200);
  void response.text().then(() => (state = "ended"));
  return () => state;
}

/** Until the server has heard of what came to pass so far: that somebody moved ends their streams, and is told when it has been answered. */
async function settle({ viewer }: Crew): Promise<void> {
  const [{ id } = { id: "" }] = (await viewer.client.listSessions()).items;
  const state = await follow(viewer);
  await server.database.app.pool.query("select pg_notify('caudal_sessions', $1)", [id]);
  await vi.waitFor(() => expect(state()).toBe("ended"), { timeout: 10_000 });
}

const ends: readonly (readonly [string, (crew: Crew) => Promise<unknown>])[] = [
  ["is removed", ({ owner, analyst }) => owner.client.removeMember({ params: { id: analyst.userId } })],
  [
    "gets another role",
    ({ owner, analyst }) => owner.client.updateMember({ params: { id: analyst.userId }, body: { role: "viewer" } }),
  ],
];

test.each(ends)("whoever looks as a member who %s follows nothing of theirs any more", async (_what, happens) => {
  const crew = await foundCrew(server);
  await crew.admin.client.beginView({ body: { user_id: crew.analyst.userId } });
  await settle(crew);
  const own = await follow(crew.colleague);
  const viewed = await follow(crew.admin);
  await settle(crew);
  expect([own(), viewed()]).toEqual(["open", "open"]);
  await happens(crew);
  await vi.waitFor(() => expect(viewed()).toBe("ended"), { timeout: 10_000 });
  expect(own()).toBe("open");
});
