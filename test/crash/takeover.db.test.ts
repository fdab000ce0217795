import { afterEach, expect, it, vi } from "vitest";
import { readEvents } from "./support/servers/event-reader.ts";
import { expectProfile, expectTrueHistory, readProfile } from "./support/servers/look-at-file.ts";
import { messyCsv } from "./support/servers/messy-files.ts";
import type { RealServer } from "./support/servers/real-server.ts";
import { setScene, type Scene } from "./support/servers/scene.ts";
import { until } from "./support/servers/until.ts";

// Real servers start and stop here, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

let scene: Scene | undefined;
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

const file = messyCsv(7, 1_500);

async function undisturbed({ person, server, upload, untilState }: Scene) {
  const id = await upload(file);
  await untilState(id, "succeeded");
  return readProfile(person.at(server().url), id);
}

function otherThan({ pair }: Scene, server: RealServer): RealServer {
  return pair.alive().find(({ name }) => name !== server.name) as RealServer;
}

it("a server that is asked to end gives its run back at once, and the other goes on with it", async () => {
  // Were it not given back, the other would have to wait for a lease that is longer than this test.
  scene = await setScene({ env: { CAUDAL_LEASE: "10m" } });
  const expected = await undisturbed(scene);
  const { id, holder } = await scene.uploadAndHold("insights begin", file);
  const other = otherThan(scene, holder);
  const draining = holder.says(/"draining"/);
  const ending = scene.pair.remove(holder, "SIGTERM");
  await draining;
  await scene.gates.open();
  expect(await ending).toBe(0);
  await scene.untilState(id, "succeeded");
  await expectProfile(scene.person.at(other.url), id, file.bytes, expected);
  await expectTrueHistory(scene.pair.superuser, id);
  const { run } = await scene.person.at(other.url).getFile({ params: { id } });
  expect(run?.attempt, "giving back in order takes no attempt").toBe(1);
  await scene.untilQuiet();
});

it("a server that was frozen for longer than its lease does no harm when it wakes", async () => {
  scene = await setScene();
  const expected = await undisturbed(scene);
  const { id, holder } = await scene.uploadAndHold("copy writing", file);
  const other = otherThan(scene, holder);
  process.kill(holder.pid, "SIGSTOP");
  await scene.gates.open();
  await scene.untilState(id, "succeeded");
  const ended = holder.says(/"run attempt ended"/);
  process.kill(holder.pid, "SIGCONT");
  await ended;
  await expectProfile(scene.person.at(other.url), id, file.bytes, expected);
  await expectTrueHistory(scene.pair.superuser, id);
  await scene.untilQuiet();
  expect((await fetch(`${holder.url}/readyz`)).status).toBe(200);
});

it("a frozen server that wakes while its successor is at work leaves the successor's scratch space alone", async () => {
  // The successor's lease is longer than this test: at the gate it holds its run's row, and cannot lengthen a short one.
  scene = await setScene({ count: 1, env: { CAUDAL_LEASE: "3s" } });
  const { person, gates, pair, engines } = scene;
  const expected = await undisturbed(scene);
  const { id, holder } = await scene.uploadAndHold("copy begin", file);
  process.kill(holder.pid, "SIGSTOP");
  await gates.turnAway();
  const other = await pair.add({ CAUDAL_LEASE: "10m" });
  // The successor goes on from what the first attempt left in the scratch space, and is about to read it.
  expect(await gates.waiter(async () => (await scene?.stateOf(id)) === "succeeded")).toBe(other.name);
  expect(engines(holder)).toHaveLength(1);
  const ended = holder.says(/"run attempt ended"/);
  process.kill(holder.pid, "SIGCONT");
  await until("the one that woke lets go", () => engines(holder).length === 0);
  await gates.open();
  await ended;
  await scene.untilState(id, "succeeded");
  await expectProfile(person.at(other.url), id, file.bytes, expected);
  const { run } = await person.at(other.url).getFile({ params: { id } });
  expect(run?.attempt).toBe(2);
  await scene.untilQuiet();
});

it("live events of a reader that comes back to the other server miss nothing", async () => {
  scene = await setScene();
  const { pair, person } = scene;
  let at = pair.alive()[0] as RealServer;
  const reader = readEvents(person, () => at.url);
  const told = (topic: string) => reader.events.filter(({ data }) => data["topic"] === topic);
  try {
    const first = await scene.upload(file, at);
    await scene.untilState(first, "succeeded");
    await until("the first file's end is told", () => told("insights").length > 0 && told("notification").length > 0);
    const before = reader.events[0]?.id ?? "0";

    const { id, holder } = await scene.uploadAndHold("insights writing", file);
    // The one that serves the events dies, with the run or without it.
    const dead = at;
    const survivor = otherThan(scene, dead);
    await pair.remove(dead, "SIGKILL");
    await scene.gates.open();
    await scene.untilState(id, "succeeded");
    expect([dead.name, survivor.name]).toContain(holder.name);
    at = survivor;

    const { rows } = await pair.superuser.query<{ id: string; topic: string; subject_id: string }>(
      "select max(id)::text as id, topic, subject_id from caudal.events where id >= $1 group by topic, subject_id order by max(id)",
      [before],
    );
    // Or a later one: what happened after the question is told too.
    await until("the last event arrives", () => Number(reader.lastId()) >= Number(rows.at(-1)?.id));
    const seen = reader.events.map((event) => event.id);
    expect(rows.filter((row) => !seen.includes(row.id))).toEqual([]);
    expect(new Set(seen).size, "none twice").toBe(seen.length);
    expect(seen, "in order").toEqual(seen.toSorted((a, b) => Number(a) - Number(b)));
    expect(told("file").at(-1)?.data).toMatchObject({ file: { id, status: "done" } });
  } finally {
    reader.close();
  }
});
