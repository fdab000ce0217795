import { stat } from "node:fs/promises";
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

const client = () => scene.person.at(scene.server().url);
const used = async () => (await client().getAccountLimits()).storage.used;
/** Counted from the disk, by nothing of ours. */
const lying = async () => {
  const sizes = await Promise.all((await scene.stored()).map(async (path) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
};
async function agree(): Promise<number> {
  const bytes = await lying();
  expect(await used()).toBe(bytes);
  const { storage, people } = await client().getAccountUse();
  expect(storage.used).toBe(bytes);
  expect(people.reduce((sum, person) => sum + person.bytes, 0)).toBe(bytes);
  return bytes;
}

it("what an account is said to keep is what lies there, after uploads, runs, a kill in the middle of one, and deletion", async () => {
  const first = await scene.upload(messyCsv(21, 400));
  const second = await scene.upload(messyCsv(22, 300));
  for (const id of [first, second]) await scene.untilState(id, "succeeded");
  await scene.untilQuiet();
  const originals = (await client().listFiles({ query: {} })).items.reduce((sum, file) => sum + file.file_size, 0);
  // The copies are counted too.
  expect(await agree()).toBeGreaterThan(originals);

  // Another look at a file leaves one copy of it.
  await client().processFile({ body: { fileId: first } });
  await scene.untilState(first, "succeeded");
  await scene.untilQuiet();
  await agree();

  // Killed when the table was noted and written, before anybody heard of it.
  const { id: killed, holder } = await scene.uploadAndHold("copy unfinished", messyCsv(23, 500));
  await scene.pair.remove(holder, "SIGKILL");
  await scene.gates.open();
  await scene.pair.add();
  await scene.untilState(killed, "succeeded");
  await scene.untilQuiet();
  await agree();

  for (const id of [second, killed]) await client().deleteFile({ params: { id } });
  await agree();
  await client().deleteFile({ params: { id: first } });
  expect(await agree()).toBe(0);
});

it("a note that is wrong, as a kill or an older version leaves it, is mended by the next start", async () => {
  const id = await scene.upload(messyCsv(24, 200));
  await scene.untilState(id, "succeeded");
  await scene.untilQuiet();
  const right = await agree();
  await scene.pair.superuser.query(
    `update caudal.run_profiles set table_sizes = '{"nowhere/else/table-x-1.parquet": 5000}',
       written_keys = written_keys || array[account_id || '/gone/table-x-1.parquet']`,
  );
  expect(await used()).not.toBe(right);
  await scene.pair.remove(scene.server(), "SIGKILL");
  await scene.pair.add();
  await until("what is noted is what lies there", async () => (await used()) === right);
  await agree();
});
