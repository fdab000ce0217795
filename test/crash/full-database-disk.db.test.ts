import { open, rm, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chmodSync } from "node:fs";
import { openCluster, type Cluster } from "@caudal/db/embedded/open-cluster.ts";
import { isAlive } from "@caudal/db/embedded/postmaster-pid.ts";
import { migrate } from "@caudal/db/migrate.ts";
import { createPool } from "@caudal/db/connect.ts";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { describeWith } from "../support/components.ts";
import { makeSmallDisk, requireSmallDisk, type SmallDisk } from "../support/small-disk.ts";
import { startServer, type RealServer } from "./support/servers/real-server.ts";
import { signUpAt } from "./support/servers/person.ts";
import { until } from "./support/servers/until.ts";

vi.setConfig({ testTimeout: 180_000 });

describeWith(await requireSmallDisk(), "PostgreSQL on a disk that is full", () => {
  let disk: SmallDisk;
  let cluster: Cluster;
  let server: RealServer;
  beforeEach(async () => {
    disk = await makeSmallDisk("size=220m,mode=0711");
    const folder = join(disk.path, "postgres");
    await mkdir(folder);
    chmodSync(folder, 0o711);
    cluster = await openCluster({ folder });
    await migrate(cluster.urls.owner, { appLogin: cluster.logins.app, signinLogin: cluster.logins.signin });
    server = await startServer({ urls: cluster.urls, dataDir: join(disk.path, "data") });
  });
  afterEach(async () => {
    await server?.end("SIGKILL");
    if (cluster !== undefined && isAlive(cluster.pid)) await cluster.stop();
    await disk?.remove();
  });

  it("answers 507 or 503 in words, keeps what it acknowledged, and goes on once there is space", async () => {
    const person = await signUpAt(server.url);
    const rename = (name: string) =>
      person.fetch(`${server.url}/api/me`, {
        method: "PATCH",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name }),
      });
    expect((await rename("Antes")).status).toBe(200);
    const filler = await open(join(disk.path, "filler"), "w");
    for (let bytes = 1 << 20; bytes >= 4096; bytes /= 2)
      for (;;) if ((await filler.write(Buffer.alloc(bytes, 1)).catch(() => null))?.bytesWritten !== bytes) break;
    await filler.close();

    // Tables grow until the disk refuses: by renaming, which keeps every version of the row, and its audit.
    let acknowledged = "Antes";
    let refused: Response | null = null;
    for (let times = 0; times < 20_000 && refused === null; times += 1) {
      const name = `Nombre ${times} ${"x".repeat(150)}`;
      const answer = await rename(name);
      if (answer.status === 200) acknowledged = name;
      else refused = answer;
    }
    expect([503, 507]).toContain(refused?.status);
    const problem = (await refused?.json()) as { code: string; detail: string; action: string };
    expect(["storage_full", "unavailable"]).toContain(problem.code);
    expect(problem.detail).toMatch(/lleno|no responde/);

    await rm(join(disk.path, "filler"));
    // A full disk under its journal ends PostgreSQL itself; whoever watches over it starts it again.
    if (!isAlive(cluster.pid)) cluster = await openCluster({ folder: join(disk.path, "postgres"), port: cluster.port });
    const superuser = createPool(cluster.superuserUrl.replace(/\/postgres$/, "/caudal"), {
      applicationName: "observer",
    });
    await superuser.query("checkpoint").catch(() => undefined);
    await superuser.end();
    const me = await until("it answers again", async () => {
      const answer = await person.fetch(`${server.url}/api/me`).catch(() => null);
      return answer?.status === 200 ? ((await answer.json()) as { name: string }) : null;
    });
    expect(me.name, "the last name that was acknowledged").toBe(acknowledged);
    await until("it takes changes again", async () => (await rename("Después")).status === 200);
  });
});
