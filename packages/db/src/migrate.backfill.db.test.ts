import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openOlderDatabase, type OlderDatabase } from "../testing/older-database.ts";
import { createPerson, type Person } from "../testing/people.ts";
import type { TestDatabase } from "../testing/test-database.ts";
import { readMigrations } from "./migrations.ts";
import { findFile, listFiles, listProcessingLogs, listRejects } from "./queries/files.ts";
import { listInsights } from "./queries/insights.ts";
import { foundAccount, loadMe } from "./queries/people.ts";
import { findSuperseded } from "./queries/superseded-profiles.ts";
import { replayWebhook } from "./queries/webhooks.ts";
import { startRun } from "./runs/start-run.ts";
import { withScope } from "./scope.ts";

/**
 * Databases of older versions with rows as those wrote them, as the application's login and through their triggers: what a migration
 * moves has to be found again by the queries of this version. Every migration that touches rows which exist has its test here.
 */
let older: OlderDatabase;
let database: TestDatabase;
let person: Person;
beforeEach(async () => {
  older = await openOlderDatabase();
  database = older.database;
});
afterEach(() => older.close());

const beAtVersion = async (version: number): Promise<void> => void (person = await older.beAtVersion(version));
const addFile = (name: string, owner = person) => older.addFile(name, owner);
const addRun = (file: string | null, minute: number, owner = person) => older.addRun(file, minute, owner);

/** What version 14 left when a run had looked at a file once: it took the place of what stood there. */
async function lookOnce(file: string, run: string, count: number, findings: readonly string[], owner = person) {
  await older.rows("delete from caudal.insights where file_id = $1", [file]);
  await older.rows("delete from caudal.rejects where file_id = $1", [file]);
  await older.rows(
    `update caudal.files set rows = $2, rejected = 2, columns = '[{"name":"monto"}]', reading = '{"format":"csv"}' where id = $1`,
    [file, count],
  );
  for (const ordinal of [0, 1])
    await older.rows(
      `insert into caudal.rejects (file_id, account_id, user_id, ordinal, line, column_name, reason, text)
       values ($1, $2, $3, $4, $4 + 7, 'monto', 'type', 'x')`,
      [file, owner.accountId, owner.userId, ordinal],
    );
  for (const [place, title] of findings.entries())
    await older.rows(
      `insert into caudal.insights (account_id, file_id, user_id, run_id, wave, insight_type, title, confidence_score, key, columns, importance)
       values ($1, $2, $3, $4, $5, 'quality', $6, 0.9, 'missing', '{monto}', $7)`,
      [owner.accountId, file, owner.userId, run, place + 1, title, 1 - place / 10],
    );
}
const keepTable = (file: string) =>
  older.rows("update caudal.files set sha256 = repeat('a', 64) where id = $1", [file]);

/** What this version's queries say of a file, in a person's scope. */
const seen = (id: string, owner = person) =>
  withScope(database.app.db, owner.scope, async (tx) => {
    const file = await findFile(tx, id);
    const rejects = await listRejects(tx, id, 0, 10);
    const titles = (await listInsights(tx, id)).map(({ title }) => title);
    return {
      status: file?.status,
      run: file?.profile_run_id,
      table: file?.table_key,
      rows: file?.rows,
      insights: titles,
      count: Number(file?.insight_count),
      lines: rejects.map(({ line }) => Number(line)),
    };
  });
const result = (run: string, table: string | null, count: number, insights: readonly string[]) => ({
  run,
  table,
  rows: String(count),
  insights,
  count: insights.length,
  lines: [7, 8],
});
const tableOf = (name: string) => `${person.accountId}/${name}/table.parquet`;

