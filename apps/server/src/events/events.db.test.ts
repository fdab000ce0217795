import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { LiveEvent } from "@caudal/contract/resources/event.ts";
import { withScope } from "@caudal/db/scope.ts";
import { furnish } from "../../testing/furnish.ts";
import { signUp, startTestServer, type TestServer, type Visitor } from "../../testing/test-server.ts";

type Received = { readonly id: string; readonly event: LiveEvent };
type Stream = {
  readonly received: Received[];
  readonly place: () => string;
  readonly beats: () => number;
  readonly ended: Promise<void>;
  readonly leave: () => void;
};

let server: TestServer;
const open: Stream[] = [];
beforeAll(async () => {
  server = await startTestServer({ events: { heartbeatMs: 200, stalledMs: 60_000, maxPerPerson: 3 } });
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.leave();
});
afterAll(() => server.close());

/** A small reader of event streams, by the standard's rules for id, event and data. */
async function listen(who: Pick<Visitor, "fetch">, headers: Record<string, string> = {}, query = ""): Promise<Stream> {
  const abort = new AbortController();
  const response = await who.fetch(`/api/events${query}`, { headers, signal: abort.signal });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  const received: Received[] = [];
  let place = "";
  let beats = 0;
  const read = async (): Promise<void> => {
    let text = "";
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      for (let cut = text.indexOf("\n\n"); cut >= 0; cut = text.indexOf("\n\n")) {
        const fields = new Map(
          text
            .slice(0, cut)
            .split("\n")
            .map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)] as const),
        );
        text = text.slice(cut + 2);
        place = fields.get("id") ?? place;
        const data = fields.get("data");
        if (data === undefined) beats += fields.has("") ? 1 : 0;
        else received.push({ id: place, event: LiveEvent.parse(JSON.parse(data)) });
        if (data !== undefined) expect(fields.get("event")).toBe(received.at(-1)?.event.topic);
      }
    }
  };
  const ended = read().catch(() => undefined);
  const stream = { received, place: () => place, beats: () => beats, ended, leave: () => abort.abort() };
  open.push(stream);
  await vi.waitFor(() => expect(place).not.toBe(""), { timeout: 10_000 });
  return stream;
}

const patience = { timeout: 15_000, interval: 20 };
const topics = (stream: Stream) => stream.received.map(({ event }) => event.topic);

