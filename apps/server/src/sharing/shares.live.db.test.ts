import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { withScope } from "@caudal/db/scope.ts";
import { followEvents } from "../../testing/follow-events.ts";
import { furnish } from "../../testing/furnish.ts";
import { asSuperuser, joinAccountOf, removeFromAccount } from "../../testing/join-account-of.ts";
import { signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const soon = { timeout: 10_000, interval: 10 };
async function scene() {
  const owner = await signUp(server);
  const reader = await joinAccountOf(server, owner, await signUp(server), "analyst");
  const file = await furnish(server, owner.scope);
  const share = (may_download = false) =>
    owner.client.shareFile({
      params: { id: file.fileId },
      body: { grantee: { kind: "member", user_id: reader.userId }, may_download },
    });
  return { owner, reader, file, share };
}

describe("live events of a shared file", () => {
  test("reach the reader from its beginning to its end, which comes within a second, and not before or after", async () => {
    const { owner, reader, file, share } = await scene();
    const { events, leave } = await followEvents(reader);
    const about = () =>
      events.flatMap((event) =>
        event.topic === "file"
          ? [`file ${event.file.id} ${event.file.file_name}`]
          : event.topic === "file_removed" || event.topic === "insights"
            ? [`${event.topic} ${event.file_id}`]
            : [event.topic],
      );
    const rename = (file_name: string) =>
      withScope(server.database.app.db, owner.scope, (tx) =>
        tx.updateTable("files").set({ file_name }).where("id", "=", file.fileId).execute(),
      );
    await rename("antes.csv");
    const { share: made } = await share();
    await vi.waitFor(() => expect(about()).toContain(`file ${file.fileId} antes.csv`), soon);
    expect(about()).toContain("notification");
    await rename("durante.csv");
    await vi.waitFor(() => expect(about()).toContain(`file ${file.fileId} durante.csv`), soon);
    const ended = performance.now();
    await owner.client.revokeShare({ params: { id: made.id } });
    await vi.waitFor(() => expect(about()).toContain(`file_removed ${file.fileId}`), soon);
    expect(performance.now() - ended).toBeLessThan(1_000);
    await rename("despues.csv");
    // Whatever comes later has come by the time that this has.
    const own = await furnish(server, reader.scope);
    await vi.waitFor(() => expect(about().join()).toContain(own.fileId), soon);
    expect(about().join()).not.toContain("despues.csv");
    leave();
  });

  test("end for the reader when its owner leaves, and for nobody else", async () => {
    const { owner, reader, file, share } = await scene();
    // An owner too: an account is never left without one.
    const bystander = await joinAccountOf(server, owner, await signUp(server), "analyst");
    await asSuperuser(server, (client) =>
      client.query("update caudal.members set role = 'owner' where user_id = $1", [bystander.userId]),
    );
    await share();
    const [forReader, forBystander] = [await followEvents(reader), await followEvents(bystander)];
    await removeFromAccount(server, owner.scope);
    await vi.waitFor(
      () => expect(forReader.events).toContainEqual({ topic: "file_removed", file_id: file.fileId }),
      soon,
    );
    expect(forBystander.events).toEqual([]);
    forReader.leave();
    forBystander.leave();
  });
});

type Scene = Awaited<ReturnType<typeof scene>>;
type Begun = { readonly response: Response; readonly shareId: string };

const downloads: Readonly<Record<string, (of: Scene) => Promise<Begun>>> = {
  "a share": async ({ reader, file, share }) => {
    const { share: made } = await share(true);
    return { response: await reader.client.downloadFile({ params: { id: file.fileId } }), shareId: made.id };
  },
  "a link": async ({ owner, file }) => {
    const body = { grantee: { kind: "link" }, may_download: true } as const;
    const { share: made, url } = await owner.client.shareFile({ params: { id: file.fileId }, body });
    const token = new URL(url ?? "").pathname.replace("/s/", "");
    return { response: await visit(server).client.downloadLinkedFile({ params: { token } }), shareId: made.id };
  },
};
const ends: Readonly<Record<string, (of: Scene, id: string) => Promise<unknown>>> = {
  "its end": ({ owner }, id) => owner.client.revokeShare({ params: { id } }),
  "the right to download being withdrawn": ({ owner }, id) =>
    owner.client.updateShare({ params: { id }, body: { may_download: false } }),
};
const both = Object.keys(downloads).flatMap((by) => Object.keys(ends).map((end) => [by, end] as const));

test.each(both)(
  "a download by %s breaks off within a second of %s, and the reader sees that it is cut",
  async (by, end) => {
    const of = await scene();
    const { owner, file } = of;
    const { object_key } = await withScope(server.database.app.db, owner.scope, (tx) =>
      tx.selectFrom("files").select("object_key").where("id", "=", file.fileId).executeTakeFirstOrThrow(),
    );
    const size = 200 * 2 ** 20;
    const chunk = Buffer.alloc(2 ** 20, "x");
    await server.objects.append(object_key, 0, Readable.from(Array.from({ length: size / chunk.length }, () => chunk)));
    const begun = await downloads[by]?.(of);
    expect(begun?.response.headers.get("content-length")).toBe(String(size));
    const body = begun?.response.body?.getReader();
    expect((await body?.read())?.done).toBe(false);
    await ends[end]?.(of, begun?.shareId ?? "");
    // A reader that takes its time: a request of the owner's between two reads.
    const drain = async (): Promise<string> => {
      for (;;) {
        if ((await body?.read())?.done !== false) return "whole";
        await owner.client.getHealth();
      }
    };
    await expect(drain()).rejects.toThrow();
  },
);