describe("results by run (0015)", () => {
  beforeEach(() => beAtVersion(14));

  test("a file goes on showing what its last look found, whichever run that was, and nobody is told", async () => {
    const once = await addFile("una");
    const onceRun = await addRun(once, 1);
    await older.moveRun(onceRun, "running");
    await lookOnce(once, onceRun, 10, ["a", "b"]);
    await keepTable(once);
    await older.moveRun(onceRun, "succeeded");

    const twice = await addFile("dos");
    const first = await addRun(twice, 1);
    await older.moveRun(first, "running");
    await lookOnce(twice, first, 20, ["old"]);
    await keepTable(twice);
    await older.moveRun(first, "succeeded");
    const second = await addRun(twice, 2);
    await older.moveRun(second, "running");
    await lookOnce(twice, second, 21, ["new", "newer"]);
    await older.moveRun(second, "succeeded");

    const broken = await addFile("rota");
    const sound = await addRun(broken, 1);
    await older.moveRun(sound, "running");
    await lookOnce(broken, sound, 30, ["old"]);
    await keepTable(broken);
    await older.moveRun(sound, "succeeded");
    const failing = await addRun(broken, 2);
    await older.moveRun(failing, "running");
    await lookOnce(broken, failing, 31, ["half"]);
    await older.moveRun(failing, "failed");

    // Nothing was worth saying, and the second run came to nothing: the first one's result it is.
    const dull = await addFile("sosa");
    const whole = await addRun(dull, 1);
    await older.moveRun(whole, "running");
    await lookOnce(dull, whole, 40, []);
    await keepTable(dull);
    await older.moveRun(whole, "succeeded");
    await older.moveRun(await addRun(dull, 2), "running", "failed");

    const told = await older.rows(
      "select (select count(*) from caudal.notifications) n, (select count(*) from caudal.events) e",
    );
    await older.toThisVersion();
    expect(await seen(once)).toEqual({ status: "done", ...result(onceRun, tableOf("una"), 10, ["a", "b"]) });
    expect(await seen(twice)).toEqual({ status: "done", ...result(second, tableOf("dos"), 21, ["new", "newer"]) });
    expect(await seen(broken)).toEqual({ status: "error", ...result(failing, tableOf("rota"), 31, ["half"]) });
    expect(await seen(dull)).toEqual({ status: "error", ...result(whole, tableOf("sosa"), 40, []) });
    expect(
      await older.rows("select (select count(*) from caudal.notifications) n, (select count(*) from caudal.events) e"),
    ).toEqual(told);
    const logs = await withScope(database.app.db, person.scope, (tx) => listProcessingLogs(tx, broken));
    expect(logs.map(({ status }) => status).toSorted()).toEqual(["completed", "failed"]);
  });

  test("a file at work, one that never was, and one that failed at once keep their state and promise no table", async () => {
    const atWork = await addFile("ahora");
    const run = await addRun(atWork, 1);
    await older.moveRun(run, "running");
    await lookOnce(atWork, run, 5, ["a"]);
    const [untouched, failed] = [await addFile("nueva"), await addFile("mala")];
    await older.moveRun(await addRun(failed, 1), "running", "failed");
    await older.toThisVersion();
    expect(await seen(atWork)).toEqual({ status: "processing", ...result(run, null, 5, ["a"]) });
    const nothing = { run: null, table: null, rows: null, insights: [], count: 0, lines: [] };
    expect(await seen(untouched)).toEqual({ status: "uploaded", ...nothing });
    expect(await seen(failed)).toEqual({ status: "error", ...nothing });
  });

  test("what an older version left gives way to a new run's result, its table too", async () => {
    const file = await addFile("otra");
    const old = await addRun(file, 1);
    await older.moveRun(old, "running");
    await lookOnce(file, old, 10, ["a"]);
    await keepTable(file);
    await older.moveRun(old, "succeeded");
    await older.toThisVersion();
    const { scope, accountId, userId } = person;
    const superseded = await withScope(database.app.db, scope, async (tx) => {
      const { run } = await startRun(tx, { kind: "profile", input: {}, fileId: file });
      const owner = { accountId, userId, fileId: file, runId: run.id };
      expect(await findSuperseded(tx, owner)).toEqual({ runIds: [], tableKeys: [] });
      await tx
        .insertInto("run_profiles")
        .values({ run_id: run.id, file_id: file, account_id: accountId, user_id: userId })
        .execute();
      await tx.updateTable("files").set({ profile_run_id: run.id }).where("id", "=", file).execute();
      return findSuperseded(tx, owner);
    });
    expect(superseded).toEqual({ runIds: [old], tableKeys: [tableOf("otra")] });
  });

  test("people stay apart, and the policies stand as before", async () => {
    const [mine, other] = [await addFile("mía"), await createPerson(database)];
    const theirs = await addFile("suya", other);
    for (const [file, owner, title] of [
      [mine, person, "mine"],
      [theirs, other, "theirs"],
    ] as const) {
      const run = await addRun(file, 1, owner);
      await older.moveRun(run, "running");
      await lookOnce(file, run, 3, [title], owner);
      await older.moveRun(run, "succeeded");
    }
    await older.toThisVersion();
    const list = (owner: Person) =>
      withScope(database.app.db, owner.scope, (tx) =>
        listFiles(tx, { limit: 10 }).then((all) => all.map(({ id }) => id)),
      );
    expect([await list(person), await list(other)]).toEqual([[mine], [theirs]]);
    expect((await seen(mine)).insights).toEqual(["mine"]);
    expect((await seen(theirs, other)).insights).toEqual(["theirs"]);
    expect(await seen(theirs)).toMatchObject({ insights: [], lines: [], rows: undefined });
    const open = await older.rows(
      `select relname from pg_class where relnamespace = 'caudal'::regnamespace and relkind = 'r'
         and not (relrowsecurity and relforcerowsecurity)`,
    );
    expect(open).toEqual([]);
    const asleep = await older.rows("select tgname from pg_trigger where tgenabled <> 'O' and not tgisinternal");
    expect(asleep).toEqual([]);
  });
});

