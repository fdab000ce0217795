import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "@caudal/base/clock.ts";
import { createLog } from "@caudal/base/log.ts";
import { linesOfHeads, parseHead } from "@caudal/audit/chain-head.ts";
import { openCluster, type Cluster } from "@caudal/db/embedded/open-cluster.ts";
import { isAlive } from "@caudal/db/embedded/postmaster-pid.ts";
import { migrate } from "@caudal/db/migrate.ts";
import { withScope } from "@caudal/db/scope.ts";
import { createPerson, type Person } from "@caudal/db/testing/people.ts";
import { testLogins } from "@caudal/db/testing/test-cluster.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { createAuditSealer } from "./audit-sealer.ts";
import { openChainWatch } from "./chain-watch.ts";
import { testAuditKey, verifyDatabase } from "../../testing/audit.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

let folder: string;
let cluster: Cluster;
let database: TestDatabase;
let ana: Person;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), `caudal-test-${process.pid}-sealing-`));
  // Without `forTests`: what was acknowledged must be there after the server was killed.
  cluster = await openCluster({ folder });
  await migrate(cluster.urls.owner, testLogins);
  database = await createTestDatabase({
    cluster: { ...cluster.urls, superuser: cluster.superuserUrl, template: "caudal" },
  });
  ana = await createPerson(database);
});
afterAll(async () => {
  await database?.close();
  await cluster?.stop();
  if (cluster !== undefined) await rm(cluster.dataFolder, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});

/** kill -9 of the postmaster, and the same cluster again, on the same port. */
async function restartPostgres(): Promise<void> {
  process.kill(cluster.pid, "SIGKILL");
  while (isAlive(cluster.pid)) await delay(2);
  cluster = await openCluster({ folder, port: cluster.port });
}

test("PostgreSQL killed while entries are sealed loses no acknowledged entry, and the chain goes on from its heads", async () => {
  const log = createLog({ name: "sealer", level: "silent" });
  const { db } = database.app;
  const watch = await openChainWatch({ db, key: testAuditKey, folder, clock: systemClock, log });
  const seen: { readonly position: number; readonly unsealed: number; readonly agrees: boolean }[] = [];
  const sealer = createAuditSealer(
    {
      db,
      key: testAuditKey,
      watch,
      clock: systemClock,
      log,
      observe: ({ end, unsealed }, agrees) => seen.push({ position: end?.position ?? 0, unsealed, agrees }),
    },
    { pauseMs: 1, atMost: 3 },
  );
  await sealer.start();
  const acknowledged: string[] = [];
  let writing = true;
  const write = async (writer: number): Promise<void> => {
    for (let n = 0; writing; n += 1) {
      const name = `c${writer}-${n}`;
      try {
        await withScope(database.app.db, ana.scope, (tx) =>
          tx.insertInto("companies").values({ account_id: ana.accountId, name }).execute(),
        );
        acknowledged.push(name);
      } catch {
        // Away: nobody was told that it is there.
        await delay(5);
      }
    }
  };
  const writers = [write(0), write(1)];
  for (let kill = 1; kill <= 5; kill += 1) {
    // Sealing is under way, and entries wait.
    const since = seen.length;
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(since + 3 * kill), { timeout: 30_000, interval: 2 });
    await restartPostgres();
  }
  writing = false;
  await Promise.all(writers);
  await vi.waitFor(() => expect(seen.at(-1)?.unsealed).toBe(0), { timeout: 30_000, interval: 5 });
  await sealer.stop();

  const lines = linesOfHeads(await readFile(join(folder, "heads.jsonl"), "utf8"));
  const report = await verifyDatabase(database, lines);
  expect(report.findings).toEqual([]);
  expect(report.unsealed.count).toBe(0);
  expect(watch.agrees()).toBe(true);
  expect(report.heads).toBe(lines.length);
  // A head was written once its seals were committed: none of them is beyond the chain's end.
  expect(parseHead(lines.at(-1) ?? "")?.position).toBeLessThanOrEqual(report.end?.position ?? 0);
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  const { rows } = await superuser.query<{ name: string }>(
    `select e.object_name as name from caudal.audit_entries e join caudal.audit_seals s on s.entry_id = e.id where e.action = 'company.created'`,
  );
  await superuser.end();
  const sealed = new Set(rows.map(({ name }) => name));
  expect(sealed.size).toBe(rows.length);
  expect(acknowledged.length).toBeGreaterThan(20);
  expect(acknowledged.filter((name) => !sealed.has(name))).toEqual([]);
}, 180_000);
