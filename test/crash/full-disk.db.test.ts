import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { describeWith } from "../support/components.ts";
import { makeSmallDisk, requireSmallDisk, type SmallDisk } from "../support/small-disk.ts";
import type { Gate } from "./support/servers/gates.ts";
import { downloadHash, expectTrueHistory } from "./support/servers/look-at-file.ts";
import { messyCsv, messyFiles } from "./support/servers/messy-files.ts";
import { problemIn, setScene, type Scene } from "./support/servers/scene.ts";
import { createUpload, finishUpload, patchUpload, sha256 } from "./support/servers/tus-upload.ts";

// Real servers start and stop here, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

describeWith(await requireSmallDisk(), "a disk that is full", () => {
  let disk: SmallDisk;
  let scene: Scene;
  beforeEach(async () => {
    disk = await makeSmallDisk("size=48m");
    scene = await setScene({ count: 1, dataDir: disk.path });
  });
  afterEach(async () => {
    await scene?.close();
    await disk?.remove();
  });

  const filler = () => join(disk.path, "something-else");
  /** Another program takes all that is left. */
  async function fill(): Promise<void> {
    const handle = await open(filler(), "w");
    try {
      for (let bytes = 1 << 20; bytes >= 1; bytes = Math.floor(bytes / 4)) {
        for (;;) {
          const written = await handle.write(Buffer.alloc(bytes)).catch(() => null);
          if (written === null || written.bytesWritten < bytes) break;
        }
      }
    } finally {
      await handle.close();
    }
  }

  const places: readonly { readonly gate: Gate; readonly kind: number }[] = [
    { gate: "read begin", kind: 1 },
    { gate: "copy begin", kind: 0 },
    { gate: "insights begin", kind: 0 },
  ];
  it.each(places)("by «$gate» of a run is told of, and the run goes on once there is space", async ({ gate, kind }) => {
    const file = (await messyFiles(8))[kind]!;
    await scene.lengthenWaits();
    const { id } = await scene.uploadAndHold(gate, file);
    const client = scene.person.at(scene.server().url);
    await fill();
    await scene.gates.open();
    // The last step reads what the copy holds, and needs no space unless it spills.
    if (gate !== "insights begin") {
      await scene.untilState(id, "waiting");
      expect(await client.getFile({ params: { id } })).toMatchObject({
        status: "processing",
        run: { state: "waiting", error: { code: "storage_full" } },
      });
      const { run } = await client.getFile({ params: { id } });
      expect(run?.message).toMatch(/^No queda espacio\. Se vuelve a intentar/);
      await rm(filler());
      await scene.endWait(id);
    }
    await scene.untilState(id, "succeeded");
    expect(await downloadHash(client, id)).toBe(sha256(file.bytes));
    await expectTrueHistory(scene.pair.superuser, id);
    await scene.untilQuiet();
  });

  it("refuses the rest of an upload, keeps what it took, and takes the rest once there is space", async () => {
    const file = messyCsv(9, 20_000);
    const { person } = scene;
    const { url } = scene.server();
    const path = await createUpload(person, url, file);
    const half = Math.floor(file.bytes.byteLength / 2);
    expect((await patchUpload(person, url + path, 0, Buffer.from(file.bytes.subarray(0, half)))).status).toBe(204);
    await fill();
    const refused = await patchUpload(person, url + path, half, Buffer.from(file.bytes.subarray(half)));
    expect(await problemIn(refused)).toMatchObject({ status: 507, code: "storage_full" });
    await rm(filler());
    const id = await finishUpload(person, () => url + path, file.bytes, half);
    await scene.untilState(id, "succeeded");
    expect(await downloadHash(person.at(url), id)).toBe(sha256(file.bytes));
  });
});
