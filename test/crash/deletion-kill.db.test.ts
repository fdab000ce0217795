import { readdir, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { messyCsv } from "./support/servers/messy-files.ts";
import { setScene, type Scene } from "./support/servers/scene.ts";
import { until } from "./support/servers/until.ts";

// Real servers start and stop here, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

let scene: Scene;
beforeAll(async () => {
  scene = await setScene({ count: 1 });
});
afterAll(async () => {
  await scene?.close();
});

/** As if everything in the store had been there for two days. */
async function age(paths: readonly string[]): Promise<void> {
  const at = new Date(Date.now() - 48 * 3_600_000);
  for (const path of [...paths, ...paths.map((each) => dirname(each))]) await utimes(path, at, at);
}

it("the bytes of a file whose server was killed right after it was deleted go with the next start; others stay", async () => {
  const kept = await scene.upload(messyCsv(11, 200));
  const deleted = await scene.upload(messyCsv(12, 200));
  await scene.untilState(kept, "succeeded");
  await scene.untilState(deleted, "succeeded");
  await scene.untilQuiet();
  const before = await scene.stored();
  expect(before).toHaveLength(4);

  await scene.gates.close("deletion unheard");
  const removing = scene.person
    .fetch(`${scene.server().url}/api/files/${deleted}`, { method: "DELETE" })
    .catch(() => null);
  const name = await scene.gates.waiter(async () => false);
  const { rows: keys } = await scene.pair.superuser.query<{ object_key: string }>(
    "select object_key from caudal.files where id = $1",
    [kept],
  );
  await scene.pair.remove(scene.pair.named(name), "SIGKILL");
  await scene.gates.open();
  expect(await removing).toBeNull();
  await until("the deletion is committed, unheard by its server", async () => {
    const { rowCount } = await scene.pair.superuser.query("select from caudal.files where id = $1", [deleted]);
    return rowCount === 0;
  });
  expect(await scene.stored()).toHaveLength(4);

  await age(await scene.stored());
  await scene.pair.add();
  await until("the deleted file's bytes are gone", async () => (await scene.stored()).length === 2);
  const folder = join(scene.pair.dataDir, "objects", dirname(keys[0]?.object_key ?? ""));
  expect(await readdir(folder)).toEqual(
    expect.arrayContaining(["original", expect.stringMatching(/^table.*\.parquet$/)]),
  );
  const client = scene.person.at(scene.server().url);
  expect((await client.listRows({ params: { id: kept }, query: { offset: 0, limit: 1 } })).rows).toHaveLength(1);
});
