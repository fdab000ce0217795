import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog } from "@caudal/base/log.ts";
import { findFile, listRejects } from "@caudal/db/queries/files.ts";
import { listInsights } from "@caudal/db/queries/insights.ts";
import { findProfiledFile } from "@caudal/db/queries/profiles.ts";
import { cancelRun } from "@caudal/db/runs/cancel-run.ts";
import { withScope } from "@caudal/db/scope.ts";
import { createPerson, type Person } from "@caudal/db/testing/people.ts";
import { createRunFixtures, type RunFixtures } from "@caudal/db/testing/run-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import type { FirstLook } from "@caudal/flows/profile/profile-ports.ts";
import { openFolderStore } from "@caudal/objects/folder-store.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import type { ClaimedRun } from "@caudal/runs/run.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createUploadSweeper } from "../uploads/sweep-uploads.ts";
import { createProfileSink } from "./profile-sink.ts";
import { openScratchFolders } from "./scratch-folders.ts";

let database: TestDatabase;
let runs: RunFixtures;
let folder: string;
let objects: ObjectStore;
let person: Person;
let fileId: string;
/** Whether the database has what was kept of its audit. */
let holds = true;
beforeAll(async () => {
  database = await createTestDatabase();
  runs = await createRunFixtures(database);
  folder = await mkdtemp(join(tmpdir(), "caudal-kept-"));
  objects = openFolderStore(join(folder, "objects"));
});
afterAll(async () => {
  await runs?.close();
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  person = await createPerson(database);
  const key = `${person.accountId}/${person.userId}/original`;
  const file = await withScope(database.app.db, person.scope, (tx) =>
    tx
      .insertInto("files")
      .values({
        account_id: person.accountId,
        user_id: person.userId,
        file_name: "ventas.csv",
        file_type: "text/csv",
        file_size: 1,
        storage_url: "/",
        object_key: key,
      })
      .returning("id")
      .executeTakeFirstOrThrow(),
  );
  fileId = file.id;
  await objects.create(key);
});

/** Nobody looks at it here. */
const digest = { sha256: "0".repeat(64), bytes: 1, rows: 1, algorithm: "none", checksum: "0", columns: [] };
/** What each run found is told apart by its number of rows, and by the column that its findings speak of. */
const lookOf = (rows: number): FirstLook => ({
  rows,
  rejected: 1,
  rejects: [{ line: rows, column: null, reason: "quote", text: `${rows}` }],
  columns: [],
  findings: [finding(rows)],
});
const finding = (rows: number): FirstLook["findings"][number] => ({
  key: "key_column",
  params: { column: `of ${rows}`, rows },
  data: { chart: "none" },
  evidence: { query: "select 1", method: "counted", rows: null },
  confidence: { formula: "counted", inputs: { rows } },
  confidenceScore: 1,
  columns: [`of ${rows}`],
  importance: 0.5,
});

async function begin() {
  await runs.start(person.scope, { fileId });
  return take();
}

async function take() {
  const claim = await runs.claim();
  if (claim === null) throw new Error("nothing to claim");
  const file = await withScope(database.app.db, person.scope, (tx) => findProfiledFile(tx, fileId));
  if (file === null) throw new Error("no file");
  const scratch = openScratchFolders(join(folder, "scratch"), async () => new Set());
  const held = (store: ObjectStore) =>
    createProfileSink({ db: database.app.db, objects: store, scratch, mayRemove: async () => holds }, claim.run, file);
  return { run: claim.run, sink: held(objects), held };
}

async function parquet(text: string): Promise<string> {
  const path = join(await mkdtemp(join(folder, "parquet-")), "table.parquet");
  await writeFile(path, text);
  return path;
}

async function findAll(rows: number, { sink }: Awaited<ReturnType<typeof begin>>): Promise<void> {
  await sink.saveFirstLook(lookOf(rows));
  await sink.keepTable(await parquet(`${rows}`), digest);
  await sink.saveSecondLook({ columns: [], findings: [finding(rows)] });
}

async function succeed(rows: number): Promise<void> {
  const begun = await begin();
  await findAll(rows, begun);
  await runs.store.conclude(begun.run, { event: "succeed" });
}

/** The file as its person sees it. */
async function see() {
  const seen = await withScope(database.app.db, person.scope, async (tx) => ({
    file: await findFile(tx, fileId),
    insights: await listInsights(tx, fileId),
    rejects: await listRejects(tx, fileId, 0, 10),
  }));
  const key = seen.file?.table_key ?? null;
  let table = "";
  if (key !== null) for await (const chunk of await objects.read(key)) table += String(chunk);
  return {
    status: seen.file?.status,
    error: seen.file?.error ?? null,
    rows: seen.file?.rows,
    count: seen.file?.insight_count,
    insights: seen.insights.map(({ wave, columns }) => `${wave} ${columns.join()}`).toSorted(),
    rejects: seen.rejects.map(({ text }) => text),
    table,
  };
}
const whole = (rows: number) => ({
  status: "done",
  error: null,
  rows: `${rows}`,
  count: "2",
  insights: [`1 of ${rows}`, `2 of ${rows}`],
  rejects: [`${rows}`],
  table: `${rows}`,
});
const tables = async () =>
  (await readdir(join(folder, "objects", person.accountId, person.userId))).filter((name) => name !== "original");
