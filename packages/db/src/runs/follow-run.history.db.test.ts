import type { ClaimedRun } from "@caudal/runs/run.ts";
import type { Conclusion } from "@caudal/runs/run-store.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFile, createPerson, joinAccount } from "@caudal/db/testing/people.ts";
import { createRunFixtures, type RunFixtures } from "@caudal/db/testing/run-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { withScope, type Scope } from "../scope.ts";
import { cancelRun } from "./cancel-run.ts";

let database: TestDatabase;
let runs: RunFixtures;
beforeAll(async () => {
  database = await createTestDatabase();
  runs = await createRunFixtures(database);
});
afterAll(async () => {
  await runs?.close();
  await database?.close();
});

async function startOnFile(locale: "es" | "en" = "es") {
  const { scope } = await createPerson(database, { locale });
  const fileId = await createFile(database, scope);
  const id = await runs.start(scope, { fileId });
  return { scope, fileId, id };
}

async function claim(id: string): Promise<ClaimedRun> {
  const claimed = await runs.claim();
  expect(claimed?.run.id).toBe(id);
  return claimed!.run;
}

const fileOf = async (fileId: string) =>
  (
    await runs.look(
      "select status, error, error_message, processed_at is not null as processed from caudal.files where id = $1",
      [fileId],
    )
  )[0];
const historyOf = async (fileId: string) =>
  (
    await runs.look(
      "select operation, status, completed_at is not null as ended from caudal.processing_logs where file_id = $1 order by started_at, operation",
      [fileId],
    )
  ).map(({ operation, status, ended }) => `${String(operation)} ${String(status)}${ended === true ? "." : ""}`);
const noticesOf = async (fileId: string) =>
  (
    await runs.look("select key from caudal.notifications where related_file_id = $1 order by created_at", [fileId])
  ).map(({ key }) => key);
const cancel = (scope: Scope, id: string) => withScope(database.app.db, scope, (tx) => cancelRun(tx, id));
const failure = { code: "file_damaged", params: { file_name: "ventas.csv" } } as const;

