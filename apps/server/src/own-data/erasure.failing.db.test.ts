import { createLog } from "@caudal/base/log.ts";
import { toStorageFault } from "@caudal/objects/storage-fault.ts";
import { withScope } from "@caudal/db/scope.ts";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { foundCrew } from "../../testing/crew.ts";
import { furnish } from "../../testing/furnish.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { operator, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { erasureDone, tracesOf } from "../../testing/traces.ts";
import { removeLeftThings } from "./remove-left-things.ts";
import { folderOf } from "./remove-objects.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

type SignedUp = Awaited<ReturnType<typeof signUp>>;
const erase = (who: SignedUp) => who.client.eraseMe({ body: { word: "borrar" } });

async function folderOfFile(who: SignedUp, fileId: string): Promise<string> {
  const { object_key } = await withScope(server.database.app.db, who.scope, (tx) =>
    tx.selectFrom("files").select("object_key").where("id", "=", fileId).executeTakeFirstOrThrow(),
  );
  return folderOf(object_key);
}

/** From now on the store does not let go of what lies there, as where somebody mounted that folder or took the right to write. */
function holdFast(folder: string): { readonly release: () => void } {
  const { remove } = server.objects;
  const spy = vi.spyOn(server.objects, "remove").mockImplementation(async (key) => {
    if (key === folder) throw toStorageFault(Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" }));
    return remove(key);
  });
  return { release: () => spy.mockRestore() };
}

async function figure(name: string): Promise<number> {
  const text = await (await visit(server).fetch("/metrics", { headers: operator })).text();
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
}

describe("an erasure that fails", () => {
  test("keeps no other, and no removal of what members left; it is a figure with its age, and goes on when the cause is gone", async () => {
    const first = await signUp(server);
    const stuck = await furnish(server, first.scope);
    const free = await furnish(server, first.scope);
    const second = await signUp(server);
    await furnish(server, second.scope);
    const crew = await foundCrew(server);
    const left = await furnish(server, crew.analyst.scope);
    await crew.owner.client.removeMember({ params: { id: crew.analyst.userId } });

    const hold = holdFast(await folderOfFile(first, stuck.fileId));
    await erase(first);
    await vi.waitFor(() => expect(server.lines.join("")).toContain("an erasure stopped"), 10_000);
    expect(await figure("caudal_erasures_waiting")).toBe(1);
    await asSuperuser(server, async (client) => {
      await client.query("update caudal.erasures set asked_at = now() - interval '2 hours'");
    });
    expect(await figure("caudal_erasures_oldest_seconds")).toBeGreaterThan(7_199);
    // It is the oldest, and met first by each round.
    await erase(second);
    await vi.waitFor(async () => expect(await tracesOf(server, second.userId)).toEqual({}), 10_000);
    await crew.analyst.client.removeLeftThings({ params: { id: crew.owner.scope.accountId } });
    await vi.waitFor(
      async () => expect(Object.keys(await tracesOf(server, left.fileId))).not.toContain("caudal.files"),
      10_000,
    );
    // Nor does one object keep the person's others.
    expect(Object.keys(await tracesOf(server, free.fileId))).not.toContain("caudal.files");
    expect(Object.keys(await tracesOf(server, stuck.fileId))).toContain("caudal.files");
    expect(await figure("caudal_erasures_waiting")).toBe(1);
    const [line] = server.lines.filter((each) => each.includes("an erasure stopped"));
    expect(JSON.parse(line ?? "{}")).toMatchObject({ level: "error", person: first.userId });

    hold.release();
    await erase(await signUp(server));
    await erasureDone(server);
    expect(await tracesOf(server, first.userId)).toEqual({});
    expect(await figure("caudal_erasures_waiting")).toBe(0);
    expect(await figure("caudal_erasures_oldest_seconds")).toBe(0);
  });

  test("is not a figure of nobody while the database is away", async () => {
    await asSuperuser(server, async (client) => {
      await client.query("alter function caudal.count_removals() rename to away");
    });
    expect(await figure("caudal_erasures_waiting")).toBeNaN();
    expect(await figure("caudal_departures_overdue")).toBeNaN();
  });
});

describe("something left behind that cannot be removed", () => {
  test("keeps nobody else's, and is a figure with its age", async () => {
    const crew = await foundCrew(server);
    const stuck = await furnish(server, crew.analyst.scope);
    const other = await furnish(server, crew.admin.scope);
    const hold = holdFast(await folderOfFile(crew.analyst, stuck.fileId));
    for (const who of [crew.analyst, crew.admin]) await crew.owner.client.removeMember({ params: { id: who.userId } });
    await asSuperuser(server, async (client) => {
      await client.query("update caudal.files set uploaded_at = now() - interval '2 hours'");
      await client.query("update caudal.departures set ends_at = now() - interval '1 hour', told_at = now()");
    });
    await erase(await signUp(server));
    await vi.waitFor(
      async () => expect(Object.keys(await tracesOf(server, other.fileId))).not.toContain("caudal.files"),
      10_000,
    );
    await vi.waitFor(async () => expect(await figure("caudal_departures_overdue")).toBe(1), 10_000);
    expect(await figure("caudal_departures_oldest_seconds")).toBeGreaterThan(3_599);
    // It is said whose it is, and why.
    const [line] = server.lines.filter((each) => each.includes("removing what a member left stopped"));
    expect(JSON.parse(line ?? "{}")).toMatchObject({ level: "error", person: crew.analyst.userId });
    expect(line).toContain("EACCES");
    hold.release();
    await erase(await signUp(server));
    await vi.waitFor(async () => expect(await figure("caudal_departures_overdue")).toBe(0), 10_000);
  });

  test("waits while the database may be an older copy, and the log says so where something waits", async () => {
    const crew = await foundCrew(server);
    const left = await furnish(server, crew.analyst.scope);
    // The server's own eraser, whose database has it all, must not come first.
    const hold = holdFast(await folderOfFile(crew.analyst, left.fileId));
    const lines: string[] = [];
    const remove = () =>
      removeLeftThings({
        db: server.database.app.db,
        objects: server.objects,
        enqueueMail: async () => expect.unreachable(),
        links: { signIn: () => "", ownData: () => "" },
        mayRemove: async () => false,
        log: createLog({ name: "server", level: "info", write: (line) => lines.push(line) }),
      });
    expect(await remove()).toBe(0);
    expect(lines).toEqual([]);
    await crew.owner.client.removeMember({ params: { id: crew.analyst.userId } });
    await asSuperuser(server, async (client) => {
      await client.query("update caudal.departures set ends_at = now() - interval '1 hour', told_at = now()");
    });
    expect(await remove()).toBe(0);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: "warn", departures: 1 }]);
    expect(Object.keys(await tracesOf(server, left.fileId))).toContain("caudal.files");
    hold.release();
  });
});
