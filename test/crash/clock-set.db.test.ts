import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { expectTrueHistory, readProfile } from "./support/servers/look-at-file.ts";
import { messyCsv } from "./support/servers/messy-files.ts";
import { signUpAt } from "./support/servers/person.ts";
import type { RealServer } from "./support/servers/real-server.ts";
import { setScene, type Scene } from "./support/servers/scene.ts";

// Real servers start and stop here, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

let scene: Scene | undefined;
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

const day = 24 * 3_600_000;
const shifted = (ms: number) => ({
  NODE_OPTIONS: `--import=${join(import.meta.dirname, "support/shift-clock.ts")}`,
  CAUDAL_TEST_CLOCK_SHIFT: String(ms),
});

it("of two servers, one two days behind and one two days ahead, each takes over from the other, and sessions hold at both", async () => {
  scene = await setScene({ count: 1, env: { ...shifted(-2 * day), CAUDAL_LEASE: "3s" } });
  const { pair, person } = scene;
  const behind = pair.alive()[0] as RealServer;
  const ahead = await pair.add(shifted(2 * day));
  const clockOf = (server: RealServer) => Date.parse(/"time":"([^"]+)"/.exec(server.output())?.[1] ?? "");
  expect(clockOf(ahead), "the clocks are off").toBeGreaterThan(clockOf(behind) + 3 * day);

  for (const server of [behind, ahead]) {
    const somebody = await signUpAt(server.url);
    for (const { url } of [behind, ahead]) expect((await somebody.fetch(`${url}/api/me`)).status).toBe(200);
  }

  const file = messyCsv(11, 1_500);
  const { id, holder } = await scene.uploadAndHold("copy begin", file);
  const other = pair.alive().find(({ name }) => name !== holder.name) as RealServer;
  await pair.remove(holder, "SIGKILL");
  await scene.gates.open();
  await scene.untilState(id, "succeeded");
  await expectTrueHistory(pair.superuser, id);
  expect((await readProfile(person.at(other.url), id)).page.total).toBeGreaterThan(0);
});

it("a server whose clock is ahead takes neither a run nor its scratch space from the one that is at work", async () => {
  scene = await setScene({ count: 1, env: { ...shifted(-2 * day), CAUDAL_LEASE: "10m" } });
  const { pair, person } = scene;
  const { id, holder } = await scene.uploadAndHold("copy begin", messyCsv(12, 1_500));
  const ahead = await pair.add(shifted(2 * day));
  await scene.gates.open();
  await scene.untilState(id, "succeeded");
  const { run } = await person.at(ahead.url).getFile({ params: { id } });
  expect(run?.attempt, `${holder.name} kept it`).toBe(1);
});
