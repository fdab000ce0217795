import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linesOfHeads, parseHead } from "@caudal/audit/chain-head.ts";
import { systemClock } from "@caudal/base/clock.ts";
import { createLog } from "@caudal/base/log.ts";
import { createPerson, type Person } from "@caudal/db/testing/people.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { withScope } from "@caudal/db/scope.ts";
import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { testAuditKey, verifyDatabase } from "../../testing/audit.ts";
import { createAuditSealer } from "./audit-sealer.ts";
import { openChainWatch } from "./chain-watch.ts";

// Whoever attacks has all rights on the database, and not the key.
let database: TestDatabase;
let superuser: pg.Client;
let ana: Person;
let folder: string;
let lines: string[];
const opened: { readonly stop: () => Promise<void> }[] = [];
beforeEach(async () => {
  lines = [];
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  await superuser.query("set session_replication_role = replica");
  ana = await createPerson(database);
  folder = await mkdtemp(join(tmpdir(), "caudal-watch-"));
});
afterEach(async () => {
  for (const sealer of opened.splice(0)) await sealer.stop();
  await superuser.end();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string) => join(folder, name);
const headLines = async (name = "heads.jsonl") => linesOfHeads(await readFile(at(name), "utf8"));
const errors = () => lines.filter((line) => line.includes("the audit's chain does not"));
const addCompany = (name: string) =>
  withScope(database.app.db, ana.scope, (tx) =>
    tx.insertInto("companies").values({ account_id: ana.accountId, name }).execute(),
  );
const ends = async () =>
  Number(
    (await superuser.query<{ n: string }>("select coalesce(max(position), 0) as n from caudal.audit_seals")).rows[0]?.n,
  );

/** A server's sealer, running. */
async function start() {
  const { db } = database.app;
  const log = createLog({ name: "sealer", level: "warn", write: (line) => lines.push(line) });
  const watch = await openChainWatch({ db, key: testAuditKey, folder, clock: systemClock, log });
  const seen: { readonly unsealed: number; readonly agrees: boolean }[] = [];
  const sealer = createAuditSealer(
    {
      db,
      key: testAuditKey,
      watch,
      clock: systemClock,
      log,
      observe: ({ unsealed }, agrees) => seen.push({ unsealed, agrees }),
    },
    { pauseMs: 5, atMost: 7 },
  );
  opened.push(sealer);
  await sealer.start();
  const settle = async (agrees: boolean): Promise<void> => {
    const from = seen.length;
    await vi.waitFor(
      () => {
        expect(seen.length).toBeGreaterThan(from + 1);
        expect(seen.at(-1)).toEqual({ unsealed: 0, agrees });
      },
      { timeout: 20_000, interval: 5 },
    );
  };
  const stop = async (): Promise<void> => {
    opened.splice(opened.indexOf(sealer), 1);
    await sealer.stop();
  };
  return { watch, settle, stop };
}

/** A chain with several heads, sealed and quiet. */
async function grow(settle: (agrees: boolean) => Promise<void>): Promise<void> {
  for (const name of ["Norte", "Sur", "Este"]) {
    await addCompany(name);
    await settle(true);
  }
}
const cut = async (seals: number): Promise<void> => {
  await superuser.query(
    `with gone as (delete from caudal.audit_seals where position > $1 returning entry_id)
     delete from caudal.audit_entries where id in (select entry_id from gone)`,
    [(await ends()) - seals],
  );
};

test("a tail that is removed while the server runs is told at once, once, and again after every restart", async () => {
  const first = await start();
  await grow(first.settle);
  const [whole, chained] = [await ends(), (await headLines()).at(-1) ?? ""];
  await cut(2);
  await first.settle(false);
  await first.settle(false);
  expect(errors()).toHaveLength(1);
  expect(errors()[0]).toContain(`"gone"`);
  expect(errors()[0]).toContain(`${whole}:`);
  expect((await stat(at("disagreements.jsonl"))).mode & 0o777).toBe(0o600);
  // Grown past where it ended: the newest head is the chain's own again, and what was found stays found.
  for (const name of ["Uno", "Dos", "Tres"]) await addCompany(name);
  await first.settle(false);
  expect(await ends()).toBeGreaterThan(whole);
  expect(await headLines()).toContain(chained);
  await first.stop();
  for (let restart = 1; restart <= 2; restart += 1) {
    const again = await start();
    await again.settle(false);
    expect(again.watch.standing()?.found).toMatchObject([{ why: "gone", line: chained }]);
    await again.stop();
    expect(errors()).toHaveLength(1 + restart);
  }
});

test("a tail that is cut and grown anew between two rounds is told, though the chain is longer than ever", async () => {
  const { settle } = await start();
  await grow(settle);
  const whole = await ends();
  await superuser.query("begin");
  // The sealer waits for its lock: cutting and writing the rest anew is one moment for it.
  await superuser.query("select pg_advisory_xact_lock(hashtext('caudal.audit_seals'))");
  await superuser.query(
    "insert into caudal.audit_unsealed select entry_id from caudal.audit_seals where position > $1",
    [whole - 2],
  );
  await superuser.query("delete from caudal.audit_seals where position > $1", [whole - 2]);
  await superuser.query("commit");
  await settle(false);
  expect(await ends()).toBeGreaterThanOrEqual(whole);
  expect(errors()).toHaveLength(1);
  expect(errors()[0]).toMatch(/"(differs|gone)"/);
});

test("an operator who knows why acknowledges exactly what was found: it is audited, and heads go on from the chain as it is", async () => {
  const { watch, settle, stop } = await start();
  await grow(settle);
  await cut(2);
  await settle(false);
  const { id = "" } = watch.standing() ?? {};
  const origin = { address: "127.0.0.1", requestId: "req-1" };
  expect(await watch.acknowledge("0123456789ab", "otra cosa", origin), "nothing has that name").toBe(false);
  // While it waits a second tail is removed: whoever read of the first has not read of this one.
  await addCompany("Otra");
  await settle(false);
  await cut(1);
  expect(await watch.acknowledge(id, "restauré la copia del martes", origin)).toBe(false);
  const both = watch.standing();
  expect(both?.found).toHaveLength(2);
  expect(watch.agrees()).toBe(false);

  expect(await watch.acknowledge(both?.id ?? "", "restauré la copia del martes", origin)).toBe(true);
  await settle(true);
  const { rows } = await superuser.query(
    "select address, request_id, user_id, account_id, changes from caudal.audit_entries where action = 'audit.acknowledged'",
  );
  expect(rows).toMatchObject([
    {
      address: "127.0.0.1",
      request_id: "req-1",
      user_id: null,
      account_id: null,
      changes: {
        because: { after: "restauré la copia del martes" },
        heads: { before: expect.stringMatching(/^gone \d+:/) },
      },
    },
  ]);
  // What was found and the heads that found it are kept.
  const kept = await readdir(folder);
  expect(kept.filter((name) => /^(heads|disagreements)\.\d{4}-.*\.jsonl$/.test(name))).toHaveLength(2);
  expect(kept).not.toContain("disagreements.jsonl");
  await addCompany("Después");
  await settle(true);
  await stop();
  const report = await verifyDatabase(database, await headLines());
  expect(report.findings.filter(({ kind }) => kind === "tail_removed" || kind.startsWith("head_"))).toEqual([]);
  const restarted = await start();
  await restarted.settle(true);
  // And what is removed from now on is told again.
  await cut(1);
  await restarted.settle(false);
});

test("a head in the middle of the file that the chain does not have is found at the start, though the newest one holds", async () => {
  const first = await start();
  await grow(first.settle);
  await first.stop();
  const middle = parseHead((await headLines())[1] ?? "")?.position;
  expect(middle).toBeLessThan(await ends());
  await superuser.query("update caudal.audit_seals set link = decode(repeat('ab', 32), 'hex') where position = $1", [
    middle,
  ]);
  const again = await start();
  await again.settle(false);
  expect(again.watch.standing()?.found).toMatchObject([{ why: "differs" }]);
});

test.each([
  [
    "that was moved to where the chain was cut off",
    (head: object, to: number) => JSON.stringify({ ...head, position: to }),
  ],
  ["without a form", () => "no es una cabeza"],
])("a forged head %s is found at the start", async (_, forge) => {
  const first = await start();
  await grow(first.settle);
  await first.stop();
  await cut(1);
  const heads = await headLines();
  const newest = JSON.parse(heads.at(-1) ?? "{}") as object;
  await writeFile(at("heads.jsonl"), `${[...heads.slice(0, 1), forge(newest, await ends())].join("\n")}\n`);
  const again = await start();
  await again.settle(false);
  expect(again.watch.standing()?.found).toMatchObject([{ why: "forged" }]);
});

test("a record of what was found cannot be swapped for a harmless one", async () => {
  const first = await start();
  await grow(first.settle);
  await cut(1);
  await first.settle(false);
  await first.stop();
  const record = JSON.parse((await headLines("disagreements.jsonl"))[0] ?? "{}") as object;
  await writeFile(at("disagreements.jsonl"), `${JSON.stringify({ ...record, why: "differs" })}\nnada\n`);
  const again = await start();
  await again.settle(false);
  expect(again.watch.standing()?.found.map(({ why }) => why)).toEqual(expect.arrayContaining(["forged"]));
});
