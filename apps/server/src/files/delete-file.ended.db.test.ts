import { afterAll, beforeAll, expect, test } from "vitest";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { furnish } from "../../testing/furnish.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

let base: TestServer;
let server: TestServer;
/** Comes to pass when the row is gone, and before the bytes are. */
let between: () => Promise<unknown> = async () => undefined;
beforeAll(async () => {
  base = await startTestServer();
  const remove: TestServer["objects"]["remove"] = async (folder) => {
    await between();
    return base.objects.remove(folder);
  };
  server = await startTestServer({ sharing: { ...base, objects: { ...base.objects, remove } } });
});
afterAll(async () => {
  await server.close();
  await base.close();
});

const written = (fileId: string) =>
  asSuperuser(server, async (client) => {
    const { rows } = await client.query<{ action: string; credential: string | null; address: string | null }>(
      `select action, credential, address from caudal.audit_entries where object_id = $1 and action in ('file.removed', 'file.bytes_removed') order by id`,
      [fileId],
    );
    return rows;
  });

test("a file whose deleter signs out in between is deleted to its bytes, and the log says of both by which session", async () => {
  const ana = await signUp(server);
  const { fileId } = await furnish(server, ana.scope);
  const session = (await ana.client.listSessions()).items.find(({ current }) => current)?.id;
  between = () => asSuperuser(server, (client) => client.query("delete from auth.session where id = $1", [session]));
  await ana.client.deleteFile({ params: { id: fileId } });
  expect((await ana.fetch("/api/me")).status).toBe(401);
  const by = { credential: `session:${session}`, address: "127.0.0.1" };
  expect(await written(fileId)).toEqual([
    { action: "file.removed", ...by },
    { action: "file.bytes_removed", ...by },
  ]);
});