describe("what follows a run in its own transaction", () => {
  it("from the start to a success: file, log and notices, each once", async () => {
    const { fileId, id } = await startOnFile();
    expect(await fileOf(fileId)).toMatchObject({ status: "processing" });
    expect(await historyOf(fileId)).toEqual(["process started"]);
    const run = await claim(id);
    await runs.store.startStep(run, { name: "read", ordinal: 0 });
    expect(await historyOf(fileId)).toEqual(["process started", "read started"]);
    await runs.store.finishStep(run, "read", { rows: 3 }, 0.5);
    expect(await runs.store.conclude(run, { event: "succeed" })).toBe("succeeded");
    expect(await fileOf(fileId)).toEqual({ status: "done", error: null, error_message: null, processed: true });
    expect(await historyOf(fileId)).toEqual(["process completed.", "read completed."]);
    expect(await noticesOf(fileId)).toEqual(["file.uploaded", "file.processing", "file.done"]);
  });

  for (const [locale, sentence] of [
    ["es", /archivo/],
    ["en", /file/],
  ] as const) {
    it(`at a failure: the fault, and its words in the language of the person who asked (${locale})`, async () => {
      const { fileId, id } = await startOnFile(locale);
      const run = await claim(id);
      await runs.store.startStep(run, { name: "read", ordinal: 0 });
      await runs.store.conclude(run, { event: "fail", fault: failure });
      const file = await fileOf(fileId);
      expect(file).toMatchObject({ status: "error", error: failure, processed: false });
      expect(file?.["error_message"]).toMatch(sentence);
      expect(await historyOf(fileId)).toEqual(["process failed.", "read failed."]);
      const details = await runs.look("select distinct error_details from caudal.processing_logs where file_id = $1", [
        fileId,
      ]);
      expect(details).toEqual([{ error_details: file?.["error_message"] }]);
      expect(await runs.look("select state, error from caudal.run_steps where run_id = $1", [id])).toEqual([
        { state: "failed", error: failure },
      ]);
    });
  }

  it("at a retry: the file stays at work, and a step that is begun again keeps its one row", async () => {
    const { fileId, id } = await startOnFile();
    const first = await claim(id);
    await runs.store.startStep(first, { name: "read", ordinal: 0 });
    await runs.store.failStep(first, "read", failure);
    expect(await historyOf(fileId)).toEqual(["process started", "read failed."]);
    await runs.store.conclude(first, { event: "retry", fault: failure, delayMs: 0 });
    expect(await fileOf(fileId)).toMatchObject({ status: "processing", error: null });
    const second = await claim(id);
    expect(second.attempt).toBe(2);
    expect(await runs.store.startStep(second, { name: "read", ordinal: 0 })).toBe(null);
    expect(await historyOf(fileId)).toEqual(["process started", "read started"]);
    await runs.store.finishStep(second, "read", {}, 1);
    await runs.store.conclude(second, { event: "succeed" });
    expect(await runs.look("select error, error_message, attempt from caudal.runs where id = $1", [id])).toEqual([
      { error: null, error_message: null, attempt: 2 },
    ]);
    expect(await noticesOf(fileId)).toEqual(["file.uploaded", "file.processing", "file.done"]);
  });

  it("at a cancellation before a worker had it, and while one has it", async () => {
    const waiting = await startOnFile();
    expect(await cancel(waiting.scope, waiting.id)).toBe("cancelled");
    expect(await fileOf(waiting.fileId)).toMatchObject({ status: "uploaded" });
    expect(await historyOf(waiting.fileId)).toEqual(["process cancelled."]);
    expect(await noticesOf(waiting.fileId)).toEqual(["file.uploaded", "file.processing", "file.cancelled"]);

    const held = await startOnFile();
    const run = await claim(held.id);
    await runs.store.startStep(run, { name: "read", ordinal: 0 });
    expect(await cancel(held.scope, held.id)).toBe("cancelling");
    expect(await fileOf(held.fileId)).toMatchObject({ status: "processing" });
    await runs.store.conclude(run, { event: "stop" });
    expect(await fileOf(held.fileId)).toMatchObject({ status: "uploaded" });
    expect(await historyOf(held.fileId)).toEqual(["process cancelled.", "read cancelled."]);
    expect(await noticesOf(held.fileId)).toEqual(["file.uploaded", "file.processing", "file.cancelled"]);
  });

  it("when the worker of a cancelled run died: the sweep ends it", async () => {
    const { scope, fileId, id } = await startOnFile();
    const run = await claim(id);
    await runs.store.startStep(run, { name: "read", ordinal: 0 });
    await cancel(scope, id);
    await runs.endLease(id);
    expect(await runs.store.sweep()).toBe(1);
    expect(await fileOf(fileId)).toMatchObject({ status: "uploaded" });
    expect(await historyOf(fileId)).toEqual(["process cancelled.", "read cancelled."]);
  });

  it("when the person left the account: nobody carries the run on", async () => {
    const { scope, fileId, id } = await startOnFile();
    const run = await claim(id);
    await joinAccount(database, scope, await createPerson(database), "owner");
    await runs.look("delete from caudal.members where user_id = $1", [scope.userId]);
    await expect(runs.store.startStep(run, { name: "read", ordinal: 0 })).rejects.toMatchObject({ code: "forbidden" });
    await runs.endLease(id);
    await runs.store.sweep();
    expect(await runs.look("select state from caudal.runs where id = $1", [id])).toEqual([{ state: "cancelled" }]);
    expect(await fileOf(fileId)).toMatchObject({ status: "uploaded" });
  });

  it("tells in the run's own log what became of it, whoever brought it about", async () => {
    const linesOf = async (id: string) =>
      (await runs.look("select level, key, params from caudal.run_logs where run_id = $1 order by id", [id])).map(
        ({ level, key, params }) => [`${String(level)} ${String(key)}`, params],
      );
    const { id } = await startOnFile();
    const first = await claim(id);
    await runs.store.conclude(first, { event: "retry", fault: failure, delayMs: 20_000 });
    await runs.look("update caudal.runs set available_at = now() where id = $1", [id]);
    await claim(id);
    await runs.endLease(id);
    await runs.store.sweep();
    await runs.store.conclude(await claim(id), { event: "release" });
    await runs.store.conclude(await claim(id), { event: "succeed" });
    expect(await linesOf(id)).toEqual([
      ["info run.started", { attempt: 1 }],
      ["warn run.retrying", { fault: failure, seconds: 20 }],
      ["info run.started", { attempt: 2 }],
      ["warn run.taken", {}],
      ["info run.started", { attempt: 3 }],
      ["info run.released", {}],
      ["info run.started", { attempt: 3 }],
      ["info run.finished", { seconds: expect.any(Number) }],
    ]);
    const held = await startOnFile();
    const run = await claim(held.id);
    await cancel(held.scope, held.id);
    await runs.store.conclude(run, { event: "stop" });
    expect((await linesOf(held.id)).slice(1).map(([line]) => line)).toEqual([
      "info run.cancel_asked",
      "info run.cancelled",
    ]);
    const broken = await startOnFile();
    await runs.store.conclude(await claim(broken.id), { event: "fail", fault: failure });
    expect((await linesOf(broken.id)).slice(1)).toEqual([["error run.failed_for", { fault: failure }]]);
  });

  it("gives the same end again when the answer to a conclusion was lost", async () => {
    for (const [conclusion, state] of [
      [{ event: "succeed" }, "succeeded"],
      [{ event: "fail", fault: failure }, "failed"],
      [{ event: "retry", fault: failure, delayMs: 3_600_000 }, "waiting"],
    ] as const satisfies readonly (readonly [Conclusion, string])[]) {
      const { fileId, id } = await startOnFile();
      const run = await claim(id);
      expect(await runs.store.conclude(run, conclusion)).toBe(state);
      const notices = await noticesOf(fileId);
      expect(await runs.store.conclude(run, conclusion)).toBe(state);
      expect(await noticesOf(fileId)).toEqual(notices);
    }
  });

  it("keeps what PostgreSQL's jsonb cannot: no step is lost to a NUL or half a character in a cell", async () => {
    const { id } = await startOnFile();
    const run = await claim(id);
    await runs.store.startStep(run, { name: "read", ordinal: 0 });
    await runs.store.finishStep(run, "read", { header: "a\u0000b \ud800" }, 0.5);
    expect(await runs.store.startStep(run, { name: "read", ordinal: 0 })).toEqual({ header: "a\ufffdb \ufffd" });
    await runs.store.reportProgress(run, {
      progress: 0.6,
      step: "read",
      message: { key: "reading", params: { name: "\u0000" } },
    });
    await runs.store.log(run, "info", "reading", { name: "\u0000" });
    await runs.store.conclude(run, { event: "fail", fault: { code: "file_damaged", params: { file_name: "\u0000" } } });
  });
});
