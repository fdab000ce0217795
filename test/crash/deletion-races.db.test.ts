import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Gate } from "./support/servers/gates.ts";
import { messyCsv } from "./support/servers/messy-files.ts";
import { setScene, type Scene } from "./support/servers/scene.ts";
import { until } from "./support/servers/until.ts";

// Real servers start and stop here, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

let scene: Scene;
beforeAll(async () => {
  scene = await setScene();
});
afterAll(async () => {
  await scene?.close();
});

const remove = (id: string) => scene.person.fetch(`${scene.server().url}/api/files/${id}`, { method: "DELETE" });

async function expectNothingLeft(id: string): Promise<void> {
  const { rows } = await scene.pair.superuser.query(
    `select 'file' as of from caudal.files where id = $1 union all select 'run' from caudal.runs where file_id = $1
      union all select 'insight' from caudal.insights where file_id = $1 union all select 'upload' from caudal.uploads where file_id = $1`,
    [id],
  );
  expect(rows).toEqual([]);
  await scene.untilQuiet();
  await until("no bytes are left", async () => (await scene.stored()).length === 0);
  expect(scene.server().alive()).toBe(true);
  const { rows: races } = await scene.pair.superuser.query(
    "select deadlocks::int from pg_stat_database where datname = current_database()",
  );
  expect(races, "a run and a deletion waited for each other").toEqual([{ deadlocks: 0 }]);
}

describe("deleting a file", () => {
  const places: readonly Gate[] = [
    "read writing",
    "first writing",
    "first unfinished",
    "copy writing",
    "copy unfinished",
    "insights begin",
    "insights writing",
    "end",
  ];
  it.each(places)("whose run stands at «%s» works, and leaves nothing", async (place) => {
    const { id } = await scene.uploadAndHold(place, messyCsv(1, 400));
    const removing = remove(id);
    await until("the deletion waits for the run", async () => {
      const { rows } = await scene.pair.superuser.query(
        // Its own first statement: the run's heartbeat waits for the same row.
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ~* 'where "file_id" = .* for update'`,
      );
      return rows.length > 0;
    });
    await scene.gates.open();
    expect((await removing).status).toBe(200);
    await expectNothingLeft(id);
    expect((await remove(id)).status).toBe(404);
  });

  it("that is being cancelled works", async () => {
    const { id } = await scene.uploadAndHold("insights begin", messyCsv(2, 400));
    const client = scene.person.at(scene.server().url);
    const { run } = await client.getFile({ params: { id } });
    // Whichever comes first: cancelled, or there is nothing left to cancel. Caught at once, as it may fail while the deletion is waited for.
    const cancelling = client
      .cancelRun({ params: { id: run?.id ?? "" } })
      .catch((error: unknown) => expect(error).toMatchObject({ problem: { status: 404 } }));
    const removing = remove(id);
    await scene.gates.open();
    expect((await removing).status).toBe(200);
    await cancelling;
    await expectNothingLeft(id);
  });

  it("whose rows are being paged answers each page with rows or says that they are gone", async () => {
    const id = await scene.upload(messyCsv(3, 2_000));
    await scene.untilState(id, "succeeded");
    const pages = Array.from({ length: 24 }, (_, page) =>
      scene.person.fetch(`${scene.server().url}/api/files/${id}/rows?offset=${page * 50}&limit=50`),
    );
    await Promise.race(pages);
    const removed = await remove(id);
    const late = scene.person.fetch(`${scene.server().url}/api/files/${id}/rows?offset=0&limit=50`);
    const statuses = (await Promise.all([...pages, late])).map(({ status }) => status);
    expect(removed.status).toBe(200);
    expect(statuses.filter((status) => ![200, 404, 409, 410].includes(status))).toEqual([]);
    await expectNothingLeft(id);
  });
});

describe("processing a file again", () => {
  it("twice at once, at two servers, starts one run", async () => {
    const id = await scene.upload(messyCsv(4, 400));
    await scene.untilState(id, "succeeded");
    await scene.gates.close("claim");
    const answers = await Promise.all(
      [...scene.pair.alive(), ...scene.pair.alive()].map(({ url }) =>
        scene.person.at(url).processFile({ body: { fileId: id } }),
      ),
    );
    await scene.gates.open();
    expect(new Set(answers.map(({ jobId }) => jobId)).size).toBe(1);
    await scene.untilState(id, "succeeded");
    const { rows } = await scene.pair.superuser.query("select from caudal.runs where file_id = $1", [id]);
    expect(rows).toHaveLength(2);
    expect((await remove(id)).status).toBe(200);
    await expectNothingLeft(id);
  });
});