test("keys of runs (0012): a key that an older version took gives its run, and to its person alone", async () => {
  await beAtVersion(11);
  const run = await addRun(null, 1);
  await older.rows("update caudal.runs set idempotency_key = 'k-1', input = '{\"n\":1}' where id = $1", [run]);
  const unkeyed = await addRun(null, 2);
  const other = await createPerson(database);
  await older.toThisVersion();
  const again = (owner: Person, n: number) =>
    withScope(database.app.db, owner.scope, (tx) =>
      startRun(tx, { kind: "profile", input: { n }, idempotencyKey: "k-1" }),
    );
  expect(await again(person, 1)).toMatchObject({ created: false, run: { id: run } });
  await expect(again(person, 2)).rejects.toMatchObject({ code: "idempotency_key_reused" });
  expect(await again(other, 1)).toMatchObject({ created: true });
  expect(await older.rows("select count(*)::int as n from caudal.run_keys where run_id = $1", [unkeyed])).toEqual([
    { n: 0 },
  ]);
  const [moved] = await older.rows(
    "select k.created_at = r.queued_at as same from caudal.run_keys k join caudal.runs r on r.id = k.run_id where r.id = $1",
    [run],
  );
  expect(moved).toEqual({ same: true });
});

test("accounts (0017): one that was marked as the demonstration's stays its people's", async () => {
  await beAtVersion(16);
  await older.rows("update caudal.accounts set is_demo = true where id = $1", [person.accountId]);
  await older.toThisVersion();
  const { userId, email, accountId } = person;
  expect(await foundAccount(database.app.db, { userId, email, name: "x", locale: "es" })).toEqual({
    accountId,
    role: "owner",
  });
  expect(await withScope(database.app.db, person.scope, (tx) => loadMe(tx))).toMatchObject({
    account: { id: accountId },
  });
});

