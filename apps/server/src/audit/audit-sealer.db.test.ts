import { mkdtemp, readFile, rm, truncate, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fork } from "node:child_process";
import { once } from "node:events";
import { linesOfHeads } from "@caudal/audit/chain-head.ts";
import { sealEntries } from "@caudal/audit/seal-entries.ts";
import type { Clock } from "@caudal/base/clock.ts";
import { createLog } from "@caudal/base/log.ts";
import { readAuditStatus, sealNext } from "@caudal/db/audit/audit-chain.ts";
import { connectDatabase } from "@caudal/db/connect.ts";
import { createPerson, type Person } from "@caudal/db/testing/people.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { withScope } from "@caudal/db/scope.ts";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { testAuditKey, verifyDatabase } from "../../testing/audit.ts";
import { createAuditSealer } from "./audit-sealer.ts";
import { openChainWatch } from "./chain-watch.ts";
import { openHeadsFile } from "./heads-file.ts";

let database: TestDatabase;
let superuser: pg.Client;
let ana: Person;
let folder: string;
beforeEach(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  ana = await createPerson(database);
  folder = await mkdtemp(join(tmpdir(), "caudal-heads-"));
});
afterEach(async () => {
  await superuser.end();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const lines: string[] = [];
async function makeSealer(clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() }) {
  const seen: { position: number; unsealed: number; agrees: boolean }[] = [];
  const { db } = database.app;
  const log = createLog({ name: "sealer", level: "warn", write: (line) => lines.push(line) });
  const sealer = createAuditSealer(
    {
      db,
      key: testAuditKey,
      watch: await openChainWatch({ db, key: testAuditKey, folder, clock, log }),
      clock,
      log,
      observe: ({ end, unsealed }, agrees) => seen.push({ position: end?.position ?? 0, unsealed, agrees }),
    },
    { pauseMs: 5, atMost: 7 },
  );
  return { ...sealer, seen };
}
const headLines = async () => linesOfHeads(await readFile(join(folder, "heads.jsonl"), "utf8"));
const addCompany = (name: string) =>
  withScope(database.app.db, ana.scope, (tx) =>
    tx.insertInto("companies").values({ account_id: ana.accountId, name }).execute(),
  );
/** Seals all that is there. */
async function sealAll(clock?: Clock): Promise<void> {
  const sealer = await makeSealer(clock);
  await sealer.start();
  await vi.waitFor(() => expect(sealer.seen.at(-1)?.unsealed).toBe(0), { timeout: 60_000, interval: 5 });
  await sealer.stop();
}

describe("the sealer", () => {
  test("seals every committed entry once, in order, and keeps the chain's end outside of the database", async () => {
    await sealAll();
    await addCompany("Norte");
    await sealAll();
    const report = await verifyDatabase(database, await headLines());
    expect(report.findings).toEqual([]);
    const { rows } = await superuser.query<{ entries: string }>("select count(*) as entries from caudal.audit_entries");
    expect(report).toMatchObject({ seals: Number(rows[0]?.entries), unsealed: { count: 0 } });
    expect(report.heads).toBeGreaterThanOrEqual(2);
    expect((await stat(join(folder, "heads.jsonl"))).mode & 0o777).toBe(0o600);
  });

  test("misses no entry whose transaction commits after later ones were sealed", async () => {
    const late = new pg.Client({ connectionString: database.urls.app });
    await late.connect();
    await late.query("begin");
    await late.query("select caudal.set_scope($1, $2)", [ana.userId, ana.accountId]);
    await late.query("insert into caudal.companies (account_id, name) values ($1, 'Tarde')", [ana.accountId]);
    await addCompany("Temprano");
    await sealAll();
    const before = await readAuditStatus(database.app.db);
    await late.query("commit");
    await late.end();
    await sealAll();
    const { rows } = await superuser.query<{ name: string }>(
      "select e.object_name as name from caudal.audit_seals s join caudal.audit_entries e on e.id = s.entry_id where e.action = 'company.created' order by s.position",
    );
    expect(rows.map((row) => row.name)).toEqual(["Temprano", "Tarde"]);
    expect((await readAuditStatus(database.app.db)).end?.position).toBe((before.end?.position ?? 0) + 1);
    expect((await verifyDatabase(database, await headLines())).findings).toEqual([]);
  });

  test("does not mind a clock that is set back", async () => {
    await sealAll({ now: () => Date.parse("2030-01-01"), monotonic: () => 0 });
    await addCompany("Norte");
    await sealAll({ now: () => Date.parse("1999-01-01"), monotonic: () => 0 });
    const report = await verifyDatabase(database, await headLines());
    expect(report.findings).toEqual([]);
    expect(report.end?.sealedAt).toMatch(/^1999/);
  });

  test("is one at a time: of many that seal at once none seals twice", async () => {
    for (let index = 0; index < 20; index += 1) await addCompany(`c${index}`);
    const many = Array.from({ length: 6 }, () => connectDatabase(database.urls.app, { applicationName: "t", max: 1 }));
    try {
      await Promise.all(
        many.map(async ({ db }) => {
          while ((await readAuditStatus(db)).unsealed > 0)
            await sealNext(db, 3, (end, entries) => sealEntries(testAuditKey, end, entries, Date.now()));
        }),
      );
    } finally {
      await Promise.all(many.map(({ close }) => close()));
    }
    expect((await verifyDatabase(database)).findings).toEqual([]);
    const sealedTwice = sealNext(database.app.db, 3, () => []);
    expect(await sealedTwice, "nothing is left").toBe(0);
  });

  test("is refused seals that leave a gap, and a second seal for an entry", async () => {
    const seal = (shift: number, again: boolean) =>
      sealNext(database.app.db, 2, (end, entries) => {
        const seals = sealEntries(testAuditKey, end, entries, 0);
        return seals.map((each) => ({
          ...each,
          position: each.position + shift,
          entry_id: again ? (seals[0]?.entry_id ?? 0) : each.entry_id,
        }));
      });
    await expect(seal(1, false)).rejects.toMatchObject({ code: "23514" });
    await expect(seal(0, true)).rejects.toMatchObject({ code: "23505" });
    expect((await readAuditStatus(database.app.db)).end).toBeNull();
  });

  test("killed at any moment, many times, while entries come in: nothing is missed, nothing sealed twice, every head holds", async () => {
    const program = join(import.meta.dirname, "../../testing/seal-until-killed.ts");
    let writing = true;
    const writer = (async () => {
      for (let index = 0; writing; index += 1) await addCompany(`c${index}`);
    })();
    for (let kill = 0; kill < 8; kill += 1) {
      const child = fork(program, [database.urls.app, folder], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
      for (let round = 0; round <= kill; round += 1) await once(child, "message");
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    writing = false;
    await writer;
    await sealAll();
    const report = await verifyDatabase(database, await headLines());
    expect(report.findings).toEqual([]);
    expect(report.unsealed.count).toBe(0);
    const { rows } = await superuser.query<{ entries: string }>("select count(*) as entries from caudal.audit_entries");
    expect(report.seals).toBe(Number(rows[0]?.entries));
    expect(report.heads).toBeGreaterThan(3);
  }, 120_000);

  test("outlives connections that the database ends", async () => {
    const sealer = await makeSealer();
    await sealer.start();
    for (let index = 0; index < 5; index += 1) {
      await superuser.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name = 'test'",
      );
      await addCompany(`c${index}`).catch(() => undefined);
    }
    // The pool may still hold connections whose end has not reached it: one of them fails this once.
    await vi.waitFor(() => addCompany("la última"), { timeout: 10_000, interval: 5 });
    await vi.waitFor(() => expect(sealer.seen.at(-1)?.unsealed).toBe(0), { timeout: 10_000, interval: 5 });
    await sealer.stop();
    expect((await verifyDatabase(database, await headLines())).findings).toEqual([]);
  });
});

describe("the file of heads", () => {
  const head = (position: number) => ({
    position,
    link: "a".repeat(64),
    sealed_at: "t",
    key_id: "k",
    signature: "b".repeat(64),
  });

  test("loses a line that a crash tore off, and nothing else", async () => {
    const file = await openHeadsFile(folder);
    await file.append(head(1));
    await file.append(head(2));
    const path = join(folder, "heads.jsonl");
    await truncate(path, (await stat(path)).size - 9);
    const again = await openHeadsFile(folder);
    expect(again.last()?.position).toBe(1);
    await again.append(head(2));
    expect((await headLines()).map((line) => (JSON.parse(line) as { position: number }).position)).toEqual([1, 2]);
  });

  test("stays bounded: older heads are thinned out, the newer half is all there", async () => {
    const file = await openHeadsFile(folder, 40);
    for (let position = 1; position <= 200; position += 1) await file.append(head(position));
    const positions = (await headLines()).map((line) => (JSON.parse(line) as { position: number }).position);
    expect(positions.length).toBeLessThanOrEqual(40);
    expect(positions.at(-1)).toBe(200);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(positions).toContain(181);
    expect((await openHeadsFile(folder, 40)).last()?.position).toBe(200);
  });
});