describe("live events", () => {
  test("tell what happens to one's own things, and to no other's", async () => {
    const [ana, eva] = [await signUp(server), await signUp(server)];
    const [forAna, forEva] = [await listen(ana), await listen(eva)];
    const { fileId, notificationId } = await furnish(server, ana.scope);
    await vi.waitFor(
      () => expect(new Set(topics(forAna))).toEqual(new Set(["file", "insights", "notification"])),
      patience,
    );
    const file = forAna.received.find(({ event }) => event.topic === "file")?.event;
    expect(file).toMatchObject({
      topic: "file",
      file: { id: fileId, user_id: ana.userId, status: "processing", run: { state: "queued" } },
    });
    await ana.client.updateNotification({ params: { id: notificationId }, body: { is_read: true } });
    await ana.client.deleteFile({ params: { id: fileId } });
    await vi.waitFor(
      () => expect(forAna.received.at(-1)?.event).toEqual({ topic: "file_removed", file_id: fileId }),
      patience,
    );
    const own = await furnish(server, eva.scope);
    await vi.waitFor(() => expect(topics(forEva)).toContain("file"), patience);
    expect(JSON.stringify(forEva.received)).not.toContain(fileId);
    expect(JSON.stringify(forAna.received)).not.toContain(own.fileId);
    const ids = forAna.received.map(({ id }) => BigInt(id));
    expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  test("are replayed after the last one seen, by header or address, without gap", async () => {
    const ana = await signUp(server);
    const before = await listen(ana);
    const seen = before.place();
    before.leave();
    await before.ended;
    const { fileId } = await furnish(server, ana.scope);
    for (const stream of [await listen(ana, { "last-event-id": seen }), await listen(ana, {}, `?after=${seen}`)]) {
      await vi.waitFor(() => expect(topics(stream)).toContain("insights"), patience);
      expect(JSON.stringify(stream.received)).toContain(fileId);
      const last = stream.place();
      stream.leave();
      await stream.ended;
      const again = await listen(ana, { "last-event-id": last });
      await vi.waitFor(() => expect(again.beats()).toBeGreaterThan(0), patience);
      expect(again.received).toEqual([]);
      again.leave();
      await again.ended;
    }
  });

  test("of another person cannot be replayed with their number", async () => {
    const [ana, eva] = [await signUp(server), await signUp(server)];
    const { fileId } = await furnish(server, ana.scope);
    const stream = await listen(eva, { "last-event-id": "0" });
    await vi.waitFor(() => expect(stream.beats()).toBeGreaterThan(0), patience);
    expect(JSON.stringify(stream.received)).not.toContain(fileId);
    expect(stream.received).toEqual([]);
  });

  test("are told in the language that the page shows", async () => {
    const ana = await signUp(server);
    const stream = await listen(ana, { "last-event-id": "0" }, "?locale=en");
    await furnish(server, ana.scope);
    await vi.waitFor(() => expect(JSON.stringify(stream.received)).toContain("Waiting"), patience);
  });

  test("end with the session, wherever it was ended", async () => {
    const ana = await signUp(server);
    const here = await listen(ana);
    await ana.client.signOut();
    await here.ended;
    const eva = await signUp(server);
    const there = await listen(eva);
    // As another server's sign-out leaves it.
    await server.database.signin.query('delete from session where "userId" = $1', [eva.userId]);
    await there.ended;
  });

  test("are open a few times at once for one person", async () => {
    const ana = await signUp(server);
    for (let i = 0; i < 3; i++) await listen(ana);
    const refused = await ana.fetch("/api/events");
    expect(refused.status).toBe(429);
    open.at(-1)?.leave();
    await open.at(-1)?.ended;
    await vi.waitFor(
      async () => expect((await ana.fetch("/api/events", { method: "HEAD" })).status).toBe(200),
      patience,
    );
  });

  test("are no more when all of them are asked for at the same moment", async () => {
    const ana = await signUp(server);
    const abort = new AbortController();
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => ana.fetch("/api/events", { signal: abort.signal })),
    );
    const statuses = answers.map((answer) => answer.status);
    abort.abort();
    expect(statuses.filter((status) => status === 200)).toHaveLength(3);
    expect(statuses.filter((status) => status === 429)).toHaveLength(57);
    // What was refused or left holds no seat.
    await vi.waitFor(
      async () => expect((await ana.fetch("/api/events", { method: "HEAD" })).status).toBe(200),
      patience,
    );
  });

  test("go on after the database dropped its connections, with nothing lost", async () => {
    const ana = await signUp(server);
    const stream = await listen(ana);
    const killer = await import("pg").then(
      ({ default: pg }) => new pg.Client({ connectionString: server.database.superuserUrl }),
    );
    await killer.connect();
    // Only this test's: servers of other test files listen under the same name.
    await killer.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'test-events'",
    );
    await killer.end();
    const { fileId } = await withRetries(() => furnish(server, ana.scope));
    await vi.waitFor(() => expect(JSON.stringify(stream.received)).toContain(fileId), patience);
    expect(await withScope(server.database.app.db, ana.scope, async () => true)).toBe(true);
  });

  test("end when the server drains, and the server lets go", async () => {
    const other = await startTestServer();
    try {
      const ana = await signUp(other);
      const response = await ana.fetch("/api/events");
      await other.drain();
      await response.text();
    } finally {
      await other.close();
    }
  });
});

async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  return vi.waitFor(work, patience);
}