test("shares told and accounts named (0040): each knows whose name it bears, and a name that nothing ties to a person is gone", async () => {
  await beAtVersion(36);
  const reader = await createPerson(database);
  const chosen = await createPerson(database);
  await older.rows("update caudal.accounts set name = 'Ferretería' where id = $1", [chosen.accountId]);
  const file = await addFile("ventas.csv");
  for (const [name, of] of [
    ["tied", file],
    ["loose", person.accountId],
  ])
    await older.rows(
      `insert into caudal.notifications (account_id, user_id, title, message, key, params)
       values ($1, $2, 'Ana Pruebas te compartió un archivo', $3, 'share.begun', $4)`,
      [reader.accountId, reader.userId, name, JSON.stringify({ person: "Ana Pruebas", file_id: of })],
    );
  await older.toThisVersion();
  expect(
    await older.rows("select title, params from caudal.notifications where key = 'share.begun' order by message"),
  ).toEqual([
    { title: "Alguien que ya no está te compartió un archivo", params: { file_id: person.accountId } },
    {
      title: "Ana Pruebas te compartió un archivo",
      params: { person: "Ana Pruebas", person_id: person.userId, file_id: file },
    },
  ]);
  const bears = async (who: Person) =>
    (await older.rows("select named_after from caudal.accounts where id = $1", [who.accountId]))[0]?.["named_after"];
  expect([await bears(person), await bears(chosen)]).toEqual([person.userId, null]);
});

test("departures (0045): who left before has as long from now on, and whoever belongs has none", async () => {
  await beAtVersion(36);
  const gone = await createPerson(database);
  const left = { ...gone, accountId: person.accountId };
  await addFile("mia.csv");
  await addFile("suya.csv", left);
  await older.toThisVersion();
  expect(
    await older.rows(
      "select account_id, user_id, ends_at > now() + interval '29 days' as later from caudal.departures",
    ),
  ).toEqual([{ account_id: person.accountId, user_id: gone.userId, later: true }]);
});

test("every migration that changes rows which exist is among those tested here, or in a migrate.backfill beside", async () => {
  const versions = (await readMigrations()).flatMap(({ version, sql }) => {
    // What stands within functions runs later; a migration's own statements begin a line.
    const own = sql.replaceAll(/\$\$[\s\S]*?\$\$/g, "");
    return /^(?:insert into|update|delete from|alter table [\w.]+ drop column)\b/im.test(own) ? [version] : [];
  });
  expect(versions).toEqual([12, 15, 17, 24, 39, 40, 45, 48, 50, 51, 54]);
});

describe("a fair outbox (0039)", () => {
  beforeEach(() => beAtVersion(36));

  test("messages that did not arrive before can be sent again, and what waits keeps its place", async () => {
    const hook = await older.idOf(
      `insert into caudal.webhooks (id, account_id, user_id, name, url, secret, kinds)
       values (gen_random_uuid(), $1, $2, 'Tablero', 'https://Avisos.test:8443/x', 's', '{file.uploaded}')`,
      [person.accountId, person.userId],
    );
    await addFile("una");
    await addFile("dos");
    await older.rows(
      `update caudal.outbox set state = 'failed', ended_at = now(), lease_until = null
       where kind = 'webhook' and id = (select id from caudal.webhook_deliveries order by created_at limit 1)`,
    );
    await older.rows(
      `update caudal.webhook_deliveries set state = 'failed', error = '{"code":"dial_refused","params":{}}'
       where id = (select id from caudal.outbox where kind = 'webhook' and state = 'failed')`,
    );
    await older.toThisVersion();
    expect(await older.rows("select host from caudal.webhooks")).toEqual([{ host: "avisos.test" }]);
    expect(await older.rows("select lane, state from caudal.outbox where kind = 'webhook' order by state")).toEqual([
      { lane: hook, state: "failed" },
      { lane: hook, state: "pending" },
    ]);
    const replayed = await withScope(database.app.db, person.scope, (tx) => replayWebhook(tx, hook, null));
    expect(replayed).toBe(1);
    expect(await older.rows("select state from caudal.outbox where kind = 'webhook'")).toEqual([
      { state: "pending" },
      { state: "pending" },
    ]);
  });
});
