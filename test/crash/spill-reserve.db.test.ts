import { randomBytes } from "node:crypto";
import { readdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { describeWith } from "../support/components.ts";
import { makeSmallDisk, requireSmallDisk, type SmallDisk } from "../support/small-disk.ts";
import { downloadHash } from "./support/servers/look-at-file.ts";
import { setScene, type Scene } from "./support/servers/scene.ts";
import { sha256 } from "./support/servers/tus-upload.ts";

// Real servers start and stop here, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 });

const mib = 1024 ** 2;
/** Which do not fit into the least memory that an engine may have. */
const rows = 600_000;

describeWith(await requireSmallDisk(), "what a run spills", () => {
  let disk: SmallDisk;
  let scene: Scene;
  beforeEach(async () => {
    disk = await makeSmallDisk("size=600m");
    scene = await setScene({
      count: 1,
      dataDir: disk.path,
      // All but so much is kept free that the file has its place, and a spill has none.
      env: { CAUDAL_ENGINE_MEMORY: "64MiB", CAUDAL_STORAGE_RESERVE: "540MiB", CAUDAL_WORKER_CONCURRENCY: "1" },
    });
  });
  afterEach(async () => {
    await scene?.close();
    await disk?.remove();
  });

  async function spilled(): Promise<number> {
    const entries = await readdir(join(disk.path, "scratch"), { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile() && entry.parentPath.includes("/spill/"));
    const sizes = files.map((file) =>
      stat(join(file.parentPath, file.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  it("leaves the disk's reserve free: the run says that the disk is full, and ends well once there is room", async () => {
    const lines = Array.from(
      { length: rows },
      (_, row) => `${row},${randomBytes(18).toString("base64url")},${randomBytes(18).toString("hex")}`,
    );
    const file = { name: "claves.csv", bytes: Buffer.from(`n,clave,otra\n${lines.join("\n")}\n`) };
    await scene.lengthenWaits();
    const free = async () => {
      const { bavail, bsize } = await statfs(disk.path);
      return bavail * bsize;
    };
    let most = 0;
    const watch = setInterval(() => void spilled().then((now) => (most = Math.max(most, now))), 20);
    const id = await scene.upload(file);
    await scene.untilState(id, "waiting");
    const client = () => scene.person.at(scene.server().url);
    expect(await client().getFile({ params: { id } })).toMatchObject({
      status: "processing",
      run: { state: "waiting", error: { code: "storage_full" } },
    });
    expect((await client().getFile({ params: { id } })).run?.message).toMatch(
      /^No queda espacio\. Se vuelve a intentar/,
    );
    clearInterval(watch);
    // It needed more than its memory, and took no more than there was.
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(60 * mib);
    // Its space was given back.
    await scene.untilQuiet();
    expect(await free()).toBeGreaterThan(500 * mib);

    await scene.pair.remove(scene.server(), "SIGTERM");
    await scene.pair.add({ CAUDAL_STORAGE_RESERVE: "1MiB", CAUDAL_ENGINE_MEMORY: "512MiB" });
    await scene.endWait(id);
    await scene.untilState(id, "succeeded");
    expect(await downloadHash(client(), id)).toBe(sha256(file.bytes));
    await scene.untilQuiet();
  });
});