const failure = { code: "file_damaged", params: { file_name: "ventas.csv" } } as const;
const ends: Readonly<Record<string, (run: ClaimedRun) => Promise<unknown>>> = {
  cancelled: async (run) => {
    await withScope(database.app.db, person.scope, (tx) => cancelRun(tx, run.id));
    await runs.store.conclude(run, { event: "stop" });
  },
  failed: (run) => runs.store.conclude(run, { event: "fail", fault: failure }),
};

describe("a file that was processed", () => {
  test("shows what is found the first time as it is found", async () => {
    const begun = await begin();
    await begun.sink.saveFirstLook(lookOf(3));
    expect(await see()).toMatchObject({ status: "processing", rows: "3", count: "1", insights: ["1 of 3"] });
    await findAll(3, begun);
    expect(await see()).toEqual({ ...whole(3), status: "processing" });
  });

  test.each(Object.keys(ends))(
    "keeps what was found when processing it again is %s, however far that came",
    async (end) => {
      await succeed(3);
      const again = await begin();
      await again.sink.saveFirstLook(lookOf(5));
      await again.sink.keepTable(await parquet("5"), digest);
      expect(await see()).toEqual({ ...whole(3), status: "processing" });
      await ends[end]?.(again.run);
      expect(await see()).toEqual(whole(3));
      const notices = await runs.look(
        "select key, params ->> 'code' as code from caudal.notifications where related_file_id = $1 and not is_read",
        [fileId],
      );
      expect(notices).toEqual([
        { key: "file.done", code: null },
        ...(end === "failed" ? [{ key: "file.kept", code: "file_damaged" }] : []),
      ]);
      const told = "select 1 from caudal.notifications where related_file_id = $1 and key = 'file.cancelled'";
      expect(await runs.look(told, [fileId])).toHaveLength(end === "cancelled" ? 1 : 0);
    },
  );

  test("shows the new result once it is whole, and keeps one table and nothing of what went before", async () => {
    await succeed(3);
    const cancelled = await begin();
    await cancelled.sink.saveFirstLook(lookOf(4));
    await cancelled.sink.keepTable(await parquet("4"), digest);
    await ends["cancelled"]?.(cancelled.run);
    expect(await tables()).toHaveLength(2);
    await succeed(5);
    expect(await see()).toEqual(whole(5));
    expect(await tables()).toHaveLength(1);
    for (const table of ["insights", "rejects", "run_profiles"])
      expect(
        await runs.look(
          `select distinct (select rows from caudal.run_profiles p where p.run_id = t.run_id) as rows
          from caudal.${table} t where file_id = $1`,
          [fileId],
        ),
      ).toEqual([{ rows: "5" }]);
  });

  test("keeps each table while the database may be an older copy, and one of them once it is known not to be", async () => {
    await succeed(3);
    const before = await tables();
    holds = false;
    try {
      await succeed(4);
    } finally {
      holds = true;
    }
    expect(await see()).toEqual(whole(4));
    expect(await tables()).toEqual(expect.arrayContaining(before));
    expect(await tables()).toHaveLength(2);
    await succeed(5);
    expect(await see()).toEqual(whole(5));
    expect(await tables()).toHaveLength(1);
  });

  test("after a failure shows the new findings as they come: there is no whole result to keep", async () => {
    const first = await begin();
    await first.sink.saveFirstLook(lookOf(3));
    await ends["failed"]?.(first.run);
    expect(await see()).toMatchObject({ status: "error", insights: ["1 of 3"] });
    const second = await begin();
    await second.sink.saveFirstLook(lookOf(4));
    expect(await see()).toMatchObject({ status: "processing", insights: ["1 of 4"] });
  });
});

test("a worker that was frozen while it put its table in place does not touch its successor's, and leaves none of its own", async () => {
  const first = await begin();
  const frozen = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const late = first.held({
    ...objects,
    adopt: async (key, path) => {
      reached.resolve();
      await frozen.promise;
      await objects.adopt(key, path);
    },
  });
  await late.saveFirstLook(lookOf(3));
  const keeping = late.keepTable(await parquet("frozen"), digest);
  await reached.promise;
  await runs.endLease(first.run.id);
  await runs.store.sweep();
  const second = await take();
  expect(second.run.id).toBe(first.run.id);
  await findAll(4, second);
  frozen.resolve();
  await expect(keeping).rejects.toMatchObject({ code: "run_lease_lost" });
  await runs.store.conclude(second.run, { event: "succeed" });
  expect(await see()).toEqual(whole(4));
  expect(await tables()).toHaveLength(1);
});

test("the sizes that are noted are compared with the disk, also while nothing may be removed from it", async () => {
  await succeed(3);
  const sizes = async () => {
    const [row] = await runs.look("select table_sizes as sizes from caudal.run_profiles where file_id = $1", [fileId]);
    return row?.["sizes"];
  };
  const right = await sizes();
  await runs.look(
    "update caudal.run_profiles set table_sizes = '{\"nowhere/table-x-1.parquet\": 5000}' where file_id = $1",
    [fileId],
  );
  const lines: string[] = [];
  const log = createLog({ name: "server", level: "info", write: (line) => lines.push(line) });
  const sweeper = createUploadSweeper(database.app.db, objects, async () => false, log);
  await sweeper.start();
  try {
    await expect.poll(sizes).toEqual(right);
  } finally {
    await sweeper.stop();
  }
  expect(lines.join("")).toContain("the object store is not swept");
});
